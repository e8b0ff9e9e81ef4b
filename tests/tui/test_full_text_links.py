"""Keys for links, figures and wide tables in the full text."""

from __future__ import annotations

import pytest

from tests.support import fake_papers
from tests.support.running_app import RunningApp, fill, record_opened, run_app
from tests.tui.test_full_text import cache_text, top
from tests.tui.test_paper_pages import LONG_AGO, cache_document, colors
from tui_reader import documents
from tui_reader.store import Store
from tui_reader.tui.rendering import image_drawing

FIGURE = "https://arxiv.org/html/2601.00001v1/x1.png"
TEXT = (
    "# Lamps\n\nAs Figure 2 shows, and [the page](https://huggingface.co/papers/2601.00001).\n\n"
    + "Words.\n\n" * 60
    + f"![Image 1]({FIGURE})\n\nFigure 2: A lamp.\n\n"
    + "Words.\n\n" * 60
)
WIDE = (
    "| Lamp |" + "".join(f" measurement{n} |" for n in range(20)) + "\n|" + "---|" * 21 + "\n"
    "| L1 |" + "".join(f" {n}.5 |" for n in range(20)) + "\n"
)


async def open_text(reader: RunningApp, store: Store, text: str) -> None:
    cache_text(store, reader, text)
    await reader.press("enter", "enter")


async def test_enter_jumps_to_a_figure_and_backspace_or_escape_returns(store: Store) -> None:
    fill(store, 1)
    async with run_app(store) as reader:
        await open_text(reader, store, TEXT)
        for back in ("backspace", "escape"):
            await reader.press("tab", "enter")
            assert top(reader) == "[figure] Figure 2: A lamp."
            await reader.press(back)
            assert top(reader) == "Lamps"
        await reader.press("backspace")
        assert top(reader) == "Lamps"
        await reader.press("escape")
        assert len(reader.app.screen_stack) == 1


async def test_enter_on_a_link_opens_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    record_opened(monkeypatch, opened)
    fill(store, 1)
    async with run_app(store) as reader:
        await open_text(reader, store, TEXT)
        await reader.press("tab", "tab", "enter")
        assert opened == ["https://huggingface.co/papers/2601.00001"]


async def test_figure_that_cannot_be_drawn_shows_its_url(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_drawing, "can_draw", lambda: False)
    fill(store, 1)
    async with run_app(store, size=(100, 30)) as reader:
        await open_text(reader, store, TEXT)
        await reader.press("tab", "enter", "enter")
        assert FIGURE in reader.text


async def test_figure_is_drawn_on_the_images_page(store: Store) -> None:
    fill(store, 1)
    async with run_app(store) as reader:
        await open_text(reader, store, TEXT)
        await reader.press("tab", "enter", "enter")
        assert "Image 1 of 1" in reader.text
        await reader.press("escape")
        assert top(reader) == "[figure] Figure 2: A lamp."


async def test_figure_is_drawn_in_the_text_and_removed(store: Store) -> None:
    fill(store, 1)
    cache_document(store, documents.PICTURE, FIGURE, fake_papers.png(40, 20), LONG_AGO)
    async with run_app(store) as reader:
        await open_text(reader, store, TEXT)
        await reader.pilot.press("I")
        await reader.until(lambda: colors(reader))
        lines = reader.text.split("\n")
        drawn = [row for row, line in enumerate(lines) if "▀" in line]
        assert "[figure] Figure 2: A lamp." in lines[drawn[-1] + 1]
        await reader.press("/")
        await reader.press(*"lamp.", "enter")
        assert "1 of 1" in reader.text
        await reader.press("I")
        assert not colors(reader)
        assert top(reader) == "[figure] Figure 2: A lamp."


async def test_list_of_links_has_urls_beside_long_captions(store: Store) -> None:
    fill(store, 1)
    async with run_app(store, size=(100, 30)) as reader:
        caption = "Figure 2: A lamp " + "of many parts " * 10
        await open_text(reader, store, f"[Link](https://a.example/b)\n\n![]({FIGURE})\n\n{caption}")
        await reader.press("l")
        assert "https://a.example/b" in reader.text
        assert "Figure 2: A lamp of many parts of many parts of many parts" in reader.text


async def test_arrows_scroll_a_wide_table(store: Store) -> None:
    fill(store, 1)
    async with run_app(store, size=(80, 24)) as reader:
        await open_text(reader, store, "# Lamps\n\n" + WIDE)
        assert "measurement0" in reader.text
        assert "measurement9" not in reader.text
        await reader.press(*["right"] * 10)
        assert "measurement0" not in reader.text
        assert "L1" in reader.text
        await reader.press(*["left"] * 10)
        assert "measurement0" in reader.text
