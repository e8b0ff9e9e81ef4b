"""Custom commands in the app: input, output, failures, selections."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual import constants

from tests.support import fake_papers
from tests.support.desktop import Desktop
from tests.support.fake_hub import FakeHub
from tests.support.running_app import NOW, RunningApp, fill, run_app
from tui_reader import settings, urls
from tui_reader.models import id_of
from tui_reader.settings import ReaderSettings, Settings
from tui_reader.store import Store, cache, library, queries, rows
from tui_reader.tui.app import ReaderApp

GIST = settings.parse('[commands.gist]\nrun = "no-such-llm"\nkey = "ctrl+t"\noutput = "note"\n')
TITLE = "-A/B\x1b: \x07Testing"


def python(source: str, *arguments: str, **entries: object) -> dict[str, object]:
    """Return a custom command that runs Python source."""
    return {"run": [sys.executable, "-c", source, *arguments], **entries}


def configured(**commands: dict[str, object]) -> Settings:
    """Return settings with custom commands."""
    lines = [
        f"[commands.{name}]\n"
        + "".join(f"{key} = {json.dumps(value)}\n" for key, value in entries.items())
        for name, entries in commands.items()
    ]
    config = settings.parse("".join(lines))
    assert config.problems == ()
    return config


async def run(reader: RunningApp, name: str) -> str:
    """Run a command and wait for its end. Return the clipboard's content."""
    reader.app.action_custom_command(name)
    await reader.settle()
    return reader.app.clipboard


async def test_palette_and_help_list_the_command_and_its_key_runs_it(filled: Store) -> None:
    async with run_app(filled, (120, 40), settings=GIST) as reader:
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


async def test_browser_session_starts_no_program(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    opened: list[str] = []
    monkeypatch.setattr(constants, "DRIVER", "textual.drivers.web_driver:WebDriver")
    monkeypatch.setattr(urls, "_start", started.append)
    monkeypatch.setattr(ReaderApp, "open_url", lambda _, url: opened.append(url))
    config = replace(GIST, reader=ReaderSettings(opener=("firefox",)))
    async with run_app(filled, (120, 40), settings=config) as reader:
        await reader.press("colon", *"gist")
        assert "Run gist" not in reader.text
        await reader.press("escape", "escape", "ctrl+t")
        assert "gist" not in reader.text
        await run(reader, "gist")
        assert "gist" not in reader.text
        await reader.press("o")
    assert started == []
    assert len(opened) == 1


REPORT = """
import json, os, sys
print(json.dumps([sys.argv[1:], sys.stdin.read(), [n for n in os.environ if "_TOKEN" in n]]))
"""
INPUTS = ("abstract", "text", "bibtex", "json", "note")


async def test_program_gets_input_arguments_and_environment(
    store: Store, hub: FakeHub, desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH"):
        monkeypatch.setenv(name, "hf_secret")
    fill(store)
    first = hub.days[fake_papers.LAST_DAY][0]
    first["title"] = first["paper"]["title"] = TITLE
    day = fake_papers.parsed_edition(fake_papers.LAST_DAY, hub.days[fake_papers.LAST_DAY])
    store.write_cache_sync(cache.write_edition, day, False, NOW)
    key = day.papers[0].key
    store.write_library_sync(library.note, [key], "my own words", NOW)
    words = ("{id}", "--out={title}", "~/vault/{title}.md", "{url}")
    config = configured(
        **{f"my-{one}": python(REPORT, *words, input=one, output="clipboard") for one in INPUTS},
        with_pdf=python(REPORT, "{pdf}", output="clipboard", token=True),
    )
    async with run_app(store, offline=False, settings=config) as reader:
        given: dict[str, Any] = {one: json.loads(await run(reader, f"my-{one}")) for one in INPUTS}
        assert "my-note is done" in reader.text
        paper_id, title = id_of(key), "AB: Testing"
        arguments = [
            paper_id, f"--out={title}", f"{tmp_path}/vault/{title}.md",
            f"{hub.url}/papers/{paper_id}",
        ]  # fmt: skip
        assert [(one[0], one[2]) for one in given.values()] == [(arguments, [])] * len(INPUTS)
        entry = store.read_sync(rows.entries, [key])[key]
        stdin = {name: one[1] for name, one in given.items()}
        assert stdin["abstract"] == f"{entry.paper.abstract}\n"
        assert stdin["text"].startswith("# ")
        assert f"eprint        = {{{paper_id}}}" in stdin["bibtex"]
        assert json.loads(stdin["json"])["papers"][0]["id"] == paper_id
        assert stdin["note"] == "my own words\n"
        ((pdf,), _, tokens) = json.loads(await run(reader, "with_pdf"))
        assert len(tokens) == 3
        assert (desktop.downloads / pdf).read_bytes().startswith(b"%PDF")


async def test_selected_papers_run_at_once_or_one_after_the_other(
    filled: Store, desktop: Desktop
) -> None:
    count = "import sys; print(len(sys.stdin.readlines()), 'lines')"
    config = configured(
        once=python(count, input="selection"),
        each=python("import sys; print(sys.argv[1])", "{id}", output="clipboard"),
    )
    async with run_app(filled, settings=config) as reader:
        await reader.press("v", "v", "v")
        keys = list(reader.screen.list.keys[:3])
        copied = await run(reader, "each")
        assert copied.split() == [id_of(key) for key in keys]
        assert "each is done for 3 papers" in reader.text
        await run(reader, "once")
        assert "3 lines" in reader.text
        await reader.press("r")
        assert "3 lines" in reader.text
        saved = filled.read_sync(queries.outputs, keys)
        assert [one.command for one in saved].count("once") == 3


FAILURES = {
    "slow": ("import time; print('half', flush=True); time.sleep(99)", "its time limit of 1 s"),
    "latin": ("import sys; sys.stdout.buffer.write(b'caf\\xe9')", "the output is not UTF-8"),
    "broken": ("import sys; sys.exit('no model')", "exit code 1"),
}


async def test_failure_is_explained_after_a_restart(filled: Store) -> None:
    config = configured(
        **{name: python(source, timeout=1 if name == "slow" else 60)
           for name, (source, _) in FAILURES.items()}
    )  # fmt: skip
    for restarted in (False, True):
        async with run_app(filled, settings=config) as reader:
            key = reader.screen.list.keys[0]
            for name, (_, reason) in FAILURES.items():
                if restarted:
                    reader.app.open_output(name, key)
                    await reader.settle()
                else:
                    await run(reader, name)
                assert "Failed: " in reader.text
                assert reason in reader.text
                await reader.press("escape")


async def test_output_that_is_too_long_for_a_note_is_not_appended(filled: Store) -> None:
    config = configured(long=python("print('words ' * 20_000)", output="note"))
    async with run_app(filled, settings=config) as reader:
        await run(reader, "long")
        assert "too long for a note" in reader.text
        assert filled.read_sync(queries.counts).bookmarks == 0


async def test_failed_command_can_be_run_again_from_its_page(filled: Store, tmp_path: Path) -> None:
    count = f"import sys; f = open({str(tmp_path / 'n')!r}, 'a+'); f.write('x'); sys.exit(f.tell())"
    async with run_app(filled, settings=configured(count=python(count))) as reader:
        await run(reader, "count")
        await reader.until(lambda: "Failed: exit code 1" in reader.text)
        await run(reader, "count")
        await reader.until(lambda: "Failed: exit code 2" in reader.text)
