"""Dialogs about tags, notes, watches and hidden papers. Each returns the user's decision."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from tui_reader import query, tags
from tui_reader.dates import counted
from tui_reader.files import Draft
from tui_reader.models import (
    BOOKMARKS,
    BOOKMARKS_BY_DATE,
    BOOKMARKS_BY_TAG,
    Entry,
    ListSource,
    id_of,
)
from tui_reader.query import And
from tui_reader.store import queries, rows
from tui_reader.text.latex import to_text
from tui_reader.text.sanitize import line
from tui_reader.tui.context import ReaderContext
from tui_reader.tui.dialogs.note_editor import NoteEditor
from tui_reader.tui.dialogs.prompts import Confirm, Menu, Prompt
from tui_reader.tui.services.mark_service import Change
from tui_reader.tui.services.watches import MAX_NAME

CONFIRM_ABOVE = 50  # papers

OnSaved = Callable[[], Awaitable[None]]


async def edit_tags(
    context: ReaderContext, keys: list[int], save: Callable[[Change], object]
) -> None:
    """Edit the tags that all of these papers share."""
    entries = list((await context.store.read(rows.entries, keys)).values())
    known = [tag for tag, _ in await context.store.read(queries.tags)]
    shared = shared_tags(entries)
    prompt = Prompt(
        f"Tags of {name_papers(entries)}",
        tags.write(shared) + (", " if shared else ""),
        [tags.word(tag) for tag in known],
        multiple=True,
    )
    typed = await context.ask(prompt)
    wanted = shared if typed is None else tags.read(typed, known)
    add = [tag for tag in wanted if tag not in shared]
    remove = [tag for tag in shared if tag not in wanted]
    if add or remove:
        found = [entry.paper.key for entry in entries]
        papers = context.open_list.loaded_papers(found)
        save(context.marks.change_tags(found, add, remove, papers))


def shared_tags(entries: Sequence[Entry]) -> list[str]:
    """Return the tags that every paper has, in the first one's order."""
    if not entries:
        return []
    others = [set(entry.marks.tags) for entry in entries[1:]]
    return [tag for tag in entries[0].marks.tags if all(tag in other for other in others)]


def name_papers(entries: Sequence[Entry]) -> str:
    """Return the title of a single paper, else their number."""
    number = len(entries)
    return to_text(entries[0].paper.title) if number == 1 else counted(number, "paper")


async def confirm_many(context: ReaderContext, number: int) -> bool:
    """Ask before more than `CONFIRM_ABOVE` papers are marked as read. Return the decision."""
    if number <= CONFIRM_ABOVE:
        return True
    papers = counted(number, "paper")
    return await context.ask(Confirm(f"Mark {papers} as read?", "U undoes it.", "mark", "cancel"))


# Notes


async def edit_note(
    context: ReaderContext, key: int, save: Callable[[Change, OnSaved], object]
) -> None:
    """Edit a paper's note.

    Until it is saved the text is also in a draft file and in `context.unsaved_notes`.
    """
    entry = (await context.store.read(rows.entries, [key]))[key]
    note = entry.marks.note or ""
    draft = Draft(context.store.folders, entry.paper.id)
    unsaved = context.unsaved_notes.get(key) or await asyncio.to_thread(draft.read)
    if unsaved is not None and unsaved.strip() == note.strip():
        unsaved = None
    editor = NoteEditor(f"Note on {name_papers([entry])}", note, draft, unsaved)
    text = (await context.ask(editor)).strip("\n")
    if text.strip() == note.strip():
        await _note_saved(context, key)
        return
    context.unsaved_notes[key] = text
    with suppress(OSError):
        await asyncio.to_thread(draft.write, text)
    change = context.marks.write_note(key, text, context.open_list.loaded_papers([key]))
    save(change, partial(_note_saved, context, key))


async def _note_saved(context: ReaderContext, key: int) -> None:
    """Drop the draft of a note that is in the library."""
    context.unsaved_notes.pop(key, None)
    await asyncio.to_thread(Draft(context.store.folders, id_of(key)).drop)


async def confirm_quit(context: ReaderContext, quit: Callable[[], object]) -> None:
    """Quit, after a confirmation: there are notes that could not be saved."""
    texts = [f"{id_of(key)}: {text}" for key, text in context.unsaved_notes.items()]
    question = Confirm("Quit without saving this note?", "\n\n".join(texts), "quit", "cancel")
    if await context.ask(question):
        quit()


# Lists


async def choose_bookmark_list(
    context: ReaderContext, current: ListSource | None
) -> ListSource | None:
    """Choose how bookmarks are grouped, or one of their tags."""
    used = await context.store.read(queries.tags)
    choices: list[tuple[ListSource, str, str]] = [
        (BOOKMARKS, "Recently bookmarked", ""),
        (BOOKMARKS_BY_DATE, "By publication date", ""),
        (BOOKMARKS_BY_TAG, "By tag", ""),
        *((ListSource("tag", tag), f"#{tag}", counted(number, "paper")) for tag, number in used),
    ]
    chosen: ListSource | None = await context.ask(Menu("Bookmarks", choices, current))
    return chosen


# Watches


class WatchChange(NamedTuple):
    """`action` is open, save, rename or remove; `text` is the query to save or the new name."""

    action: str
    name: str
    text: str = ""


async def name_watch(context: ReaderContext, text: str) -> WatchChange | None:
    """Ask for the name under which a query is saved."""
    name = await _ask_name(context, "Watch name", text.replace("*", ""))
    return WatchChange("save", name, text) if name else None


async def _ask_name(context: ReaderContext, title: str, value: str, current: str = "") -> str:
    """Ask for a watch name, and before one is replaced. Return "" if the user closes the prompt."""
    typed = await context.ask(Prompt(title, value[:MAX_NAME]))
    name = line(typed or "")[:MAX_NAME].strip()
    watches = context.watches.queries
    if name in watches and name != current:
        question = Confirm(f"Replace the watch {name}?", str(watches[name]))
        if not await context.ask(question):
            return ""
    return name


async def manage_watches(context: ReaderContext, current: str | None) -> WatchChange | None:
    """Choose a watch, and an action on it."""
    await context.watches.read()
    watches = context.watches.queries
    choices = [
        (name, name, f"invalid: {problem}" if (problem := query.problem(parsed)) else str(parsed))
        for name, parsed in watches.items()
    ]
    name = await context.ask(Menu("Watches", choices, current))
    if name is None:
        return None
    actions = [
        ("open", "Show papers", ""),
        ("edit", "Edit query", ""),
        ("rename", "Rename", ""),
        ("remove", "Remove", "papers are not affected"),
    ]
    action = await context.ask(Menu(f"{name}: {watches[name]}", actions))
    if action == "edit":
        text = await ask_query(context, f"Query of {name}", str(watches[name]))
        return WatchChange("save", name, text) if text else None
    if action == "rename":
        new = await _ask_name(context, f"New name for {name}", name, name)
        return WatchChange("rename", name, new) if new and new != name else None
    return WatchChange(action, name) if action else None


async def confirm_hide(context: ReaderContext, keys: list[int]) -> bool:
    """Ask before bookmarked papers are hidden: they stay in Bookmarks."""
    entries = list((await context.store.read(rows.entries, keys)).values())
    bookmarked = [one for one in entries if one.marks.bookmarked and not one.marks.hidden]
    if not bookmarked:
        return True
    number = len(bookmarked)
    stay = "It will stay" if number == 1 else f"{counted(number, 'paper')} stay"
    return await context.ask(Confirm(f"Hide {name_papers(entries)}?", f"{stay} in Bookmarks."))


async def ask_query(context: ReaderContext, title: str, value: str = "") -> str:
    """Ask for a query until it is valid; "" if the prompt was closed or nothing was typed."""
    typed = await context.ask(Prompt(title, value, check=_query_problem))
    return str(query.parse(typed or ""))


def _query_problem(text: str) -> str:
    parsed = query.parse(text)
    if parsed == And(()) or any(map(str.isalnum, text)):
        return query.problem(parsed)
    return "Only words can be searched for."


async def choose_muted(context: ReaderContext) -> str:
    """Choose a muted query to remove; "" if the menu was closed."""
    muted = await context.store.read(queries.muted)
    if not muted:
        context.set_status("No muted words yet", until="moved")
        return ""
    choices = [(text, text, "") for text in muted]
    chosen: str | None = await context.ask(Menu("Remove muted words", choices))
    return chosen or ""
