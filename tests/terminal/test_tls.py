"""The Hub over TLS: `ssl` is not imported with Textual, and works when it is needed."""

from __future__ import annotations

import ssl
import sys
from pathlib import Path

import trustme

from tests.support.fake_hub import FakeHub
from tests.support.terminal import Terminal

COMMAND = [str(Path(sys.executable).with_name("daily-papers"))]


def test_hub_is_read_over_tls_only_with_a_trusted_certificate(tmp_path: Path) -> None:
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
        with Terminal([*COMMAND, "sync"], tmp_path / "other", environ=environ) as terminal:
            terminal.wait_for("The certificate of localhost is not")
