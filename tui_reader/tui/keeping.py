"""Keeping: tags, notes, and many papers at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from tui_reader import tags
from tui_reader.commands import DATES, LIST
from tui_reader.drafts import Draft
from tui_reader.models import BOOKMARKS, BOOKMARKS_BY_DATE, BOOKMARKS_BY_TAG, Entry, ListSource
from tui_reader.store import library, queries, rows
from tui_reader.tui.marking import Marking
from tui_reader.tui.moving import Moving
from tui_reader.tui.rendering.paper_page import title_text


class Keeping(Moving, Marking):
    """Commands that write what the reader thinks of papers, and the lists of what is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unsaved: dict[int, str] = {}  # notes whose writing failed: the editor has them again

    # Tags

    def action_tag(self) -> None:
        if self.pane == DATES:
            self.action_tags()
        elif self.chosen_keys:
            self.run_worker(self._tag(self.chosen_keys), group="dialog", exclusive=True)

    async def _tag(self, keys: list[int]) -> None:
        """Ask for the tags of papers: those that all of them have are in the line to be edited."""
        from tui_reader.tui.dialogs.prompts import Prompt

        found = await self.store.read(rows.entries, keys)
        known = [tag for tag, _ in await self.store.read(queries.tags)]
        common = shared_tags(list(found.values()))
        line = await self.app.push_screen_wait(
            Prompt(
                f"Tags of {named(list(found.values()))}",
                tags.write(common) + (", " if common else ""),
                [tags.word(tag) for tag in known],
                multiple=True,
            )
        )
        if line is None:
            return
        wanted = tags.read(line, known)
        add = [tag for tag in wanted if tag not in common]
        remove = [tag for tag in common if tag not in wanted]
        if add or remove:
            self.change(lambda now: self._write_tags(list(found), add, remove, now))

    async def _write_tags(
        self, keys: list[int], add: list[str], remove: list[str], now: datetime
    ) -> None:
        change = partial(library.tag, keys=keys, add=add, remove=remove, now=now)
        changed = [f"#{tag}" for tag in add] + [f"without #{tag}" for tag in remove]
        said = f"{len(keys)} papers: {', '.join(changed)}; U undoes it" if len(keys) > 1 else ""
        await self.mark(keys, change, " ".join(changed), said)
        await self.bookmarks_changed()

    # Notes

    def action_note(self) -> None:
        if self.entry is not None:
            self.run_worker(self._note(self.entry.paper.key), group="dialog", exclusive=True)

    async def _note(self, key: int) -> None:
        from tui_reader.tui.dialogs.note_editor import NoteEditor

        entry = (await self.store.read(rows.entries, [key]))[key]
        noted = entry.marks.note or ""
        draft = Draft(self.store.folders, entry.paper.id)
        left = self._unsaved.get(key) or await asyncio.to_thread(draft.read)
        if left is not None and left.strip() == noted.strip():
            left = None
        text = await self.app.push_screen_wait(
            NoteEditor(f"Note on {named([entry])}", noted, draft, left)
        )
        text = text.strip("\n")
        if text.strip() == noted.strip():
            self._unsaved.pop(key, None)
            await asyncio.to_thread(draft.drop)
            return
        self._unsaved[key] = text
        with suppress(OSError):
            await asyncio.to_thread(draft.write, text)
        self.change(lambda now: self._write_note(key, text, draft, now))

    async def _write_note(self, key: int, text: str, draft: Draft, now: datetime) -> None:
        await self.mark([key], partial(library.note, key=key, text=text, now=now), "note")
        self._unsaved.pop(key, None)
        await asyncio.to_thread(draft.drop)
        await self.bookmarks_changed()

    # Many at once

    def action_select(self) -> None:
        if self.key is None or self.entry is None:
            return
        self.papers.selected ^= {self.key}
        self.papers.supply({self.papers.cursor: self.entry})
        self.papers.move(1)
        self._say_selected()

    def _say_selected(self) -> None:
        number = len(self.papers.selected)
        self.say(f"{number} selected; Esc clears" if number else "")
        self.show_title()

    def _select_none(self) -> None:
        self.papers.clear_selection()
        self._say_selected()

    async def action_back(self) -> None:
        if self.pane == LIST and self.papers.selected:
            self._select_none()
        else:
            await super().action_back()

    async def open(
        self, place: ListSource, key: int | None = None, index: int = 0, top: int | None = 0
    ) -> bool:
        selected = bool(self.papers.selected)
        opened = await super().open(place, key, index, top)
        if opened and selected:
            self._say_selected()
        return opened

    def title_notes(self) -> Sequence[str]:
        number = len(self.papers.selected)
        return [*super().title_notes(), *([f"{number} selected"] if number else [])]

    # What is kept

    async def action_bookmarks(self) -> None:
        """The bookmarks; from there, in what order, or which tag of them."""
        if self.place and self.place.kind in ("bookmarks", "tag") and self.pane == LIST:
            self.action_tags()
        else:
            await self.all_written()
            await super().action_bookmarks()

    def action_tags(self) -> None:
        self.run_worker(self._tags(), group="dialog", exclusive=True)

    async def _tags(self) -> None:
        from tui_reader.tui.dialogs.prompts import Menu

        used = await self.store.read(queries.tags)
        choices: list[tuple[ListSource, str, str]] = [
            (BOOKMARKS, "Last kept first", ""),
            (BOOKMARKS_BY_DATE, "Newest paper first", ""),
            (BOOKMARKS_BY_TAG, "By tag", ""),
            *((ListSource("tag", tag), f"#{tag}", count_of(papers)) for tag, papers in used),
        ]
        place = await self.app.push_screen_wait(Menu("What is kept", choices, current=self.place))
        if place is not None and await self.go_to(place):
            self.show_pane(LIST)


def shared_tags(entries: Sequence[Entry]) -> list[str]:
    """The tags that every one of the papers has, in the first one's order."""
    if not entries:
        return []
    others = [set(entry.marks.tags) for entry in entries[1:]]
    return [tag for tag in entries[0].marks.tags if all(tag in other for other in others)]


def named(entries: Sequence[Entry]) -> str:
    """What a dialog calls the papers it is about."""
    if len(entries) == 1:
        return title_text(entries[0].paper.title)
    return count_of(len(entries))


def count_of(papers: int) -> str:
    return f"{papers} paper{'' if papers == 1 else 's'}"
