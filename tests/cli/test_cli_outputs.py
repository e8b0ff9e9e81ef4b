"""Outputs of custom commands on the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.support import fake_papers
from tests.support.command import command, fill, ids_of
from tui_reader.models import key_of
from tui_reader.paths import Folders
from tui_reader.store import Store, library

PAPER, OTHER = ids_of(fake_papers.weekdays(1)[0])[:2]
AT = datetime(2026, 8, 21, 9, tzinfo=UTC)


def put_output(text: str) -> None:
    with Store(Folders.of_user()) as store:
        store.write_library_sync(
            library.put_output, key_of(PAPER), "summarize", text, "a warning", 0, AT
        )


def test_show_has_the_outputs() -> None:
    fill()
    put_output("In *short*.")
    assert command("show", PAPER, "--json").json["papers"][0]["outputs"] == [
        {"command": "summarize", "at": AT.isoformat(), "exit_code": 0, "text": "In *short*.",
         "errors": "a warning"}
    ]  # fmt: skip
    assert command("show", OTHER, "--json").json["papers"][0]["outputs"] == []
    assert "Outputs  summarize" in command("show", PAPER).out


def test_search_finds_papers_with_output() -> None:
    fill()
    put_output("Short.")
    assert command("search", "has:output").ids == [PAPER]


def test_backup_includes_the_outputs(tmp_path: Path) -> None:
    fill()
    put_output("Short.")
    backup = tmp_path / "backup.db"
    assert command("backup", backup).code == 0
    put_output("Another.")
    assert command("restore", backup).code == 0
    (output,) = command("show", PAPER, "--json").json["papers"][0]["outputs"]
    assert output["text"] == "Short."


def test_config_show_lists_custom_commands() -> None:
    config = Folders.of_user().config / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text('[commands.ask]\nrun = "llm"\nkey = "ctrl+t"\n[commands.x]\nrun = 3\n')
    shown = command("config", "show")
    assert 'commands.ask = ["llm"]    # abstract → page, key ctrl+t\n' in shown.out
    assert "config.toml, line 5: commands.x.run must be a command line" in shown.err
