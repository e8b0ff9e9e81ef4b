"""PDF downloads and exports."""

from __future__ import annotations

import base64
import os
import sys
from pathlib import Path

import pytest

from tests.support import fake_papers
from tests.support.desktop import Desktop, own_id
from tests.support.fake_hub import FakeHub
from tests.support.fake_server import Response
from tests.support.running_app import NOW, RunningApp, run_app
from tests.support.terminal import Terminal
from tui_reader.models import key_of
from tui_reader.store import Store, library, queries
from tui_reader.tui.dialogs.prompts import Confirm, Prompt

# Downloads


async def test_downloaded_pdf_is_complete_marked_and_opened(
    filled: Store, hub: FakeHub, desktop: Desktop
) -> None:
    async with run_app(filled, (160, 45), offline=False) as reader:
        await reader.press("P")
        [name] = desktop.files()
        file = desktop.downloads / name
        assert file.name.startswith(f"{own_id(reader)} - {reader.title[:30]}")
        assert file.suffix == ".pdf"
        assert file.read_bytes() == fake_papers.pdf(reader.title, 4000)
        assert desktop.opened == [file.name]
        assert "Saved ~/Downloads/" in reader.text
        assert "PDF ↓ on disk" in reader.text
        assert filled.read_sync(queries.downloads) == {key_of(own_id(reader)): str(file)}
        await reader.press("p")
        assert desktop.opened == [file.name] * 2
        sent = len([one for one in hub.requests if "/pdf/" in one.path])
        await reader.press("P")
        assert len([one for one in hub.requests if "/pdf/" in one.path]) == sent == 1
    async with run_app(filled, (160, 45)) as reader:  # offline on the next day
        assert "PDF ↓ on disk" in reader.text
        await reader.press("p")
        assert desktop.opened[-1] == file.name


async def test_deleted_download_is_forgotten(filled: Store, desktop: Desktop) -> None:
    async with run_app(filled, (160, 45)) as reader:
        paper = own_id(reader)
    filled.write_library_sync(
        library.put_download, key_of(paper), str(desktop.downloads / "gone.pdf"), NOW
    )
    async with run_app(filled, (160, 45)) as reader:
        assert "PDF ↓ on disk" in reader.text
        await reader.press("p")
        assert desktop.opened == [f"https://arxiv.org/pdf/{paper}"]
        assert "on disk" not in reader.text
        assert filled.read_sync(queries.downloads) == {}


async def test_deleted_download_of_the_next_paper_is_forgotten(
    filled: Store, desktop: Desktop
) -> None:
    async with run_app(filled, (160, 45)) as reader:
        key = reader.screen.list.keys[1]
        filled.write_library_sync(
            library.put_download, key, str(desktop.downloads / "gone.pdf"), NOW
        )
        await reader.screen.context.downloads.read()
        reader.screen.list.prefetch.prepare_pages()  # as after a pause without keys
        filled.write_library_sync(library.forget_download, key)
        await reader.screen.context.downloads.read()
        await reader.press("j")
        assert "on disk" not in reader.text


async def test_download_does_not_overwrite_another_file(
    filled: Store, hub: FakeHub, desktop: Desktop
) -> None:
    async with run_app(filled, offline=False) as reader:
        await reader.press("P")
        [name] = desktop.files()
        file = desktop.downloads / name
        file.write_bytes(b"my own")
        filled.write_library_sync(library.forget_download, reader.screen.list.keys[0])
        await reader.screen.context.downloads.read()
        await reader.press("P")
        assert file.read_bytes() == b"my own"
        second = file.with_name(f"{file.stem} (2).pdf")
        assert desktop.files() == sorted([name, second.name])
        # An identical file is not saved again.
        filled.write_library_sync(library.forget_download, reader.screen.list.keys[0])
        file.write_bytes(second.read_bytes())
        second.unlink()
        await reader.screen.context.downloads.read()
        await reader.press("P")
        assert desktop.files() == [name]
        assert list(filled.read_sync(queries.downloads).values()) == [str(file)]


async def test_failed_download_is_reported_and_leaves_no_file(
    filled: Store, hub: FakeHub, desktop: Desktop
) -> None:
    pdf = "application/pdf"
    async with run_app(filled, (160, 45), offline=False) as reader:
        for expected, given in {
            "404": None,
            "interrupted": Response(fake_papers.pdf(), kind=pdf, cut=300),
            "a PDF": b"<html>log in</html>",
            "larger than 200 MB": Response(
                b"%PDF-", kind=pdf, headers={"Content-Length": "300000000"}
            ),
        }.items():
            hub.responses[f"/pdf/{own_id(reader)}"] = given
            await reader.press("P")
            await reader.until(lambda: not reader.screen.context.downloads._running)
            await reader.settle()
            assert expected in reader.screen.status_bar.message
            assert desktop.files() == []
            assert "on disk" not in reader.text
            assert desktop.opened == []


async def test_offline_download_is_reported(filled: Store, desktop: Desktop) -> None:
    async with run_app(filled, (120, 30)) as reader:
        await reader.press("P")
        assert reader.screen.status_bar.message
        assert "on disk" not in reader.text
        assert desktop.files() == []


async def test_full_disk_is_reported(
    filled: Store, hub: FakeHub, desktop: Desktop, tmp_path: Path
) -> None:
    (tmp_path / "Downloads").write_text("a file is in the way")
    async with run_app(filled, offline=False) as reader:
        await reader.press("P")
        assert "Not saved: " in reader.text


async def test_progress_is_shown_and_P_stops_it(
    filled: Store, hub: FakeHub, desktop: Desktop
) -> None:
    async with run_app(filled, (120, 30), offline=False) as reader:
        slow = Response(fake_papers.pdf(padding=3_000_000), kind="application/pdf")
        slow = Response(slow.body, kind=slow.kind, drip=(400_000, 0.2))
        hub.responses[f"/pdf/{own_id(reader)}"] = slow
        await reader.pilot.press("P")
        await reader.until(lambda: " of 3.0 MB" in reader.screen.status_bar.message)
        assert own_id(reader) in reader.text
        assert "P stops" in reader.text
        await reader.pilot.press("P")
        await reader.until(lambda: not reader.screen.context.downloads._running)
        await reader.settle()
        assert "Stopped" in reader.text
        assert desktop.files() == []
        assert filled.read_sync(queries.downloads) == {}


async def test_all_selected_are_fetched_and_none_is_opened(
    filled: Store, hub: FakeHub, desktop: Desktop
) -> None:
    async with run_app(filled, (120, 30), offline=False) as reader:
        await reader.press("v", "v", "v", "P")
        assert len(desktop.files()) == 3
        assert "3 PDFs in ~/Downloads" in reader.text
        assert desktop.opened == []


# Exports


async def test_export_writes_the_listed_papers(filled: Store, desktop: Desktop) -> None:
    async with run_app(filled, (120, 30)) as reader:
        await reader.press("E")
        assert "Export 12 papers of Friday 21 August 2026 as" in reader.text
        await reader.press("enter")
        assert isinstance(reader.app.screen, Prompt)
        assert "~/Downloads/daily-papers-2026-08-21.bib" in reader.text
        await reader.press("enter")
        assert "12 papers in ~/Downloads/daily-papers-2026-08-21.bib" in reader.text
    text = (desktop.downloads / "daily-papers-2026-08-21.bib").read_text(encoding="utf-8")
    assert text.count("@misc{") == 12


async def test_export_writes_selected_papers_only(filled: Store, desktop: Desktop) -> None:
    async with run_app(filled, (120, 30)) as reader:
        await reader.press("j", "v", "v", "E")
        assert "Export 2 papers as" in reader.text
        await reader.press("v")
        await reader.press("enter")
        text = (desktop.downloads / "daily-papers-2026-08-21.csv").read_text(encoding="utf-8")
        assert [own_id(reader, n) in text for n in range(4)] == [False, True, True, False]


async def test_file_is_replaced_only_after_confirmation(filled: Store, desktop: Desktop) -> None:
    os.mkdir(desktop.downloads)
    mine = desktop.downloads / "mine.bib"
    mine.write_text("mine")
    async with run_app(filled, (120, 30)) as reader:
        for key, is_unchanged in (("n", True), ("y", False)):
            await reader.press("E")
            await reader.press("enter")
            await reader.press("ctrl+u", *"mine.bib", "enter")
            await reader.until(lambda: isinstance(reader.app.screen, Confirm))
            await reader.pilot.pause()
            assert "~/Downloads/mine.bib" in reader.text
            await reader.press(key)
            assert (mine.read_text() == "mine") == is_unchanged
    assert mine.read_text().count("@misc{") == 12


async def test_path_stays_in_the_prompt_after_an_error(filled: Store, desktop: Desktop) -> None:
    async with run_app(filled, (120, 30)) as reader:
        await reader.press("E")
        await reader.press("enter")
        for typed, reason in (
            ("~/no/such/x.bib", "No such file or directory"),
            ("~nobody-of-that-name/x.bib", "unknown user"),
            ("~/.", "a file with this name already exists"),
        ):
            await reader.press("ctrl+u", *typed, "enter")
            await reader.settle()
            assert f"Not saved: {reason} ({typed})" in reader.text
            assert ".part" not in reader.text
            assert reader.text.count(typed) == 2  # the error, then the prompt again
        await reader.press("ctrl+u", *"mine.bib", "enter")
        await reader.settle()
        assert "12 papers in mine.bib" in reader.text
        assert "Not saved" not in reader.text
        assert (desktop.downloads / "mine.bib").exists()


async def test_escape_writes_nothing(desktop: Desktop, reader: RunningApp) -> None:
    await reader.press("E")
    await reader.press("escape")
    await reader.press("E")
    await reader.press("enter")
    await reader.press("escape")
    assert desktop.files() == []


COMMAND = [sys.executable, "-m", "tui_reader"]


def machine(folder: Path) -> dict[str, str | None]:
    """A machine with a display, and a PDF viewer that records its arguments."""
    programs = folder / "bin"
    programs.mkdir()
    viewer = programs / "xdg-open"
    viewer.write_text(f'#!/bin/sh\nprintf %s "$1" > "{folder}/viewed"\n')
    viewer.chmod(0o700)
    return {"PATH": f"{programs}:{os.environ['PATH']}", "DISPLAY": ":made-up"}


@pytest.mark.long
def test_pdf_viewer_and_clipboard_in_a_real_terminal(hub: FakeHub, tmp_path: Path) -> None:
    paper = hub.days[fake_papers.LAST_DAY][0]["paper"]
    environ = {"HF_ENDPOINT": hub.url, "SSH_TTY": "/dev/made-up", **machine(tmp_path)}
    with Terminal(COMMAND, tmp_path, size=(120, 30), environ=environ) as terminal:
        terminal.wait_for("synced")
        terminal.press("y")
        terminal.wait_for(f"Copied {hub.url}/papers/{paper['id']}")
        copied = base64.b64decode(terminal.emulator.clipboard[-1].encode())
        assert copied.decode() == f"{hub.url}/papers/{paper['id']}"
        terminal.press("P")
        terminal.wait_for("PDF ↓")
        [file] = list((tmp_path / "Downloads").iterdir())
        assert file.read_bytes().startswith(b"%PDF-")
        terminal.wait_for(lambda _: (tmp_path / "viewed").exists())
        assert (tmp_path / "viewed").read_text() in ("", str(file))
        terminal.press("q")
        assert terminal.wait_exit() == 0


@pytest.mark.long
def test_quitting_during_a_download_leaves_no_file(hub: FakeHub, tmp_path: Path) -> None:
    paper = hub.days[fake_papers.LAST_DAY][0]["paper"]
    whole = fake_papers.pdf(padding=3_000_000)
    slow = Response(whole, kind="application/pdf", drip=(200_000, 0.2))
    hub.responses[f"/pdf/{paper['id']}"] = slow
    with Terminal(COMMAND, tmp_path, size=(120, 30), environ={"HF_ENDPOINT": hub.url}) as terminal:
        terminal.wait_for("synced")
        terminal.press("P")
        terminal.wait_for(" of 3.0 MB")
        terminal.press("q")
        assert terminal.wait_exit() == 0
    assert os.listdir(tmp_path / "Downloads") == []
