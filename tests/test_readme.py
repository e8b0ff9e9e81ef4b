"""The README says what is so."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

from tests.readme_table import table

ROOT = Path(__file__).parents[1]
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


def named(text: str) -> set[str]:
    """What stands in backquotes and looks like a file or a folder of the tree."""
    return set(re.findall(r"`((?:\w+/)*[\w*]+\.(?:py|tcss|db)|(?:\w+/)+|\.\w+/\w+)`", text))


def exists(name: str) -> bool:
    return any(
        any(top.glob(name.rstrip("/")))
        for top in (ROOT, ROOT / "tui_reader", ROOT / "tui_reader/tui")
    )


def test_every_file_and_folder_it_names_is_there() -> None:
    found = {name for name in named(README) if not name.endswith(".db")}
    assert "tests/test_rooms.py" in found
    assert "store/" in found
    own = {"backups/"}  # in a person's own folders
    assert [name for name in sorted(found - own) if not exists(name)] == []


def test_the_picture_of_rooms_shows_rooms_that_are_there() -> None:
    picture = README.split("## How it is built\n\n```\n")[1].split("```")[0]
    shown = re.findall(r"(?:\w+/)+(?:\w+\.py)?|\w+\.py", picture)
    assert {"hub/client.py", "hub/wire.py", "sync.py", "store/", "tui/screen.py"} <= set(shown)
    assert [name for name in shown if not exists(name)] == []


def test_every_room_of_the_tree_is_in_its_table() -> None:
    part = README.split("## How it is built")[1].split("\n## ")[0]
    written = named(part)
    rooms = [
        path.name + "/" if path.is_dir() else path.name
        for path in (ROOT / "tui_reader").iterdir()
        if not path.name.startswith("_") and path.name != "py.typed"
    ]
    patterns = [name.replace("*", "\\w*") for name in written]
    missing = [r for r in rooms if not any(re.fullmatch(one, r) for one in patterns)]
    assert missing == []


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
