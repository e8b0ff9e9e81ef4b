"""Custom commands in the settings file: an invalid entry affects that entry only."""

from __future__ import annotations

import pytest

from tui_reader import settings
from tui_reader.command_settings import CustomCommand


def test_command_line_is_a_list_or_a_string_split_as_by_a_shell() -> None:
    read = settings.parse(
        "[commands]\nshort = \"llm -s 'In one sentence'\"\n"
        '[commands.long]\nrun = ["tee", "~/vault/{id}.md"]\ninput = "text"\noutput = "none"\n'
        'key = "ctrl+t"\ntimeout = 30\ntoken = true\n'
    )
    assert read.problems == ()
    assert read.commands == (
        CustomCommand("short", ("llm", "-s", "In one sentence")),
        CustomCommand("long", ("tee", "~/vault/{id}.md"), "text", "none", "ctrl+t", 30, True),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[commands]\n"a/b" = "x"', "line 2: command 'a/b': a name has at most 40 letters"),
        ('[commands]\n"\\u001b[2J" = "x"', "line 1: command '\\x1b[2J': a name has at most"),
        ('[commands]\nbookmark = "x"', "line 2: command 'bookmark': the app has a command of"),
        ("[commands]\na = 3", "line 2: commands.a.run must be a command line"),
        ("[commands]\na = []", "line 2: commands.a.run must name a program"),
        ('[commands]\na = "x \'y"', "line 2: commands.a.run cannot be split into words: no clos"),
        ('[commands]\na = ["x", "\\u0000"]', "line 2: commands.a.run must not contain NUL"),
        ("[commands.a]\ninput = 'text'", "line 1: commands.a.run must be a command line"),
        (
            "[commands.a]\nrun = 'x {id}'\ninput = 'selection'",
            "line 2: commands.a.run must not contain placeholders",
        ),
        ("commands = 3", "line 1: commands must be a section"),
    ],
)
def test_command_without_valid_command_line_is_left_out(text: str, expected: str) -> None:
    read = settings.parse(
        f"{text}\n[commands.good]\nrun = 'true'\n" if "= 3" not in text[:12] else text
    )
    assert expected in read.problems[0]
    assert len(read.problems) == 1
    assert [command.name for command in read.commands] == ["good"] * ("[commands" in text)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("input = 'pdf'", "commands.b.input must be one of 'abstract', 'text'"),
        ("output = true", "commands.b.output must be one of 'page'"),
        ("timeout = 0", "commands.b.timeout must be a number of seconds from 1"),
        ("timeout = true", "commands.b.timeout must be a number"),
        ("token = 1", "commands.b.token must be true or false"),
        ("stdin = 'text'", "commands.b.stdin is not one of 'run', 'input'"),
        ("key = 'j'", "commands.b.key is the key of down"),
        ("key = 'ctrl+g'", "commands.b.key is the key of a"),
        ("key = 'Ctrl+G'", "commands.b.key is not a key; did you mean 'ctrl+g'?"),
        ("key = 3", "commands.b.key is not a key"),
    ],
)
def test_invalid_entry_is_reported_with_its_line_and_its_default_used(
    entry: str, expected: str
) -> None:
    read = settings.parse(
        f"[commands.a]\nrun = 'a'\nkey = 'ctrl+g'\n[commands.b]\nrun = 'b'\n{entry}\n"
    )
    assert read.problems == (f"config.toml, line 6: {read.problems[0].partition(': ')[2]}",)
    assert expected in read.problems[0]
    assert read.commands[1] == CustomCommand("b", ("b",))


def test_key_freed_by_the_settings_can_be_used() -> None:
    read = settings.parse("[keys]\nbookmark = 'B2'\n")
    assert read.problems
    read = settings.parse("[keys]\nbookmark = 'f12'\n[commands.a]\nrun = 'a'\nkey = 'b'\n")
    assert (read.problems, read.commands[0].key) == ((), "b")


def test_settings_file_has_four_valid_examples_commented_out() -> None:
    examples = settings.template().partition("[commands]")[2]
    uncommented = "\n".join(
        line.removeprefix("# ") for line in examples.splitlines() if " = " in line or "# [" in line
    )
    read = settings.parse(uncommented)
    assert read.problems == ()
    assert [command.name for command in read.commands] == [
        "summarize", "translate", "speak", "obsidian",
    ]  # fmt: skip
