"""Write `.github/KEYS.md` from the table of commands: `python -m tests.support.keys_page`."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from tui_reader.commands import (
    COMMANDS,
    SEARCH,
    TEXT,
    Command,
    key_name,
)

_WHERE = {TEXT: " (in a text)", SEARCH: " (in the search line)"}
KEYS = Path(__file__).parents[2] / ".github" / "KEYS.md"
_HEAD = (
    "# Keys",
    "",
    "Written by `python -m tests.support.keys_page`. `?` shows the keys in the app, with the",
    "changes of the settings (`[keys]`).",
    "",
)


def page() -> str:
    """Return the page: one row per command, in groups."""
    lines = [*_HEAD, "| Key | What it does |", "|---|---|"]
    for group, commands in groupby(COMMANDS, lambda command: command.group):
        lines.append(f"| | **{group}** |")
        lines += [_row(command) for command in commands]
    return "\n".join(lines) + "\n"


def _row(command: Command) -> str:
    keys = " ".join(f"`{key_name(key)}`" for key in command.keys) or "in the palette"
    return f"| {keys} | {command.help}{_WHERE.get(command.where, '')} |"


if __name__ == "__main__":
    KEYS.write_text(page(), encoding="utf-8")
