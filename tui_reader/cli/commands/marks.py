"""`daily-papers tag`, `note`, `mark`: the reader's marks, from a script."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from tui_reader import ensure_local
from tui_reader.cli import completion, output, param_types
from tui_reader.cli.commands.bookmark import tag_names
from tui_reader.cli.context import (
    Mode,
    demo_option,
    offline_option,
    pass_mode,
)
from tui_reader.cli.errors import Failed, NotFound
from tui_reader.cli.params import paper_argument, papers_argument
from tui_reader.cli.table import papers
from tui_reader.drafts import Draft
from tui_reader.models import id_of
from tui_reader.store import library, queries, rows
from tui_reader.text.sanitize import clean

F = TypeVar("F", bound=Callable[..., Any])


def _tags_option(name: str, help: str) -> Callable[[F], F]:
    return click.option(
        f"--{name}", f"-{name[0]}", multiple=True, metavar="TAG", help=help,
        shell_complete=completion.tags,
    )  # fmt: skip


@click.command("tag", short_help="add tags to papers, take them away, list them")
@click.argument(
    "ids",
    type=param_types.paper,
    nargs=-1,
    metavar="[ID|URL]...",
    shell_complete=completion.bookmarked,
)
@_tags_option("add", "A tag to add; more than once for several.")
@_tags_option("remove", "A tag to take away; more than once for several.")
@offline_option
@demo_option
@pass_mode
@click.pass_context
def tag_command(
    ctx: click.Context,
    mode: Mode,
    ids: tuple[str, ...],
    add: tuple[str, ...],
    remove: tuple[str, ...],
) -> None:
    """Add tags to papers and take tags away. Without papers: all tags, with how many carry each.

    A tag keeps a paper as a bookmark does.

    \b
    Examples:
      daily-papers tag 2512.08765 --add agents --add 'to read'
      daily-papers tag 2512.08765 --remove 'to read'
      daily-papers list --unread | cut -f1 | xargs daily-papers tag --add backlog
      daily-papers tag
    """
    if not ids:
        if add or remove:
            raise click.UsageError("Which papers? Give their ids or URLs.")
        with mode.store() as store:
            for name, count in store.read_sync(queries.tags):
                output.put(f"{count}\t{name}\n")
        return
    if not (add or remove):
        raise click.UsageError("Say what to --add or to --remove.")
    with mode.store() as store:
        new, old = tag_names(store, add), tag_names(store, remove)
        had = ensure_local.have(mode, store, ids)
        if had.keys:
            store.write_library_sync(library.tag, had.keys, new, old, datetime.now(UTC))
            output.tell(f"{papers(len(had.keys))} tagged.")
    ctx.exit(had.code)


@click.command("note", short_help="write or print a paper's note")
@paper_argument
@click.argument("text", required=False)
@click.option("--edit", "-e", is_flag=True, help="Write it in $VISUAL or $EDITOR.")
@click.option("--history", is_flag=True, help="Print the texts that were replaced, newest first.")
@offline_option
@demo_option
@pass_mode
@click.pass_context
def note_command(
    ctx: click.Context, mode: Mode, paper: str, text: str | None, edit: bool, history: bool
) -> None:
    """Write a paper's note, or print it. A note keeps a paper as a bookmark does.

    TEXT replaces the note; `-` reads it from stdin; an empty one removes it.

    \b
    Examples:
      daily-papers note 2512.08765 'Section 4 is the point.'
      daily-papers note 2512.08765 - < review.md
      daily-papers note 2512.08765 --edit
      daily-papers note 2512.08765 --history
      daily-papers note 2512.08765
    """
    param_types.only_one(edit=edit, history=history)
    if (edit or history) and text is not None:
        raise click.UsageError("Either a text or --edit or --history.")
    with mode.store() as store:
        had = ensure_local.have(mode, store, [paper])
        if not had.keys:
            ctx.exit(had.code)
        (key,) = had.keys
        if history:
            _print_history(store.read_sync(queries.older_notes, key), key)
            return
        held = store.read_sync(rows.entries, [key])[key].marks.note or ""
        draft = Draft(store.folders, id_of(key))
        if edit:
            text = _edited(held, draft)
        elif text == "-":
            text = sys.stdin.read()
        if text is None:
            if not held:
                raise NotFound(f"{id_of(key)} has no note.")
            output.put(held.rstrip("\n") + "\n")
            return
        written = clean(text).strip()
        if written != held:
            store.write_library_sync(library.note, key, written, datetime.now(UTC))
        if edit:
            draft.drop()
        output.tell("Note written." if written else "No note now.")


def _print_history(older: list[tuple[str, str]], key: int) -> None:
    if not older:
        raise NotFound(f"No note of {id_of(key)} was ever replaced.")
    for replaced, note in older:
        when = replaced[:16].replace("T", " ")
        output.put(output.style(f"Replaced {when} UTC", "bold") + "\n", styled=True)
        output.put(note.rstrip("\n") + "\n\n")


def _edited(held: str, draft: Draft) -> str:
    """The note as the person's editor left it, begun with what was left unsaved if there is such.
    Raises Failed where nothing was saved."""
    left = draft.read()
    goes_on = left is not None and left.strip() != held.strip()
    if goes_on:
        output.tell("This goes on with what was not saved the last time.")
    else:
        draft.write(held)
    problem = ""
    try:
        click.edit(filename=str(draft.file))
    except click.ClickException as error:
        problem = error.format_message()
    text = draft.read()
    if text is None or (text == held and not goes_on):
        draft.drop()
        raise Failed(problem or "Nothing was saved in the editor; the note is as it was.")
    if problem:
        raise Failed(f"{problem} What it saved is there again with the next --edit.")
    return text


@click.command("mark", short_help="mark papers read or unread")
@click.argument("state", type=click.Choice(("read", "unread")))
@papers_argument
@offline_option
@demo_option
@pass_mode
@click.pass_context
def mark_command(ctx: click.Context, mode: Mode, state: str, ids: tuple[str, ...]) -> None:
    """Mark papers read, or unread again.

    \b
    Examples:
      daily-papers mark read 2512.08765
      daily-papers list --unread | cut -f1 | xargs daily-papers mark read
    """
    with mode.store() as store:
        had = ensure_local.have(mode, store, ids)
        if had.keys:
            now = datetime.now(UTC)
            store.write_library_sync(library.mark_read, had.keys, state == "read", now)
            output.tell(f"{papers(len(had.keys))} marked {state}.")
    ctx.exit(had.code)
