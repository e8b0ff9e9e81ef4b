"""The recipes of CONTRIBUTING.md, applied to a copy of the code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")

FIELD = """
import json
from tui_reader.export.json import parse, render
from tui_reader.hub.parse import paper
from tui_reader.models import Entry
from tui_reader.store.rows import paper_of, row_of
found = paper(json.dumps({"id": "2608.21000", "title": "A Title", "language": "en"}).encode())
(entry,) = parse(render([Entry(paper_of(row_of(found)))]))
assert entry.paper.language == "en"
"""
COMMAND = """
import asyncio
from pathlib import Path
from tests.support.running_app import RunningApp, fill
from tui_reader.paths import Folders
from tui_reader.store import Store
from tui_reader.tui.app import ReaderApp
from tui_reader.tui.context import LaunchOptions

async def run():
    with Store(Folders.of_user()) as store:
        fill(store, editions=1)
        app = ReaderApp(store, LaunchOptions(offline=True))
        async with app.run_test(size=(120, 30)) as pilot:
            reader = RunningApp(app, pilot)
            await reader.settle()
            await reader.press("ctrl+y")
            assert app.status.text == reader.screen.list.current.paper.id, app.status

asyncio.run(run())
"""
EXPORT = """
from tests.support.command import command, fill
fill()
done = command("export", "--query", "upvotes:>=0", "--format", "ids")
assert done.code == 0 and done.out.splitlines()[0].count(".") == 1, done
assert "arXiv IDs, one per line" in command("export", "--help").out
"""
SETTING = """
from tests.support.command import command
from tui_reader.paths import Folders
folder = Folders.of_user().config
folder.mkdir(parents=True)
(folder / "config.toml").write_text("[reader]\\ninline = true\\n")
shown = command("config", "show").out
assert any("inline" in line and "true" in line for line in shown.splitlines()), shown
"""
QUERY = """
from tests.support.command import command, fill, ids_of
from tests.support.fake_papers import LAST_DAY
fill()
found = command("search", "abstract:sentence", "--json").ids
assert set(ids_of(LAST_DAY)) & set(found), found
assert not command("search", "title:sentence").out
assert "abstract:" in command("search", "--help").out
"""
SHELL = """
from tests.support.command import command, fill
fill()
assert command("count", "upvotes:>=0").out == "12\\n"
assert "count" in command("--help").out
"""
# By heading: the number of files to edit or create, and a check of the result.
RECIPES = {
    "A field of the Hub's API": (3, FIELD),
    "A command of the app": (2, COMMAND),
    "An export format": (2, EXPORT),
    "A setting": (2, SETTING),
    "A key of the query language": (2, QUERY),
    "A shell command": (2, SHELL),
}


def diff_of(recipe: str) -> list[tuple[str, list[str]]]:
    """Return the files of a recipe's diff, each with its lines."""
    section = re.search(rf"^### {re.escape(recipe)}\n(.*?)^```\n", CONTRIBUTING, re.M | re.S)
    assert section is not None
    files: list[tuple[str, list[str]]] = []
    for line in section[1].split("```diff\n")[1].splitlines():
        if line.startswith(("--- ", "+++ ")):
            if line != "--- /dev/null":
                files.append((line[4:], []))
        else:
            files[-1][1].append(line)
    return files


def patched(source: str, diff: list[str]) -> str:
    """Apply a diff without line numbers; each line must match once with its context."""
    lines = source.splitlines()
    at, rest = len(lines), ""
    for line in diff:
        kind, text = line[:1], line[1:]
        if kind == "+":
            lines.insert(at, text.replace("…", rest))
            at += 1
            continue
        start = text.removesuffix("…")
        whole = start == text
        matches = [
            n for n, one in enumerate(lines) if one == text or (not whole and one.startswith(start))
        ]
        assert len(matches) == 1, f"{len(matches)} lines match {text!r}"
        (found,) = matches
        if kind == "-":
            rest = lines.pop(found)[len(start) :]
            at = found
        else:
            at = found + 1
    return "\n".join(lines) + "\n"


RUN = """
import os, sys
for number, check in enumerate(sys.argv[1:]):
    for kind in ("CACHE", "DATA", "STATE", "CONFIG"):
        os.environ[f"XDG_{kind}_HOME"] = os.path.abspath(f"home-{number}-{kind}")
    exec(check, {})
"""


def test_recipes_have_their_effects_with_few_edits(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tui_reader", tmp_path / "tui_reader")
    shutil.copytree(ROOT / "tests" / "support", tmp_path / "tests" / "support")
    for recipe, (edits, _) in RECIPES.items():
        diff = diff_of(recipe)
        assert len(diff) == edits, recipe
        for name, lines in diff:
            file = tmp_path / name
            source = file.read_text(encoding="utf-8") if file.exists() else ""
            file.write_text(patched(source, lines), encoding="utf-8")

    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    checks = [check for _, check in RECIPES.values()]
    done = subprocess.run(
        [sys.executable, "-c", RUN, *checks], cwd=tmp_path, env=environ,
        capture_output=True, encoding="utf-8", timeout=120,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
