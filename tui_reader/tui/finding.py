"""Finding again: another order, a date, a period, a watch, more like this."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tui_reader import dates, query
from tui_reader.dates import Period
from tui_reader.paper import Entry, id_of
from tui_reader.store import library, lists, watches
from tui_reader.store.similar import Similar, similar
from tui_reader.tui import places
from tui_reader.tui.commands import LIST
from tui_reader.tui.days import Shelf
from tui_reader.tui.marking import Marking
from tui_reader.tui.places import OWN, THIS_MONTH, THIS_WEEK, Place
from tui_reader.tui.rows import Rows
from tui_reader.tui.searching import Searching

ORDERS = (
    (OWN, "the list's own", "the site's of an edition, the best match of a search"),
    ("upvotes", "upvotes", "most first"),
    ("comments", "comments", "most first"),
    ("newest", "newest", "last published first"),
    ("title", "title", "by the alphabet"),
    ("rising", "rising", "most upvotes since your last look"),
)


class Finding(Searching, Marking):
    """What is on disk, in other ways than by its edition."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order: str = self.options.config["reader.order"]
        self._caught: dict[str, frozenset[int]] = {}
        self._similar = Similar(array("q"))

    # Order

    def action_order(self) -> None:
        self.run_worker(self._choose_order(), group="dialog", exclusive=True)

    async def _choose_order(self) -> None:
        from tui_reader.tui.dialogs import Menu

        chosen = await self.app.push_screen_wait(Menu("Order", ORDERS, at=self.order))
        if chosen is not None and self.place is not None:
            self.order = chosen
            await self.open(self.place, self.key)

    async def keys_of(self, place: Place) -> array[int] | None:
        return await self.store.read(places.keys, place, self.today, self.order)

    def habits(self) -> dict[str, Any]:
        return {**super().habits(), "order": self.order}

    def take_habits(self, left: dict[str, Any]) -> None:
        super().take_habits(left)
        if left.get("order") in [order for order, _, _ in ORDERS]:
            self.order = left["order"]

    def title_notes(self) -> list[str]:
        notes = [*super().title_notes()]
        if self.order != OWN:
            notes.append(f"by {self.order}")
        if self.place and self.place.kind == "similar" and self.key is not None:
            notes += filter(None, [self._similar.why(self.key)])
        return notes

    def on_rows_moved(self, message: Rows.Moved) -> None:
        super().on_rows_moved(message)
        if self.place and self.place.kind == "similar":
            self.show_title()

    # A date

    def action_go_to_date(self) -> None:
        self.run_worker(self._go_to_date(), group="dialog", exclusive=True)

    async def _go_to_date(self) -> None:
        from tui_reader.tui.dialogs import Prompt

        def wrong(typed: str) -> str | None:
            if not typed.strip() or dates.parse_day(typed, self.today) is not None:
                return None
            return "not a day, week or month; try 2026-03-17, mar 17, yesterday, 2026-03"

        typed = await self.app.push_screen_wait(Prompt("Go to a date", check=wrong))
        found = dates.parse_day(typed, self.today) if typed else None
        if isinstance(found, Period):
            await self.open(Place.period(found))
        elif isinstance(found, date):
            await self.go_to(Place.edition(found))
        if found is not None:
            self.show_pane(LIST)

    # More like this

    async def action_similar(self) -> None:
        key = self.key
        if key is None:
            return
        self._remember_former()
        self._similar = await self.store.read(similar, key)
        await self.open(Place("similar", id_of(key)))

    # Watches

    def action_watch(self) -> None:
        searched = self.place is not None and self.place.kind == "search"
        work = self._save_watch() if searched else self._choose_watch()
        self.run_worker(work, group="dialog", exclusive=True)

    async def _save_watch(self) -> None:
        from tui_reader.tui.dialogs import Prompt

        words = self.place.value if self.place else ""
        name = await self.app.push_screen_wait(Prompt(f"Watch {words} as", words))
        if name and name.strip():
            wanted = name.strip()[:60]

            async def put(now: datetime) -> None:
                await self.store.write_library(library.put_watch, wanted, words, now)
                await self._watches_changed(f"Watching {wanted}")

            self.change(put)

    async def _choose_watch(self) -> None:
        from tui_reader.tui.dialogs import Menu

        known = await self.store.read(lists.watches)
        if not known:
            self.mention("No watches yet: search with / and save the search with W")
            return
        choices = [(name, name, asked) for name, asked in known]
        name = await self.app.push_screen_wait(Menu("Watches", choices))
        if name is None:
            return
        what = await self.app.push_screen_wait(
            Menu(name, [("open", "open it", ""), ("remove", "remove it", "")])
        )
        if what == "open":
            await self.open(Place("watch", name))
        elif what == "remove":

            async def remove(now: datetime) -> None:
                await self.store.write_library(library.remove_watch, name)
                await self._watches_changed(f"No longer watching {name}")

            self.change(remove)

    async def _watches_changed(self, said: str) -> None:
        await self.watch_again()
        await self.fill_sidebar()
        await self.show_again()
        self.mention(said)

    async def watch_again(self) -> dict[str, int]:
        """See what the watches have now. Returns how many papers are new in each."""
        known = await self.store.read(lists.watches)
        before = self._caught
        asked = {name: query.parse(text) for name, text in known}
        self._caught = await self.store.read(watches.caught, asked) if asked else {}
        return {
            name: len(keys - before[name]) for name, keys in self._caught.items() if name in before
        }

    async def more_shelves(self) -> list[Shelf]:
        shelves = [Shelf(THIS_WEEK, "This week"), Shelf(THIS_MONTH, "This month")]
        for name, _ in await self.store.read(lists.watches):
            keys = list(self._caught.get(name, ()))
            unread = len(await self.store.read(lists.unread_among, keys)) if keys else None
            shelves.append(Shelf(Place("watch", name), name, self.glyphs.watch, unread=unread))
        return [*await super().more_shelves(), *shelves]

    async def read_entries(self, keys: Iterable[int], day: date | None) -> dict[int, Entry]:
        found = await super().read_entries(keys, day)
        for name, caught in self._caught.items():
            for key in caught & found.keys():
                found[key] = replace(found[key], watches=(*found[key].watches, name))
        return found

    async def after_sync(self) -> None:
        new = {name: number for name, number in (await self.watch_again()).items() if number}
        if self._caught:
            await self.fill_sidebar()
            await self.show_again()
        if new:
            self.say(", ".join(f"{number} new for {name}" for name, number in new.items()))
        await super().after_sync()
