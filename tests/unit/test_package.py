"""What is built from this tree runs where nothing else of it is."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.support.terminal import Terminal, environment

ROOT = Path(__file__).parents[2]


def python(folder: Path, *packages: str) -> Path:
    """An environment of its own with these packages in it; the Python of it."""
    venv.create(folder, with_pip=True)
    found = folder / "bin" / "python"
    run(found, "-m", "pip", "install", "--quiet", *packages)
    return found


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, timeout=600, stdout=subprocess.DEVNULL)


@pytest.mark.long
def test_the_wheel_has_all_it_needs_and_runs_in_an_empty_environment(tmp_path: Path) -> None:
    built = tmp_path / "dist"
    run(python(tmp_path / "tools", "build"), "-m", "build", "--outdir", built, ROOT)
    (source,) = built.glob("*.tar.gz")
    (wheel,) = built.glob("*.whl")  # made from the unpacked source
    package = ROOT / "tui_reader"
    files = {
        str(path.relative_to(ROOT))
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {
        "tui_reader/py.typed",
        "tui_reader/tui/reader.tcss",
        "tui_reader/tui/plain.tcss",
    } < files
    with zipfile.ZipFile(wheel) as packed:
        assert files <= set(packed.namelist())
        assert not any(name.startswith("tests/") for name in packed.namelist())
    with tarfile.open(source) as packed_source:
        names = {name.partition("/")[2] for name in packed_source.getnames()}
        assert files | {"README.md", "LICENSE", "pyproject.toml", "tests/conftest.py"} <= names

    daily_papers = python(tmp_path / "empty", str(wheel)).with_name("daily-papers")
    home = tmp_path / "home"
    alone: dict[str, str | None] = {"PYTHONPATH": None, "VIRTUAL_ENV": None}
    with Terminal([str(daily_papers), "--demo"], home, size=(100, 30), environ=alone) as terminal:
        terminal.wait_for("synced just now")
        terminal.press("enter")
        terminal.wait_for("Enter full text")
        terminal.press("enter")
        terminal.wait_for("1 Introduction")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == 0
    version = subprocess.run(
        [daily_papers, "--version"], env=environment(home), capture_output=True, check=True
    )
    assert version.stdout.startswith(b"daily-papers ")


def test_its_classifiers_are_the_pythons_that_ci_runs() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    start = "Programming Language :: Python :: "
    named = [one.removeprefix(start) for one in project["classifiers"] if one.startswith(start)]
    assert "[" + ", ".join(f'"{one}"' for one in named) + "]" in workflow
    assert project["requires-python"] == f">={named[0]}"
    assert f"{sys.version_info.major}.{sys.version_info.minor}" in named
