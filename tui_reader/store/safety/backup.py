"""Copies of the library: daily for a week, before migrations and restores, and on request."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from tui_reader.files import PRIVATE, replacing
from tui_reader.paths import make_private
from tui_reader.store.database import Damaged, DatabaseFile, connect

DAILY = 7


def copy(source: DatabaseFile, target: Path, check: Callable[[Path], bool] | None = None) -> None:
    """Copy a database, even while it is in use. The target is complete or does not exist.

    Raises Damaged if the copy fails `check`, OSError, sqlite3.Error.
    """
    with replacing(target, overwrite=True) as part:
        part.touch(PRIVATE)
        with closing(source.connect("ro")) as old, closing(connect(part, "rw")) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
        if check is not None and not check(part):
            raise Damaged("database disk image is malformed")


def overwrite(path: Path, new: Path) -> None:
    """Replace the content of a database with that of another one, in one transaction.

    The file stays the same: open connections read the old content or the new one.
    """
    with closing(connect(path, "rwc")) as old:
        page = int(old.execute("PRAGMA page_size").fetchone()[0])
        with closing(connect(new, "rw")) as draft:
            if int(draft.execute("PRAGMA page_size").fetchone()[0]) != page:
                draft.execute("PRAGMA journal_mode = DELETE")  # WAL fixes the page size
                draft.execute(f"PRAGMA page_size = {page:d}")
                draft.execute("VACUUM")
            old.execute("PRAGMA synchronous = FULL")
            draft.backup(old)
        old.execute("PRAGMA journal_mode = WAL")
        old.execute("PRAGMA wal_checkpoint(PASSIVE)")


def create(library: Path, folder: Path, name: str) -> Path:
    """Copy the library to `library-<name>.db` in the backups folder, and return the path."""
    make_private(folder)
    target = folder / f"library-{name}.db"
    copy(DatabaseFile(library), target)
    return target


def daily(
    library: Path, folder: Path, now: datetime, check: Callable[[Path], bool] | None = None
) -> None:
    """Make today's copy, once, and delete daily copies beyond the last seven.

    `check` is called for the copy. Raises Damaged, and deletes nothing, if it returns False.
    """
    target = folder / f"library-{now.date().isoformat()}.db"
    if target.exists():
        return
    make_private(folder)
    copy(DatabaseFile(library), target, check)
    dated = sorted(folder.glob("library-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].db"))
    for old in dated[:-DAILY]:
        if old != target:  # a wrong clock may have dated others later
            old.unlink(missing_ok=True)


def newest(folder: Path) -> list[Path]:
    """The automatic copies, newest first."""
    found = []
    for path in folder.glob("library-*.db"):
        with suppress(OSError):
            found.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(found, reverse=True)]
