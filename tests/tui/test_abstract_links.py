"""URLs in titles, summaries and abstracts; images and videos on a paper's page."""

from __future__ import annotations

from typing import Any

from tests.support.desktop import Desktop
from tests.support.fake_hub import FakeHub
from tests.support.running_app import RunningApp, fill, run_app
from tests.tui.test_paper_pages import colors, pictured
from tui_reader.models import Entry, Paper
from tui_reader.store import Store, cache
from tui_reader.tui.rendering.paper_page import render_page, text_links

CODE = "https://github.com/made-up/lamp_(small)"
DEMO = "https://huggingface.co/spaces/made-up/lamp"
ABSTRACT = rf"Lamps fail. Code: {CODE}. A \textbf{{demo}}: \url{{{DEMO}}}, (http://plain.example/)."


async def change(reader: RunningApp, **fields: Any) -> None:
    """Change the paper at the cursor, in the database and on the screen."""
    entry = reader.screen.list.current
    assert entry is not None
    paper = entry.paper._replace(**fields)
    await reader.screen.context.store.write_cache(cache.write_papers, [paper])
    reader.screen.papers.supply({reader.screen.papers.cursor: entry._replace(paper=paper)})
    reader.screen.list.show_paper()
    await reader.settle()


async def click(reader: RunningApp, words: str) -> None:
    lines = reader.text.split("\n")
    row = next(y for y, line in enumerate(lines) if words in line)
    await reader.pilot.click(offset=(lines[row].rindex(words) + 1, row))
    await reader.settle()


async def test_url_in_the_abstract_opens_by_mouse_key_and_list(
    store: Store, desktop: Desktop
) -> None:
    fill(store, 1)
    async with run_app(store, (160, 45)) as reader:
        await change(reader, title=f"A Lamp {DEMO}", abstract=ABSTRACT, code=CODE, summary=None)
        await click(reader, "lamp_(small)")
        await click(reader, "/spaces/made-up/lamp")
        assert desktop.opened == [CODE, DEMO]
        await reader.pilot.press("F")
        await reader.press("down", "down", "enter")
        assert "https://plain.example/" in reader.text
        assert "The text has an http: URL" in reader.text
        await reader.press("y")
        assert desktop.opened[2:] == ["https://plain.example/"]
        await reader.press("L")
        assert reader.text.count("in the abstract") == 2  # the code has a separate line


def test_urls_with_another_protocol_or_port_stay_text() -> None:
    paper = Paper("2601.00001", "A", "See ftp://a.b, https://u:p@a.b, http://a.b:81, https://c.d.")
    assert [named.name for named in text_links(paper)] == ["https://c.d"]


def test_page_shows_a_url_with_an_emoji() -> None:
    page = render_page(Entry(Paper("2601.00001", "A", "See https://a.example/❤️b.")))
    assert "https://a.example/❤b." in page.plain


async def test_page_counts_images_and_videos_beyond_the_thumbnail(
    hub: FakeHub, store: Store, desktop: Desktop
) -> None:
    async with pictured(store, size=(100, 50), offline=False) as reader:
        assert "3 images (i)" in reader.text
        video = "https://github.com/made-up/lamp.mp4"
        await change(reader, media=(video,))
        assert "1 video (i)" in reader.text
        await click(reader, "1 video (i)")
        await reader.press("j")
        assert "Video 2 of 2" in reader.text
        await reader.press("o")
        assert desktop.opened == [video]


async def test_stars_and_number_of_images_are_not_broken_over_two_lines(
    hub: FakeHub, store: Store
) -> None:
    async with pictured(store, size=(90, 30), offline=False) as reader:
        await change(reader, code=CODE, stars=963)
        for width in range(90, 60, -2):
            await reader.pilot.resize_terminal(width, 30)
            await reader.settle()
            assert "code ★963" in reader.text
            assert "3 images (i)" in reader.text


async def test_first_image_is_drawn_in_the_page_and_removed(hub: FakeHub, store: Store) -> None:
    async with pictured(store, size=(100, 50), offline=False) as reader:
        await reader.pilot.press("I")
        await reader.until(lambda: colors(reader))
        await reader.press("I")
        assert not colors(reader)
        await reader.press("I", "n")
        assert not colors(reader)
