"""Every key of every command, pressed in a real terminal.

A session is a list of steps. `Key` presses a key of a command; its condition must not hold before
that, and must hold afterwards. `Also` prepares the next step.
"""

from __future__ import annotations

import base64
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from tests.support import fake_papers
from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import Json
from tests.support.terminal import Terminal
from tui_reader.commands import (
    COMMANDS,
    IN_TEXT,
    MAIN,
    SEARCH,
    TEXT,
)

COMMAND = [str(Path(sys.executable).with_name("daily-papers"))]
ABSTRACT = "\n".join(f"Sentence {number} of the abstract." for number in range(1, 41))
SCROLLBAR = "▁▂▃▄▅▆▇█"
FULL_TEXT = "# Teapots\n\n" + "\n\n".join(
    f"## {number} Section\n\nA lantern. See [page {number}](https://made-up.example/{number})."
    for number in range(1, 60)
)
DAYS = fake_papers.weekdays(3)
PAINTING = 2026  # terminal mode: an update is incomplete
OWN = fake_papers.paper_id(21_001, DAYS[0])  # ID of the paper with the cursor at the first launch


@dataclass(frozen=True)
class Seen:
    """The visible state: the screen, the opened URL, the clipboard, the bookmarks on disk."""

    terminal: Terminal

    @property
    def text(self) -> str:
        return self.terminal.text()

    @property
    def title(self) -> str:
        return self.terminal.row(0)

    @property
    def footer(self) -> str:
        return self.terminal.row(-1)

    @property
    def panes(self) -> list[list[str]]:
        """Return the rows of the list and of the abstract, without the sidebar."""
        right = [line.split("│")[-1] for line in self.text.splitlines()[2:-1]]
        wall = next(
            (at for at, line in enumerate(right) if "─────" in line or "━━━━━" in line), len(right)
        )
        return [right[:wall], right[wall + 1 :]]

    @property
    def paper(self) -> str:
        """Return the title of the paper with the cursor."""
        marked = [line for line in self.panes[0] if line.startswith(("▌", "▏"))]
        return marked[0].strip("▌▏● ✓" + SCROLLBAR) if marked else ""

    @property
    def abstract_top(self) -> str:
        return self.panes[1][0].strip(" ▏" + SCROLLBAR) if self.panes[1] else ""

    @property
    def opened(self) -> str:
        file = Path(self.terminal.environ["HOME"], "opened")
        return file.read_text() if file.exists() else ""

    @property
    def bookmarks(self) -> int:
        """Return the number of bookmarks on disk."""
        file = Path(self.terminal.environ["XDG_DATA_HOME"], "daily-papers", "library.db")
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as library:
            number: int = library.execute("SELECT count(*) FROM bookmarks").fetchone()[0]
            return number

    @property
    def copied(self) -> str:
        held = self.terminal.emulator.clipboard
        return base64.b64decode(held[-1]).decode() if held else ""


Condition = Callable[[Seen], object]


@dataclass(frozen=True)
class Key:
    name: str
    key: str
    condition: Condition
    where: str = MAIN


@dataclass(frozen=True)
class Also:
    keys: Sequence[str]
    then: Condition
    typed: str = ""


Step = Key | Also


# Conditions


def shows(words: str) -> Condition:
    return lambda seen: words in seen.text


def gone(words: str) -> Condition:
    return lambda seen: words not in seen.text


def titled(words: str) -> Condition:
    return lambda seen: words in seen.title


def foot(words: str) -> Condition:
    return lambda seen: words in seen.footer


def on(paper: str) -> Condition:
    return lambda seen: seen.paper == paper and seen.abstract_top == paper


def abstract_at(words: str) -> Condition:
    return lambda seen: seen.abstract_top == words


def reads(words: str) -> Condition:
    """Return a condition on the first line of a text."""
    return lambda seen: words in seen.terminal.row(2)


def opens(url: str) -> Condition:
    return lambda seen: seen.opened.endswith(url)


def copies(end: str) -> Condition:
    return lambda seen: seen.copied.strip().endswith(end)


def is_read(paper: str) -> Condition:
    return lambda seen: f"● {paper}" not in seen.text


def on_disk(bookmarks: int) -> Condition:
    return lambda seen: seen.bookmarks == bookmarks


def rows_of_list(number: int) -> Condition:
    return lambda seen: len(seen.panes[0]) == number


def both(*conditions: Condition) -> Condition:
    return lambda seen: all(condition(seen) for condition in conditions)


def no(condition: Condition) -> Condition:
    return lambda seen: not condition(seen)


SEARCH_LINE = foot("^o search the Hub")
IN_DATES, IN_LIST, IN_ABSTRACT = foot("Enter open"), foot("Enter read"), foot("Enter full text")
TEXT_OPEN, ZOOMED = foot("T contents"), foot("J K paper")
TOP = "Friday 01"
# Wait for the effect of Esc: together with the next key it would be an Alt key.
LEAVE = partial(Also, ("escape",))

MOVING: list[Step] = [
    Key("down", "j", on("Friday 02")),
    Key("down", "down", on("Friday 03")),
    Key("up", "k", on("Friday 02")),
    Key("up", "up", on("Friday 01")),
    Key("last", "G", on("Friday 12")),
    Key("first", "g", on("Friday 01")),
    Key("last", "end", on("Friday 12")),
    Key("first", "home", on("Friday 01")),
    Key("page_down", "ctrl+d", on("Friday 04")),
    Key("page_down", "pagedown", on("Friday 07")),
    Key("page_up", "ctrl+u", on("Friday 04")),
    Key("page_up", "pageup", on("Friday 01")),
    Key("scroll_down", "J", no(abstract_at(TOP))),
    Key("scroll_up", "K", abstract_at(TOP)),
    Key("page_abstract", "space", lambda seen: "Sentence" in seen.abstract_top),
    Key("next_pane", "tab", IN_ABSTRACT),
    Also(("g",), abstract_at(TOP)),
    Key("next_pane", "l", IN_DATES),
    Key("previous_pane", "shift+tab", IN_ABSTRACT),
    Key("previous_pane", "h", IN_LIST),
    Key("dates", "D", IN_DATES),
    Also(("h", "h"), IN_LIST),
    Key("wider", ">", rows_of_list(10)),
    Key("narrower", "<", rows_of_list(8)),
    Key("zoom", "z", ZOOMED),
    Also(("j",), ZOOMED),
    LEAVE(then=IN_LIST),
    Key("sidebar", "Z", gone("Bookmarks")),
    Also(("Z",), shows("Bookmarks")),
    Key("deeper", "enter", IN_ABSTRACT),
    Also(("enter",), both(TEXT_OPEN, shows("Teapots"))),
    LEAVE(then=IN_ABSTRACT),
    Key("back", "escape", IN_LIST),
    LEAVE(then=IN_DATES),
    Also(("j", "enter"), both(IN_LIST, titled("Thursday"))),
]

EDITIONS: list[Step] = [
    Key("away", "w", shows("Nothing new since you were away")),
    Key("sync", "r", titled("13 papers")),
    Also(("u",), is_read("Friday 01")),
    Key("older", "[", titled("Thursday")),
    Key("newer", "]", titled("Friday")),
    Also(("[",), titled("Thursday")),
    Key("newest", ".", both(titled("Friday"), on("Friday 02"))),
    Key("next_unread", "n", on("Friday 03")),
    Also(("G",), on("Friday 13")),
    Key("previous_unread", "N", on("Friday 12")),
    Also(("G", "n"), titled("Thursday")),
    Also(("b", "B"), both(titled("Bookmarks"), shows("Thursday"))),
    Key("edition", "=", titled("Thursday")),
    Key("go_to_date", "d", shows("Go to a date")),
    Also((), titled("Wednesday 19 August 2026"), typed="2026-08-19\r"),
]

ORGANIZE: list[Step] = [
    Key("bookmark", "b", both(shows("★ bookmarked"), on_disk(1))),
    Key("bookmarks", "B", titled("Bookmarks · 1 paper")),
    Also(("=",), both(titled("Friday"), on("Friday 01"))),
    Key("tag", "t", shows("Tags of Friday 01")),
    Also((), shows("#teapot"), typed="teapot\r"),
    Key("note", "e", shows("Note on Friday 01")),
    Also((), shows("Read me?"), typed="Read me?"),
    Also(("f1",), shows("Keys in this dialog")),
    LEAVE(then=both(gone("Keys in this dialog"), shows("Read me?"))),
    LEAVE(then=shows("✎ note")),
    Key("undo", "U", gone("✎ note")),
    Key("redo", "ctrl+r", shows("✎ note")),
    Key("read", "u", is_read("Friday 01")),
    Key("select", "v", both(shows("1 selected"), on("Friday 02"))),
    LEAVE(then=gone("1 selected")),
    Key("read_all", "A", both(shows("papers marked as read"), no(titled("unread")))),
]

SEARCHING: list[Step] = [
    Key("search", "/", SEARCH_LINE),
    Key("language", "f1", shows("Search syntax"), where=SEARCH),
    LEAVE(then=gone("Search syntax")),
    Also((), both(titled("Search: 07"), shows("Friday 07"), shows("Thursday 07")), typed="07"),
    Also(("enter",), IN_LIST),
    Key("watch", "W", shows("Watch name")),
    Also((), shows("Watching 07s"), typed="s\r"),
    Key("search_hub", "ctrl+o", titled("On the Hub: 07")),
    LEAVE(then=titled("Search: 07")),
    LEAVE(then=titled("Friday 21")),
    Also(("W",), shows("Watches")),
    LEAVE(then=gone("Watches")),
    Key("filter", "f", SEARCH_LINE),
    Also((), both(titled("1 paper · filter: 07"), on("Friday 07")), typed="07\r"),
    LEAVE(then=titled("12 papers")),
    Key("order", "s", shows("Title A–Z")),
    Also((), both(titled("by title"), gone("Title A–Z")), typed="t"),
    Key("similar", "m", titled("Similar to ")),
]

SHARE: list[Step] = [
    Key("open", "o", opens(f"/papers/{OWN}")),
    Key("open_arxiv", "O", opens(f"arxiv.org/abs/{OWN}")),
    Key("open_pdf", "p", opens(f"arxiv.org/pdf/{OWN}")),
    Key("copy", "y", copies(f"/papers/{OWN}")),
    Key("copy_as", "Y", shows("Copy Friday 01 as")),
    Also(("?",), shows("Keys in this dialog")),
    LEAVE(then=both(gone("Keys in this dialog"), shows("Copy Friday 01 as"))),
    Also(("enter",), copies("}")),  # BibTeX
    Key("export", "E", shows("Export 12 papers of Friday 21 August 2026 as")),
    LEAVE(then=gone("Export 12")),
    Key("download", "P", shows("PDF ↓ on disk")),
    Key("links", "L", shows("Related links")),
    LEAVE(then=gone("Related links")),
    Key("discussion", "c", both(TEXT_OPEN, titled("comments"))),
    LEAVE(then=IN_LIST),
    Key("pictures", "i", titled("Image 1 of 1")),
    Also(("f1",), shows("Keys on the images page")),
    LEAVE(then=gone("Keys on the images page")),
    Also((":",), shows("Commands, lists")),
    LEAVE(then=both(gone("Commands, lists"), titled("Image 1 of 1"))),
    LEAVE(then=IN_LIST),
]

READER: list[Step] = [
    Key("density", "C", shows("▲198  Friday 02")),
    Also(("C",), gone("▲198  Friday 02")),
    Key("help", "?", shows("Keys in the list")),
    LEAVE(then=gone("Keys in the list")),
    Key("help", "f1", shows("Keys in the list")),
    LEAVE(then=gone("Keys in the list")),
    Key("palette", ":", shows("Commands, lists")),
    LEAVE(then=gone("Commands, lists")),
    Key("palette", "ctrl+p", shows("Commands, lists")),
    LEAVE(then=gone("Commands, lists")),
    Key("suspend", "ctrl+z", titled("Daily Papers")),
    Also((":",), shows("Commands, lists"), typed="open sample\r"),
    Also(("y",), both(titled("SAMPLE"), shows("12 December 2025"))),
    Also((), shows("synced just now")),
    LEAVE(then=titled("August 2026")),
    Key("quit", "q", no(foot("? help"))),
]

AT_END = both(shows("59 Section"), no(reads("Teapots")))
in_text = partial(Key, where=TEXT)
READING: list[Step] = [
    Also(("enter",), IN_ABSTRACT),
    Also(("enter",), both(TEXT_OPEN, reads("Teapots"))),
    in_text("contents", "T", shows("Contents")),
    LEAVE(then=gone("Contents")),
    in_text("find", "/", shows("Find in this text")),
    Also((), shows("1 of 59"), typed="lantern\r"),
    in_text("next_match", "n", shows("2 of 59")),
    in_text("previous_match", "N", shows("1 of 59")),
    LEAVE(then=gone("1 of 59")),
    in_text("text_links", "l", shows("Links in this text")),
    LEAVE(then=gone("Links in this text")),
    in_text("again", "r", shows("The text on the Hub has not changed")),
    # Keys of the main screen that work here too.
    in_text("last", "G", AT_END),
    in_text("first", "g", reads("Teapots")),
    in_text("last", "end", AT_END),
    in_text("first", "home", reads("Teapots")),
    in_text("down", "j", no(reads("Teapots"))),
    in_text("up", "k", reads("Teapots")),
    in_text("down", "down", no(reads("Teapots"))),
    in_text("up", "up", reads("Teapots")),
    in_text("page_down", "ctrl+d", no(shows("1 Section"))),
    in_text("page_up", "ctrl+u", reads("Teapots")),
    in_text("page_down", "pagedown", no(shows("Teapots"))),
    in_text("page_up", "pageup", reads("Teapots")),
    in_text("page_abstract", "space", no(shows("Teapots"))),
    Also(("g",), reads("Teapots")),
    in_text("help", "?", shows("/ filter")),
    LEAVE(then=gone("/ filter")),
    in_text("help", "f1", shows("/ filter")),
    LEAVE(then=gone("/ filter")),
    in_text("palette", ":", shows("Commands, lists")),
    LEAVE(then=gone("Commands, lists")),
    in_text("palette", "ctrl+p", shows("Commands, lists")),
    LEAVE(then=gone("Commands, lists")),
    in_text("open", "o", opens(f"/papers/{OWN}")),
    in_text("open_arxiv", "O", opens(f"arxiv.org/abs/{OWN}")),
    in_text("open_pdf", "p", opens(f"arxiv.org/pdf/{OWN}")),
    in_text("copy", "y", copies(f"/papers/{OWN}")),
    in_text("copy_as", "Y", shows("Copy Friday 01 as")),
    LEAVE(then=gone("Copy Friday 01 as")),
    in_text("tag", "t", shows("Tags of Friday 01")),
    Also((), gone("Tags of"), typed="teapot\r"),
    in_text("note", "e", shows("Note on Friday 01")),
    LEAVE(then=gone("Note on")),
    in_text("bookmark", "b", on_disk(1)),
    in_text("undo", "U", on_disk(0)),
    in_text("redo", "ctrl+r", on_disk(1)),
    in_text("suspend", "ctrl+z", TEXT_OPEN),
    in_text("links", "L", shows("Related links")),
    LEAVE(then=gone("Related links")),
    in_text("download", "P", foot("Saved ")),
    in_text("pictures", "i", titled("Image 1 of 1")),
    LEAVE(then=TEXT_OPEN),
    in_text("discussion", "c", titled("comments")),
    LEAVE(then=reads("Teapots")),
    in_text("back", "escape", IN_ABSTRACT),
]

SESSIONS: dict[str, list[Step]] = {
    "editions": EDITIONS,
    "organize, moving": [*ORGANIZE, Also(("g",), on("Friday 01")), *MOVING],
    "search, reader": [*SEARCHING, LEAVE(then=titled("Friday 21")), *READER],
    "share": SHARE,
    "reading": READING,
}


# Keys that need a special text, papers or commands are pressed in
# tests/tui/test_full_text_links.py, test_abstract_links.py, test_for_you.py and
# tests/terminal/test_custom_commands.py.
PRESSED_ELSEWHERE = {
    "abstract_urls", "figure", "follow_link", "hide", "jump_back", "next_link", "outputs",
    "previous_link", "stop_commands", "table_left", "table_right",
}  # fmt: skip


def test_every_key_of_the_table_is_covered() -> None:
    steps = [step for session in SESSIONS.values() for step in session if isinstance(step, Key)]
    pressed = {(step.where, step.name, step.key) for step in steps}
    table = {(one.where, one.name, key) for one in COMMANDS for key in one.keys}
    table |= {(TEXT, one.name, key) for one in COMMANDS for key in one.keys if one.name in IN_TEXT}
    table = {one for one in table if one[1] not in PRESSED_ELSEWHERE}
    assert pressed == {one for one in table if one[0] in (MAIN, TEXT, SEARCH)}


def paper(day: date, place: int) -> Json:
    """Return a paper whose title is its day and position."""
    title = f"{day:%A} {place:02}"
    return fake_papers.entry(day.day * 1000 + place, day, title=title, upvotes=200 - place)


def days() -> dict[date, list[Json]]:
    made = {day: [paper(day, place) for place in range(1, 13)] for day in DAYS}
    for part in (made[DAYS[0]][0], made[DAYS[0]][0]["paper"]):
        part["summary"] = ABSTRACT
    return made


def browser(home: Path) -> str:
    """Return a program that writes its argument, a URL, to a file."""
    home.mkdir(exist_ok=True)
    program = home / "browser"
    program.write_text(
        f'#!/bin/sh\nprintf %s "$1" > "{home}/opening"\nmv "{home}/opening" "{home}/opened"\n'
    )
    program.chmod(0o700)
    return str(program)


@pytest.mark.parametrize("session", SESSIONS)
def test_key_runs_its_command(session: str, tmp_path: Path) -> None:
    with FakeHub(days()) as hub:
        hub.texts[OWN] = FULL_TEXT
        environ = {"HF_ENDPOINT": hub.url, "BROWSER": browser(tmp_path)}
        with Terminal(COMMAND, tmp_path, size=(100, 24), environ=environ) as terminal:
            terminal.wait_for("synced just now")
            hub.days[DAYS[0]].append(paper(DAYS[0], 13))
            for step in SESSIONS[session]:
                take(terminal, step)


def holds(condition: Condition, seen: Seen) -> bool:
    """Return whether a condition holds on a completely painted screen."""
    return PAINTING not in seen.terminal.emulator.modes and bool(condition(seen))


def take(terminal: Terminal, step: Step) -> None:
    if isinstance(step, Key) and step.name == "suspend":
        terminal.press(step.key)
        terminal.wait_stopped()
        terminal.kill(signal.SIGCONT)
    elif isinstance(step, Key):
        assert not holds(step.condition, Seen(terminal)), (
            f"already true before {step.key} ({step.name})"
        )
        terminal.press(step.key)
    else:
        terminal.press(*step.keys)
        terminal.type(step.typed)
    condition = step.condition if isinstance(step, Key) else step.then
    try:
        if isinstance(step, Key) and step.name == "quit":
            assert terminal.wait_exit() == 0
            return
        terminal.wait_for(lambda _: holds(condition, Seen(terminal)), limit=10)
    except AssertionError as late:
        raise AssertionError(f"{step}: {late}") from None
