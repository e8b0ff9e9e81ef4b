"""Installing and running the package in an empty environment."""

from __future__ import annotations

import os
import re
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
    """Return the Python of a new environment with some packages."""
    venv.create(folder, with_pip=True)
    found = folder / "bin" / "python"
    run(found, "-m", "pip", "install", "--quiet", *packages)
    return found


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, timeout=600, stdout=subprocess.DEVNULL)


def check_demo(command: list[str], home: Path) -> None:
    """Open the sample in a pseudo-terminal, open a full text, quit."""
    alone: dict[str, str | None] = {"PYTHONPATH": None, "VIRTUAL_ENV": None}
    with Terminal(command, home, size=(100, 30), environ=alone) as terminal:
        terminal.wait_for("synced just now", limit=300)
        terminal.press("enter")
        terminal.wait_for("Enter full text")
        terminal.press("enter")
        terminal.wait_for("1 Introduction")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == 0


def clone(folder: Path) -> Path:
    run("git", "clone", "--quiet", "--no-hardlinks", ROOT, folder)
    return folder


@pytest.mark.long
def test_install_command_of_the_readme_opens_the_app(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"<!-- run command -->\n```sh\n(.*)\n```", readme)
    assert block is not None
    folder = clone(tmp_path / "clone")
    check_demo(["sh", "-c", f"cd '{folder}' && {block[1]} --demo"], tmp_path / "home")


@pytest.mark.long
@pytest.mark.parametrize("tool", ["pipx install .", "uv tool install ."])
def test_tools_install_the_app_from_a_clone(tool: str, tmp_path: Path) -> None:
    program, *options = tool.split()
    folder = clone(tmp_path / "clone")
    installer = python(tmp_path / "tools", program).with_name(program)
    folders = {
        "PIPX_HOME": "pipx", "PIPX_BIN_DIR": "bin", "PIPX_MAN_DIR": "man",
        "UV_TOOL_DIR": "uv", "UV_TOOL_BIN_DIR": "bin",
    }  # fmt: skip
    environ = {**os.environ, **{name: str(tmp_path / path) for name, path in folders.items()}}
    subprocess.run([installer, *options], cwd=folder, env=environ, check=True, timeout=600)
    check_demo([str(tmp_path / "bin" / "daily-papers"), "--demo"], tmp_path / "home")
    assert (tmp_path / "man" / "man1" / "daily-papers.1").exists() == (program == "pipx")


@pytest.mark.long
def test_wheel_is_complete_and_runs_in_an_empty_environment(tmp_path: Path) -> None:
    built = tmp_path / "dist"
    run(python(tmp_path / "tools", "build"), "-m", "build", "--outdir", built, ROOT)
    (source,) = built.glob("*.tar.gz")
    (wheel,) = built.glob("*.whl")  # built from the unpacked sdist
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
        packaged = set(packed.namelist())
        shared = {name for name in files if name.startswith("tui_reader/share/")}
        assert files - shared <= packaged
        assert sum("data/share/" in name for name in packaged) == len(shared) == 4
        assert not any(name.startswith("tests/") for name in packed.namelist())
    with tarfile.open(source) as packed_source:
        names = {name.partition("/")[2] for name in packed_source.getnames()}
        assert files | {"README.md", "LICENSE", "pyproject.toml", "tests/conftest.py"} <= names

    daily_papers = python(tmp_path / "empty", str(wheel)).with_name("daily-papers")
    home = tmp_path / "home"
    check_demo([str(daily_papers), "--demo"], home)
    version = subprocess.run(
        [daily_papers, "--version"], env=environment(home), capture_output=True, check=True
    )
    assert version.stdout.startswith(b"daily-papers ")


def test_ci_runs_the_pythons_of_the_classifiers() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    start = "Programming Language :: Python :: "
    named = [one.removeprefix(start) for one in project["classifiers"] if one.startswith(start)]
    assert "[" + ", ".join(f'"{one}"' for one in named) + "]" in workflow
    assert project["requires-python"] == f">={named[0]}"
    assert f"{sys.version_info.major}.{sys.version_info.minor}" in named
