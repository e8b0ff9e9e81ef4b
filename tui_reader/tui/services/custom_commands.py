"""The user's own commands: their input, their runs, and their outputs in the library."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tui_reader import urls
from tui_reader.command_settings import PLACEHOLDER, CustomCommand
from tui_reader.hub.errors import HubError
from tui_reader.models import Entry, Paper, id_of
from tui_reader.store import Store, library, queries, rows
from tui_reader.store.citation_keys import with_citation_keys
from tui_reader.store.queries import Output
from tui_reader.text.latex import to_text

if TYPE_CHECKING:
    from tui_reader.hub.client import Source
    from tui_reader.tui.services.command_process import CommandProcess


@dataclass(eq=False, repr=False)
class Run:
    """One run of a command's program.

    Args:
        keys: The papers it is about: all selected ones with `input = "selection"`, else one.
    """

    command: CustomCommand
    keys: tuple[int, ...]
    process: CommandProcess
    is_running: bool = True
    ended: datetime = field(default_factory=lambda: datetime.now(UTC))


class Deliver(Protocol):
    """Receives the output of a successful run: for the note or the clipboard.

    Returns False if that failed, after an error message.
    """

    async def __call__(self, run: Run, papers: list[Paper], text: str) -> bool: ...


class CustomCommands:
    """Runs commands and remembers their runs until the app ends.

    Args:
        commands: The commands; none in a browser session.
        pdfs: Returns the paths of PDFs, downloading them if needed.
        show_progress: Shows how many papers of a job are finished.
        show_end: Shows how a job has ended, and whether that is an error.
    """

    def __init__(
        self,
        commands: Sequence[CustomCommand],
        store: Store,
        hub: Callable[[], Source],
        pdfs: Callable[[list[int]], Awaitable[list[Path]]],
        show_progress: Callable[[str], object],
        show_end: Callable[[str, bool], object],
    ) -> None:
        self.commands = {command.name: command for command in commands}
        self._store, self._hub, self._pdfs = store, hub, pdfs
        self._show_progress, self._show_end = show_progress, show_end
        self._runs: dict[tuple[str, int], Run] = {}  # the last one, by command and paper
        self._jobs: set[asyncio.Task[object]] = set()

    def find(self, name: str, key: int) -> Run | None:
        """Return the last run of a command for a paper, None if there was none since the launch."""
        return self._runs.get((name, key))

    def runs_of(self, key: int) -> list[Run]:
        """Return the runs about a paper since the launch."""
        return [run for (_, about), run in self._runs.items() if about == key]

    async def has_output(self, name: str, key: int) -> bool:
        """Return whether a command runs for a paper, or has output that is not a failure."""
        if (run := self.find(name, key)) is not None:
            return run.is_running or not run.process.problem
        saved = await self.outputs(key)
        return any(one.command == name and one.exit_code == 0 for one in saved)

    async def outputs(self, key: int) -> list[Output]:
        """Return the saved outputs about a paper, newest first."""
        return await self._store.read(queries.outputs, [key])

    def stop(self) -> bool:
        """Stop all jobs. Return False if there are none."""
        jobs = list(self._jobs)
        for job in jobs:
            job.cancel()
        return bool(jobs)

    async def run(
        self, command: CustomCommand, keys: list[int], papers: list[Paper], deliver: Deliver
    ) -> None:
        """Run a command for papers, except those for which it still runs.

        Args:
            papers: The papers that are on screen, in case they are no longer on disk.
            deliver: Called after each successful run.
        """
        from tui_reader.tui.services.command_process import CommandProcess  # not at every launch

        jobs = [tuple(keys)] if command.input == "selection" else [(key,) for key in keys]
        runs = [Run(command, about, CommandProcess()) for about in jobs]
        runs = [run for run in runs if not self._is_running(run)]
        for run in runs:
            self._runs.update({(command.name, key): run for key in run.keys})
        task = asyncio.current_task()
        assert task is not None
        self._jobs.add(task)
        try:
            await self._run_all(runs, papers, deliver)
        except asyncio.CancelledError:
            self._show_end(f"Stopped {command.name}", False)
            raise
        finally:
            self._jobs.discard(task)
            for run in runs:
                if run.is_running:
                    run.is_running, run.process.problem = False, "stopped"

    def _is_running(self, run: Run) -> bool:
        known = (self._runs.get((run.command.name, key)) for key in run.keys)
        return any(one is not None and one.is_running for one in known)

    async def _run_all(self, runs: list[Run], papers: list[Paper], deliver: Deliver) -> None:
        delivered, texts = True, []
        for number, run in enumerate(runs):
            done = f": {number} of {len(runs)} papers" if len(runs) > 1 else " is running"
            self._show_progress(f"{run.command.name}{done} …")
            mine = [paper for paper in papers if paper.key in run.keys]
            await self._run(run, mine)
            if not run.process.problem:
                texts.append(run.process.text)
                # The clipboard holds one text: that of all papers so far.
                text = "\n".join(texts) if run.command.output == "clipboard" else texts[-1]
                delivered = await deliver(run, mine, text) and delivered
        failed = [run for run in runs if run.process.problem]
        if runs and (delivered or failed):
            self._show_end(_summary(runs, failed), bool(failed))

    async def _run(self, run: Run, papers: list[Paper]) -> None:
        from tui_reader.tui.services import command_process  # as above

        process = run.process
        try:
            entries = await self._entries(run.keys, papers)
            stdin = await self._stdin(run.command.input, entries)
            words = command_process.arguments(
                run.command.run, await self._values(run.command, entries[0]), PLACEHOLDER
            )
        except (HubError, OSError) as error:
            run.is_running, process.problem = False, str(error)
            return
        environ = command_process.environment(os.environ, run.command.token)
        await process.run(words, stdin.encode(), environ, run.command.timeout)
        run.ended = datetime.now(UTC)
        if run.command.output == "note" and len(process.text) > library.MAX_NOTE:
            process.problem = process.problem or "the output is too long for a note"
        await self._save(run, papers)
        run.is_running = False

    async def _save(self, run: Run, papers: list[Paper]) -> None:
        """Save the output with each paper. A failure does not replace an earlier success."""
        saved = await self._store.read(queries.outputs, list(run.keys))
        process, text = run.process, run.process.text
        errors, code = process.errors, process.exit_code
        if process.problem and not code:  # the saved stderr has the reason
            errors, code = f"{errors.rstrip()}\n{process.problem}".lstrip(), None
        good = {one.key for one in saved if one.command == run.command.name and one.exit_code == 0}
        for key in run.keys:
            if not process.problem or key not in good:
                output = run.command.name, text, errors, code, run.ended, papers
                await self._store.try_write_library(library.put_output, key, *output)

    # Input of programs

    async def _entries(self, keys: Sequence[int], papers: list[Paper]) -> list[Entry]:
        found = await self._store.read(rows.entries, list(keys))
        shown = {paper.key: Entry(paper) for paper in papers}
        entries = [found.get(key) or shown.get(key) for key in keys]
        return await self._store.read(with_citation_keys, [one for one in entries if one])

    async def _stdin(self, what: str, entries: list[Entry]) -> str:
        """Return the text for stdin. Raises HubError if a full text cannot be fetched."""
        from tui_reader.export import FORMATS  # not needed at launch
        from tui_reader.export.record import record

        (paper, marks), text = entries[0][:2], ""
        if what == "selection":
            return "".join(f"{json.dumps(record(one), ensure_ascii=False)}\n" for one in entries)
        if what in ("bibtex", "json"):
            return FORMATS[what].render(entries)
        if what == "text":
            from tui_reader import documents  # as above

            text = await documents.get(documents.TEXT, self._store, self._hub, paper.id)
        else:
            text = (marks.note if what == "note" else paper.abstract) or ""
        return f"{text.rstrip()}\n" if text else ""

    async def _values(self, command: CustomCommand, entry: Entry) -> dict[str, str]:
        """Return the values of the placeholders. Raises HubError or OSError without a PDF."""
        from tui_reader.tui.services.command_process import title_argument  # not needed at launch

        paper = entry.paper
        used = {name for word in command.run for name in PLACEHOLDER.findall(word)}
        return {
            "id": paper.id,
            "title": title_argument(to_text(paper.title)),
            "url": urls.hub_page(paper.id),
            "pdf": await self._pdf(paper.key) if "pdf" in used else "",
        }

    async def _pdf(self, key: int) -> str:
        paths = await self._pdfs([key])
        if not paths:
            raise FileNotFoundError(f"There is no PDF of {id_of(key)}")
        return str(paths[0])


def _summary(runs: list[Run], failed: list[Run]) -> str:
    """Return one line about a finished job."""
    name = runs[0].command.name
    if len(runs) == 1:
        if failed:
            return f"{name} failed: {failed[0].process.problem}"
        if not runs[0].process.text.strip() and runs[0].command.output != "none":
            return f"{name} printed nothing"
        many = f" for {len(runs[0].keys)} papers" if len(runs[0].keys) > 1 else ""
        return f"{name} is done{many or f': {id_of(runs[0].keys[0])}'}"
    if failed:
        first = failed[0]
        return (
            f"{name}: {len(failed)} of {len(runs)} papers failed, "
            f"first {id_of(first.keys[0])}: {first.process.problem}"
        )
    return f"{name} is done for {len(runs)} papers"
