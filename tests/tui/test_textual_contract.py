"""Private attributes of Textual that `textual_ext` uses, and the behavior without them."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import Any

import pytest
from textual._compositor import Compositor
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip

import tui_reader.tui.textual_ext
from tui_reader.tui.textual_ext.app_base import AppBase
from tui_reader.tui.textual_ext.compositor import PatchCompositor, PatchScreen, PatchUpdate
from tui_reader.tui.textual_ext.line_view import LineView

FOLDER = Path(tui_reader.tui.textual_ext.__file__).parent

MODULES = {"textual._compositor", "textual._context", "textual._xterm_parser"}
APP = {"_disable_notifications", "_disable_tooltips", "_driver", "_flush_next_callbacks",
       "_handle_exception", "_return_code", "_start_widget"}  # fmt: skip
SCREEN = {"_compositor", "_dirty_widgets", "_layout_required", "_on_timer_update",
          "_repaint_required", "_scroll_required"}  # fmt: skip
SCROLL_VIEW = {"_scroll_update", "_size_updated", "_vertical_scrollbar"}
COMPOSITOR = {"_dirty_regions"}
DRIVER = {"_app", "_debug", "_file", "_get_terminal_size", "_key_thread", "_must_signal_resume",
          "_writer_thread"}  # fmt: skip


def private_names(tree: ast.Module) -> set[str]:
    """Return the private attributes that a module reads or overrides, except those it defines."""
    own = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    own |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    textual = APP | SCREEN | SCROLL_VIEW | COMPOSITOR | DRIVER
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} | own
    for node in ast.walk(tree):  # getattr(self, "_name"), hasattr(self, "_name")
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("getattr", "hasattr"):
            used.add(ast.literal_eval(node.args[1]))
    private = {name for name in used if name.startswith("_") and not name.startswith("__")}
    return private - (own - textual)


def test_list_of_private_names_is_complete() -> None:
    names, modules = set(), set()
    for path in FOLDER.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names |= private_names(tree)
        modules |= {
            node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module and "._" in node.module
        }
    assert names == APP | SCREEN | SCROLL_VIEW | COMPOSITOR | DRIVER
    assert modules == MODULES


async def test_textual_has_the_private_names() -> None:
    app: App[None] = App()
    async with app.run_test():
        view = ScrollView()
        await app.mount(view)
        for owner, names in ((app, APP), (app.screen, SCREEN), (view, SCROLL_VIEW)):
            assert [name for name in names if not hasattr(owner, name)] == []
    assert hasattr(Compositor(), "_dirty_regions")
    assert {"run_input_thread", "process_message"} <= {*dir(LinuxDriver)}
    # Not instantiated: a driver installs signal handlers.
    source = inspect.getsource(Driver) + inspect.getsource(LinuxDriver)
    assert [
        name for name in DRIVER if f"{name} =" not in source and f"def {name}" not in source
    ] == []
    assert {"feed", "tick"} <= {*dir(XTermParser)}


class Lines(LineView):
    """Blank lines, in a Textual without some private attributes."""

    DEFAULT_CSS = "Lines { overflow-x: hidden; }"
    missing: frozenset[str] = frozenset()

    def __getattribute__(self, name: str) -> Any:
        if name in object.__getattribute__(self, "missing"):
            raise AttributeError(name)
        return super().__getattribute__(name)

    def render_line(self, y: int) -> Strip:
        return Strip.blank(self.size.width)


class View(AppBase[None]):
    def __init__(self, view: LineView) -> None:
        super().__init__()
        self.view = view

    def get_default_screen(self) -> Screen[Any]:
        return PatchScreen()

    def compose(self) -> ComposeResult:
        yield self.view


@pytest.mark.parametrize("missing", [set(), {"_scroll_update"}])
async def test_view_scrolls_through_all_lines(missing: set[str]) -> None:
    view = Lines()
    app = View(view)
    async with app.run_test(size=(40, 10)) as pilot:
        view.missing = frozenset(missing)
        view.set_lines(100)
        view.missing = frozenset()  # Textual's own code needs it
        await pilot.pause()
        assert view.virtual_size.height == 100
        view.scroll_end(animate=False)
        await pilot.pause()
        assert view.scroll_y == 90


def test_absurd_size_in_the_environment_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "99999999")
    monkeypatch.setenv("LINES", "9" * 30)
    assert max(AppBase().size) < 1_000


async def test_resized_view_gets_one_resize_event() -> None:
    sizes: list[Size] = []

    class Counting(Lines):
        def size_changed(self) -> None:
            sizes.append(self.size)

    app = View(Counting())
    async with app.run_test(size=(40, 10)) as pilot:
        sizes.clear()
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert sizes == [Size(60, 20)]


def test_compositor_falls_back_to_textual_without_private_names() -> None:
    class Newer(Compositor):
        def render_update(self, *_: Any, **__: Any) -> Any:
            return "Textual's"

    class Patching(PatchCompositor, Newer):
        pass

    compositor = Patching()
    assert compositor.render_update() is None  # nothing is dirty
    compositor._dirty_regions.add(Region(0, 0, 1, 1))
    assert isinstance(compositor.render_update(), PatchUpdate | None)
    del compositor._dirty_regions
    assert compositor.render_update() == "Textual's"


async def test_callbacks_work_without_the_private_names() -> None:
    class Newer(View):
        def __getattribute__(self, name: str) -> Any:
            if name == "_flush_next_callbacks" and self.missing:
                raise AttributeError(name)
            return super().__getattribute__(name)

        missing = False

    app = Newer(Lines())
    async with app.run_test():
        app.missing = True
        await app.flush_callbacks()
        app.missing = False
