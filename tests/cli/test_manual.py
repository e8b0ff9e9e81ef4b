"""The man page and the completion scripts match the commands."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import manual
from tui_reader.cli.main import COMMANDS


@pytest.mark.parametrize("name", ["daily-papers.1", "daily-papers.bash", "_daily-papers",
                                  "daily-papers.fish"])  # fmt: skip
def test_committed_file_is_up_to_date(name: str) -> None:
    committed = (manual.FOLDER / name).read_text(encoding="utf-8")
    assert committed == manual.files()[name], "run: python -m tests.manual"


def test_man_page_has_each_command() -> None:
    page = manual.man_page()
    for rows in COMMANDS.values():
        for name, _, _ in rows:
            assert "\\fBdaily\\-papers " + name.replace("-", "\\-") in page


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff")
def test_groff_formats_the_man_page_without_warnings() -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-Kutf8", str(manual.FOLDER / "daily-papers.1")],
        capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "daily-papers search diffusion policy" in done.stdout


SHELLS = {
    "bash": f"source '{manual.FOLDER}/daily-papers.bash' && complete -p daily-papers",
    "zsh": f"autoload -U compinit && compinit -u -D && source '{manual.FOLDER}/_daily-papers'"
    " && echo $_comps[daily-papers]",
    "fish": f"source '{manual.FOLDER}/daily-papers.fish' && complete daily-papers",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_shell_loads_the_completion(shell: str, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    environ = {**os.environ, "HOME": str(tmp_path)}
    done = subprocess.run(
        [shell, "-c", SHELLS[shell]], env=environ, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "_daily_papers_completion" in done.stdout
