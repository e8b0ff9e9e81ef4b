"""Shutdown by key, signal or hangup: quick, with the terminal restored and nothing lost."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from textual import events

from tests.support.fake_hub import FakeHub
from tests.support.running_app import RunningApp, fill, run_app
from tests.support.terminal import Terminal
from tui_reader.files import Draft
from tui_reader.store import Store, rows
from tui_reader.tui.dialogs.note_editor import NoteEditor

COMMAND = [str(Path(sys.executable).with_name("daily-papers"))]


@pytest.mark.parametrize(
    "way",
    ["q", *(pytest.param(way, marks=pytest.mark.long) for way in ("SIGTERM", "the line drops"))],
)
def test_app_quits_during_a_slow_sync(hub: FakeHub, tmp_path: Path, way: str) -> None:
    with Terminal(COMMAND, tmp_path, environ={"HF_ENDPOINT": hub.url}) as terminal:
        terminal.wait_for("synced just now")
        terminal.kill(signal.SIGCONT)  # although it was not stopped
        terminal.press("j", "j")
        hub.latency = 30.0
        terminal.type("rrr")  # at once: the first syncs are canceled before they begin
        terminal.wait_for("syncing")
        if way == "the line drops":
            terminal.hang_up()
        elif way.startswith("SIG"):
            terminal.kill(signal.Signals[way])
            terminal.kill(signal.SIGCONT)  # as systemd does
        else:
            terminal.press(way)
        code = terminal.wait_exit(limit=5)
        if way != "the line drops":  # otherwise Python reports an error at exit
            assert code == 0
            assert terminal.settings() == terminal.settings_before
            assert terminal.emulator.screen is terminal.emulator.main
            assert b"Warning" not in terminal.raw
    third = [one["paper"]["id"] for one in next(iter(hub.days.values()))]
    third.sort(key=lambda own_id: -hub.paper(own_id)["upvotes"])
    with closing(sqlite3.connect(tmp_path / "data/daily-papers/library.db")) as library:
        (left,) = library.execute("SELECT value FROM places WHERE name = 'left'").fetchone()
    assert json.loads(left)["paper"] == third[2]
    assert (tmp_path / "state/daily-papers/frame").exists()


@pytest.mark.long
def test_hangup_during_an_external_editor_loses_nothing(hub: FakeHub, tmp_path: Path) -> None:
    editor = tmp_path / "scribe"
    editor.write_text('#!/bin/sh\nprintf " and saved" >> "$1"; echo EDITING; read line\n')
    editor.chmod(0o700)
    environ = {"HF_ENDPOINT": hub.url, "EDITOR": str(editor), "VISUAL": None}
    with Terminal(COMMAND, tmp_path, environ=environ) as terminal:
        terminal.wait_for("synced just now")
        terminal.press("e")
        terminal.wait_for("^o opens scribe")
        terminal.type("typed")
        terminal.wait_for("typed")
        terminal.press("ctrl+o")
        terminal.wait_for("EDITING")
        terminal.hang_up()
        terminal.wait_exit(limit=10)
    with closing(sqlite3.connect(tmp_path / "data/daily-papers/library.db")) as library:
        assert library.execute("SELECT note FROM notes").fetchall() == [("typed and saved",)]


async def test_pending_writes_are_finished(reader: RunningApp, store: Store) -> None:
    await reader.press("e")
    await reader.pilot.press(*"half", "shift+left", "ctrl+c")
    assert reader.app.clipboard == "f"
    await reader.press("right", "ctrl+c")
    key = reader.screen.list.key
    assert key is not None
    entry = store.read_sync(rows.entries, [key])[key]
    assert entry.marks.note == "half"


async def test_note_editor_whose_command_was_canceled_does_not_block_quitting(
    reader: RunningApp, store: Store
) -> None:
    await reader.app.push_screen(NoteEditor("Note", "", Draft(store.folders, "2608.21000")))
    reader.screen.session.shut_down()
    await reader.until(lambda: not reader.app.is_running, limit=5)


async def test_keys_after_the_end_are_ignored(filled: Store) -> None:
    async with run_app(filled) as reader:
        reader.app.exit()
        for key, character in (("slash", "/"), ("e", "e"), ("colon", ":")):
            reader.app.post_message(events.Key(key, character))
    assert reader.app.return_code == 0


async def test_app_quits_even_if_a_mark_cannot_be_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_reader.tui.screens.main.session_controller.SHUTDOWN_LIMIT", 0.05)
    fill(store)
    gate, ended = threading.Event(), asyncio.Event()
    async with run_app(store) as reader:
        key, leave = reader.screen.list.key, reader.app.exit
        assert key is not None

        def exit() -> None:
            ended.set()
            leave()

        monkeypatch.setattr(reader.app, "exit", exit)
        store.submit_library(lambda _: gate.wait(20))
        await reader.pilot.press("b", "q")
        await asyncio.wait_for(ended.wait(), 10)
        gate.set()
    store.close()
    with Store(store.folders) as again:
        assert again.read_sync(rows.entries, [key])[key].marks.bookmarked


async def test_selected_text_is_copied(reader: RunningApp) -> None:
    reader.screen.view.text_select_all()
    await reader.press("ctrl+c")
    assert reader.title in " ".join(reader.app.clipboard.split())
    assert reader.app.is_running
    reader.screen.clear_selection()
    await reader.press("ctrl+c")
    assert not reader.app.is_running


HANGING = """
import pathlib, socket, threading
def hang(*_, **__):
    pathlib.Path(__file__).with_name("lookup").touch()
    threading.Event().wait()
socket.getaddrinfo = hang
"""


@pytest.mark.long
def test_hung_dns_lookup_does_not_delay_quitting(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HANGING)
    lookup = tmp_path / "lookup"
    environ = {"HF_ENDPOINT": "https://hub.invalid", "PYTHONPATH": str(tmp_path)}
    with Terminal(COMMAND, tmp_path, environ=environ) as terminal:
        terminal.wait_for(lambda _: lookup.exists())
        terminal.press("q")
        assert terminal.wait_exit(limit=5) == 0
    lookup.unlink()
    with Terminal([*COMMAND, "sync"], tmp_path, environ=environ) as terminal:
        terminal.wait_for(lambda _: lookup.exists())
        terminal.press("ctrl+c")
        assert terminal.wait_exit(limit=5) == 130
