"""Arrows of import point one way, and nothing loads what its job does not need."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import fill

ROOT = Path(__file__).parents[2] / "tui_reader"

# What a module must not have loaded, itself or by others, once it is imported.
HEAVY = {"textual", "rich", "httpx", "click", "sqlite_utils", "pylatexenc", "huggingface_hub"}
HEAVY |= {"markdown_it", "PIL", "textual_image"}
LOADS = {
    "tui_reader": HEAVY | {"sqlite3", "asyncio", "re", "dataclasses"},
    "tui_reader.launch": HEAVY | {"sqlite3", "asyncio", "re", "dataclasses", "pathlib"},
    "tui_reader.models": HEAVY | {"sqlite3", "asyncio"},
    "tui_reader.text.sanitize": HEAVY | {"sqlite3", "asyncio"},
    "tui_reader.urls": HEAVY | {"sqlite3", "asyncio", "webbrowser"},
    "tui_reader.dates": HEAVY | {"sqlite3", "asyncio"},
    "tui_reader.query": HEAVY | {"sqlite3", "asyncio"},
    "tui_reader.hub.errors": HEAVY | {"sqlite3", "asyncio"},
    "tui_reader.hub.parse": HEAVY | {"sqlite3", "asyncio"},
    "tui_reader.hub.client": HEAVY - {"httpx"} | {"sqlite3"},
    "tui_reader.store": HEAVY | {"asyncio"},
    "tui_reader.store.queries": HEAVY,
    "tui_reader.store.library": HEAVY,
    "tui_reader.store.search.full_text_search": HEAVY,
    "tui_reader.sync": HEAVY,
    "tui_reader.export": HEAVY | {"sqlite3"},
    "tui_reader.export.json": HEAVY | {"sqlite3"},
    "tui_reader.collection.merge": HEAVY | {"sqlite3", "asyncio"},
    "tui_reader.cli": HEAVY - {"click"} | {"sqlite3"},
    "tui_reader.tui.app": {"httpx", "sqlite_utils", "pylatexenc", "click", "huggingface_hub"},
}


def modules(room: str) -> list[Path]:
    """The files of a room: a module or a package."""
    single = ROOT / f"{room}.py"
    return [single] if single.exists() else sorted((ROOT / room).rglob("*.py"))


def imports(file: Path) -> set[str]:
    """The full names of what a file imports anywhere, but for `if TYPE_CHECKING`."""
    found: set[str] = set()
    package = ".".join(("tui_reader", *file.relative_to(ROOT).parent.parts))

    class Finder(ast.NodeVisitor):
        def visit_If(self, node: ast.If) -> None:
            if "TYPE_CHECKING" not in ast.unparse(node.test):
                self.generic_visit(node)
            else:
                for child in node.orelse:
                    self.visit(child)

        def visit_Import(self, node: ast.Import) -> None:
            found.update(alias.name for alias in node.names)

        def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
            module = node.module or ""
            if node.level:
                base = package.split(".")[: len(package.split(".")) - node.level + 1]
                module = ".".join([*base, *([module] if module else [])])
            found.update(f"{module}.{alias.name}" for alias in node.names)

    Finder().visit(ast.parse(file.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("module", LOADS)
def test_a_module_loads_nothing_that_it_does_not_need(module: str) -> None:
    program = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT.parent
    )
    assert not LOADS[module] & set(loaded.stdout.split())


@pytest.mark.parametrize("file", modules("tui"), ids=lambda file: str(file.relative_to(ROOT)))
def test_the_screen_knows_neither_sql_nor_http(file: Path) -> None:
    roots = {name.split(".")[0] for name in imports(file)}
    assert not roots & {"sqlite3", "httpx", "sqlite_utils", "click"}


@pytest.mark.parametrize("room", [path.stem for path in ROOT.iterdir() if path.stem != "cli"])
def test_click_is_known_to_the_command_line_alone(room: str) -> None:
    for file in modules(room):
        assert not {"click"} & {name.split(".")[0] for name in imports(file)}, file


def test_a_list_loads_neither_toolkit_nor_network_nor_latex() -> None:
    fill()
    program = """
import sys
from tui_reader.cli.main import main
code = main(["list", "--json"])
print(code, *sys.modules, file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=dict(os.environ),
        cwd=ROOT.parent,
    )  # fmt: skip
    code, *loaded = done.stderr.split()
    assert code == "0"
    assert not (HEAVY - {"click"} | {"tui_reader.hub", "tui_reader.sync"}) & set(loaded)
