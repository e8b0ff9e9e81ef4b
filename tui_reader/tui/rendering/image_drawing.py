"""A picture's bytes as what goes to the terminal. Everything here takes time: call it in a thread.

The extra `textual-image` draws, for Kitty, Sixel, or in half blocks. Its own search for what the
terminal can reads the answers from where the keys come in, and would eat some; so it is imported
with no terminal in sight, and the terminal is known by the variables it sets.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from shutil import which
from threading import Lock
from typing import Any

from rich.console import Console
from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip

PIXELS = 24_000_000  # a larger picture is not decoded
LARGEST = Size(1600, 1000)  # pixels that are sent to a terminal

KITTY, SIXEL, BLOCKS, SHADES = "TGPImage", "SixelImage", "HalfcellImage", "UnicodeImage"
# What the settings call them.
_WANTED = {"kitty": KITTY, "sixel": SIXEL, "blocks": BLOCKS}
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_USUAL = (10, 20)  # pixels of a cell, where nobody says
_importing = Lock()


class Unreadable(Exception):
    """A picture that cannot be shown, and why."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in cells: its lines, or the sixels that stand for all of them."""

    size: Size
    lines: tuple[Strip, ...] = ()
    sixels: str = ""


def can_draw() -> bool:
    """Whether the extra is installed. Nothing is imported to know it."""
    return find_spec("textual_image") is not None


def graphics(environ: Mapping[str, str], wanted: str = "auto") -> str:
    """What a terminal with these variables can, or what the settings say that it can: the name of
    one of the extra's classes."""
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    if environ.get("NO_COLOR"):
        return SHADES
    if wanted in _WANTED:
        return _WANTED[wanted]
    if {"TMUX", "STY", "ZELLIJ"} & environ.keys() or term.startswith(("tmux", "screen")):
        return BLOCKS
    if "KITTY_WINDOW_ID" in environ or term in ("xterm-kitty", "xterm-ghostty"):
        # Before 0.28, when `kitten` came, it has no placeholders and shows a wall of empty boxes.
        path = environ.get("PATH")
        old = which("kitty", path=path) and not which("kitten", path=path)
        return BLOCKS if old else KITTY
    konsole = environ.get("KONSOLE_VERSION", "")
    if (
        program in ("WezTerm", "iTerm.app", "contour")
        or environ.get("LC_TERMINAL") == "iTerm2"
        or term.startswith(("foot", "mlterm", "contour"))
        or (konsole.isdecimal() and int(konsole) >= 220_400)
    ):
        return SIXEL
    return BLOCKS


def draw(body: bytes, room: Size, name: str) -> Drawn:
    """A picture in as many of the given cells as it fills. Raises Unreadable.

    `name` is what `graphics` says.
    """
    renderable = _extra()
    cell = _cell()
    if name in (KITTY, SIXEL):
        room = Size(
            min(room.width, LARGEST.width // cell.width),
            min(room.height, LARGEST.height // cell.height),
        )
        pixels = cell
    else:
        pixels = Size(2, 4)  # as many as a cell shows at most
    picture = _decoded(body, (room.width * pixels.width, room.height * pixels.height))
    wide, high = picture.width / cell.width, picture.height / cell.height
    scale = min(room.width / wide, room.height / high)
    size = Size(max(1, round(wide * scale)), max(1, round(high * scale)))
    console = Console(width=size.width, height=size.height, file=io.StringIO())
    options = console.options.update(width=size.width, height=size.height)
    image = getattr(renderable, name)(picture, size.width, size.height)
    made = image.__rich_console__(console, options)
    segments = [one for one in made if isinstance(one, Segment)]
    if name == SIXEL:
        return Drawn(size, sixels=next(one.text for one in segments if one.text[:2] == "\x1bP"))
    lines = list(Segment.split_lines(segments))[: size.height]
    return Drawn(size, tuple(Strip(line, size.width) for line in lines))


def _decoded(body: bytes, most: tuple[int, int]) -> Any:
    """A picture in RGB, made smaller until it fits. Of several frames, the first."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # it is refused below
    try:
        picture: Any = Image.open(io.BytesIO(body), formats=_FORMATS)
        if picture.width * picture.height > PIXELS:
            raise Unreadable(f"it has {picture.width:,} × {picture.height:,} pixels")
        picture.draft("RGB", most)
        picture.thumbnail(most)
        if picture.has_transparency_data:
            picture = picture.convert("RGBA")
            paper = Image.new("RGBA", picture.size, "white")  # as the Hub's pages are
            picture = Image.alpha_composite(paper, picture)
        return picture.convert("RGB")
    except Unreadable:
        raise
    except Exception:  # a decoder of strangers' bytes raises whatever it likes
        raise Unreadable("it is broken, or of a kind that is not known here") from None


class _NoTerminal:
    """Standard output, but for what it says when it is asked whether it is a terminal."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def isatty(self) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@cache
def _extra() -> Any:
    """The extra's renderables. It looks for the size of a cell as it is imported, once."""
    with _importing:
        _cell()
        real = sys.__stdout__
        sys.__stdout__ = _NoTerminal(real)  # type: ignore[misc, assignment]
        try:
            import textual_image.widget  # noqa: F401
            from textual_image import renderable
        finally:
            sys.__stdout__ = real  # type: ignore[misc]
    return renderable


@cache
def _cell() -> Size:
    """Pixels of a cell, as the kernel knows them; the extra is told the same."""
    sizes = []
    for name, size in zip(("WIDTH", "HEIGHT"), _asked(), strict=True):
        sizes.append(int(os.environ.setdefault(f"TEXTUAL_CELL_{name}", str(size))))
    return Size(*sizes)


def _asked() -> tuple[int, int]:
    try:
        import fcntl
        import struct
        import termios

        packed = fcntl.ioctl(sys.__stdout__, termios.TIOCGWINSZ, b"\0" * 8)  # type: ignore[arg-type]
        rows, columns, width, height = struct.unpack("HHHH", packed)
        if 0 < columns <= width and 0 < rows <= height:
            return width // columns, height // rows
    except (ImportError, OSError, ValueError, TypeError):
        pass
    return _USUAL
