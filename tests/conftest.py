"""Fixtures: an isolated environment, a fake Hub on loopback, a store, a desktop."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.support.databases import cached_databases, folders_under, xdg_folders
from tests.support.fake_hub import FakeHub
from tui_reader.paths import Folders
from tui_reader.store import Store

if TYPE_CHECKING:
    from tests.support.desktop import Desktop
    from tests.support.running_app import RunningApp

# `pytest --hypothesis-profile=thorough` tries more examples; the default profile is deterministic.
settings.register_profile("suite", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=20_000, deadline=None)
settings.load_profile("suite")

MEMORY = "/dev/shm"


def _has_room(folder: str) -> bool:
    """Return whether a folder has space for the tests (some 200 MB) and allows running scripts."""
    return (
        os.access(folder, os.W_OK)
        and not os.statvfs(folder).f_flag & getattr(os, "ST_NOEXEC", 0)
        and shutil.disk_usage(folder).free > 1_000_000_000
    )


# Flushing databases to disk after every mark takes a third of the time of the app's tests.
if _has_room(MEMORY):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", MEMORY)

# These wait for child processes for seconds. They run first, so that no worker is left with one of
# them at the end.
_LONG = (
    "test_trust", "test_trust_durability", "test_store_kills", "test_search_terminal", "test_keys",
    "test_documents_terminal", "test_end_to_end", "test_shutdown", "test_appearance",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.stem not in _LONG)


@pytest.fixture(autouse=True)
def isolated_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide the machine's token, proxies and folders from every test."""
    for name in list(os.environ):
        if name.startswith(("HF_", "SSL_CERT_", "NO_COLOR")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "huggingface"))
    for name, folder in xdg_folders(tmp_path).items():
        monkeypatch.setenv(name, folder)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that switches to another machine: same files, other folders."""

    def move(name: str) -> None:
        for variable, folder in xdg_folders(tmp_path / name).items():
            monkeypatch.setenv(variable, folder)

    move("laptop")
    return move


@pytest.fixture
def fast_tmp_path() -> Iterator[Path]:
    """A folder in memory if possible: flushing is free for tests with many databases."""
    where = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="daily-papers-", dir=where) as folder:
        yield Path(folder)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return folders_under(tmp_path)


@pytest.fixture
def store(folders: Folders) -> Iterator[Store]:
    cached_databases("empty", folders, lambda: Store(folders).close())
    with Store(folders) as opened:
        yield opened


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with five editions of twelve papers, as after the first launch."""
    from tests.support.running_app import fill

    fill(store)
    return store


@pytest.fixture
async def reader(filled: Store) -> AsyncIterator[RunningApp]:
    """The app, offline, on the store `filled`."""
    from tests.support.running_app import run_app

    async with run_app(filled) as running:
        yield running


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desktop:
    """A machine with a fake display, which only records what is opened, and a downloads folder."""
    from tests.support.desktop import Desktop

    return Desktop(monkeypatch, tmp_path)


@pytest.fixture
def server() -> Iterator[FakeHub]:
    """A fake Hub with ten made-up editions."""
    with FakeHub() as running:
        yield running


@pytest.fixture
def hub(server: FakeHub, monkeypatch: pytest.MonkeyPatch) -> FakeHub:
    """A fake Hub, with HF_ENDPOINT set to its URL."""
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    return server


@pytest.fixture
def laptop(tmp_path: Path, hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A machine with syncing of the Collection turned on and no saved papers."""
    from tests.support.collection_disk import TOKEN, login, machine

    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with machine(tmp_path / "laptop") as store:
        login(store)
        yield store
