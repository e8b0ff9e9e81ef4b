"""Make the images in `screenshots/` from the sample: `python -m tests.screenshots [NAME …]`.

Needs rsvg-convert (Debian: librsvg2-bin), a monospaced font with Chinese characters
(fonts-wqy-microhei) and the extra `images` (Pillow).
"""

from __future__ import annotations

import asyncio
import io
import math
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

from tests.support.databases import folders_under
from tests.support.running_app import RunningApp
from tui_reader import documents, sync
from tui_reader.hub_client import make_hub
from tui_reader.store import Store, cache, library, queries, rows
from tui_reader.tui.app import ReaderApp
from tui_reader.tui.context import LaunchOptions
from tui_reader.tui.rendering.paper_page import image_urls

FOLDER = Path(__file__).parents[1] / "screenshots"
ZOOM = 10  # pixels per column
DEMO = "demo.gif"
MAX_DEMO = 2_000_000  # bytes


class Shot(NamedTuple):
    """An image: its name, the size of the terminal, the keys to press, and the theme."""

    name: str
    size: tuple[int, int]
    keys: Sequence[str] = ()
    theme: str = "paper-dark"


class Step(NamedTuple):
    """A step of the demo: keys to press, and how long the last frame is shown (ms)."""

    keys: Sequence[str]
    pause: int = 700
    between: int = 120


FULL_TEXT = ("enter", "enter")
SHOTS = (
    Shot("80x24", (80, 24), ("j", "j")),
    Shot("100x30", (100, 30), ("j",)),
    Shot("120x36", (120, 36), ("j",)),
    Shot("160x45", (160, 45), ("j",)),
    Shot("light", (120, 36), ("j", "j"), "paper-light"),
    Shot("full-text", (100, 36), FULL_TEXT),
    Shot("formula", (120, 36), (*FULL_TEXT, "slash", *"labels", "enter", "escape")),
    Shot("table", (100, 30), (*FULL_TEXT, "slash", *"Sliding", "enter", "escape")),
    Shot("figure", (120, 36), ("z", "I")),
    Shot("for-you", (120, 36), ("colon", *"for you", "enter")),
)
DEMO_SIZE = (100, 30)
DEMO_STEPS = (
    Step((), 1500),
    Step(("j", "j", "j"), 1200, 450),
    Step(("b",), 1400),
    Step(("slash",), 600),
    Step(tuple("forget"), 1000),
    Step(("enter",), 1300),
    Step(("enter",), 900),
    Step(("enter",), 1600),
    Step(("ctrl+d",), 1300),
    Step(("ctrl+d",), 2000),
)


async def fill(store: Store) -> None:
    """Store the sample's editions, mark some papers as read and save a few."""
    async with make_hub(demo=True) as hub:
        async for _ in sync.launch(hub, store):
            pass
    days = store.read_sync(queries.days)
    now = datetime.now(UTC)
    for number, day in enumerate(days):
        keys = list(store.read_sync(queries.edition, day.day) or ())
        read = keys[: number * 3] if number else keys[2:4]
        store.write_library_sync(library.mark_read, read, True, now)
        store.write_library_sync(library.bookmark, keys[1:2] if number else keys[4:5], True, now)
    first = list(store.read_sync(queries.edition, days[0].day) or ())
    store.write_library_sync(library.tag, [first[1]], ["reading-group"], (), now)
    entry = store.read_sync(rows.entries, first[:1])[first[0]]
    name = documents.PICTURE.cache_name(image_urls(entry.paper)[0])
    store.write_cache_sync(cache.write_document, name, plot(), now)


def plot() -> bytes:
    """Draw a figure: two curves that fall, as training losses do, and their axes."""
    image = Image.new("RGB", (880, 440), "white")
    draw = ImageDraw.Draw(image)
    draw.line([(40, 20), (40, 410), (860, 410)], fill="black", width=5)
    for color, rate, floor in (("#1f77b4", 90, 0.12), ("#d62728", 170, 0.3)):
        points = [(x, 400 - 360 * (floor + math.exp(-x / rate) * 0.65)) for x in range(50, 850)]
        draw.line(points, fill=color, width=9)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


async def run(
    size: tuple[int, int], theme: str, folder: Path, steps: Sequence[Step]
) -> list[tuple[str, int]]:
    """Press the keys of some steps in the app. Return the frames: SVG and milliseconds."""
    folders = folders_under(folder)
    frames = []
    with Store(folders) as store:
        await fill(store)
        app = ReaderApp(store, LaunchOptions(demo=True), theme)
        async with app.run_test(size=size) as pilot:
            reader = RunningApp(app, pilot)

            async def settle() -> None:
                await reader.settle()
                await pilot.pause(0.3)

            def frame(duration: int) -> None:
                # rsvg-convert removes leading and trailing blanks
                svg = app.export_screenshot(title="daily-papers --demo")
                frames.append((svg.replace("<svg ", '<svg xml:space="preserve" ', 1), duration))

            await settle()
            for keys, pause, between in steps:
                for key in keys[:-1]:
                    await reader.press(key)
                    frame(between)
                await reader.press(*keys[-1:])
                await settle()
                frame(pause)
    return frames


def convert(svg: str, width: int, target: Path) -> None:
    source = target.with_suffix(".svg")
    source.write_text(svg, encoding="utf-8")
    command = ["rsvg-convert", "-w", str(width), str(source), "-o", str(target)]
    subprocess.run(command, check=True)


def take(shot: Shot, folder: Path) -> None:
    frames = asyncio.run(run(shot.size, shot.theme, folder, [Step(shot.keys)]))
    picture = folder / f"{shot.name}.png"
    convert(frames[-1][0], shot.size[0] * ZOOM, picture)
    with Image.open(picture) as full:  # a palette reduces the size to a third
        reduced = full.convert("RGB").quantize(128, dither=Image.Dither.NONE)
        reduced.save(FOLDER / picture.name, optimize=True)


def demo(folder: Path) -> None:
    """Write the demo animation: launch, move, bookmark, search, full text."""
    frames = asyncio.run(run(DEMO_SIZE, "paper-dark", folder, DEMO_STEPS))
    images = []
    for number, (svg, _) in enumerate(frames):
        picture = folder / f"{number}.png"
        convert(svg, DEMO_SIZE[0] * ZOOM, picture)
        with Image.open(picture) as full:
            images.append(full.convert("RGB"))
    together = Image.new("RGB", (images[0].width, len(images) * images[0].height))
    for number, one in enumerate(images):
        together.paste(one, (0, number * one.height))
    palette = together.quantize(128)
    reduced = [one.quantize(palette=palette, dither=Image.Dither.NONE) for one in images]
    reduced[0].save(
        FOLDER / DEMO, save_all=True, append_images=reduced[1:], loop=0, optimize=True,
        duration=[duration for _, duration in frames],
    )  # fmt: skip
    assert (FOLDER / DEMO).stat().st_size < MAX_DEMO


def main(names: Sequence[str]) -> None:
    if not shutil.which("rsvg-convert"):
        sys.exit("rsvg-convert is missing (Debian: librsvg2-bin)")
    FOLDER.mkdir(exist_ok=True)
    jobs: dict[str, Callable[[Path], None]] = {
        shot.name: lambda folder, shot=shot: take(shot, folder)  # type: ignore[misc]
        for shot in SHOTS
    }
    for name, job in {"demo": demo, **jobs}.items():
        if not names or name in names:
            with tempfile.TemporaryDirectory() as folder:
                job(Path(folder))
            print(name)


if __name__ == "__main__":
    main(sys.argv[1:])
