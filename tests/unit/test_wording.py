"""User-facing texts are in plain technical English."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator

import click
import pytest

from tests.manual import man_page
from tui_reader import commands, query_hints, settings
from tui_reader.cli.main import COMMANDS, NAME, daily_papers

# Words from earlier versions of the user interface: "What is kept", "Take along" …
QUAINT = re.compile(
    r"\b(kept|take along|read deep|lies|stands|told|is no|esc leaves|what is|who asks|whoever|"
    r"without being asked|gives? back|in force|by the alphabet|call it something else|for ever)\b",
    re.IGNORECASE,
)


def command_line_texts() -> Iterator[tuple[str, str]]:
    for section in COMMANDS:
        yield "section of the help", section
    yield from _click_texts(NAME, daily_papers)


def _click_texts(path: str, command: click.Command) -> Iterator[tuple[str, str]]:
    yield path, inspect.cleandoc(command.help or "")
    yield path, command.short_help or ""
    for param in command.params:
        if isinstance(param, click.Option):
            yield f"{path} {param.opts[-1]}", param.help or ""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _click_texts(f"{path} {name}", child)


def settings_texts() -> Iterator[tuple[str, str]]:
    for line in settings.template().splitlines():
        yield "settings", line


def search_texts() -> Iterator[tuple[str, str]]:
    for example, text in query_hints.HELP:
        yield f"search help, {example}", text


def command_texts() -> Iterator[tuple[str, str]]:
    for command in commands.COMMANDS:
        yield command.name, command.help
        yield command.name, command.group
    for place, hints in commands.FOOTER.items():
        for _, word in hints:
            yield f"footer, {place}", word


@pytest.mark.parametrize("texts", [command_texts, command_line_texts, settings_texts, search_texts])
def test_texts_have_no_quaint_words(texts: Callable[[], Iterator[tuple[str, str]]]) -> None:
    found = [(where, text) for where, text in texts() if QUAINT.search(text)]
    assert found == []


def test_man_page_has_no_quaint_words() -> None:
    assert [line for line in man_page().splitlines() if QUAINT.search(line)] == []


@pytest.mark.parametrize("text", ["What is kept", "Take along", "Enter does it · Esc leaves"])
def test_quaint_labels_are_recognized(text: str) -> None:
    assert QUAINT.search(text)
