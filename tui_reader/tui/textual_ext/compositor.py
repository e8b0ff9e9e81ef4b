"""Painting what has changed on a screen, and nothing beside it.

The toolkit's compositor (Textual 8.2) has every widget drawn that touches the rectangle around all
changes, and cuts every line of it at the edges of all panes: most of what a key costs, when a list
and an abstract change beside each other. Here only the lines that changed are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, NamedTuple

from rich.console import Console
from textual._compositor import Compositor, CompositorUpdate
from textual._context import visible_screen_stack
from textual.geometry import Region
from textual.screen import Screen, ScreenResultType
from textual.strip import Strip


class Patch(NamedTuple):
    """A piece of a line: where it begins, and what stands there."""

    y: int
    x: int
    strip: Strip


class PatchUpdate(CompositorUpdate):
    """What is written to the terminal: pieces of lines, each where it belongs."""

    def __init__(self, patches: Iterable[Patch]) -> None:
        self.patches = sorted(patches, key=itemgetter(0, 1))

    def render_segments(self, console: Console) -> str:
        # Each is gone to, also behind another one: a terminal may give a sign in that more cells.
        return "".join(
            f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for y, x, strip in self.patches
        )


class PatchCompositor(Compositor):
    """The toolkit's compositor, but for what is written to the terminal."""

    def render_update(
        self,
        full: bool = False,
        screen_stack: list[Screen[Any]] | None = None,
        simplify: bool = False,
    ) -> Any:
        if full:  # for a picture
            return super().render_update(full, screen_stack, simplify)
        visible_screen_stack.set([] if screen_stack is None else screen_stack)
        return self.render_partial_update()

    def render_partial_update(self) -> PatchUpdate | None:  # type: ignore[override]
        screen = self.size.region
        changed = list(filter(None, map(screen.intersection, self._dirty_regions)))
        self._dirty_regions.clear()
        if not changed:
            return None
        return PatchUpdate(patch for region in disjoint(changed) for patch in self._patches(region))

    def _patches(self, region: Region) -> Iterator[Patch]:
        """A region's lines, from the widgets that are seen in it; those in front come first."""
        bare = [region]
        for widget, (place, clip) in self.visible_widgets.items():
            seen = place.intersection(clip)
            for drawn in filter(None, map(seen.intersection, bare)):
                lines = widget.render_lines(drawn.translate(-place.offset))
                for y, strip in zip(drawn.line_range, lines, strict=False):
                    yield Patch(y, drawn.x, strip)
            bare = subtract(bare, seen)
            if not bare:
                return


class PatchScreen(Screen[ScreenResultType]):
    """A screen that is painted so."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = PatchCompositor()

    def paint(self) -> None:
        """Paint what has changed, now: the toolkit gets to it some messages later.

        Where more than lines have changed, that is left to it.
        """
        if not self.is_current or self._layout_required or self._scroll_required:
            return
        seen = self._compositor.visible_widgets
        if any(widget._layout_required or widget._scroll_required for widget in seen):
            return
        changed = {widget for widget in seen if widget._repaint_required}
        for widget in changed:
            widget._repaint_required = False
        self._dirty_widgets |= changed
        if self._dirty_widgets:
            self._on_timer_update()


def disjoint(regions: Iterable[Region]) -> list[Region]:
    """The same cells, each in one region only; the largest regions stay whole."""
    found: list[Region] = []
    for region in sorted(regions, key=lambda one: one.area, reverse=True):
        left = [region]
        for other in found:
            left = subtract(left, other)
        found += left
    return found


def subtract(regions: list[Region], hole: Region) -> list[Region]:
    """What is left of regions that are apart, without a part of the screen."""
    left: list[Region] = []
    for region in regions:
        inner = region.intersection(hole)
        if not inner:
            left.append(region)
            continue
        pieces = (
            Region(region.x, region.y, region.width, inner.y - region.y),
            Region(region.x, inner.bottom, region.width, region.bottom - inner.bottom),
            Region(region.x, inner.y, inner.x - region.x, inner.height),
            Region(inner.right, inner.y, region.right - inner.right, inner.height),
        )
        left += [piece for piece in pieces if piece]
    return left
