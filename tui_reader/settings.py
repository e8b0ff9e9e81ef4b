"""Settings: typed values from `config.toml`.

The dataclasses below are the only table: each field holds a setting's type, default, help text and
check. An invalid entry is ignored: its default is used and `Settings.problems` names it.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeGuard, TypeVar

from tui_reader import command_settings
from tui_reader import keys as key_names
from tui_reader.command_settings import CustomCommand
from tui_reader.commands import BY_NAME, COMMANDS, IN_TEXT, TEXT
from tui_reader.paths import make_private
from tui_reader.text.sanitize import line

if TYPE_CHECKING:
    from tui_reader.lenient_toml import Locations

FILE = "config.toml"
ORDERS = ("site", "upvotes", "comments", "newest", "title", "rising", "for-you")
PICTURES = ("auto", "kitty", "sixel", "blocks")
DENSITIES = ("comfortable", "compact")
COLUMNS = ("upvotes", "gained", "date", "comments", "authors", "organization", "code")

_MAX_SIZE = 100_000  # bytes

T = TypeVar("T")
Check = Callable[[object], str]  # returns what is wrong with a value, or ""


def _setting(default: T, help: str, check: Check) -> T:
    return field(default=default, metadata={"help": help, "check": check})


def _integer(minimum: int, maximum: int) -> Check:
    def check(value: object) -> str:
        valid = type(value) is int and minimum <= value <= maximum  # not a bool
        return "" if valid else f"must be a whole number from {minimum} to {maximum}"

    return check


def _one_of(*choices: str) -> Check:
    return lambda value: (
        "" if value in choices else f"must be one of {', '.join(map(repr, choices))}"
    )


def _boolean(value: object) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _text(value: object) -> str:
    if not isinstance(value, str):
        return "must be a string in quotes"
    return "must not contain control characters" if _has_controls(value) else ""


def _folder(value: object) -> str:
    if wrong := _text(value):
        return wrong
    text = str(value)
    if text.startswith("~") and os.path.expanduser(text).startswith("~"):
        return "names an unknown user"
    return ""


def _command(value: object) -> str:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        return 'must be a list of strings, such as ["firefox", "--new-tab"]'
    if any(map(_has_controls, value)) or (value and not value[0]):
        return "must be a command without control characters"
    return ""


def _columns(value: object) -> str:
    if isinstance(value, list) and all(name in COLUMNS for name in value):
        return ""
    return f"must be a list of {', '.join(map(repr, COLUMNS))}"


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _weight(value: object) -> str:
    valid = _is_number(value) and 0 <= value <= 100
    return "" if valid else "must be a number from 0 to 100"


def _seconds_or_opened(value: object) -> str:
    if value == "opened" or (_is_number(value) and 0 < value <= 3600):
        return ""
    return 'must be a number of seconds up to 3600, or "opened"'


def _has_controls(text: str) -> bool:
    return any(ord(character) < 32 or 127 <= ord(character) < 160 for character in text)


# Nothing compares, prints or changes these, and generating methods takes 3 ms of a launch.
@dataclass(eq=False, repr=False)
class SyncSettings:
    """The section `sync`."""

    depth: int = _setting(7, "Number of editions that the first launch fetches.", _integer(1, 60))
    most: int = _setting(30, "Maximum number of editions to fetch at launch.", _integer(1, 365))
    keep: int = _setting(
        0,
        "Days of editions to keep on disk; 0 keeps all. Saved papers are never deleted.",
        _integer(0, 100_000),
    )


@dataclass(eq=False, repr=False)
class ForYouSettings:
    """The section `for_you`."""

    days: int = _setting(14, "Number of days in the list For you.", _integer(1, 365))
    upvotes: float = _setting(
        0.0, "Weight of upvotes in For you; 1.0 counts 300 upvotes as a perfect fit.", _weight
    )


@dataclass(eq=False, repr=False)
class FolderSettings:
    """The section `folders`. A relative folder is relative to the settings file."""

    cache: str = _setting("", "Folder of the cache; empty: the platform's default.", _folder)
    data: str = _setting("", "Folder of the library; empty: the platform's default.", _folder)
    downloads: str = _setting(
        "", "Folder for PDFs and exports; empty: your downloads folder.", _folder
    )


@dataclass(eq=False, repr=False)
class ReaderSettings:
    """The section `reader`."""

    theme: str = _setting("", "Name of a theme; empty: light or dark, like the terminal.", _text)
    order: str = _setting("site", f"Sort order of editions: {', '.join(ORDERS)}.", _one_of(*ORDERS))
    columns: tuple[str, ...] = _setting(COLUMNS, "Details shown below a title.", _columns)
    mark_read_after: float | str = _setting(
        3,
        'Seconds on a paper until it is marked as read; "opened": only when it is opened.',
        _seconds_or_opened,
    )
    density: str = _setting(
        "comfortable",
        "Rows of the list: comfortable, or compact (one line per paper).",
        _one_of(*DENSITIES),
    )
    dates: str = _setting(
        "long",
        'Date format of the title bar: "long" (Friday 21 August 2026) or "iso" (2026-08-21).',
        _one_of("long", "iso"),
    )
    mouse: bool = _setting(True, "Enable the mouse (not in GNU screen).", _boolean)
    pictures: str = _setting(
        "auto",
        "How images are drawn: auto (detect), kitty, sixel, blocks.",
        _one_of(*PICTURES),
    )
    plain: bool = _setting(False, "No color, no lines, ASCII symbols.", _boolean)
    opener: tuple[str, ...] = _setting(
        (), "Command that opens links; empty: your browser.", _command
    )


@dataclass(eq=False, repr=False)
class Settings:
    """The current settings.

    Args:
        keys: The changed keys, by command name.
        commands: The user's own commands.
        problems: One line for each invalid entry.
        sources: Where each changed setting is set ("config.toml, line 3"), by full name.
        folders_invalid: The file, or an entry about folders, could not be read.
    """

    sync: SyncSettings = field(default_factory=SyncSettings)
    folders: FolderSettings = field(default_factory=FolderSettings)
    reader: ReaderSettings = field(default_factory=ReaderSettings)
    for_you: ForYouSettings = field(default_factory=ForYouSettings)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    commands: tuple[CustomCommand, ...] = ()
    problems: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    folders_invalid: bool = False

    def value(self, full_name: str) -> object:
        """Return the value of a setting by its full name, such as `sync.depth`."""
        section, _, name = full_name.partition(".")
        return getattr(getattr(self, section), name)


_SECTIONS: Final = {
    "sync": SyncSettings,
    "folders": FolderSettings,
    "reader": ReaderSettings,
    "for_you": ForYouSettings,
}
SETTINGS: Final = {
    f"{section}.{one.name}": one for section, table in _SECTIONS.items() for one in fields(table)
}


def load(folder: Path) -> Settings:
    """Read the settings file in `folder`. Never raises: problems are part of the result."""
    try:
        text = _read(folder / FILE)
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError) and not _is_dangling(folder / FILE):
            return Settings()
        reason = error.strerror if isinstance(error, OSError) else error
        return Settings(problems=(f"{FILE} cannot be read: {reason}",), folders_invalid=True)
    return parse(text, folder)


def _is_dangling(path: Path) -> bool:
    """Return whether the path or a parent is a link to nothing, as to a disk that is missing."""
    return any(one.is_symlink() and not one.exists() for one in (path, *path.parents))


def _read(path: Path) -> str:
    """Return the file's text; bytes that are not UTF-8 become lone surrogates.

    Takes write permission from group and others: the file names programs to run.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a FIFO would block
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("not a regular file")
        if status.st_size > _MAX_SIZE:
            raise ValueError(f"larger than {_MAX_SIZE // 1000} kB")
        if status.st_uid == os.geteuid() and status.st_mode & 0o022:
            with suppress(OSError):
                os.fchmod(descriptor, stat.S_IMODE(status.st_mode) & ~0o022)
                make_private(path.parent)
        return file.read(_MAX_SIZE).decode("utf-8-sig", "surrogateescape")


def parse(text: str, folder: Path | None = None) -> Settings:
    """Parse the text of a settings file; `folder` is where relative folders start."""
    from tui_reader import lenient_toml  # most users have no settings file: 5 ms saved

    document, invalid = lenient_toml.parse(text)
    at = lenient_toml.Locations(FILE, text)
    problems = [f"{at.line(number)}: {reason}; line ignored" for number, reason in invalid]
    if document is None:
        problems[-1] = problems[-1].replace("line ignored", "using the default settings")
        return Settings(problems=tuple(problems), folders_invalid=True)
    folders_invalid = any(at.section_of(number) == "folders" for number, _ in invalid)
    values: dict[str, dict[str, object]] = {section: {} for section in _SECTIONS}
    sources: dict[str, str] = {}
    keys = lenient_toml.bounded(document.pop("keys", {}), BY_NAME)
    custom = lenient_toml.bounded(document.pop("commands", {}), (), 200)
    if isinstance(custom, dict):
        custom = {
            name: lenient_toml.bounded(table, command_settings.ENTRIES)
            for name, table in custom.items()
        }
    for section, entries in lenient_toml.bounded(document, _SECTIONS).items():
        source = at.entry(section)
        if section not in _SECTIONS:
            guess = did_you_mean(section, _SECTIONS)
            folders_invalid |= "folders" in guess
            problems.append(f"{source}: unknown section {_quoted(section)}{guess}")
            continue
        if not isinstance(entries, dict):
            folders_invalid |= section == "folders"
            problems.append(f"{source}: {section} must be a section")
            continue
        known = [one.name for one in fields(_SECTIONS[section])]
        for name, value in lenient_toml.bounded(entries, known).items():
            full_name = f"{section}.{name}"
            source = at.entry(name, section)
            setting = SETTINGS.get(full_name)
            if setting is None:
                guess = did_you_mean(name, known)
                problems.append(f"{source}: unknown setting {_quoted(full_name)}{guess}")
            elif wrong := setting.metadata["check"](value):
                problems.append(f"{source}: {full_name} {wrong}")
            else:
                values[section][name] = _converted(section, value, folder)
                sources[full_name] = source
                continue
            folders_invalid |= section == "folders"
    changed, key_problems = _parse_keys(at, keys)
    commands, wrong_commands = command_settings.parse(custom, changed, at.command)
    sources.update((f"keys.{name}", at.entry(name, "keys")) for name in changed)
    made = {section: table(**values[section]) for section, table in _SECTIONS.items()}
    return Settings(
        **made,
        keys=changed,
        commands=commands,
        problems=(*problems, *key_problems, *wrong_commands),
        sources=sources,
        folders_invalid=folders_invalid,
    )


def _converted(section: str, value: object, folder: Path | None) -> object:
    if isinstance(value, list):
        return tuple(value)
    if section == "folders" and isinstance(value, str) and value:
        return str((folder or Path()) / os.path.expanduser(value))
    return value


def _parse_keys(at: Locations, section: object) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return the changed keys that are valid, and the problems of the others."""
    if not isinstance(section, dict):
        return {}, [f"{at.entry('keys')}: keys must be a section"]
    changed: dict[str, tuple[str, ...]] = {}
    problems = []
    for name, value in section.items():
        wanted = [value] if isinstance(value, str) else value
        source = at.entry(name, "keys")
        if name not in BY_NAME:
            guess = did_you_mean(name, BY_NAME)
            problems.append(f"{source}: unknown command {_quoted(name)}{guess}")
        elif not isinstance(wanted, list) or not all(isinstance(k, str) and k for k in wanted):
            problems.append(f'{source}: keys.{name} must be a key or a list of keys, such as "x"')
        elif unknown := [key for key in wanted if key_names.normalize(key) is None]:
            meant = key_names.suggest(unknown[0])
            problems.append(
                f"{source}: keys.{name}: unknown key {_quoted(unknown[0])}"
                + (f"; did you mean {meant!r}?" if meant else "")
            )
        else:
            changed[name] = tuple(key_names.normalize(key) or key for key in wanted)
    return changed, problems + _key_conflicts(at, changed)


def _key_conflicts(at: Locations, changed: Mapping[str, tuple[str, ...]]) -> list[str]:
    taken: dict[tuple[str, str], str] = {}
    conflicts: dict[str, None] = {}  # ordered set
    for command in COMMANDS:
        contexts = [command.where, *([TEXT] if command.name in IN_TEXT else [])]
        for context in contexts:
            for key in changed.get(command.name, command.keys):
                other = taken.setdefault((context, key), command.name)
                if other != command.name:
                    name = command.name if command.name in changed else other
                    source = at.entry(name, "keys")
                    conflicts[f"{source}: {key!r} is both {other} and {command.name}"] = None
    return list(conflicts)


def _quoted(name: str) -> str:
    return repr(line(name, 60))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a suggestion for the end of a message, or ""."""
    import difflib  # only needed after a mistake: saves 2 ms

    close = difflib.get_close_matches(word, sorted(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def template() -> str:
    """Return a settings file with each setting, its help and its default, all commented out."""
    lines = ["# Settings of Daily Papers. Remove the # from a line to change its setting."]
    for section, table in _SECTIONS.items():
        lines += ["", f"[{section}]"]
        for setting in fields(table):
            default = json.dumps(setting.default, ensure_ascii=False)
            lines += [f"# {setting.metadata['help']}", f"# {setting.name} = {default}", ""]
    lines += [
        "[keys]",
        "# The key or keys of a command, by its name (`daily-papers config show` lists them).",
        '# bookmark = ["b", "ctrl+b"]',
    ]
    return "\n".join(lines) + "\n" + command_settings.EXAMPLES
