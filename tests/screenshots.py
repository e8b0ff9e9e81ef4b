"""Make `screenshots/` anew from the sample: `python -m tests.screenshots`.

Needs rsvg-convert and chromium (Debian's librsvg2-bin and chromium). The papers are the sample's,
so nothing of anybody's is shown.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.support.reading import Reading
from tests.support.terminal import environment
from tui_reader import sync
from tui_reader.hub_client import make_hub
from tui_reader.paths import Folders
from tui_reader.store import Store, library, queries
from tui_reader.tui.app import ReaderApp
from tui_reader.tui.context import LaunchOptions

FOLDER = Path(__file__).parents[1] / "screenshots"
ZOOM = 10  # pixels a column


@dataclass(frozen=True)
class Shot:
    """A picture: its name, the window, the keys that lead to it, and the theme."""

    name: str
    size: tuple[int, int]
    keys: Sequence[str] = ()
    theme: str = "paper-dark"
    filled: bool = True


SHOTS = (
    Shot("wide", (130, 36), ("j",)),
    Shot("medium", (80, 24), ("j", "j")),
    Shot("narrow", (52, 24), ("j",)),
    Shot("light", (130, 36), ("j", "j"), "paper-light"),
    Shot("help", (100, 30), ("question_mark",)),
    Shot("search", (100, 30), ("slash", *"forget", "enter")),
    Shot("full-text", (100, 36), ("enter", "enter")),
    Shot("first-launch-offline", (80, 24), (), "paper-dark", filled=False),
)


async def fill(store: Store) -> None:
    """The sample's editions, a few papers read and kept, as after a week of use."""
    async with make_hub(demo=True) as hub:
        async for _ in sync.launch(hub, store):
            pass
    days = store.read_sync(queries.days)
    now = datetime.now(UTC)
    for number, day in enumerate(days):
        keys = list(store.read_sync(queries.edition, day.day) or ())
        read = keys[: number * 3] if number else keys[2:4]
        store.write_library_sync(library.mark_read, read, True, now)
    first = list(store.read_sync(queries.edition, days[0].day) or ())
    store.write_library_sync(library.bookmark, [first[1], first[4]], True, now)
    store.write_library_sync(library.tag, [first[1]], ["reading-group"], (), now)


async def draw(shot: Shot, folder: Path) -> str:
    """The screen as SVG."""
    folders = Folders(folder / "c", folder / "d", folder / "s", folder / "k")
    with Store(folders) as store:
        if shot.filled:
            await fill(store)
        app = ReaderApp(store, LaunchOptions(demo=True, offline=not shot.filled), shot.theme)
        async with app.run_test(size=shot.size) as pilot:
            reader = Reading(app, pilot)
            await reader.settle()
            await reader.press(*shot.keys)
            await pilot.pause(0.3)
            # Blanks at the ends of a text are layout here, and a converter would drop them.
            return app.export_screenshot().replace("<svg ", '<svg xml:space="preserve" ', 1)


def take(shot: Shot, folder: Path) -> None:
    picture = asyncio.run(draw(shot, folder))
    drawn = folder / f"{shot.name}.svg"
    drawn.write_text(picture, encoding="utf-8")
    width = str(shot.size[0] * ZOOM)
    subprocess.run(
        ["rsvg-convert", "-w", width, str(drawn), "-o", str(FOLDER / f"{shot.name}.png")],
        check=True,
    )


def digest(folder: Path) -> None:
    """The digest of the sample's last week, as a mail client shows it (needs chromium)."""
    variables = environment(folder)
    command = [sys.executable, "-m", "tui_reader", "digest", "--demo", "--date", "2025-12-12"]
    page = folder / "digest.html"
    page.write_bytes(
        subprocess.run(
            [*command, "--format", "html", "--top", "5"], env=variables, check=True,
            capture_output=True,
        ).stdout
    )  # fmt: skip
    browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    subprocess.run(
        [*browser, "--disable-background-networking", "--window-size=760,1100",
         f"--screenshot={FOLDER / 'digest.png'}", page.as_uri()],
        check=True, capture_output=True,
    )  # fmt: skip


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for shot in SHOTS:
        with tempfile.TemporaryDirectory() as folder:
            take(shot, Path(folder))
            print(shot.name)
    with tempfile.TemporaryDirectory() as folder:
        digest(Path(folder))


if __name__ == "__main__":
    main()
