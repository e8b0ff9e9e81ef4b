"""Watches: searches with a name, whose papers are marked in every list."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tui_reader.commands import LIST
from tui_reader.models import Entry, ListSource
from tui_reader.store import library, queries
from tui_reader.text.sanitize import line
from tui_reader.tui.marking import Marking
from tui_reader.tui.searching import Searching
from tui_reader.tui.syncing import Steps
from tui_reader.tui.widgets.sidebar import SidebarRow

if TYPE_CHECKING:
    from tui_reader.query import Query

LONGEST = 60  # characters of a name


class Watching(Searching, Marking):
    """What each watch has is found at a launch and after a sync, and kept; a row asks it only
    whether its paper is there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watches: dict[str, Query] = {}
        self._caught: dict[str, frozenset[int]] = {}
        self._told = ""

    # What they have

    async def watch_again(self) -> None:
        """Find what each watch has now, and show it in sidebar and list."""
        if await self._catch():
            await self.show_again()

    async def _catch(self) -> bool:
        """Find what each watch has now. False if there is none, and was none."""
        from tui_reader.store import watches

        await self._read_watches()
        had = bool(self._caught)
        self._caught = await self.store.read(watches.matches, self.watches) if self.watches else {}
        return had or bool(self._caught)

    async def _read_watches(self) -> None:
        known = await self.store.read(queries.watches)
        if known or self.watches:
            from tui_reader import query

            self.watches = {name: query.parse(text) for name, text in known}

    def with_watches(self, entries: dict[int, Entry]) -> dict[int, Entry]:
        caught = {key: names for key in entries if (names := self._names(key))}
        return entries | {key: entries[key]._replace(watches=caught[key]) for key in caught}

    async def more_shelves(self) -> list[SidebarRow]:
        await self._read_watches()
        unread = await self._unread()
        return [
            *await super().more_shelves(),
            *(
                SidebarRow(
                    ListSource("watch", name), name, self.glyphs.watch, unread=unread.get(name)
                )
                for name in self.watches
            ),
        ]

    async def _unread(self) -> dict[str, int]:
        """How many unread papers each watch has, as far as it was found what it has."""
        if not self._caught:
            return {}
        unread = frozenset(await self.store.read(queries.unread))
        return {name: len(caught & unread) for name, caught in self._caught.items()}

    async def count_others(self) -> None:
        await self._catch_by_marks()
        for name, number in (await self._unread()).items():
            index = self.sidebar.by_source.get(ListSource("watch", name))
            if index is not None and self.sidebar.entries[index].unread != number:
                self.sidebar.update_row(index, unread=number)
        await super().count_others()

    async def _catch_by_marks(self) -> None:
        """Marks have changed: so has what those watches have that ask for marks."""
        if not self._caught:
            return
        from tui_reader.store import watches

        moving = {n: asked for n, asked in self.watches.items() if watches.by_marks(asked)}
        if moving:
            self._caught |= await self.store.read(watches.matches, moving)
            self.papers.supply({
                index: entry._replace(watches=self._names(entry.paper.key))
                for index, entry in self.papers.rows.items()
            })  # fmt: skip

    def _names(self, key: int) -> tuple[str, ...]:
        """The watches that have a paper."""
        return tuple(name for name, caught in self._caught.items() if key in caught)

    # What a sync caught

    async def _sync(self, steps: Steps) -> None:
        if not self._caught:
            await self._catch()
        await super()._sync(steps)

    async def after_sync(self) -> None:
        before = self._caught
        if await self._catch():
            await self.fill_sidebar()
            await self.show_again()
            unread = frozenset(await self.store.read(queries.unread))
            new = {name: len((self._caught[name] - before[name]) & unread)
                   for name in before.keys() & self._caught.keys()}  # fmt: skip
            self._tell(", ".join(f"{n} new for {name}" for name, n in sorted(new.items()) if n))
        await super().after_sync()

    def _tell(self, words: str) -> None:
        """Beside what the sync itself had to say; never over an error."""
        if words and not self.status.has_error:
            said = self.status.message
            self._told = f"{said} {self.glyphs.dot} {words}" if said else words
            self.say(self._told)

    def opening(self, place: ListSource) -> None:
        super().opening(place)
        if self._told and self.status.message == self._told:
            self.say("")

    def sought(self, place: ListSource) -> list[Query]:
        asked = self.watches.get(place.value) if place.kind == "watch" else None
        return [*super().sought(place), *([asked] if asked else [])]

    # Saving, opening, renaming, removing

    def action_watch(self) -> None:
        asked = self._asked_here()
        work = self._save_watch(asked) if asked else self._choose_watch()
        self.run_worker(work, group="dialog", exclusive=True)

    def _asked_here(self) -> str:
        """The query of the open list, as it would be typed; "" where none was."""
        from tui_reader.query import And, parse

        if self.place is None or (self.place.kind == "watch" and not self.place.filter):
            return ""
        parts = self.sought(self.place)
        if self.place.kind == "hub":
            parts.append(parse(self.place.value))
        return str(parts[0] if len(parts) == 1 else And(tuple(reversed(parts))))

    async def _save_watch(self, asked: str) -> None:
        name = await self._ask_for_name(f"Watch {asked} as", asked.replace("*", ""))
        if name:
            self.change(lambda now: self._write_watch(name, asked, now))

    async def _ask_for_name(self, title: str, value: str, own: str = "") -> str:
        """A name for a watch, which has its `own` perhaps; "" where the reader leaves it."""
        from tui_reader.tui.dialogs.prompts import Confirm, Prompt

        typed = await self.app.push_screen_wait(Prompt(title, value[:LONGEST]))
        name = line(typed or "")[:LONGEST].strip()
        if name in self.watches and name != own:
            question = f"Replace the watch {name}?"
            if not await self.app.push_screen_wait(Confirm(question, str(self.watches[name]))):
                return ""
        return name

    async def _write_watch(self, name: str, asked: str, now: datetime) -> None:
        await self.store.write_library(library.put_watch, name, asked, now)
        await self._watches_changed(f"Watching {name}; its papers are marked {self.glyphs.watch}")

    async def _choose_watch(self) -> None:
        from tui_reader.tui.dialogs.prompts import Menu

        await self._read_watches()
        if not self.watches:
            self.mention("No watch yet: search with /, then W saves the search as one")
            return
        here = self.place.value if self.place and self.place.kind == "watch" else None
        choices = [(name, name, str(asked)) for name, asked in self.watches.items()]
        name = await self.app.push_screen_wait(Menu("Watches", choices, current=here))
        if name is None:
            return
        what = await self.app.push_screen_wait(
            Menu(
                f"{name}: {self.watches[name]}",
                [
                    ("open", "Open", "the papers it has"),
                    ("change", "Change", "what it looks for"),
                    ("rename", "Name", "call it something else"),
                    ("remove", "Remove", "papers and marks stay"),
                ],
            )
        )
        if what == "open":
            await self.visit(ListSource("watch", name))
            self.show_pane(LIST)
        elif what is not None:
            await getattr(self, f"_{what}_watch")(name)

    async def _change_watch(self, name: str) -> None:
        from tui_reader import query
        from tui_reader.tui.dialogs.prompts import Prompt

        title = f"What {name} looks for"
        typed = await self.app.push_screen_wait(Prompt(title, str(self.watches[name])))
        asked = query.parse(typed or "")
        if asked != query.And(()):
            self.change(lambda now: self._write_watch(name, str(asked), now))

    async def _rename_watch(self, name: str) -> None:
        from tui_reader.store import watches

        new = await self._ask_for_name(f"Another name for {name}", name, name)
        if not new or new == name:
            return

        async def rename(now: datetime) -> None:
            await self.store.write_library(watches.rename, name, new)
            await self._watches_changed(f"{name} is now {new}", name, ListSource("watch", new))

        self.change(rename)

    async def _remove_watch(self, name: str) -> None:
        async def remove(now: datetime) -> None:
            await self.store.write_library(library.remove_watch, name)
            newest = ListSource.edition(self.days[0].day) if self.days else None
            await self._watches_changed(f"No longer watching {name}", name, newest)

        self.change(remove)

    async def _watches_changed(
        self, said: str, gone: str | None = None, instead: ListSource | None = None
    ) -> None:
        """Show the watches as they are. A list that is no more gives way to another."""
        await self._catch()
        await self.fill_sidebar()
        if self.place is not None and self.place.unfiltered == ListSource("watch", gone or ""):
            if instead is not None:
                await self.reopen(instead, self.key)
        elif self.place is not None and self.place.kind == "watch":
            await self.reopen(self.place, self.key)
        await self.show_again()
        self.mention(said)
