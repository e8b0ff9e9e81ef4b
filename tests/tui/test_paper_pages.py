"""Related links and images of a paper."""

from __future__ import annotations

import io
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Size

from tests.support import fake_papers
from tests.support.fake_hub import FakeHub
from tests.support.fake_server import Request, Response
from tests.support.running_app import RunningApp, fill, record_opened, run_app
from tests.support.screen_text import strips_of
from tests.tui.test_full_text import (
    paper,
    paper_id,
    words,
)
from tui_reader import documents
from tui_reader.models import (
    Account,
    Author,
    Linked,
    Paper,
)
from tui_reader.store import Store, cache
from tui_reader.tui.flows import navigate
from tui_reader.tui.rendering import image_drawing, paper_page
from tui_reader.tui.rendering.image_drawing import (
    BLOCKS,
    KITTY,
    SHADES,
    SIXEL,
    ImageError,
    draw,
    graphics,
)

LONG_AGO = datetime(2026, 8, 21, 8, 0, tzinfo=UTC)


def cache_document(
    store: Store, kind: documents.Kind[Any], what: str, value: Any, at: datetime
) -> None:
    store.write_cache_sync(cache.write_document, kind.cache_name(what), kind.dump(value), at)


# Related links


async def test_related_links_are_listed_and_open(
    hub: FakeHub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with paper(store, None, size=(120, 40), offline=False) as reader:
        followed: list[str] = []
        record_opened(monkeypatch, followed)
        await reader.press("L")
        await reader.until(lambda: "made-up/teapots" in reader.text)
        assert "model, 41 likes, 1.2k downloads" in reader.text
        assert "dataset, 12 likes, 560 downloads" in reader.text
        assert "Space, 99 likes" in reader.text
        await reader.pilot.press("G", "enter")
        await reader.settle()
        spare = paper_id(reader).replace(".", "-")
        assert followed == [f"{hub.url}/spaces/made-up/demo-{spare}"]


def test_links_of_the_paper_come_first() -> None:
    about = Paper(
        "2608.21000",
        "T",
        authors=(Author("Ada", "ada"), Author("Hidden", "h", hidden=True), Author("Nobody")),
        submitter=Account("grace", "Grace Hopper"),
        organization=Account("made-up", "Made-up Labs"),
        code="https://github.com/made-up/code",
        stars=1234,
        project="https://made-up.example/",
    )
    hub = "https://huggingface.co"
    assert navigate.own_links(about) == [
        ("https://github.com/made-up/code", "github.com/made-up/code", "code, 1.2k stars"),
        ("https://made-up.example/", "made-up.example/", "project page"),
        (f"{hub}/made-up", "Made-up Labs", "organization"),
        (f"{hub}/grace", "Grace Hopper", "submitter"),
        (f"{hub}/ada", "Ada", "author, ada"),
    ]
    assert navigate.hub_links([Linked("dataset", "a/b", 1)]) == [
        (f"{hub}/datasets/a/b", "a/b", "dataset, 1 like")
    ]


async def test_local_related_links_are_shown_offline(store: Store) -> None:
    async with paper(store, None, size=(120, 40)) as reader:
        await reader.press("L")
        await reader.until(lambda: "started with --offline" in reader.text)
        entry = reader.screen.list.current
        assert entry is not None
        assert entry.paper.submitter is not None
        assert entry.paper.submitter.fullname in reader.text
        await reader.pilot.press("G", "enter")
        assert "Related links" in reader.text  # choosing the line with the reason opens nothing


async def test_linked_repositories_are_cached_for_offline(store: Store) -> None:
    async with paper(store, None, size=(120, 40)) as reader:
        cached = (Linked("model", "made-up/kept", 5),)
        cache_document(store, documents.LINKS, paper_id(reader), cached, LONG_AGO)
        await reader.press("L")
        await reader.until(lambda: "made-up/kept" in reader.text)


FAILED = {
    "404": None,
    "incomplete": Response(b'{"models": ['),
    "larger than 5 MB": Response(b"[" * 6_000_000),
}


async def test_failed_related_links_are_reported_below_known_ones(
    hub: FakeHub, store: Store
) -> None:
    async with paper(store, None, size=(160, 40), offline=False) as reader:
        for expected, given in FAILED.items():
            hub.responses[f"/api/arxiv/{paper_id(reader)}/repos"] = given
            await reader.press("L")
            await reader.until(lambda: expected in words(reader))  # noqa: B023
            assert "submitter" in reader.text
            await reader.press("escape")


async def test_related_links_are_usable_while_loading(hub: FakeHub, store: Store) -> None:
    async with paper(store, None, size=(120, 40), offline=False) as reader:
        gate = threading.Event()

        def slow(request: Request) -> Any:
            gate.wait(20)
            return {"models": [], "datasets": [], "spaces": []}

        hub.responses[f"/api/arxiv/{paper_id(reader)}/repos"] = slow
        await reader.pilot.press("L")
        await reader.until(lambda: "fetching" in reader.text)
        await reader.pilot.press("j")
        gate.set()
        await reader.until(lambda: "none cite this paper" in reader.text)
        await reader.pilot.press("escape")
        await reader.until(lambda: "What belongs" not in reader.text)


# Images


@asynccontextmanager
async def pictured(store: Store, **more: Any) -> AsyncIterator[RunningApp]:
    """Open the app at a paper with two images by its authors and a thumbnail."""
    fill(store, 1)
    async with run_app(store, **more) as reader:
        for index in range(12):
            entry = reader.screen.papers.rows[index]
            if len(entry.paper.media) == 2:
                break
        reader.screen.papers.cursor = index
        await reader.press("enter")
        yield reader


def colors(reader: RunningApp) -> set[str]:
    """Return the colors of half blocks on screen."""
    found = set()
    for strip in strips_of(reader.app):
        for segment in strip:
            if "▀" in segment.text and segment.style and segment.style.color:
                found.add(segment.style.color.get_truecolor().hex)
    return found


async def test_pictures_are_shown_one_by_one_and_cached(hub: FakeHub, store: Store) -> None:
    async with pictured(store, offline=False) as reader:
        own_id = paper_id(reader)
        second = f"/media/{own_id}-1.png"
        hub.responses[second] = Response(fake_papers.png(30, 90, (10, 200, 30)), kind="image/png")
        await reader.pilot.press("i")
        await reader.until(lambda: colors(reader) == {"#c87828"})
        assert "Image 1 of 3" in reader.text
        await reader.pilot.press("j")
        await reader.until(lambda: colors(reader) == {"#0ac81e"})
        assert "Image 2 of 3" in reader.text
        await reader.pilot.press("j", "j", "k", "k")
        await reader.until(lambda: colors(reader) == {"#c87828"})
        await reader.pilot.press("i")
        assert len(reader.app.screen_stack) == 1
        sent = len(hub.requests)
        await reader.pilot.press("i")
        await reader.until(lambda: colors(reader) == {"#c87828"})
        assert len(hub.requests) == sent


INVALID = [
    (Response(b"\x89PNG\r\n\x1a\n" + b"x" * 99, kind="image/png"), "it is damaged"),
    (Response(fake_papers.png(6_000, 5_000), kind="image/png"), "6,000 × 5,000 pixels"),
    (Response(fake_papers.png(400, 400)[:300], kind="image/png"), "it is damaged"),
    (Response(b"\x89PNG\r\n\x1a\n" + b"x" * 10_000_001, kind="image/png"), "larger than 10 MB"),
    (Response(b"GIF89a", kind="text/html"), "Got a web page instead of an image"),
    (None, "404"),
]


async def test_invalid_picture_shows_an_error(hub: FakeHub, store: Store) -> None:
    async with pictured(store, offline=False) as reader:
        for given, expected in INVALID:
            hub.responses[f"/media/{paper_id(reader)}-0.png"] = given
            await reader.pilot.press("i")
            await reader.until(lambda: expected in words(reader))  # noqa: B023
            await reader.pilot.press("j")
            await reader.until(lambda: colors(reader) == {"#c87828"})
            await reader.press("escape")
            store.write_cache_sync(lambda cache: cache.execute("DELETE FROM documents").rowcount)


async def test_pictures_that_are_not_on_disk_need_the_hub(store: Store) -> None:
    async with pictured(store) as reader:
        await reader.press("i")
        await reader.until(lambda: "started with --offline" in words(reader))


async def test_slow_picture_can_be_skipped_and_closed(hub: FakeHub, store: Store) -> None:
    async with pictured(store, offline=False) as reader:
        slow = Response(fake_papers.png(400, 400), kind="image/png", drip=(10, 30.0))
        hub.responses[f"/media/{paper_id(reader)}-0.png"] = slow
        await reader.pilot.press("i")
        await reader.until(lambda: "Fetching the image" in reader.text)
        await reader.pilot.press("j")
        await reader.until(lambda: colors(reader) == {"#c87828"})
        await reader.pilot.press("k")
        await reader.until(lambda: "Fetching the image" in reader.text)
        await reader.pilot.press("escape")
        await reader.until(lambda: len(reader.app.screen_stack) == 1)


async def test_missing_extra_is_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_drawing, "can_draw", lambda: False)
    async with pictured(store) as reader:
        await reader.press("i")
        assert "pip install 'daily-papers[images]'" in reader.text
        assert len(reader.app.screen_stack) == 1


async def test_paper_without_images_shows_a_message(store: Store) -> None:
    async with paper(store, None) as reader:
        entry = reader.screen.list.current
        assert entry is not None
        plain = entry.paper._replace(thumbnail=None, media=("https://huggingface.co/a.svg",))
        reader.screen.papers.supply({0: entry._replace(paper=plain)})
        await reader.press("i")
        assert "This paper has no images on the Hub" in reader.text


def test_videos_and_duplicates_are_left_out_of_pictures() -> None:
    about = Paper(
        "2608.21000",
        "T",
        thumbnail="https://x.example/t.png",
        media=(
            "https://x.example/a.MP4",
            "https://x.example/b.png",
            "https://x.example/c.mov?x=1",
            "https://x.example/t.png",
        ),
    )
    assert paper_page.image_urls(about) == ["https://x.example/b.png", "https://x.example/t.png"]


@pytest.mark.parametrize(
    ("environ", "kind"),
    [
        ({"TERM": "xterm-256color"}, BLOCKS),
        ({"TERM": "xterm-kitty"}, KITTY),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, KITTY),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, BLOCKS),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, BLOCKS),
        ({"TERM": "xterm-ghostty"}, KITTY),
        ({"TERM": "foot"}, SIXEL),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, SIXEL),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "240801"}, SIXEL),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "190801"}, BLOCKS),
        ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, SHADES),
        ({}, BLOCKS),
    ],
)
def test_terminal_graphics_are_detected_from_the_environment(
    environ: dict[str, str], kind: str
) -> None:
    assert graphics({"PATH": "", **environ}) == kind


def test_old_kitty_gets_half_blocks(tmp_path: Path) -> None:
    environ = {"TERM": "xterm-kitty", "PATH": str(tmp_path)}
    (tmp_path / "kitty").touch(0o755)
    assert graphics(environ) == BLOCKS
    (tmp_path / "kitten").touch(0o755)
    assert graphics(environ) == KITTY


@pytest.mark.parametrize(
    ("wanted", "kind"), [("kitty", KITTY), ("sixel", SIXEL), ("blocks", BLOCKS), ("auto", KITTY)]
)
def test_setting_overrides_terminal_graphics(wanted: str, kind: str) -> None:
    environ = {"TERM": "xterm-kitty", "PATH": ""}
    assert graphics(environ, wanted) == kind
    assert graphics({**environ, "NO_COLOR": "1"}, wanted) == SHADES


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (100, 100, Size(40, 20)),  # a cell is twice as high as it is wide
        (1600, 400, Size(60, 8)),
        (10, 1000, Size(1, 20)),
        (1, 1, Size(40, 20)),
        (5000, 1, Size(60, 1)),
    ],
)
@pytest.mark.parametrize("kind", [BLOCKS, SIXEL, SHADES])
def test_picture_fills_the_space_and_preserves_its_aspect_ratio(
    width: int, height: int, size: Size, kind: str
) -> None:
    drawn = draw(fake_papers.png(width, height), Size(60, 20), kind)
    assert drawn.size == size
    if kind == SIXEL:
        assert drawn.sixels.startswith("\x1bP")
    else:
        assert [line.cell_length for line in drawn.lines] == [size.width] * size.height


def test_sixels_stay_within_the_limit_of_xterm() -> None:
    drawn = draw(fake_papers.png(3000, 500), Size(300, 100), SIXEL)
    assert drawn.size.width * image_drawing._cell().width <= 1000


def test_transparent_pixels_become_white() -> None:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, "PNG")
    drawn = draw(file.getvalue(), Size(10, 5), BLOCKS)
    styles = {segment.style for line in drawn.lines for segment in line if segment.text.strip()}
    assert {str(style) for style in styles} == {"#ffffff on #ffffff"}


@pytest.mark.parametrize("body", [b"", b"BM", b"RIFF" + b"\0" * 99, fake_papers.pdf()])
def test_invalid_image_bytes_raise(body: bytes) -> None:
    with pytest.raises(ImageError):
        draw(body, Size(60, 20), BLOCKS)
