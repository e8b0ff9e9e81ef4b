"""What a launch leaves out is there for whoever needs it later."""

from __future__ import annotations

import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import trustme

from tests.support.fake_hub import FakeHub
from tests.support.terminal import Terminal
from tui_reader.spared import Spared

COMMAND = [str(Path(sys.executable).with_name("daily-papers"))]
PROGRAM = """
import sys
from tui_reader.spared import toolkit

with toolkit():
    import tui_reader.tui.app
print(*{"ssl", "tempfile", "textual.command", "textual.widgets._input"} & sys.modules.keys())

import ssl
import subprocess
import tempfile
from urllib.parse import urlsplit

from rich.console import Console
from textual.command import CommandPalette
from textual.notifications import Notification

assert ssl.create_default_context().check_hostname
assert CommandPalette.BINDINGS
# What took a function, or the module, while it was left out.
assert Notification("a").identity != Notification("a").identity
assert urlsplit("http://[::1]:80/").port == 80
assert subprocess.run(["echo", "ü"], capture_output=True, text=True).stdout == "ü\\n"
assert Console().render_str("[b]bold[/b]").plain == "bold"
assert isinstance(tempfile.gettempdir(), str)
"""


def test_what_is_left_out_of_a_launch_can_be_imported_later() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("", "", 0)


def test_what_is_called_while_a_library_is_imported_is_there_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made_up_later.py").write_text("def five():\n    return 5\n")
    monkeypatch.syspath_prepend(tmp_path)
    with Spared(later=["made_up_later"]):
        import made_up_later  # type: ignore[import-not-found]

        assert made_up_later.five() == 5
    assert sys.modules["made_up_later"].five() == 5


def test_a_hub_with_a_certificate_is_read_over_tls(tmp_path: Path) -> None:
    authority = trustme.CA()
    hub = FakeHub()
    hub.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(hub.tls)
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    with hub:
        environ = {"HF_ENDPOINT": hub.url, "SSL_CERT_FILE": str(tmp_path / "authority.pem")}
        with Terminal(COMMAND, tmp_path, environ=environ) as terminal:
            terminal.wait_for("synced just now")
            assert "12 papers" in terminal.row(0)
            terminal.press("q")
            assert terminal.wait_exit() == 0
        environ["SSL_CERT_FILE"] = ""
        with Terminal(COMMAND, tmp_path / "other", environ=environ) as terminal:
            terminal.wait_for("showed a certificate that is not")
