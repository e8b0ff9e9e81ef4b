"""`daily-papers tag`, `note` and `mark`."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from tui_reader import dates
from tui_reader.cli import output, param_types, params
from tui_reader.cli.commands.bookmark import spelled_tags
from tui_reader.cli.context import AppContext, network_options
from tui_reader.cli.errors import DONE, NOT_FOUND, Failed, NotFound
from tui_reader.files import Draft
from tui_reader.models import id_of
from tui_reader.store import Store, library, queries, rows
from tui_reader.store.undo import SHELL, Step
from tui_reader.text.sanitize import clean_whole


@click.command("tag")
@params.papers_argument(required=False)
@params.tags_option("A tag to add.", "add")
@params.tags_option("A tag to remove.", "remove")
@network_options
def tag_command(
    app: AppContext, ids: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...]
) -> int:
    """Add tags to papers or remove them. Without papers: list all tags with the number of papers.

    A tagged paper is saved, like a bookmarked one.

    \b
    Examples:
      daily-papers tag 2512.08765 --add agents --add 'to read'
      daily-papers tag 2512.08765 --remove 'to read'
      daily-papers list --unread | cut -f1 | xargs daily-papers tag --add backlog
      daily-papers tag
    """
    if not ids:
        if add or remove:
            raise click.UsageError("Specify the papers by their IDs or URLs.")
        with app.store() as store:
            params.require_library(store)
            for name, count in store.read_sync(queries.tags):
                output.echo(f"{count}\t{name}\n")
        return DONE
    if not (add or remove):
        raise click.UsageError("Specify a tag to --add or to --remove.")
    with app.store() as store:
        new, old = spelled_tags(store, add), spelled_tags(store, remove)
        result = params.fetch_and_save(app, store, ids)
        changed = _change_tags(store, result.keys, new, old)
    return params.code(result) or (DONE if changed else NOT_FOUND)


def _change_tags(store: Store, keys: list[int], new: list[str], old: list[str]) -> bool:
    """Add and remove tags and print what changed. Returns False if no paper had a tag of `old`."""
    entries = store.read_sync(rows.entries, keys)
    before = {key: {tag.casefold() for tag in entries[key].marks.tags} for key in keys}
    gains = [key for key in keys if any(tag.casefold() not in before[key] for tag in new)]
    losses = [key for key in keys if any(tag.casefold() in before[key] for tag in old)]
    if gains or losses:
        store.write_library_sync(
            library.tag,
            sorted({*gains, *losses}, key=keys.index),
            new,
            old,
            datetime.now(UTC),
            Step(SHELL, "tags"),
        )
    if new:
        output.echo_err(f"{dates.counted(len(gains), 'paper')} tagged.")
        if len(gains) < len(keys):
            output.echo_err(
                f"{dates.counted(len(keys) - len(gains), 'paper')} already had these tags."
            )
    if losses:
        output.echo_err(f"Tags removed from {dates.counted(len(losses), 'paper')}.")
    names = ", ".join(map(param_types.quoted, old))
    for key in keys if old else ():
        if key not in losses:
            output.echo_err(f"{id_of(key)} is not tagged {names}.")
    return bool(new or losses)


@click.command("note")
@params.paper_argument
@click.argument("text", required=False)
@click.option("--edit", "-e", is_flag=True, help="Edit the note in $VISUAL or $EDITOR.")
@click.option("--history", is_flag=True, help="Print previous versions, newest first.")
@network_options
def note_command(app: AppContext, paper: str, text: str | None, edit: bool, history: bool) -> int:
    """Print or replace a paper's note. A paper with a note is saved, like a bookmarked one.

    TEXT replaces the note; `-` reads it from stdin; an empty TEXT removes the note.

    \b
    Examples:
      daily-papers note 2512.08765 'Section 4 is the point.'
      daily-papers note 2512.08765 - < review.md
      daily-papers note 2512.08765 --edit
      daily-papers note 2512.08765 --history
      daily-papers note 2512.08765
    """
    param_types.mutually_exclusive(edit=edit, history=history)
    if (edit or history) and text is not None:
        raise click.UsageError("TEXT, --edit and --history cannot be used together.")
    with app.store() as store:
        prints = text is None and not edit
        if prints:
            params.require_library(store)
        result = (params.fetch if prints else params.fetch_and_save)(app, store, [paper])
        if result.missing:
            return params.code(result)
        (key,) = result.keys
        if history:
            _print_history(store.read_sync(queries.older_notes, key), key)
            return DONE
        current = result.entries(store)[0].marks.note or ""
        draft = Draft(store.folders, id_of(key))
        if edit:
            text = _edit(current, draft)
        elif text == "-":
            text = output.read_stdin().decode("utf-8", "replace")
        if text is None:
            if not current:
                raise NotFound(f"{id_of(key)} has no note.")
            output.echo(current.rstrip("\n") + "\n")
            return DONE
        written = clean_whole(text).strip()
        if written != current:
            store.write_library_sync(
                library.note, [key], written, datetime.now(UTC), Step(SHELL, "note")
            )
        if edit:
            draft.drop()
        if written == current:
            output.echo_err("The note was not changed.")
        else:
            output.echo_err("Note saved." if written else "Note removed.")
    return DONE


def _print_history(older: list[tuple[str, str]], key: int) -> None:
    if not older:
        raise NotFound(f"The note of {id_of(key)} has no previous versions.")
    for replaced, note in older:
        when = dates.local(datetime.fromisoformat(replaced)).strftime("%Y-%m-%d %H:%M")
        output.echo(output.style(f"Replaced {when}", "bold") + "\n", styled=True)
        output.echo(note.rstrip("\n") + "\n\n")


def _edit(current: str, draft: Draft) -> str:
    """Return the note as saved in the user's editor, which starts with an unsaved draft if any.

    Raises Failed if nothing was saved.
    """
    unsaved = draft.read()
    resumed = unsaved is not None and unsaved.strip() != current.strip()
    if resumed:
        output.echo_err("Resuming the unsaved draft.")
    else:
        draft.write(current)
    problem = ""
    try:
        click.edit(filename=str(draft.file))
    except click.ClickException as error:
        problem = error.format_message()
    text = draft.read()
    if text is None or (text == current and not resumed):
        draft.drop()
        raise Failed(problem or "Nothing was saved in the editor. The note was not changed.")
    if problem:
        raise Failed(f"{problem.rstrip('.')}. The next --edit resumes the draft.")
    return text


@click.command("mark")
@click.argument("state", type=click.Choice(("read", "unread")))
@params.papers_argument()
@network_options
def mark_command(app: AppContext, state: str, ids: tuple[str, ...]) -> int:
    """Mark papers as read or unread.

    \b
    Examples:
      daily-papers mark read 2512.08765
      daily-papers list --unread | cut -f1 | xargs daily-papers mark read
    """
    with app.store() as store:
        result = params.fetch_and_save(app, store, ids)
        if result.keys:
            now = datetime.now(UTC)
            step = Step(SHELL, "read mark" if len(result.keys) == 1 else "read marks")
            store.write_library_sync(library.mark_read, result.keys, state == "read", now, step)
            output.echo_err(f"{dates.counted(len(result.keys), 'paper')} marked as {state}.")
    return params.code(result)
