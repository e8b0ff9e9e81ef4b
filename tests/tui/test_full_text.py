"""The full text: opening, scrolling, contents, search, saved position."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.fake_hub import FakeHub
from tests.support.fake_server import Response, portal
from tests.support.running_app import RunningApp, fill, key_event, record_opened, run_app
from tui_reader.store import (
    ReadOnly,
    Store,
    cache,
    queries,
)
from tui_reader.text import markdown
from tui_reader.text.markdown import Block
from tui_reader.tui import type_ahead
from tui_reader.tui.rendering import document_parse
from tui_reader.tui.screens.pages import text_screen
from tui_reader.tui.screens.pages.full_text import FullTextScreen as TextPage
from tui_reader.tui.widgets.choice_list import ChoiceList

WORDS = "Lanterns were folded by the teapot until nobody remembered which of the two began it."
TEXT = "# The Title in the Text\n\n" + "\n\n".join(
    f"## {number} Section\n\nParagraph {number}. {WORDS}\n\nAnother one of {number}. {WORDS}"
    for number in range(1, 41)
)


@asynccontextmanager
async def paper(store: Store, text: str | None = TEXT, **more: Any) -> AsyncIterator[RunningApp]:
    """Open the app at the abstract of a paper whose full text is cached."""
    fill(store, 1)
    async with run_app(store, **more) as reader:
        if text is not None:
            cache_text(store, reader, text)
        await reader.press("enter")
        yield reader


@pytest.fixture
async def reader(store: Store) -> AsyncIterator[RunningApp]:
    async with paper(store) as running:
        yield running


def cache_text(store: Store, reader: RunningApp, text: str) -> None:
    name = f"text/{paper_id(reader)}"
    store.write_cache_sync(cache.write_document, name, text.encode(), datetime.now(UTC))


def paper_id(reader: RunningApp) -> str:
    assert reader.screen.list.current is not None
    return reader.screen.list.current.paper.id


def page(reader: RunningApp) -> TextPage:
    found = reader.app.screen_stack[1]
    assert isinstance(found, TextPage)
    return found


def menu(reader: RunningApp) -> ChoiceList:
    """Return the choices in the open dialog."""
    return reader.app.screen.query_one(ChoiceList)


def top(reader: RunningApp) -> str:
    """Return the first line of the text on screen."""
    return reader.row(2).strip(" ▁▂▃▄▅▆▇█")


def words(reader: RunningApp) -> str:
    """Return the screen without line breaks."""
    return " ".join(reader.text.split())


# Opening and closing


async def test_enter_opens_the_text_and_escape_returns_to_the_same_position(
    reader: RunningApp,
) -> None:
    await reader.press("J", "J")
    before = reader.text
    await reader.press("enter")
    assert top(reader) == "The Title in the Text"
    assert "Paragraph 1. Lanterns" in reader.text
    await reader.press("j", "j", "escape")
    assert reader.text == before
    assert reader.screen.pane == "detail"


async def test_text_is_fetched_once_and_then_read_offline(hub: FakeHub, store: Store) -> None:
    async with paper(store, None, offline=False) as reader:
        own_id = paper_id(reader)
        hub.texts[own_id] = TEXT
        await reader.press("enter")
        await reader.until(lambda: "Paragraph 1." in reader.text)
        await reader.press("escape", "enter")
        assert hub.paths.count(f"/papers/{own_id}.md") == 1
    hub.go_offline()
    async with run_app(store) as reader:
        await reader.press("enter", "enter")
        assert "Paragraph 1." in reader.text


async def test_missing_network_is_reported_and_the_abstract_shown(store: Store) -> None:
    async with paper(store, None, size=(100, 40)) as reader:
        assert reader.screen.list.current is not None
        abstract = reader.screen.list.current.paper.abstract
        await reader.press("enter")
        assert "Not fetched: The app was started with --offline" in words(reader)
        assert "Start it without --offline. Press r to try again" in words(reader)
        assert abstract.split(". ")[0] in words(reader)
        await reader.press("G")
        assert "arXiv" in reader.text
        await reader.press("escape")
        assert len(reader.app.screen_stack) == 1


async def test_missing_full_text_is_reported(hub: FakeHub, store: Store) -> None:
    async with paper(store, None, size=(100, 40), offline=False) as reader:
        hub.texts[paper_id(reader)] = None
        await reader.press("enter")
        await reader.until(lambda: "The Hub has no full text of this paper." in reader.text)
        assert "404" not in reader.text
        await reader.press("G")
        assert "arXiv" in reader.text


ERRORS = {
    "Got a web page instead of Markdown": portal(),
    "interrupted": Response(TEXT.encode(), kind="text/markdown", cut=500),
    "larger than 5 MB": Response(b"x" * 5_000_001, kind="text/markdown"),
    "Got application/zip instead of Markdown": Response(b"\x00\xff", kind="application/zip"),
    "The Hub has a problem": Response(b"", status=500),
}


async def test_errors_are_one_line(hub: FakeHub, store: Store) -> None:
    async with paper(store, None, size=(120, 40), offline=False) as reader:
        key = "enter"
        for expected, given in ERRORS.items():
            hub.responses[f"/papers/{paper_id(reader)}.md"] = given
            await reader.press(key)
            await reader.until(lambda: expected in words(reader))  # noqa: B023
            assert "Not fetched:" in reader.text
            assert "Traceback" not in reader.text
            key = "r"
        hub.responses.clear()
        await reader.press("r")
        await reader.until(lambda: "Details" in reader.text)


async def test_slow_text_shows_progress_and_can_be_closed(hub: FakeHub, store: Store) -> None:
    async with paper(store, None, offline=False) as reader:
        body = (TEXT * 200).encode()
        slow = Response(body, kind="text/markdown", drip=(100_000, 30.0))
        hub.responses[f"/papers/{paper_id(reader)}.md"] = slow
        await reader.pilot.press("enter")
        of = f"of {len(body) / 1e6:.1f} MB"
        await reader.until(lambda: of in reader.text and "Esc cancels" in reader.text)
        await reader.pilot.press("j", "T", "/", "escape")
        await reader.until(lambda: len(reader.app.screen_stack) == 1)
        assert reader.screen.pane == "detail"


async def test_refresh_loads_a_newer_text_at_the_same_position(hub: FakeHub, store: Store) -> None:
    async with paper(store, offline=False) as reader:
        await reader.press("enter", "space")
        here = top(reader)
        hub.texts[paper_id(reader)] = TEXT
        await reader.press("r")
        assert "The text on the Hub has not changed" in reader.text
        hub.texts[paper_id(reader)] = TEXT + "\n\nA new end."
        await reader.press("r")
        assert top(reader) == here
        await reader.press("G")
        assert "A new end." in reader.text


# Scrolling


async def test_keys_move_by_lines_and_pages_to_both_ends(reader: RunningApp) -> None:
    await reader.press("enter", "j", "j")
    assert top(reader) == "1 Section"
    await reader.press("k", "k")
    assert top(reader) == "The Title in the Text"
    await reader.press("k")
    assert top(reader) == "The Title in the Text"
    last = reader.text.split("\n")[-3:-1]
    await reader.press("space")
    assert reader.text.split("\n")[2:4] == last  # two lines overlap
    await reader.press("G")
    assert "Another one of 40." in reader.text
    assert "100%" in reader.row(0)
    end = reader.text
    await reader.press("j", "space", "ctrl+d", "pagedown")
    assert reader.text == end
    await reader.press("ctrl+u", "ctrl+d")
    assert reader.text == end
    await reader.press("g")
    assert top(reader) == "The Title in the Text"


async def test_text_column_has_a_maximum_width(store: Store) -> None:
    async with paper(store, "word " * 500, size=(160, 30)) as reader:
        await reader.press("enter")
        lines = reader.text.split("\n")[3:10]
        assert max(len(line.strip()) for line in lines) <= 88
        assert min(len(line.strip()) for line in lines) > 80
        assert len({len(line) - len(line.lstrip()) for line in lines}) == 1


async def test_mouse_wheel_scrolls(reader: RunningApp) -> None:
    await reader.press("enter")
    column = page(reader).view
    column.scroll_to(y=40, animate=False, force=True, immediate=True)
    await reader.settle()
    assert column.document.top(column.position.block) + column.position.line == 40
    await reader.press("g")
    assert top(reader) == "The Title in the Text"


# The saved position


async def test_text_opens_at_the_saved_position(store: Store, reader: RunningApp) -> None:
    await reader.press("enter")
    await press(reader, *["space"] * 4, "j", "escape")
    await reader.press("enter")
    assert "18%" not in reader.text
    here = top(reader)
    assert here
    await reader.press("escape")
    async with run_app(store) as reader:
        await reader.press("enter", "enter")
        assert top(reader) == here


async def test_saved_position_is_valid_at_another_width(store: Store) -> None:
    async with paper(store, size=(120, 30)) as reader:
        await reader.press("enter", "T")
        await press(reader, *["down"] * 20, "enter")
        await reader.settle()
        assert top(reader) == "20 Section"
        await reader.press("escape")
    async with run_app(store, size=(50, 20)) as reader:
        await reader.press("enter", "enter")
        assert top(reader) == "20 Section"
        await reader.pilot.resize_terminal(100, 40)
        await reader.settle()
        assert top(reader) == "20 Section"


async def test_invalid_saved_position_is_ignored(store: Store, reader: RunningApp) -> None:
    from tui_reader.store import library

    for place in ([10**9, 0.5], [-1, 0], ["a"], {"block": 1}, [3, float("nan")]):
        store.write_library_sync(library.put_value, f"text/{paper_id(reader)}", place)
        await reader.press("enter")
        assert "Section" in reader.text, place
        await reader.press("escape")


async def test_read_only_library_saves_no_position(
    store: Store, monkeypatch: pytest.MonkeyPatch, reader: RunningApp
) -> None:

    async def refuse(*_: object, **more: object) -> None:
        raise ReadOnly("no room")

    monkeypatch.setattr(store, "write_library", refuse)
    await reader.press("enter", "space", "escape", "enter")
    assert top(reader) == "The Title in the Text"


async def test_fallback_text_saves_no_position(store: Store) -> None:
    async with paper(store, None) as reader:
        await reader.press("enter", "j", "j", "escape")
        assert store.read_sync(queries.value, f"text/{paper_id(reader)}") is None


# Contents and search


async def test_contents_jump_to_a_heading(reader: RunningApp) -> None:
    await reader.press("enter", "T")
    assert "Contents" in reader.text
    assert "· 3 Section" in reader.text
    await reader.press("down", "down", "down", "enter")
    assert top(reader) == "3 Section"
    await reader.press("T", "enter")
    assert top(reader) == "3 Section"


async def test_typing_filters_the_contents(reader: RunningApp) -> None:
    await reader.press("enter", "T", *"37 sec")
    assert "37 Section" in reader.text
    assert "36 Section" not in reader.text
    await reader.press("enter")
    assert top(reader) == "37 Section"


async def test_contents_of_a_replaced_text_do_not_jump(hub: FakeHub, store: Store) -> None:
    async with paper(store, TEXT, size=(100, 40), offline=False) as reader:
        hub.texts[paper_id(reader)] = "One paragraph.\n\n" * 3 + TEXT
        await reader.press("enter", "T", "down", "down", "down")
        page(reader).reload(again=True)
        # Headings are unknown while the text is being replaced.
        await reader.until(
            lambda: any(
                "One paragraph." in one.text for one in page(reader).view.document.blocks[:1]
            )
        )
        await reader.press("enter")
        assert top(reader) == "One paragraph."
        assert "The text has changed" in reader.text


async def test_text_without_headings_has_no_contents(store: Store) -> None:
    async with paper(store, "Only words.") as reader:
        await reader.press("enter", "T")
        assert "This text has no headings" in reader.text


async def test_search_moves_between_matches_and_counts_them(reader: RunningApp) -> None:
    await reader.press("enter", "T")
    await press(reader, *["down"] * 10, "enter", "/", *"one of")
    await reader.settle()
    assert "10 of 40" in reader.row(0)
    await reader.press("enter")
    assert "10 of 40" in reader.row(-1)
    assert "Another one of 10." in reader.text
    await reader.press("n", "n")
    assert "12 of 40" in reader.text
    assert "Another one of 12." in reader.text
    await reader.press("N")
    assert "11 of 40" in reader.text
    await press(reader, *["N"] * 11)
    assert "40 of 40" in reader.text
    assert "Another one of 40." in reader.text


async def test_match_is_highlighted_and_escape_clears_it(reader: RunningApp) -> None:
    await reader.press("enter", "space")
    here = top(reader)
    found = ["Paragraph 40"]
    await press(reader, "/", *found[0].lower())
    await reader.settle()
    column = page(reader).view
    strips = [column.render_line(y) for y in range(column.page_size)]
    assert [part.text for strip in strips for part in strip if part.text in found] == found
    await reader.press("escape")
    assert top(reader) == here
    assert page(reader).view.search is None


async def test_search_without_matches_shows_a_message(reader: RunningApp) -> None:
    await reader.press("enter", "n")
    assert "Press / to find in this text" in reader.text
    await reader.press("/", *"xyzzy")
    assert "No match" in reader.text
    await reader.press("enter", "n")
    assert "No match" in reader.text
    await reader.press("escape")
    assert "No match" not in reader.text
    await reader.press("/", "x")
    reader.app.screen.set_focus(None)  # as when the window was tiny
    await reader.press("escape")
    await reader.press("escape")
    assert len(reader.app.screen_stack) == 1


# While a text is being parsed


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Block the parser after a hundred blocks until the event is set."""
    opened = threading.Event()
    real = markdown.batches

    def batches(source: str, breaks: bool = False) -> Iterator[tuple[Block, ...]]:
        count = 0  # called by the warm-up as well
        for batch in real(source, breaks):
            if count > 100:
                assert opened.wait(20)
            count += len(batch)
            yield batch

    monkeypatch.setattr(markdown, "batches", batches)
    yield opened
    opened.set()


async def press(reader: RunningApp, *keys: str) -> None:
    """Press keys without waiting for their effect."""
    for key in keys:
        reader.app.post_message(key_event(key))
        await reader.pilot.pause(0)


async def test_first_page_is_shown_before_the_rest_is_parsed(
    store: Store, gate: threading.Event
) -> None:
    async with paper(store, TEXT * 10) as reader:
        await press(reader, "enter")
        await reader.until(lambda: "Paragraph 1." in reader.text)
        await press(reader, "j", "j")
        await reader.until(lambda: top(reader) == "1 Section")
        await press(reader, "G")
        assert "Another one of 40." not in reader.text
        gate.set()
        await reader.until(lambda: "Another one of 40." in reader.text and "100%" in reader.text)


async def test_moving_on_cancels_a_pending_jump_to_the_end(
    store: Store, gate: threading.Event
) -> None:
    async with paper(store, TEXT * 10) as reader:
        await press(reader, "enter")
        await reader.until(lambda: "Paragraph 1." in reader.text)
        await press(reader, "G", "g")
        gate.set()
        await reader.settle()
        assert top(reader) == "The Title in the Text"


async def test_scrolling_past_the_parsed_part_continues_when_more_is_parsed(
    store: Store, gate: threading.Event
) -> None:
    async with paper(store, TEXT * 10) as reader:
        gate.set()
        await reader.press("enter", *["space"] * 10, "j", "j")
        here = top(reader)
        await reader.press("g", "escape")
        gate.clear()
        await press(reader, "enter")
        await reader.until(lambda: "Paragraph 1." in reader.text)
        await press(reader, *["space"] * 10, "j", "j")
        gate.set()
        await reader.settle()
        assert top(reader) == here


async def test_saved_position_is_shown_once_it_is_parsed(
    store: Store, gate: threading.Event
) -> None:
    gate.set()
    async with paper(store, TEXT * 10) as reader:
        await reader.press("enter", "G", "escape")
        gate.clear()
        await press(reader, "enter")
        await reader.until(lambda: "Paragraph 1." in reader.text)
        gate.set()
        # The text is shown a few layouts after its title.
        await reader.until(lambda: "100%" in reader.text and "Another one of 40." in reader.text)


@pytest.mark.parametrize("slice", [0.0, 30.0], ids=["in pieces", "at once"])
async def test_search_and_contents_include_later_parts(
    store: Store, gate: threading.Event, monkeypatch: pytest.MonkeyPatch, slice: float
) -> None:
    monkeypatch.setattr(text_screen, "PARSE_SLICE", slice)
    async with paper(store, TEXT * 3) as reader:
        await press(reader, "enter")
        await reader.until(lambda: "Paragraph 1." in reader.text)
        await press(reader, "/", *"one of", "enter")
        await reader.until(lambda: "1 of " in reader.text and "+" in reader.row(-1))
        await reader.until(page(reader)._outlined.is_set)
        await press(reader, "T")
        await reader.until(lambda: "Contents" in reader.text)
        await press(reader, "ctrl+end", *["up"] * 6, "enter")
        await reader.until(lambda: "Loading that section" in reader.text)
        gate.set()
        await reader.until(page(reader)._read.is_set)
        assert reader.row(2).strip() == "34 Section"
        assert "Loading that section" not in reader.text
        await reader.press("n")
        assert "2 of 120" in reader.text


async def test_refresh_does_not_interrupt_a_text_that_is_still_parsed(
    store: Store, gate: threading.Event
) -> None:
    async with paper(store, TEXT * 3) as reader:
        await press(reader, "enter")
        await reader.until(lambda: "Paragraph 1." in reader.text)
        await press(reader, "r")
        await reader.pilot.pause()
        gate.set()
        await reader.settle()
        await reader.press("G")
        assert "Another one of 40." in reader.text


@pytest.fixture
def outline_gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Block the search for headings in the unparsed part until the event is set."""
    opened = threading.Event()
    real = document_parse.outline

    def outline(source: str) -> list[tuple[int, str, tuple[int, int]]]:
        assert opened.wait(20)
        return real(source)

    monkeypatch.setattr(text_screen, "outline", outline)
    yield opened
    opened.set()


async def test_contents_open_at_once_and_grow(
    store: Store, gate: threading.Event, outline_gate: threading.Event
) -> None:
    async with paper(store, TEXT * 3, size=(100, 40)) as reader:
        await press(reader, "enter")
        await reader.until(lambda: "Paragraph 1." in reader.text)
        await press(reader, "T")
        await reader.until(lambda: "Contents" in reader.text)
        assert "· 1 Section" in reader.text
        await press(reader, "ctrl+end")
        known = menu(reader).length
        before = menu(reader).item
        outline_gate.set()
        await reader.until(lambda: menu(reader).length == 1 + 3 * 40)
        assert 1 < known < 1 + 3 * 40
        assert menu(reader).item == before
        await press(reader, "down", "enter")
        await reader.until(lambda: len(reader.app.screen_stack) == 2)
        gate.set()
        await reader.settle()
        assert top(reader).endswith("Section")


async def test_keys_do_not_wait_for_the_contents(
    store: Store,
    gate: threading.Event,
    outline_gate: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(type_ahead, "MAX_WAIT", 3600.0)
    async with paper(store, f"{WORDS}\n\n" * 500 + TEXT) as reader:
        await press(reader, "enter")
        await reader.until(lambda: "Lanterns" in reader.text)
        await press(reader, "T")
        await reader.until(lambda: "Loading the rest" in reader.text)
        before = page(reader).view.position
        await press(reader, "down")
        await reader.until(lambda: page(reader).view.position > before)
        outline_gate.set()
        await reader.until(lambda: "Contents" in reader.text)
        assert menu(reader).length == 41


# Links and hostile text

LINKED = """See [the code](https://github.com/made-up/code) and https://made-up.example/more.

Not [this](javascript:alert(1)), not [that](file:///etc/passwd), not [the figure](figures/1.png).
"""


async def test_only_valid_links_are_listed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async with paper(store, LINKED) as reader:
        followed: list[str] = []
        record_opened(monkeypatch, followed)
        await reader.press("enter", "l")
        assert "the code" in reader.text
        assert "javascript" not in reader.text
        await reader.press("down", "enter")
        assert followed == ["https://made-up.example/more"]


async def test_clicked_link_is_checked_by_the_url_policy(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with paper(store, LINKED) as reader:
        followed: list[str] = []
        record_opened(monkeypatch, followed)
        await reader.press("enter")
        lines = reader.text.split("\n")
        for words in ("the code", "See", "made-up.example"):
            row = next(y for y, line in enumerate(lines) if words in line)
            await reader.pilot.click(offset=(lines[row].index(words) + 1, row))
        await reader.settle()
        assert followed == ["https://github.com/made-up/code", "https://made-up.example/more"]


async def test_hostile_text_is_shown_literally(store: Store) -> None:
    text = "# [@click=app.quit]Title[/]\n\n[bold]x[/nope] \x1b]52;c;AAAA\x07 \u202eback\x9b31m\n"
    async with paper(store, text) as reader:
        await reader.press("enter")
        assert "[@click=app.quit]Title[/]" in reader.text
        assert "[bold]x[/nope]" in reader.text
        assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(reader.text)
        await reader.press("T")
        assert "[@click=app.quit]Title[/]" in reader.text


# Commands of the main screen that work here too


async def test_bookmark_in_the_text_shows_its_message_there(
    store: Store, reader: RunningApp
) -> None:
    await reader.press("enter", "b")
    assert list(store.read_sync(queries.bookmarks)) == [reader.screen.list.key]
    await reader.press("U")
    assert "Undone: bookmark" in reader.text
    assert list(store.read_sync(queries.bookmarks)) == []


async def test_reading_the_text_marks_the_paper_as_read(store: Store, reader: RunningApp) -> None:
    await reader.press("enter")
    assert list(store.read_sync(queries.unread_among, [reader.screen.list.key or 0])) == []


async def test_search_key_can_be_typed_into_the_search(store: Store) -> None:
    async with paper(store, "Words and/or lanterns.") as reader:
        await reader.press("enter", "slash", *"d", "slash", "o")
        assert "1 of 1" in reader.text


async def test_position_near_the_parsed_end_stays_when_more_is_parsed(
    store: Store,
) -> None:
    async with paper(store, TEXT) as reader:
        await reader.press("enter")
        column = page(reader).view
        batches = list(markdown.batches(TEXT * 2))
        blocks = [block for batch in batches for block in batch]
        column.clear()
        column.go_to_block(60)
        column.add([blocks[:62]])
        column.add([blocks[62:]], last=True)
        assert column.saved_position() == (60, 0.0)
