"""`daily-papers bookmark`: what is kept, from a script."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from tui_reader import ensure_local, selection, tags
from tui_reader.cli import completion, output, param_types
from tui_reader.cli.commands.list import json_option, limit_option
from tui_reader.cli.context import (
    Mode,
    demo_option,
    offline_option,
    pass_mode,
)
from tui_reader.cli.errors import NOT_FOUND
from tui_reader.cli.params import papers_argument
from tui_reader.cli.table import glyphs, papers, print_papers
from tui_reader.models import id_of, key_of
from tui_reader.store import (
    Store,
    import_export,
    library,
    queries,
)
from tui_reader.store.safety.trash import restore_from_bin
from tui_reader.text.sanitize import clean, line


@click.group("bookmark", short_help="add, remove, list, restore bookmarks")
def bookmark_command() -> None:
    """Add bookmarks, take them away, list them, bring removed ones back.

    \b
    Examples:
      daily-papers bookmark add 2512.08765 2512.07461 --tag agents
      daily-papers bookmark add https://arxiv.org/abs/2512.08765 --note 'for Tue'
      daily-papers bookmark list --tag agents --json
      daily-papers bookmark remove 2512.08765
      daily-papers bookmark list --removed
      daily-papers bookmark restore 2512.08765
    """


@bookmark_command.command("add", short_help="bookmark papers, fetched where they are missing")
@papers_argument
@click.option(
    "--tag", "-t", "tagged", multiple=True, metavar="TAG", shell_complete=completion.tags,
    help="Tag them too; more than once for several tags.",
)  # fmt: skip
@click.option("--note", metavar="TEXT", help="Write this note on each of them.")
@offline_option
@demo_option
@pass_mode
@click.pass_context
def _add(
    ctx: click.Context, mode: Mode, ids: tuple[str, ...], tagged: tuple[str, ...], note: str | None
) -> None:
    """Bookmark papers. Those that are not on disk are fetched."""
    now = datetime.now(UTC)
    with mode.store() as store:
        names = tag_names(store, tagged)
        had = ensure_local.have(mode, store, ids)
        if had.keys:
            store.write_library_sync(library.bookmark, had.keys, True, now)
            if names:
                store.write_library_sync(library.tag, had.keys, names, (), now)
            for key in had.keys if note else ():
                store.write_library_sync(library.note, key, clean(note or ""), now)
            output.tell(f"{papers(len(had.keys))} bookmarked.")
    ctx.exit(had.code)


@bookmark_command.command("remove", short_help="take bookmarks away")
@papers_argument
@demo_option
@pass_mode
@click.pass_context
def _remove(ctx: click.Context, mode: Mode, ids: tuple[str, ...]) -> None:
    """Take bookmarks away. They can be restored for 30 days; tags and notes stay."""
    now = datetime.now(UTC)
    keys = list(dict.fromkeys(map(key_of, ids)))
    with mode.store() as store:
        held = set(store.read_sync(import_export.bookmarked, keys))
        store.write_library_sync(library.bookmark, [key for key in keys if key in held], False, now)
    ctx.exit(_told(keys, held, "removed", "is not bookmarked"))


@bookmark_command.command("restore", short_help="bring removed ones back, for 30 days")
@papers_argument
@demo_option
@pass_mode
@click.pass_context
def _restore(ctx: click.Context, mode: Mode, ids: tuple[str, ...]) -> None:
    """Bring back bookmarks that were removed in the last 30 days, with tags and notes."""
    keys = list(dict.fromkeys(map(key_of, ids)))
    with mode.store() as store:
        held = set(store.write_library_sync(restore_from_bin, keys, datetime.now(UTC)))
    ctx.exit(_told(keys, held, "restored", "is not among the removed"))


def _told(keys: list[int], done: set[int], what: str, why_not: str) -> int:
    """Say what was done, and to which papers it could not be. Returns the exit code."""
    if done:
        output.tell(f"{papers(len(done))} {what}.")
    for key in keys:
        if key not in done:
            output.tell(f"{id_of(key)} {why_not}.")
    return 0 if done.issuperset(keys) else NOT_FOUND


@bookmark_command.command("list", short_help="all that you keep, or what was removed")
@click.option(
    "--tag", "-t", metavar="TAG", shell_complete=completion.tags, help="Only with this tag."
)
@click.option("--removed", is_flag=True, help="Those that can be restored.")
@limit_option
@json_option
@demo_option
@pass_mode
def _list(mode: Mode, tag: str | None, removed: bool, limit: int, as_json: bool) -> None:
    """All that you keep (bookmarked, tagged or with a note), the last kept first."""
    param_types.only_one(tag=tag, removed=removed)
    with mode.store() as store:
        if removed:
            found = selection.Chosen("Removed", store.read_sync(import_export.removed))
        elif tag:
            found = selection.Chosen(
                f"#{line(tag, 60)}", store.read_sync(queries.tagged, line(tag))
            )
        else:
            found = selection.bookmarks(store)
        entries = found.entries(store, limit)
    total = len(found.keys)
    heading = f"{found.title} {glyphs().dot} {papers(total)}"
    print_papers(entries, total, as_json, heading)


def tag_names(store: Store, typed: tuple[str, ...]) -> list[str]:
    """Tags as they are stored, in the spelling that is in use. Raises UsageError for what is no
    tag."""
    known = [tag for tag, _ in store.read_sync(queries.tags)] if typed else []
    names: list[str] = []
    for one in typed:
        read = tags.read(tags.word(one), known)
        if len(read) != 1:
            raise click.UsageError(f"{param_types.quoted(one)} is no tag.")
        names += read
    return list(dict.fromkeys(names))
