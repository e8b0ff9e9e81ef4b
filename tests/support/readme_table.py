"""Print the README's key table: `python -m tests.support.readme_table`."""

from __future__ import annotations

from itertools import groupby

from tui_reader.commands import (
    COMMANDS,
    SEARCH,
    TEXT,
    Command,
    key_name,
)

_WHERE = {TEXT: " (in a text)", SEARCH: " (in the search line)"}


def table() -> str:
    """Markdown: a row a command, in its groups."""
    lines = ["| key | what it does |", "|---|---|"]
    for group, commands in groupby(COMMANDS, lambda command: command.group):
        lines.append(f"| | **{group}** |")
        lines += [_row(command) for command in commands]
    return "\n".join(lines)


def _row(command: Command) -> str:
    keys = " ".join(f"`{key_name(key)}`" for key in command.keys) or "in the palette"
    return f"| {keys} | {command.help}{_WHERE.get(command.where, '')} |"


if __name__ == "__main__":
    print(table())
