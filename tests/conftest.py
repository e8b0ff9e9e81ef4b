"""What tests share: folders of their own, a fake Hub on loopback, a store, the reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.fake_hub import FakeHub
from tui_reader.folders import Folders
from tui_reader.store import Store

# `pytest --hypothesis-profile=thorough`; the suite's own is quick.
settings.register_profile("suite", max_examples=200, deadline=None)
settings.register_profile("thorough", max_examples=20_000, deadline=None)
settings.load_profile("suite")

_FROM_OUTSIDE = ("HF_TOKEN", "HF_TOKEN_PATH", "HF_HUB_OFFLINE", "HF_ENDPOINT", "NO_COLOR")


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the machine's token, proxies or folders."""
    for name in (*_FROM_OUTSIDE, "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "huggingface"))
    for kind in ("CACHE", "DATA", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "c", tmp_path / "d", tmp_path / "s", tmp_path / "k")


@pytest.fixture
def store(folders: Folders) -> Iterator[Store]:
    with Store(folders) as opened:
        yield opened


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A fake Hub with ten made-up editions, and HF_ENDPOINT pointing at it."""
    with FakeHub() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        yield running
