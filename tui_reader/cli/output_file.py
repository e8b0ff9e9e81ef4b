"""The option `--output`: results go to stdout or, atomically, to a file."""

from __future__ import annotations

from pathlib import Path

import click

from tui_reader import files
from tui_reader.cli import output

output_option = click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Write to this file, replacing it if it exists. Default: stdout (-).",
)


def is_stdout(file: Path | None) -> bool:
    return file is None or str(file) == "-"


def write(text: str, file: Path | None) -> None:
    """Write results to a file or to stdout. Raises OSError."""
    data = text.encode("utf-8", "replace")
    if file is None or is_stdout(file):
        output.echo(text)
    elif file.exists() and not file.is_file():  # a FIFO, /dev/stdout
        file.write_bytes(data)
    else:
        files.save(file.resolve(), data, over=True)  # replace the target of a link, not the link
