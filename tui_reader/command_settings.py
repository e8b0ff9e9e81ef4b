"""Custom commands: the tables in `[commands]` of `config.toml`, each named by the user.

An invalid entry is ignored: its default is used, or, without a command line, the command is left
out.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from tui_reader import keys as key_names
from tui_reader.commands import BY_NAME, COMMANDS, MAIN, TEXT, Command

INPUTS = ("abstract", "text", "bibtex", "json", "note", "selection")
OUTPUTS = ("page", "note", "clipboard", "none")
MAX_TIMEOUT = 86_400
PLACEHOLDER = re.compile(r"\{(id|title|url|pdf)\}")

_NAME = r"[\w-]+(?: [\w-]+)*"
_MAX_NAME = 40  # characters
_MAX_COMMANDS = 100


class CustomCommand(NamedTuple):
    """A custom command.

    Args:
        name: Its name in the settings, the palette and the library.
        run: The program and its arguments, with placeholders; no shell is involved.
        input: The data on the program's stdin. With `selection` it runs once for all selected
            papers, otherwise once for each of them.
        output: The destination of its stdout.
        key: Textual's name of the key; "" for none.
        timeout: Seconds after which it is stopped.
        token: Whether the program can see the Hub token in its environment.
    """

    name: str
    run: tuple[str, ...]
    input: str = "abstract"
    output: str = "page"
    key: str = ""
    timeout: int = 600
    token: bool = False

    @property
    def command(self) -> Command:
        """The command as the palette and the help list it."""
        keys = (self.key,) if self.key else ()
        return Command(f"commands.{self.name}", keys, f"Run {self.name}", "Your commands")

    @property
    def action(self) -> str:
        """The action string that runs it."""
        return f"app.custom_command({self.name!r})"


def parse(
    section: object,
    changed_keys: Mapping[str, tuple[str, ...]],
    source: Callable[[str, str], str],
) -> tuple[tuple[CustomCommand, ...], list[str]]:
    """Return the valid commands and one line for each invalid entry.

    Args:
        section: The value of `commands` in the settings file.
        changed_keys: The keys of the app's commands that the settings change.
        source: Returns "config.toml, line 3" for the name of a command and of one of its entries;
            an entry of "" is the command itself.
    """
    if not isinstance(section, dict):
        return (), [f"{source('', '')}: commands must be a section"]
    taken = {
        key: command.name
        for command in COMMANDS
        if command.where in (MAIN, TEXT)
        for key in changed_keys.get(command.name, command.keys)
    }
    commands: list[CustomCommand] = []
    problems: list[str] = []
    for name, value in section.items():
        wrong = _wrong_name(name)
        if wrong or len(commands) == _MAX_COMMANDS:
            wrong = wrong or f"there are more than {_MAX_COMMANDS}"
            problems.append(f"{source(name, '')}: command {name[:_MAX_NAME]!r}: {wrong}")
            continue
        entries = value if isinstance(value, dict) else {"run": value}
        command, found = _command(name, entries, taken)
        problems += [
            f"{source(name, entry)}: commands.{name}{'.' * bool(entry)}{entry} {reason}"
            for entry, reason in found
        ]
        if command is not None:
            commands.append(command)
            if command.key:
                taken[command.key] = command.name
    return tuple(commands), problems


def _wrong_name(name: str) -> str:
    if len(name) > _MAX_NAME or not re.fullmatch(_NAME, name):
        return f"a name has at most {_MAX_NAME} letters, digits, - and _"
    return "the app has a command of this name" if name in BY_NAME else ""


def _command(
    name: str, entries: Mapping[str, object], taken: Mapping[str, str]
) -> tuple[CustomCommand | None, list[tuple[str, str]]]:
    """Return a command, None without a valid command line, and (entry, reason) for each problem."""
    wrong: list[tuple[str, str]] = []
    values: dict[str, object] = {}
    for entry, value in entries.items():
        if entry == "run":
            continue
        if entry == "key":
            values[entry], reason = _key(value, taken)
        else:
            values[entry], reason = value, _reason(entry, value)
        if reason:
            wrong.append((entry if entry in ENTRIES else _shown(entry), reason))
            del values[entry]
    run, reason = _words(entries.get("run"))
    if not reason and values.get("input") == "selection" and any(map(PLACEHOLDER.search, run)):
        reason = "must not contain placeholders, which are for one paper, with input = 'selection'"
    if reason:
        return None, [("run", reason), *wrong]
    return CustomCommand(name, run, **values), wrong  # type: ignore[arg-type]


ENTRIES = ("run", "input", "output", "key", "timeout", "token")


def _reason(entry: str, value: object) -> str:
    """Return why a value is invalid, or ""."""
    if entry in ("input", "output"):
        choices = INPUTS if entry == "input" else OUTPUTS
        return "" if value in choices else f"must be one of {_quoted(choices)}"
    if entry == "timeout":
        valid = type(value) is int and 1 <= value <= MAX_TIMEOUT
        return "" if valid else f"must be a number of seconds from 1 to {MAX_TIMEOUT}"
    if entry == "token":
        return "" if isinstance(value, bool) else "must be true or false"
    return f"is not one of {_quoted(ENTRIES)}"


def _key(value: object, taken: Mapping[str, str]) -> tuple[str, str]:
    """Return the key of a command as Textual names it, and why it cannot be used, or ""."""
    if value == "":
        return "", ""
    named = key_names.normalize(value) if isinstance(value, str) else None
    if named is None:
        meant = key_names.suggest(value) if isinstance(value, str) else None
        return "", "is not a key" + (f"; did you mean {meant!r}?" if meant else "")
    return named, f"is the key of {taken[named]}" if named in taken else ""


def _words(value: object) -> tuple[tuple[str, ...], str]:
    """Return the words of a command line, and why it is invalid, or ""."""
    if isinstance(value, str):
        try:
            import shlex  # most users have no commands of their own

            value = shlex.split(value)
        except ValueError as error:  # an open quote
            return (), f"cannot be split into words: {str(error).lower()}"
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        return (), "must be a command line, such as \"llm -s 'Summarize'\", or a list of its words"
    if not value or not value[0].strip():
        return (), "must name a program"
    if any("\0" in word for word in value):
        return (), "must not contain NUL"
    return tuple(value), ""


def _shown(entry: str) -> str:
    return "".join(char if char.isprintable() else "�" for char in entry[:_MAX_NAME])


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(map(repr, names))


EXAMPLES = r"""
[commands]
# Your own commands for a paper, run without a shell: in the palette, and by `key` if they have one.
#   run: the program and its arguments; {id}, {title}, {url} and {pdf} (downloaded first) are filled
#     in, and ~ at the start of an argument is your home folder.
#   input: what it reads on stdin: abstract, text, bibtex, json, note, or selection (the selected
#     papers as JSON lines, in one run). Default: abstract.
#   output: page, note (appended), clipboard or none. Default: page.
#   timeout: seconds. Default: 600. token: whether it can see HF_TOKEN. Default: false.
#
# [commands.summarize]
# run = ["llm", "-s", "Summarize this paper in five sentences."]
# input = "text"
# key = "ctrl+t"
#
# [commands.translate]
# run = "ollama run llama3.2 'Translate this abstract into French:'"
# output = "note"
#
# [commands.speak]
# run = "say"  # on Linux: "piper --model en_US-lessac-medium --output_file /tmp/abstract.wav"
# output = "none"
#
# [commands.obsidian]
# run = ["tee", "~/vault/{id}.md"]
# output = "none"
"""
