"""`daily-papers backup`, `restore`: the whole library, out and back. `where`: the folders."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tui_reader.cli import output
from tui_reader.cli.context import Mode, demo_option, pass_mode
from tui_reader.cli.errors import Failed
from tui_reader.store import ReadOnly, import_export
from tui_reader.store.safety import backup, integrity, recovery

_file = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Say what was not done where a disk is at fault: it may be the library's or the copy's."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        why = recovery.why(error)
        if why is None:
            raise
        raise Failed(f"{what}: {why}.") from error


@click.command("backup", short_help="copy the library to a file")
@_file
@demo_option
@pass_mode
def backup_command(mode: Mode, file: Path) -> None:
    """Copy the library (bookmarks, tags, notes, what was read, watches) to a file.

    The copy is consistent, also while the reader runs. An older copy of that name is replaced.
    Besides, the reader keeps copies of its own: one a day for a week, see `daily-papers where`.

    \b
    Examples:
      daily-papers backup ~/daily-papers-$(date +%F).db
    """
    folders = mode.folders
    if file.exists():
        own = (folders.library_db, folders.cache_db)
        if any(path.exists() and file.samefile(path) for path in own) or not integrity.is_library(
            file
        ):
            raise Failed(f"{file} is there and no copy of a library: it is not replaced.")
    with mode.store(), _told(f"Not copied to {file}"):
        backup.copy(folders.library_db, Path(os.path.realpath(file)))
    output.tell(f"The library is copied to {file}.")


@click.command("restore", short_help="put a copy in the library's place")
@_file
@demo_option
@pass_mode
def restore_command(mode: Mode, file: Path) -> None:
    """Put a copy that `backup` made, or the reader by itself, in the library's place.

    The copy is checked first. The library that is replaced is kept. A reader that runs meanwhile
    shows the restored one from its next list on.

    \b
    Examples:
      daily-papers restore ~/daily-papers-2026-08-21.db
    """
    folders = mode.folders
    with mode.store() as store:
        if store.opened.library_read_only:
            raise ReadOnly(store.opened.library_read_only)
    if file.exists() and folders.library_db.samefile(file):
        raise Failed("This is the library itself.")
    with _told("Not restored; the library is as it was"):
        try:
            kept = import_export.restore_library(file, folders.library_db, folders.backups)
        except import_export.NotALibrary as error:
            raise Failed(f"{file}: {error}. The library is as it was.") from None
    output.tell(f"Restored. The library before is kept as {kept}.")


@click.command("where", short_help="the folders in use")
@demo_option
@pass_mode
def where_command(mode: Mode) -> None:
    """Print the folders in use, one a line, with a tab behind the name.

    `cache` can be deleted at any time; `data` has the library, with `backups` in it.

    \b
    Examples:
      daily-papers where
      du -sh "$(daily-papers where | sed -n 's/^cache\\t//p')"
    """
    folders = mode.folders
    for name in ("cache", "data", "backups", "state", "config"):
        output.put(f"{name}\t{getattr(folders, name)}\n")
