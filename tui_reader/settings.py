"""The settings: one table says what there is; a file in the config folder changes it.

An entry that is unknown or wrong never stops the reader: it is named, with its line and what was
probably meant, and the default holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

FILE = "config.toml"
ORDERS = ("site", "upvotes", "comments", "newest", "title", "rising")
PICTURES = ("auto", "kitty", "sixel", "blocks")
COLUMNS = ("upvotes", "gained", "comments", "authors", "organization", "code")


class Setting(NamedTuple):
    """One setting. `wrong` says what is wrong with a value, "" where it is right."""

    section: str
    name: str
    default: Any
    help: str
    wrong: Callable[[Any], str]

    @property
    def full_name(self) -> str:
        return f"{self.section}.{self.name}"


def _whole(least: int, most: int) -> Callable[[Any], str]:
    def wrong(value: Any) -> str:
        right = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return "" if right else f"must be a whole number from {least} to {most}"

    return wrong


def _one_of(*words: str) -> Callable[[Any], str]:
    return lambda value: "" if value in words else f"must be one of {', '.join(map(repr, words))}"


def _yes_or_no(value: Any) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _text(value: Any) -> str:
    return "" if isinstance(value, str) else "must be a text in quotes"


def _words(value: Any) -> str:
    right = isinstance(value, list) and all(isinstance(word, str) for word in value)
    return "" if right else 'must be a list of texts, such as ["firefox", "--new-tab"]'


def _columns(value: Any) -> str:
    unknown = [word for word in value if word not in COLUMNS] if not _words(value) else [value]
    return f"must be a list out of {', '.join(map(repr, COLUMNS))}" if unknown else ""


SETTINGS = (
    Setting("sync", "depth", 7, "Editions that the first launch fetches.", _whole(1, 60)),
    Setting("sync", "most", 30, "Editions that a launch takes without being asked.",
            _whole(1, 365)),
    Setting("sync", "keep", 0, "Days of editions kept on disk; 0 keeps all. "
            "Bookmarks are kept in any case.", _whole(0, 100_000)),
    Setting("folders", "cache", "", "Where the cache lies; empty: the platform's place.", _text),
    Setting("folders", "data", "", "Where the library lies; empty: the platform's place.",
            _text),
    Setting("folders", "downloads", "", "Where PDFs go; empty: your downloads folder.", _text),
    Setting("reader", "theme", "", "A theme's name; empty: light or dark as the terminal is.",
            _text),
    Setting("reader", "order", "site", f"The order that editions open in: {', '.join(ORDERS)}.",
            _one_of(*ORDERS)),
    Setting("reader", "columns", list(COLUMNS), "What stands under a title.", _columns),
    Setting("reader", "dates", "long", 'How the title line writes days: "long" (Friday 21 August '
            '2026) or "iso" (2026-08-21).', _one_of("long", "iso")),
    Setting("reader", "mouse", True, "Whether the mouse works in the reader.", _yes_or_no),
    Setting("reader", "pictures", "auto", "How pictures are drawn: auto (what the terminal says it "
            "can), kitty, sixel, blocks.", _one_of(*PICTURES)),
    Setting("reader", "plain", False, "No colour, no lines, ASCII marks.", _yes_or_no),
    Setting("reader", "opener", [], "The command that opens links; empty: your browser.", _words),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Config:
    """What is in force. `keys` are the changed keys by command name; `problems` are lines for
    the reader, `sources` where a value comes from ("default" where it is not named)."""

    values: dict[str, Any]
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def defaults() -> Config:
    return Config({setting.full_name: setting.default for setting in SETTINGS})


def load(folder: Path) -> Config:
    """The settings in force: the file's where it has them, else the defaults."""
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return defaults()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        return Config(defaults().values, problems=(f"{FILE} can't be read: {reason}",))
    return parse(text)


def parse(text: str) -> Config:
    """The settings that a file's text makes; whatever is wrong in it is among the problems."""
    import tomllib

    values, sources = defaults().values, {}
    try:
        read = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Config(values, problems=(f"{FILE}: {error}; all settings are the defaults",))
    problems = []
    known = {setting.full_name: setting for setting in SETTINGS}
    sections = {setting.section for setting in SETTINGS}
    keys = read.pop("keys", {})
    for section, entries in read.items():
        if section not in sections or not isinstance(entries, dict):
            where = _line(text, section)
            problems.append(
                f"{FILE}{where}: unknown section {section!r}{did_you_mean(section, sections)}"
            )
            continue
        for name, value in entries.items():
            full_name = f"{section}.{name}"
            where = _line(text, name)
            if full_name not in known:
                names = {s.name for s in SETTINGS if s.section == section}
                problems.append(
                    f"{FILE}{where}: unknown setting {full_name!r}{did_you_mean(name, names)}"
                )
            elif wrong := known[full_name].wrong(value):
                problems.append(f"{FILE}{where}: {full_name} {wrong}")
            else:
                values[full_name] = value
                sources[full_name] = FILE + where
    changed, clashes = _keys(text, keys)
    sources.update((f"keys.{name}", FILE + _line(text, name)) for name in changed)
    return Config(values, changed, (*problems, *clashes), sources)


def _keys(text: str, section: Any) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The changed keys, as far as they are right, and what is wrong with the others."""
    from tui_reader import keys
    from tui_reader.commands import (
        BY_NAME,
        COMMANDS,
        IN_TEXT,
        TEXT,
    )

    if not isinstance(section, dict):
        return {}, [f"{FILE}{_line(text, 'keys')}: keys must be a section"]
    changed: dict[str, tuple[str, ...]] = {}
    problems = []
    for name, value in section.items():
        wanted = [value] if isinstance(value, str) else value
        where = _line(text, name)
        if name not in BY_NAME:
            problems.append(f"{FILE}{where}: unknown command {name!r}{did_you_mean(name, BY_NAME)}")
        elif _words(wanted) or not all(wanted):
            problems.append(f'{FILE}{where}: keys.{name} must be a key or a list of keys, as "x"')
        elif unknown := [key for key in wanted if keys.named(key) is None]:
            guess = keys.meant(unknown[0])
            problems.append(
                f"{FILE}{where}: keys.{name}: no key is called {unknown[0]!r}"
                + (f"; did you mean {guess!r}?" if guess else "")
            )
        else:
            changed[name] = tuple(keys.named(key) or key for key in wanted)
    taken: dict[tuple[str, str], str] = {}
    clashes: dict[str, None] = {}  # each once, where it holds on the main screen and in a text
    for command in COMMANDS:
        places = [command.where, *([TEXT] if command.name in IN_TEXT else [])]
        for place in places:
            for key in changed.get(command.name, command.keys):
                other = taken.setdefault((place, key), command.name)
                if other != command.name:
                    where = _line(text, command.name if command.name in changed else other)
                    clashes[f"{FILE}{where}: {key!r} is both {other} and {command.name}"] = None
    return changed, [*problems, *clashes]


def _line(text: str, name: str) -> str:
    """Where a name stands in the file: ", line 3"."""
    pattern = re.compile(rf"\s*\[*\s*[\"']?{re.escape(name)}[\"']?\s*[\]=.]")
    for number, line in enumerate(text.splitlines(), start=1):
        if pattern.match(line):
            return f", line {number}"
    return ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """What was probably meant, as the end of a line."""
    import difflib

    close = difflib.get_close_matches(word, sorted(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def template() -> str:
    """A file with every setting, its meaning and its default, all commented out."""
    lines = ["# Settings of Daily Papers. Take the # away from a line to change what it says.", ""]
    section = ""
    for setting in SETTINGS:
        if setting.section != section:
            section = setting.section
            lines += [f"[{section}]"]
        lines += [f"# {setting.help}", f"# {setting.name} = {_toml(setting.default)}", ""]
    lines += [
        "[keys]",
        "# A command's keys by its name, one or several; `daily-papers config show` lists them.",
        '# bookmark = ["b", "ctrl+b"]',
        "",
    ]
    return "\n".join(lines)


def _toml(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)
