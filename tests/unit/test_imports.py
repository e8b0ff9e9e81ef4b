"""Dependencies between modules: one direction, no cycles, no needless imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.support.command import fill

ROOT = Path(__file__).parents[2] / "tui_reader"
CONTRIBUTING = ROOT.parent / ".github" / "CONTRIBUTING.md"

# Lowest first: a module may import from its own group and the groups above.
ORDER = """
__init__
models dates
text
tags glyphs keys lenient_toml
commands paths
files daemon_threads urls paper_fields
query_hints query highlight command_settings settings names citation
folders
terminal first_frame
hub
store
sample hub_client
sync documents crash
collection
export
tui.key_priority tui.themes tui.theme_detection
tui.textual_ext
tui.rendering
tui.type_ahead
tui.widgets
tui.lists
tui.services
tui.context
tui.dialogs
tui.flows
tui.screens.pages
tui.screens.main
tui.app
tui.run
selection
ensure_local
serve mcp
cli
launch
__main__
"""
GROUPS = [line.split() for line in ORDER.strip().splitlines()]
RANK = {package: rank for rank, group in enumerate(GROUPS) for package in group}

HEADLESS = [
    "cli.main", "collection.service", "documents", "ensure_local", "export", "hub.client",
    "hub_client", "launch", "query", "sample.transport", "selection", "settings", "store", "sync",
    "terminal",
]  # fmt: skip

# Modules that must not be loaded by an import.
HEAVY = {"textual", "rich", "httpx", "click", "sqlite_utils", "pylatexenc", "huggingface_hub"}
HEAVY |= {"markdown_it", "PIL", "textual_image"}
NOT_LOADED = {
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
    "tui_reader.selection": HEAVY | {"asyncio"},
    "tui_reader.sync": HEAVY,
    "tui_reader.export": HEAVY | {"sqlite3"},
    "tui_reader.export.json": HEAVY | {"sqlite3"},
    "tui_reader.collection.merge": HEAVY | {"sqlite3", "asyncio"},
    "tui_reader.cli": HEAVY - {"click"} | {"sqlite3"},
    "tui_reader.cli.commands.list": HEAVY - {"click"} | {"asyncio", "tui_reader.query"},
    "tui_reader.tui.app": {
        *("httpx", "sqlite_utils", "pylatexenc", "click", "huggingface_hub"),
        *("tui_reader.text.hub_markdown", "tui_reader.tui.flows.organize"),
    },
}

MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted(ROOT.rglob("*.py"))
}


@cache
def imports(file: Path, types: bool = True) -> set[str]:
    """Return the full names that a file imports; with `types`, in `TYPE_CHECKING` blocks, too."""
    names: set[str] = set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    if not types:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                node.body = [ast.Pass()]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: relative import"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def modules_imported(name: str) -> set[str]:
    """Return the app's modules that a module imports, without `tui_reader.`."""
    found = set()
    for full_name in imports(MODULES[name]):
        parts = full_name.split(".")
        if parts[0] == "tui_reader":
            module, parent = ".".join(parts[1:]), ".".join(parts[1:-1])
            found.add(module if module in MODULES else parent or "__init__")
    return found - {name}


def package(module: str) -> str:
    """Return the entry of ORDER that a module belongs to, "" if there is none."""
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in RANK), "")


def rank(module: str) -> int | None:
    return RANK.get(package(module))


def test_each_module_imports_only_what_is_lower_in_the_order() -> None:
    violations = set()
    for module in MODULES:
        own = rank(module)
        if own is None:
            continue
        for imported in modules_imported(module):
            other = rank(imported)
            if other is not None and other > own:
                violations.add((package(module), package(imported)))
    assert not violations


def test_every_module_is_listed_in_the_order() -> None:
    unplaced = {name for name in MODULES if rank(name) is None}
    assert {name for name in unplaced if not name.startswith("tui")} == set()


def test_there_are_no_import_cycles() -> None:
    TopologicalSorter({name: modules_imported(name) for name in MODULES}).prepare()


def test_only_run_imports_the_app() -> None:
    importers = {name for name in MODULES if "tui.app" in modules_imported(name)}
    assert importers == {"tui.run"}


def test_package_diagram_matches_the_imports() -> None:
    diagram = CONTRIBUTING.read_text(encoding="utf-8").split("graph TD\n")[1].split("```")[0]
    edges = [line.split(" --> ") for line in diagram.strip().splitlines()]
    drawn = {source.strip(): set(targets.split(" & ")) for source, targets in edges}
    names = set(drawn).union(*drawn.values())
    packages = {folder.parent.name for folder in ROOT.glob("*/__init__.py")}
    assert packages <= names
    assert drawn == _arrows(names), "the diagram in CONTRIBUTING.md is out of date"


def _arrows(names: set[str]) -> dict[str, set[str]]:
    """Return direct and indirect imports of packages and root modules, without redundant ones."""
    imported: dict[str, set[str]] = {}
    for module in MODULES:
        source = module.split(".")[0]
        targets = {name.split(".")[0] for name in modules_imported(module)}
        imported.setdefault(source, set()).update(targets - {source, "__init__"})

    def reachable(name: str) -> set[str]:
        return imported[name].union(*map(reachable, imported[name]))

    all_of = {name: reachable(name) & names for name in names}
    direct = {
        name: targets.difference(*(all_of[target] for target in targets))
        for name, targets in all_of.items()
    }
    return {name: targets for name, targets in direct.items() if targets}


def test_headless_modules_do_not_import_textual() -> None:
    loaded = _loaded_by("import " + ", ".join(f"tui_reader.{module}" for module in HEADLESS))
    assert not {name for name in loaded if name.startswith(("textual", "tui_reader.tui"))}


@pytest.mark.parametrize("module", NOT_LOADED)
def test_importing_a_module_does_not_load_heavy_dependencies(module: str) -> None:
    assert not NOT_LOADED[module] & _loaded_by(f"import {module}")


def test_list_loads_neither_textual_nor_the_network_nor_latex() -> None:
    fill()
    loaded = _loaded_by(
        "from tui_reader.cli.main import main; assert main(['list', '--json']) == 0", discard=True
    )
    assert not (HEAVY - {"click"} | {"tui_reader.hub.client", "tui_reader.sync"}) & loaded


def _loaded_by(statement: str, discard: bool = False) -> set[str]:
    """Return the modules that a statement loads in a fresh interpreter."""
    program = f"import sys; {statement}; print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT.parent
    )
    return set(done.stderr.split())


def test_user_interface_does_not_use_databases_or_http_directly() -> None:
    tui = {name for name in MODULES if name.startswith("tui")}
    assert not tui & _importers_of("sqlite3", "httpx", "sqlite_utils", types=False)


def test_only_the_command_line_uses_click() -> None:
    assert {name.split(".")[0] for name in _importers_of("click")} == {"cli"}


def _importers_of(*libraries: str, types: bool = True) -> set[str]:
    return {
        name
        for name, path in MODULES.items()
        if any(one.split(".")[0] in libraries for one in imports(path, types))
    }
