"""Convert image files to terminal output. Everything here is slow: call it in a thread.

The extra `textual-image` renders for Kitty, Sixel or half blocks. On import it asks the terminal
for its capabilities and reads the response from stdin, which would swallow keys. So it is imported
with stdout posing as a file, and the terminal is recognized by its environment variables.
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

MAX_PIXELS = 24_000_000  # larger images are not decoded
MAX_SENT = Size(1600, 1000)  # pixels sent to a terminal
MAX_SIXEL = Size(1000, 1000)  # xterm shows nothing if there are more

KITTY, SIXEL, BLOCKS, SHADES = "TGPImage", "SixelImage", "HalfcellImage", "UnicodeImage"
_BY_SETTING = {"kitty": KITTY, "sixel": SIXEL, "blocks": BLOCKS}
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_DEFAULT_CELL = (10, 20)  # pixels, if the terminal does not report its size
_import_lock = Lock()


class ImageError(Exception):
    """An image cannot be shown; the message says why."""


@dataclass(frozen=True, slots=True)
class DrawnImage:
    """An image in cells: its lines, or one sixel sequence for all of them."""

    size: Size
    lines: tuple[Strip, ...] = ()
    sixels: str = ""


def can_draw() -> bool:
    """Return whether the extra is installed, without importing it."""
    return find_spec("textual_image") is not None


def graphics(environ: Mapping[str, str], setting: str = "auto") -> str:
    """Return the name of the renderer class of `textual-image` for a terminal.

    Args:
        environ: The environment, by which the terminal is recognized.
        setting: "kitty", "sixel" or "blocks" instead of the recognized one.
    """
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    if environ.get("NO_COLOR"):
        return SHADES
    if setting in _BY_SETTING:
        return _BY_SETTING[setting]
    if {"TMUX", "STY", "ZELLIJ"} & environ.keys() or term.startswith(("tmux", "screen")):
        return BLOCKS
    if "KITTY_WINDOW_ID" in environ or term in ("xterm-kitty", "xterm-ghostty"):
        # kitty before 0.28 (which added `kitten`) shows empty boxes instead.
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


def draw(body: bytes, room: Size, name: str) -> DrawnImage:
    """Draw an image as large as fits into `room` (cells).

    Args:
        body: The image file.
        room: The available cells.
        name: What `graphics` returned.

    Raises:
        ImageError: The image is damaged, too large or of an unknown format.
    """
    renderable = _extra()
    cell = _cell()
    if name in (KITTY, SIXEL):
        limit = MAX_SIXEL if name == SIXEL else MAX_SENT
        room = Size(
            min(room.width, limit.width // cell.width),
            min(room.height, limit.height // cell.height),
        )
        pixels = cell
    else:
        pixels = Size(2, 4)  # the most that a cell can show
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
        return DrawnImage(
            size, sixels=next(one.text for one in segments if one.text[:2] == "\x1bP")
        )
    lines = list(Segment.split_lines(segments))[: size.height]
    return DrawnImage(size, tuple(Strip(line, size.width) for line in lines))


def _decoded(body: bytes, limit: tuple[int, int]) -> Any:
    """Decode the first frame to RGB, scaled down to at most `limit` pixels."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # checked below
    try:
        picture: Any = Image.open(io.BytesIO(body), formats=_FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise ImageError(f"it has {picture.width:,} × {picture.height:,} pixels")
        picture.draft("RGB", limit)
        picture.thumbnail(limit)
        if picture.has_transparency_data:
            picture = picture.convert("RGBA")
            background = Image.new("RGBA", picture.size, "white")  # like the Hub's pages
            picture = Image.alpha_composite(background, picture)
        return picture.convert("RGB")
    except ImageError:
        raise
    except Exception:  # Pillow's decoders raise many types on damaged files
        raise ImageError("it is damaged or its format is not supported") from None


class _NoTerminal:
    """Standard output that says it is not a terminal."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def isatty(self) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@cache
def _extra() -> Any:
    """Import the extra's renderables. It reads the size of a cell on import."""
    with _import_lock:
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
    """The pixels of a cell as reported by the kernel, passed on to the extra."""
    sizes = []
    for name, size in zip(("WIDTH", "HEIGHT"), _reported_cell(), strict=True):
        sizes.append(int(os.environ.setdefault(f"TEXTUAL_CELL_{name}", str(size))))
    return Size(*sizes)


def _reported_cell() -> tuple[int, int]:
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
    return _DEFAULT_CELL
