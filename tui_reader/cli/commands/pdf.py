"""`daily-papers pdf`: a paper's PDF, where the reader puts it too."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from tui_reader import files
from tui_reader.cli import output, output_file, params
from tui_reader.cli.context import (
    Mode,
    demo_option,
    offline_option,
    pass_mode,
)
from tui_reader.cli.progress import Line
from tui_reader.cli.table import shown
from tui_reader.models import Entry
from tui_reader.store import ReadOnly, library, queries


@click.command("pdf", short_help="download a paper's PDF")
@params.paper_argument
@output_file.output_option
@offline_option
@demo_option
@pass_mode
@click.pass_context
def pdf_command(ctx: click.Context, mode: Mode, paper: str, file: Path | None) -> None:
    """Download a paper's PDF, to the folder of the reader's downloads unless told, and print
    where it is. One that is there already is not fetched again.

    \b
    Examples:
      daily-papers pdf 2512.08765
      daily-papers pdf 2512.08765 -o paper.pdf
    """
    if str(file) == "-":
        raise click.UsageError("A PDF goes to a file.")
    with mode.store() as store:
        entry = params.entries(ctx, mode, store, (paper,))[0]
        held = store.read_sync(queries.downloads).get(entry.paper.key)
        if file is None and held is not None and Path(held).is_file():
            output.put(held + "\n")
            return
        path = file.resolve() if file is not None else _free(mode, entry)
        asyncio.run(_download(mode, paper, path, over=file is not None))
        with suppress(ReadOnly):  # it is there all the same
            store.write_library_sync(
                library.put_download, entry.paper.key, str(path), datetime.now(UTC)
            )
    output.put(f"{path}\n")


def _free(mode: Mode, entry: Entry) -> Path:
    """Where the reader puts it too. Raises OSError."""
    set_folder = mode.settings["folders.downloads"]
    folder = Path(set_folder).expanduser() if set_folder else files.own_folder()
    folder.mkdir(parents=True, exist_ok=True)
    name = files.file_name(f"{entry.paper.id} - {shown(entry.paper.title)}", ".pdf")
    return files.free(folder.resolve() / name)


async def _download(mode: Mode, paper: str, path: Path, over: bool) -> None:
    line = Line()
    try:
        async with mode.hub() as hub:
            with files.writing(path, over) as opened:
                await hub.pdf(paper, opened, lambda done, total: line.show(done, total or done))
    finally:
        line.clear()
