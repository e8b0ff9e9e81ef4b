"""A compositor that repaints only the dirty regions.

Textual's compositor (8.2) renders every widget that touches the rectangle around all changes, and
cuts each of its lines at the edges of all panes: most of the cost of a key press if a list and an
abstract change side by side. This one renders only the changed lines. If a private attribute of
Textual is missing, Textual's own methods are used.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from operator import itemgetter
from typing import Any, NamedTuple

from rich.console import Console
from textual._compositor import Compositor, CompositorUpdate
from textual._context import visible_screen_stack
from textual.geometry import Region
from textual.screen import Screen, ScreenResultType
from textual.strip import Strip


class Patch(NamedTuple):
    """Part of a line and where it starts on the screen."""

    y: int
    x: int
    strip: Strip


class PatchUpdate(CompositorUpdate):
    """Patches to write to the terminal."""

    def __init__(self, patches: Iterable[Patch]) -> None:
        self.patches = sorted(patches, key=itemgetter(0, 1))

    def render_segments(self, console: Console) -> str:
        # Move the cursor before each strip, even an adjacent one: terminals disagree about the
        # width of some characters.
        return "".join(
            f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for y, x, strip in self.patches
        )


class PatchCompositor(Compositor):
    """Textual's compositor with a cheaper partial update."""

    def render_update(
        self,
        full: bool = False,
        screen_stack: list[Screen[Any]] | None = None,
        simplify: bool = False,
    ) -> Any:
        if full or not hasattr(self, "_dirty_regions"):  # full: for a screenshot
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
        """Render a region from the widgets visible in it, front to back."""
        uncovered = [region]
        for widget, (widget_region, clip) in self.visible_widgets.items():
            visible = widget_region.intersection(clip)
            for part in filter(None, map(visible.intersection, uncovered)):
                lines = widget.render_lines(part.translate(-widget_region.offset))
                for y, strip in zip(part.line_range, lines, strict=False):
                    yield Patch(y, part.x, strip)
            uncovered = subtract(uncovered, visible)
            if not uncovered:
                return


class PatchScreen(Screen[ScreenResultType]):
    """A screen painted by a `PatchCompositor`."""

    def __init__(self) -> None:
        super().__init__()
        if hasattr(self, "_compositor"):
            self._compositor = PatchCompositor()

    def paint(self) -> None:
        """Paint the changed lines now; Textual would do it some messages later.

        Changes of layout or scroll position are left to Textual.
        """
        with suppress(AttributeError):
            self._paint()

    def _paint(self) -> None:
        if not self.is_current or self._layout_required or self._scroll_required:
            return
        visible = self._compositor.visible_widgets
        if any(widget._layout_required or widget._scroll_required for widget in visible):
            return
        changed = {widget for widget in visible if widget._repaint_required}
        for widget in changed:
            widget._repaint_required = False
        self._dirty_widgets |= changed
        if self._dirty_widgets:
            self._on_timer_update()

    def rendered_lines(self) -> list[str]:
        """Render the whole screen to terminal output, one text per line; [] if not possible."""
        try:
            strips = self._compositor.render_strips()
        except AttributeError:
            return []
        return [strip.render(self.app.console) for strip in strips]


def disjoint(regions: Iterable[Region]) -> list[Region]:
    """Return regions that cover the same cells and do not overlap. The largest stay whole."""
    result: list[Region] = []
    for region in sorted(regions, key=lambda one: one.area, reverse=True):
        rest = [region]
        for other in result:
            rest = subtract(rest, other)
        result += rest
    return result


def subtract(regions: list[Region], hole: Region) -> list[Region]:
    """Return disjoint regions without the cells of `hole`."""
    result: list[Region] = []
    for region in regions:
        inner = region.intersection(hole)
        if not inner:
            result.append(region)
            continue
        pieces = (
            Region(region.x, region.y, region.width, inner.y - region.y),
            Region(region.x, inner.bottom, region.width, region.bottom - inner.bottom),
            Region(region.x, inner.y, inner.x - region.x, inner.height),
            Region(inner.right, inner.y, region.right - inner.right, inner.height),
        )
        result += [piece for piece in pieces if piece]
    return result
