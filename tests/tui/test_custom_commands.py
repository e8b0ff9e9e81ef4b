"""Custom commands in palette, help and keys; none in a browser session."""

from __future__ import annotations

import pytest

from tests.support.reading import fill, reading
from tui_reader import settings
from tui_reader.store import Store
from tui_reader.tui.app import ReaderApp

SETTINGS = settings.parse('[commands.gist]\nrun = "no-such-llm"\nkey = "ctrl+t"\noutput = "note"\n')


async def test_palette_and_help_list_the_command_and_its_key_runs_it(store: Store) -> None:
    fill(store)
    async with reading(store, (120, 40), config=SETTINGS) as reader:
        await reader.press("question_mark", "end")
        assert "Your commands" in reader.text
        assert "^t" in reader.text
        await reader.press("escape", "colon", *"gist")
        assert "Run gist" in reader.text
        await reader.press("enter")
        await reader.until(lambda: "gist failed: no-such-llm: command not found" in reader.text)
        await reader.press("j")
        assert "gist failed" not in reader.text
        await reader.press("ctrl+t")
        await reader.until(lambda: "gist failed" in reader.text)


async def test_browser_session_has_no_custom_commands(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    monkeypatch.setattr(ReaderApp, "is_web", property(lambda _: True))
    async with reading(store, (120, 40), config=SETTINGS) as reader:
        await reader.press("colon", *"gist")
        assert "Run gist" not in reader.text
        await reader.press("escape", "ctrl+t")
        assert "gist" not in reader.text
        reader.app.action_custom_command("gist")
        await reader.settle()
        assert "gist" not in reader.text
