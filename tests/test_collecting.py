"""The Collection, kept in step by the reader itself."""

from __future__ import annotations

import pytest

from tests.fake_hub import FakeHub
from tests.reading import NOW, fill, reading
from tui_reader.collection import run
from tui_reader.store import Store, library, lists


async def test_after_a_sync_the_bookmarks_are_on_the_hub(
    store: Store, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_made_up_token")
    days = fill(store, 1)
    keys = store.ask(lists.edition, days[0])
    assert keys is not None
    store.tell_library(library.bookmark, [keys[0]], True, NOW)
    run.login(store)
    async with reading(store, offline=False) as reader:
        assert "Collection:" in reader.text.splitlines()[-1]
        assert "1 sent" in reader.text.splitlines()[-1]
        assert "synced" in reader.text.splitlines()[0]


async def test_its_trouble_is_one_line_and_the_reader_goes_on(
    store: Store, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_made_up_token")
    fill(store, 1)
    run.login(store)
    hub.tokens.clear()
    async with reading(store, offline=False) as reader:
        await reader.press("j", "b")
        assert store.ask(lists.counts).bookmarks == 1
        assert reader.screen.status.message
