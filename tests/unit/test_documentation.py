"""The commands in README.md and CONTRIBUTING.md work, and linked files exist."""

from __future__ import annotations

import email
import email.policy
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.command import command
from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import LAST_DAY
from tests.support.keys_page import KEYS, page
from tests.support.terminal import environment
from tests.trust.__main__ import PARTS
from tui_reader import settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")

BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README + CONTRIBUTING, re.MULTILINE | re.DOTALL)
LINES = [line for block in BLOCKS for line in re.findall("^daily-papers.*", block, re.MULTILINE)]
INLINE = sorted(set(re.findall(r"`daily-papers ([a-z][^`]*)`", README)))
PAPER = "2512.08765"  # the example in README and help


@pytest.fixture
def shell(hub: FakeHub, tmp_path: Path) -> dict[str, str]:
    """Return the environment of a shell with the command, the fake Hub and a fake sendmail."""
    paper = hub.days[LAST_DAY][0]["paper"]
    paper["id"] = PAPER
    paper["title"] = "Flow Matching for Made-Up Papers"
    paper["githubRepo"] = "https://github.com/made/up"
    tools = tmp_path / "tools"
    tools.mkdir()
    sendmail = tools / "sendmail"
    sendmail.write_text(f'#!/bin/sh\nexec cat > "{tmp_path}/mail.eml"\n')
    sendmail.chmod(0o755)
    variables = environment(tmp_path)
    path = f"{tools}:{Path(sys.executable).parent}:{variables['PATH']}"
    return {**variables, "PATH": path, "HF_ENDPOINT": hub.url}


def test_shell_lines_of_the_documentation_run_in_their_order(
    shell: dict[str, str], tmp_path: Path
) -> None:
    assert len(LINES) >= 6
    for line in LINES:
        done = subprocess.run(
            ["sh", "-c", line], env=shell, cwd=tmp_path, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, f"{line}: {done.stderr}"
        assert done.stdout or done.stderr or (tmp_path / "papers.bib").stat().st_size, line


def test_cron_line_mails_a_digest(shell: dict[str, str], tmp_path: Path) -> None:
    (line,) = re.findall(r"^30 7 \* \* 1-5\s+(.*)$", README, re.MULTILINE)
    subprocess.run(["sh", "-c", line], env=shell, check=True, timeout=60)
    content = (tmp_path / "mail.eml").read_bytes()
    mail = email.message_from_bytes(content, policy=email.policy.default)
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert "▲" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize("line", INLINE)
def test_commands_in_the_text_exist(line: str) -> None:
    words = re.findall(r"^[a-z-]+(?: (?:init|show|list|restore|login|sync|off)\b)?", line)
    assert command(*words[0].split(), "--help").code == 0
    options = re.findall(r"(?<= )--?[a-z-]+", line)
    help = command(*words[0].split(), "--help").out
    assert [option for option in options if option not in help] == []


def test_examples_of_configuration_are_valid() -> None:
    (toml,) = re.findall(r"^```toml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    read = settings.parse(toml)
    assert (read.problems, len(read.commands)) == ((), 1)
    (agent,) = re.findall(r"^```json\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    (server,) = json.loads("{" + agent + "}")["mcpServers"].values()
    assert server["command"] == "daily-papers"
    assert command(*server["args"], "--help").code == 0


def test_readme_is_short() -> None:
    assert len(README.split()) <= 900


@pytest.mark.parametrize("name", ["run", "test"])
def test_install_and_test_commands_are_one_line_each(name: str) -> None:
    block = re.search(rf"<!-- {name} command -->\n```sh\n(.*?)\n```", README, re.DOTALL)
    assert block is not None
    assert "\n" not in block[1]


def test_linked_files_exist_and_pictures_have_alternative_texts() -> None:
    for folder, text in ((ROOT, README), (ROOT / ".github", CONTRIBUTING)):
        links = re.findall(r"(!?)\[([^\]]*)\]\(([^)#]+)\)", text)
        assert links
        for picture, label, target in links:
            assert target.startswith("https://") or (folder / target).is_file(), target
            assert label
            assert not picture or len(label) > 15, f"{target}: the alternative text is too short"


def test_every_marker_of_the_tests_is_documented() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for marker in project["tool"]["pytest"]["ini_options"]["markers"]:
        assert f"`pytest -m {marker.split(':')[0]}" in CONTRIBUTING


def test_every_part_of_the_trust_run_is_documented() -> None:
    security = (ROOT / ".github" / "SECURITY.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", security, re.MULTILINE) == list(PARTS)


def test_release_notes_are_the_section_of_the_version(tmp_path: Path) -> None:
    for name in (".ci/release_notes.py", "tui_reader/__init__.py", ".github/CHANGELOG.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    script = [sys.executable, str(tmp_path / ".ci/release_notes.py")]
    (tmp_path / "tui_reader/__init__.py").write_text('__version__ = "1.2.0"\n')
    older = "## 1.1.0\n\n- Old.\n"
    changelog = f"## Unreleased\n\n- Later.\n\n## 1.2.0 (2026-12-01)\n\n- New.\n\n{older}"
    (tmp_path / ".github/CHANGELOG.md").write_text(changelog)

    done = subprocess.run([*script, "v1.2.0"], capture_output=True, text=True)
    wrong = subprocess.run([*script, "v1.3.0"], capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, "- New.\n")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "not the package's version" in wrong.stderr


def tracked() -> list[Path]:
    """Return the files tracked by Git; in an unpacked archive, all files."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = listing.stdout.decode().split("\0") if listing.returncode == 0 else []
    files = [ROOT / name for name in names if name] or [
        path for path in ROOT.rglob("*") if not any(p.startswith((".", "_")) for p in path.parts)
    ]
    return [path for path in files if path.is_file()]


def test_no_file_names_the_host_of_a_package_registry() -> None:
    hosts = [
        ".".join(parts)
        for parts in (
            ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"),
            ("deb", "debian"), ("crates", "io"), ("yarnpkg", "com"),
        )
    ]  # fmt: skip
    pattern = re.compile("|".join(map(re.escape, hosts)).encode(), re.IGNORECASE)
    files = tracked()
    assert len(files) > 100
    assert [path for path in files if pattern.search(path.read_bytes())] == []


def test_there_are_no_lock_files() -> None:
    locks = r"(.*[-.]lock(\..*)?|.*-lock\.(json|yaml)|requirements.*\.txt|npm-shrinkwrap\.json)"
    assert [path for path in tracked() if re.fullmatch(locks, path.name)] == []


def test_page_of_keys_is_up_to_date() -> None:
    """`python -m tests.support.keys_page` writes the file."""
    assert KEYS.read_text(encoding="utf-8") == page()
