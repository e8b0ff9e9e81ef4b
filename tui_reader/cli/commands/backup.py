"""`daily-papers backup`, `restore` and `where`: copies of the library, and the folders."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tui_reader.cli import output, params
from tui_reader.cli.context import AppContext, local_options
from tui_reader.cli.errors import Failed
from tui_reader.store import ReadOnly
from tui_reader.store.database import DatabaseFile, disk_problem
from tui_reader.store.safety import backup, integrity, restore

_file = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@contextmanager
def _disk_errors(message: str) -> Iterator[None]:
    """Report disk errors as `message: reason`."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = disk_problem(error)
        if reason is None:
            raise
        raise Failed(f"{message}: {reason}.") from error


@click.command("backup")
@_file
@local_options
def backup_command(app: AppContext, file: Path) -> None:
    """Copy the library (bookmarks, tags, notes, read marks, watches) to a file.

    The copy is consistent even while the app is running. An older copy of the same name is
    replaced. The app also makes a backup every day and keeps the last seven; see
    `daily-papers where`.

    \b
    Examples:
      daily-papers backup ~/daily-papers-$(date +%F).db
    """
    folders = app.folders
    if file.exists():
        own = (folders.library_db, folders.cache_db)
        if any(path.exists() and file.samefile(path) for path in own) or not integrity.is_library(
            file
        ):
            raise Failed(f"{file} exists and is not a backup of a library. It was not replaced.")
    with app.store() as store, _disk_errors(f"Cannot write {file}"):
        params.require_library(store, "Not copied")
        library = store.opened.library
        if not library.immutable:  # or a temporary copy in this version's schema
            library = DatabaseFile(folders.library_db)
        backup.copy(library, Path(os.path.realpath(file)))
    output.echo_err(f"Library copied to {file}.")


@click.command("restore")
@_file
@local_options
def restore_command(app: AppContext, file: Path) -> None:
    """Replace the library with a backup.

    The backup is checked first, and the current library is saved before it is replaced. A running
    app shows the restored library from the next list on.

    \b
    Examples:
      daily-papers restore ~/daily-papers-2026-08-21.db
    """
    folders = app.folders
    with app.store() as store:
        if reason := store.opened.library.read_only:
            raise ReadOnly(reason)
    if file.exists() and folders.library_db.samefile(file):
        raise Failed("This file is the library itself.")
    with _disk_errors("Not restored. The library was not changed"):
        try:
            saved = restore.restore_library(file, folders.library_db, folders.backups)
        except restore.NotALibrary as error:
            raise Failed(f"{file}: {error}. The library was not changed.") from None
    output.echo_err(f"Restored. The previous library was saved as {saved}.")


@click.command("where")
@local_options
def where_command(app: AppContext) -> None:
    """Print the folders in use, one per line: name, tab, path.

    `cache` can be deleted at any time. `data` contains the library and its `backups`.

    \b
    Examples:
      daily-papers where
      du -sh "$(daily-papers where | sed -n 's/^cache\\t//p')"
    """
    folders = app.folders
    for name in ("cache", "data", "backups", "state", "config"):
        output.echo(f"{name}\t{getattr(folders, name)}\n")
