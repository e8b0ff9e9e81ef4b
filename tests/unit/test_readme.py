"""The README says what is so."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

from tests.support.readme_table import table

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_keys_are_those_of_the_table_of_commands() -> None:
    written = README.split("<!-- keys -->\n")[1].split("\n<!-- /keys -->")[0]
    assert written == table()


def test_its_two_commands_are_one_line_each() -> None:
    for name in ("run", "test"):
        block = re.search(rf"<!-- {name} command -->\n```sh\n(.*?)\n```", README, re.DOTALL)
        assert block is not None
        assert "\n" not in block[1]


def test_every_picture_it_shows_is_there() -> None:
    shown = re.findall(r"\]\((screenshots/[^)]+)\)", README)
    assert shown
    assert [name for name in shown if not (ROOT / name).is_file()] == []


def test_every_mark_of_the_tests_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for mark in project["tool"]["pytest"]["ini_options"]["markers"]:
        assert f"`pytest -m {mark.split(':')[0]}`" in README


def tracked() -> list[Path]:
    """The files of the project: those that git knows, or in an unpacked source all there are."""
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = asked.stdout.decode().split("\0") if asked.returncode == 0 else []
    listed = [ROOT / name for name in names if name] or [
        path for path in ROOT.rglob("*") if not any(p.startswith((".", "_")) for p in path.parts)
    ]
    return [path for path in listed if path.is_file()]


def test_no_file_names_a_host_of_a_package_registry() -> None:
    hosts = [
        "." .join(parts)
        for parts in (
            ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"),
            ("deb", "debian"), ("crates", "io"), ("yarnpkg", "com"),
        )
    ]  # fmt: skip
    pattern = re.compile("|".join(map(re.escape, hosts)).encode(), re.IGNORECASE)
    files = tracked()
    assert len(files) > 100
    assert [path for path in files if pattern.search(path.read_bytes())] == []


def test_no_lock_file_names_where_packages_came_from() -> None:
    locks = r"(.*[-.]lock(\..*)?|.*-lock\.(json|yaml)|requirements.*\.txt|npm-shrinkwrap\.json)"
    assert [path for path in tracked() if re.fullmatch(locks, path.name)] == []
