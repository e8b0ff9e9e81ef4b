"""The scripts that the README gives for cron and systemd, run as they stand."""

from __future__ import annotations

import email
import email.policy
import re
import shlex
import subprocess
import sys
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
import pytest

from tests.support.fake_hub import FakeHub
from tests.support.terminal import environment

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def shell(hub: FakeHub, tmp_path: Path) -> dict[str, str]:
    """Variables of a shell with the command, and a sendmail that keeps what it is given."""
    tools = tmp_path / "tools"
    tools.mkdir()
    sendmail = tools / "sendmail"
    sendmail.write_text(f'#!/bin/sh\nexec cat > "{tmp_path}/mail.eml"\n')
    sendmail.chmod(0o755)
    variables = environment(tmp_path)
    path = f"{tools}:{Path(sys.executable).parent}:{variables['PATH']}"
    return {**variables, "PATH": path, "HF_ENDPOINT": hub.url}


def test_the_cron_line_mails_a_digest(shell: dict[str, str], tmp_path: Path) -> None:
    line = re.search(r"^30 7 \* \* 1-5\s+(.*)$", README, re.MULTILINE)
    assert line is not None
    subprocess.run(["sh", "-c", line[1]], env=shell, check=True, timeout=60)
    mail = email.message_from_bytes(
        (tmp_path / "mail.eml").read_bytes(), policy=email.policy.default
    )
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert "▲" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_the_timer_writes_a_feed(shell: dict[str, str], tmp_path: Path) -> None:
    line = re.search(r"^ExecStart=(.*)$", README, re.MULTILINE)
    assert line is not None
    (tmp_path / "public").mkdir()
    command = shlex.split(line[1].replace("%h", str(tmp_path)))
    subprocess.run(command, env=shell, check=True, timeout=60)
    feed = feedparser.parse((tmp_path / "public" / "papers.atom").read_bytes())
    assert not feed.bozo
    assert feed.entries
