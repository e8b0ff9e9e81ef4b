"""The output of a custom command about a paper, live or saved."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from time import monotonic
from typing import NamedTuple

from tui_reader import dates
from tui_reader.text import markdown
from tui_reader.text.markdown import Block
from tui_reader.tui.context import ReaderContext
from tui_reader.tui.rendering.document_layout import LinePosition, Search
from tui_reader.tui.screens.pages.text_screen import TextScreen, paragraph

DRAW_PAUSE = 4  # times as long as the last drawing took, while output arrives
MIN_DRAW_PAUSE = 0.1  # seconds


class _Output(NamedTuple):
    """The output to show; `ended` is None while the command runs."""

    text: str
    errors: str
    problem: str
    ended: datetime | None


class OutputScreen(TextScreen):
    """Leaving the page does not stop the command."""

    def __init__(self, context: ReaderContext, key: int, command_name: str) -> None:
        super().__init__(context, key)
        self.command_name = command_name

    async def load(self, again: bool = False) -> None:
        """Show the output until the command has ended; `again` runs it again."""
        if again and self._run_again():
            self.reload()
            return
        shown = None
        while True:
            started, output = monotonic(), await self._find()
            if output is not None and (output.text or output.ended):
                if output != shown:
                    await self._draw(output)
                    shown = output
            elif not (self.view.document.blocks or self.has_class("-waiting")):
                text = f"Running {self.command_name} … Esc leaves it running"
                self.show_waiting(f"{text}, {self.context.keys_of('stop_commands')} stops it")
            if output is None or output.ended:
                return
            await asyncio.sleep(max(MIN_DRAW_PAUSE, DRAW_PAUSE * (monotonic() - started)))

    def _run_again(self) -> bool:
        """Run the command again. Return False after a message if that is not possible."""
        custom, name = self.context.custom, self.command_name
        run, command = custom.find(name, self.key), custom.commands.get(name)
        if run is not None and run.is_running:
            self.show_message(f"{name} is still running")
        elif command is None:
            self.show_message(f"No command {name} in the settings", error=True)
        else:
            self.start_custom_command(command, list(run.keys if run else (self.key,)))
            return True
        return False

    async def _find(self) -> _Output | None:
        """Return the output of this session, else the saved one."""
        custom = self.context.custom
        if (run := custom.find(self.command_name, self.key)) is not None:
            process = run.process
            if run.is_running:
                return _Output(process.text, "", "", None)
            return _Output(process.text, process.errors, process.problem, run.ended)
        for saved in await custom.outputs(self.key):
            if saved.command == self.command_name:
                code, last = saved.exit_code, saved.errors.rstrip().rpartition("\n")[2]
                parts = (f"exit code {code}" * bool(code), last)
                problem = "" if code == 0 else ": ".join(filter(None, parts))
                return _Output(saved.text, saved.errors, problem, saved.at)
        return None

    async def _draw(self, output: _Output) -> None:
        blocks = await asyncio.to_thread(output_blocks, output)
        search, match = self.view.search, self.view.current_match
        at_top = self.view.position == LinePosition(0, 0)
        await self.show(blocks)
        if at_top:
            self.view.go_to_block(0)  # a failure is above the output
        if search is not None:
            self.view.highlight(Search(search.words))
            self.view.current_match = match
            self.find.scan()
        state = "running …" if output.ended is None else dates.ago(output.ended, datetime.now(UTC))
        self.show_title(self.command_name, state)


def output_blocks(output: _Output) -> list[Block]:
    """Return what went wrong, if anything, the output, and then the end of stderr."""
    blocks = []
    if output.problem:
        blocks.append(paragraph(f"Failed: {output.problem}", "error"))
    blocks += [block for batch in markdown.batches(output.text) for block in batch]
    if not blocks:
        blocks.append(paragraph("The command printed nothing."))
    if output.problem and output.errors.strip():
        blocks.append(Block("heading", (("stderr", "heading", None),), level=2))
        blocks.append(Block("code", ((output.errors.rstrip(), "code", None),)))
    return blocks
