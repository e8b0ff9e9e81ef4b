"""Generate the man page and the completion scripts from the commands.

    python -m tests.manual

writes them to `tui_reader/share/`; the build copies them into the wheel. A test checks that they
are up to date.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

import tui_reader
from tui_reader.cli.commands.config import script
from tui_reader.cli.main import COMMANDS, NAME, daily_papers

FOLDER = Path(tui_reader.__file__).parent / "share"

_ENVIRONMENT = {
    "HF_ENDPOINT": "The Hub to use, such as a mirror (https only, except for local addresses).",
    "HF_TOKEN": "An access token. Reading works without one.",
    "HF_HUB_OFFLINE": "1: do not use the network.",
    "VISUAL, EDITOR": "The editor for notes.",
    "NO_COLOR": "No color.",
    "XDG_CACHE_HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_CONFIG_HOME": "Base directories.",
}
_FILES = {
    "~/.config/daily-papers/config.toml": "The settings; `daily-papers config init` writes it.",
    "~/.local/share/daily-papers/library.db": "Bookmarks, tags, notes, read marks, watches.",
    "~/.cache/daily-papers/cache.db": "Downloaded papers. It can be deleted at any time.",
}


def files() -> dict[str, str]:
    """Return the generated files: path below `share/` and content."""
    return {
        "daily-papers.1": man_page(),
        "daily-papers.bash": script(daily_papers, "bash"),
        "_daily-papers": script(daily_papers, "zsh"),
        "daily-papers.fish": script(daily_papers, "fish"),
    }


def man_page() -> str:
    """Return the man page in roff (https://man7.org/linux/man-pages/man7/man.7.html)."""
    root = click.Context(daily_papers, info_name=NAME, **daily_papers.context_settings)
    return "\n".join([*_header(root), *_commands(root), *_footer()]) + "\n"


def _header(root: click.Context) -> Iterator[str]:
    yield f'.TH {NAME.upper()} 1 "" "Daily Papers" "User Commands"'
    yield ".SH NAME"
    yield rf"{_escape(NAME)} \- Hugging Face's Daily Papers in the terminal"
    yield ".SH SYNOPSIS"
    yield from (rf".B {_escape(NAME)}", "[\\fIoptions\\fR] [\\fIcommand\\fR [\\fIarguments\\fR]]")
    yield ".SH DESCRIPTION"
    yield from _text(daily_papers.help or "")
    yield ".SH OPTIONS"
    yield from _options(daily_papers, root)


def _commands(root: click.Context) -> Iterator[str]:
    yield ".SH COMMANDS"
    for section, rows in COMMANDS.items():
        yield f'.SS "{section}"'
        for name, _, _ in rows:
            command = daily_papers.get_command(root, name)
            assert command is not None
            context = click.Context(command, root, name, **command.context_settings)
            yield from _command(command, context)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield ".TP"
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield rf"\fB{_escape(usage)}\fR"
    yield from _text(command.help or "", indented=True)
    yield ".RS"
    yield from _options(command, context)
    yield ".RE"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            settings = inner.context_settings
            yield from _command(inner, click.Context(inner, context, name, **settings))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record and isinstance(parameter, click.Option):  # click 8.5 has one for arguments, too
            names, help = record
            yield ".TP"
            yield rf"\fB{_escape(names)}\fR"
            yield _escape(help)


def _footer() -> Iterator[str]:
    for title, table in (("ENVIRONMENT", _ENVIRONMENT), ("FILES", _FILES)):
        yield f".SH {title}"
        for name, help in table.items():
            yield from (".TP", rf"\fB{_escape(name)}\fR", _escape(help))


def _text(text: str, indented: bool = False) -> Iterator[str]:
    r"""Format help text: paragraphs, and blocks marked by `\b`, which keep their line breaks."""
    for number, paragraph in enumerate(inspect.cleandoc(text).split("\n\n")):
        if number:
            yield ".IP" if indented else ".PP"
        first, *rest = paragraph.split("\n")
        if first.strip() == "\b":
            yield from (".nf", *map(_escape, rest), ".fi")
        else:
            yield _escape(" ".join(line.strip() for line in (first, *rest)))


def _escape(text: str) -> str:
    """Escape what roff would interpret; hyphens stay ASCII, so that examples can be copied."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").rstrip()
    return "\\&" + escaped if escaped.startswith((".", "'")) else escaped


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
