"""Painting what has changed on a screen, and nothing beside it.

The toolkit's compositor (Textual 8.2) has every widget drawn that touches the rectangle around all
changes, and cuts every line of it at the edges of all panes: most of what a key costs, when a list
and an abstract change beside each other. Here only the lines that changed are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.console import Console
from textual._compositor import Compositor, CompositorUpdate
from textual.geometry import Region
from textual.screen import Screen, ScreenResultType
from textual.strip import Strip


class Patch(NamedTuple):
    """A piece of a line: where it begins, and what stands there."""

    y: int
    x: int
    strip: Strip


class Patches(CompositorUpdate):
    """What is written to the terminal: pieces of lines, each where it belongs."""

    def __init__(self, patches: Iterable[Patch]) -> None:
        self.patches = sorted(patches)

    def render_segments(self, console: Console) -> str:
        written: list[str] = []
        at = (-1, -1)
        for y, x, strip in self.patches:
            if (y, x) != at:
                written.append(f"\x1b[{y + 1};{x + 1}H")
            written.append(strip.render(console))
            at = (y, x + strip.cell_length)
        return "".join(written)


class Patching(Compositor):
    """The toolkit's compositor, but for changes of a part of the screen."""

    def render_partial_update(self) -> Patches | None:  # type: ignore[override]
        changed = [region.intersection(self.size.region) for region in self._dirty_regions]
        self._dirty_regions.clear()
        changed = [one for one in changed if one and not any(inside(one, of) for of in changed)]
        if not changed:
            return None
        return Patches(patch for region in set(changed) for patch in self._patches(region))

    def _patches(self, region: Region) -> Iterator[Patch]:
        """A region's lines, from the widgets that are seen in it; those in front come first."""
        bare = [region]
        for widget, (place, clip) in self.visible_widgets.items():
            seen = place.intersection(clip)
            for hole in [one for one in bare if one.overlaps(seen)]:
                drawn = hole.intersection(seen)
                bare.remove(hole)
                bare += around(drawn, hole)
                lines = widget.render_lines(drawn.translate(-place.offset))
                for y, strip in zip(drawn.line_range, lines, strict=False):
                    yield Patch(y, drawn.x, strip)
            if not bare:
                return


class Patched(Screen[ScreenResultType]):
    """A screen that is painted so."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = Patching()


def inside(one: Region, other: Region) -> bool:
    return one != other and other.contains_region(one)


def around(inner: Region, outer: Region) -> list[Region]:
    """What is left of a region around a part of it."""
    x, y, width, height = outer
    pieces = (
        Region(x, y, width, inner.y - y),
        Region(x, inner.bottom, width, outer.bottom - inner.bottom),
        Region(x, inner.y, inner.x - x, inner.height),
        Region(inner.right, inner.y, outer.right - inner.right, inner.height),
    )
    return [piece for piece in pieces if piece]
