"""`daily-papers pdf`: download a paper's PDF."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from tui_reader import files
from tui_reader.cli import output, params
from tui_reader.cli.context import AppContext, network_options
from tui_reader.cli.progress import Progress
from tui_reader.cli.table import display_text
from tui_reader.models import Entry
from tui_reader.store import ReadOnly, library, queries


@click.command("pdf")
@params.paper_argument
@output.output_option("the downloads folder")
@network_options
def pdf_command(app: AppContext, paper: str, file: Path | None) -> None:
    """Download a paper's PDF and print its path.

    A PDF that was downloaded before is not downloaded again.

    \b
    Examples:
      daily-papers pdf 2512.08765
      daily-papers pdf 2512.08765 -o paper.pdf
    """
    if str(file) == "-":
        raise click.UsageError("A PDF cannot be written to stdout.")
    with app.store() as store, params.entries(app, store, (paper,)) as (entry,):
        existing = store.read_sync(queries.downloads).get(entry.paper.key)
        if file is None and existing is not None and Path(existing).is_file():
            output.echo(existing + "\n")
            return
        path = files.real_path(file) if file is not None else _new_path(app, entry)
        asyncio.run(_download(app, paper, path, overwrite=file is not None))
        with suppress(ReadOnly):  # the PDF exists anyway
            store.write_library_sync(
                library.put_download, entry.paper.key, str(path), datetime.now(UTC)
            )
        output.echo(f"{path}\n")


def _new_path(app: AppContext, entry: Entry) -> Path:
    """Return a new path in the downloads folder. Raises OSError."""
    configured = app.settings.folders.downloads
    folder = Path(configured) if configured else files.own_folder()
    folder.mkdir(parents=True, exist_ok=True)
    name = files.file_name(f"{entry.paper.id} - {display_text(entry.paper.title)}", ".pdf")
    return files.available_path(folder.resolve() / name)


async def _download(app: AppContext, paper: str, path: Path, overwrite: bool) -> None:
    with Progress("bytes") as progress:
        async with app.hub() as hub:
            with files.writing(path, overwrite) as opened:
                await hub.pdf(paper, opened, lambda done, total: progress.show(done, total or done))
