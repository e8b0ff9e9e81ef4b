"""`daily-papers bookmark`: add, remove, list and restore bookmarks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

import click

from tui_reader import dates, selection, tags
from tui_reader.cli import completion, output, param_types, params
from tui_reader.cli.context import AppContext, local_options, network_options
from tui_reader.cli.errors import NOT_FOUND
from tui_reader.cli.table import print_papers
from tui_reader.models import id_of, key_of
from tui_reader.selection import Selection
from tui_reader.store import Store, import_export, library, queries
from tui_reader.store.library import restore_from_trash
from tui_reader.store.undo import SHELL, Step
from tui_reader.text.sanitize import clean_whole

Change = Callable[[sqlite3.Connection], object]


@click.group("bookmark")
def bookmark_command() -> None:
    """Add, remove, list and restore bookmarks.

    \b
    Examples:
      daily-papers bookmark add 2512.08765 2512.07461 --tag agents
      daily-papers bookmark add https://arxiv.org/abs/2512.08765 --note 'for Tue'
      daily-papers bookmark list --tag agents --json
      daily-papers bookmark remove 2512.08765
      daily-papers bookmark list --removed
      daily-papers bookmark restore 2512.08765
    """


@bookmark_command.command("add", short_help="bookmark papers")
@params.papers_argument()
@params.tags_option("Add this tag too.")
@click.option("--note", metavar="TEXT", help="Set the note of each paper to this text.")
@network_options
def _add(app: AppContext, ids: tuple[str, ...], tag: tuple[str, ...], note: str | None) -> int:
    """Bookmark papers. Papers that are not on disk are fetched."""
    now = datetime.now(UTC)
    with app.store() as store:
        names = spelled_tags(store, tag)
        result = params.fetch_and_save(app, store, ids)
        if result.keys:
            more: list[Change] = []
            if names:
                more.append(partial(library.tag, keys=result.keys, add=names, remove=(), now=now))
            if note:
                text = clean_whole(note)
                more.append(partial(library.note, keys=result.keys, text=text, now=now))
            add_bookmarks(store, result.keys, now, more)
    return params.code(result)


def add_bookmarks(
    store: Store, keys: Sequence[int], now: datetime, more: Sequence[Change] = ()
) -> None:
    """Bookmark papers and print how many were new. `more` is part of the same undo step."""
    existing = set(store.read_sync(import_export.bookmarked, list(keys)))
    new = [key for key in keys if key not in existing]
    changes: list[Change] = [partial(library.bookmark, keys=new, on=True, now=now), *more]
    step = Step(SHELL, "bookmark")
    store.write_library_sync(library.change_together, keys, changes, now, step)
    parts = [f"{dates.counted(len(new), 'paper')} bookmarked"] if new or not existing else []
    if existing:
        one = "was" if len(existing) == 1 else "were"
        count = f"{len(existing):,}" if new else dates.counted(len(existing), "paper")
        parts.append(f"{count} {one} already bookmarked")
    output.echo_err(", ".join(parts) + ".")


@bookmark_command.command("remove", short_help="remove bookmarks")
@params.papers_argument()
@local_options
def _remove(app: AppContext, ids: tuple[str, ...]) -> int:
    """Remove bookmarks. They can be restored for 30 days. Tags and notes are not removed."""
    now = datetime.now(UTC)
    keys = list(dict.fromkeys(map(key_of, ids)))
    with app.store() as store:
        existing = set(store.read_sync(import_export.bookmarked, keys))
        found = [key for key in keys if key in existing]
        if found:
            step = Step(SHELL, "bookmark removed")
            store.write_library_sync(library.bookmark, found, False, now, step)
    return _report(keys, existing, "removed", "is not bookmarked")


@bookmark_command.command("restore", short_help="restore removed bookmarks")
@params.papers_argument()
@local_options
def _restore(app: AppContext, ids: tuple[str, ...]) -> int:
    """Restore bookmarks that were removed in the last 30 days, with tags and notes."""
    keys = list(dict.fromkeys(map(key_of, ids)))
    with app.store() as store:
        step = Step(SHELL, "bookmark restored")
        restored = set(store.write_library_sync(restore_from_trash, keys, datetime.now(UTC), step))
    return _report(keys, restored, "restored", "is not among the removed bookmarks")


def _report(keys: list[int], done: set[int], action: str, reason: str) -> int:
    """Print the result, and the reason for papers without one. Returns the exit code."""
    if done:
        output.echo_err(f"{dates.counted(len(done), 'paper')} {action}.")
    for key in keys:
        if key not in done:
            output.echo_err(f"{id_of(key)} {reason}.")
    return 0 if done.issuperset(keys) else NOT_FOUND


@bookmark_command.command("list", short_help="list saved or removed papers")
@click.option(
    "--tag", "-t", metavar="TAG", shell_complete=completion.tags, help="Only papers with this tag."
)
@click.option("--removed", is_flag=True, help="Removed bookmarks that can be restored.")
@params.limit_option
@params.json_option
@local_options
def _list(app: AppContext, tag: str | None, removed: bool, limit: int, as_json: bool) -> None:
    """List saved papers (bookmarked, tagged or with a note), most recently saved first."""
    param_types.mutually_exclusive(tag=tag, removed=removed)
    with app.store() as store:
        params.require_library(store)
        if removed:
            found = Selection("Removed", store.read_sync(import_export.removed))
        elif tag is not None:
            (name,) = spelled_tags(store, (tag,))
            found = Selection(f"#{name}", store.read_sync(queries.tagged, name))
        else:
            found = selection.bookmarks(store)
        entries = found.entries(store, limit)
    print_papers(found, entries, as_json)


def spelled_tags(store: Store, typed: tuple[str, ...]) -> list[str]:
    """Return tags in the spelling already in use. Raises UsageError for an invalid tag."""
    known = [tag for tag, _ in store.read_sync(queries.tags)] if typed else []
    names: list[str] = []
    for one in typed:
        read = tags.read(tags.word(one), known)
        if len(read) != 1:
            raise click.UsageError(f"{param_types.quoted(one)} is not a valid tag.")
        names += read
    return list(dict.fromkeys(names))
