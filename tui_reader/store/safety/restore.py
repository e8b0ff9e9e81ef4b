"""Restore the library from an untrusted file."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from tui_reader.store import schema
from tui_reader.store.database import access_error, connect, exclusive_lock, stamp, transaction
from tui_reader.store.safety import backup, carry_over, integrity, row_copy, upgrade
from tui_reader.store.safety.row_copy import MAX_VALUE_SIZE, Limits
from tui_reader.text.sanitize import clean_whole

LIMITS = Limits(rows=1_000_000, size=500_000_000, longest=MAX_VALUE_SIZE, seconds=60.0)


class NotALibrary(Exception):
    """The file cannot be restored; the text says why."""


def restore_library(source: Path, library: Path, backups: Path) -> Path:
    """Replace the content of the library with that of a file, which may come from someone else.

    Rows of known tables are copied into a fresh database, cleaned and within LIMITS; nothing else
    of the file survives. The library's own file stays and gets the new content in one transaction.
    Notes that only the replaced library has go to the notes' history. Papers keep the citation keys
    that they have in the replaced library.

    Returns the path of a copy of the replaced library, which is made in `backups` first. Raises
    NotALibrary, and then nothing has changed, sqlite3.Error, OSError.
    """
    draft = library.with_name(".restore.db")
    with exclusive_lock(library):
        try:
            _copy_checked(source, draft)
            saved = backup.create(library, backups, f"before-restore-{stamp()}")
            with closing(connect(draft, "rw")) as new:
                new.execute("ATTACH ? AS replaced", [os.fsencode(library)])
                with transaction(new):
                    carry_over.add_notes(new, "replaced", datetime.now(UTC))
                    carry_over.add_citation_keys(new, "replaced")
            backup.overwrite(library, draft)
        finally:
            upgrade.remove(draft)
    return saved


def _copy_checked(source: Path, draft: Path) -> None:
    if not source.is_file():
        raise NotALibrary("not a regular file" if source.exists() else "no such file")
    if source.stat().st_size > LIMITS.size:
        raise NotALibrary(f"larger than {LIMITS.size // 1_000_000} MB")
    end = time.monotonic() + LIMITS.seconds
    try:
        with closing(connect(source, "ro")) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
            if integrity.is_damaged(connection) or not upgrade.is_app_database(
                connection, "library"
            ):
                raise NotALibrary("not a valid library of Daily Papers")
            found = schema.version(connection)
            if found > schema.latest("library"):
                raise NotALibrary(f"written by a newer Daily Papers (version {found})")
            left = LIMITS._replace(seconds=end - time.monotonic())
            upgrade.copy_to(connection, draft, "library", clean=clean_whole, limits=left)
    except row_copy.TooLarge as error:
        raise NotALibrary(str(error)) from None
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_INTERRUPT:
            raise NotALibrary(f"reading it takes more than {LIMITS.seconds:.0f} s") from None
        if access_error(error):
            raise
        raise NotALibrary("not a valid library of Daily Papers") from None
