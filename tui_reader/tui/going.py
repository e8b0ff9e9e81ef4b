"""Going to a date or a period, fetched where it is missing; and to papers like this one."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from contextlib import aclosing
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tui_reader import dates, sync
from tui_reader.commands import LIST
from tui_reader.dates import Period
from tui_reader.hub.errors import HubError
from tui_reader.models import FIRST_EDITION, THIS_MONTH, THIS_WEEK, Day, ListSource, id_of, key_of
from tui_reader.store import ReadOnly, queries, rows
from tui_reader.tui.lists import paper_lists
from tui_reader.tui.ordering import Ordering
from tui_reader.tui.rendering.paper_page import title_text
from tui_reader.tui.rendering.text_fit import fit
from tui_reader.tui.widgets.sidebar import SidebarRow

if TYPE_CHECKING:
    from tui_reader.store.search.similar import Similar

EXAMPLES = "2025-03-17, mar 17, yesterday, friday, 2025-03, 2025-W12"


class Going(Ordering):
    """Lists that are gone to by name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._like = ""  # the title of the paper that those of the list are like
        self._similar: Similar | None = None

    async def more_shelves(self) -> list[SidebarRow]:
        periods = [
            SidebarRow(THIS_WEEK, "This week", " "),
            SidebarRow(THIS_MONTH, "This month", " "),
        ]
        return [*(periods if self.days else []), *await super().more_shelves()]

    # A date

    def action_go_to_date(self) -> None:
        self.run_worker(self._go_to_date(), group="dialog", exclusive=True)

    async def _go_to_date(self) -> None:
        from tui_reader.tui.dialogs.prompts import Prompt

        wrong, typed = "", ""
        while True:
            title = f"{wrong}\n\nGo to a date" if wrong else "Go to a date"
            prompt = Prompt(title, typed, suggestions(self.days))
            answer = await self.app.push_screen_wait(prompt)
            if not answer or not answer.strip():
                return
            typed = answer
            found = dates.parse_day(typed, self.today)
            wrong = why_not(typed, found, self.today)
            if not wrong:
                break
        if isinstance(found, Period):
            await self._go_to_period(found)
        elif found is not None:
            await self.go_to(ListSource.edition(found))
        self.show_pane(LIST)

    async def _go_to_period(self, period: Period) -> None:
        """What is on disk of it at once; the rest is fetched."""
        await self.open(ListSource.period(period))
        synced = await self.store.read(queries.synced)
        days = sync.days_back(min(period.last, self.today), period.first)
        missing = [day for day in days if day not in synced and not sync.is_weekend(day)]
        if missing:
            self.run_worker(self._fetch_days(period, missing), group="fetch-day", exclusive=True)

    async def _fetch_days(self, period: Period, days: list[date]) -> None:
        place, problem = ListSource.period(period), ""
        try:
            async with (
                await self.hub() as hub,
                aclosing(sync.fetch(hub, self.store, days, self.today)) as steps,
            ):
                async for step in steps:
                    self.say(f"Fetching {period}: {step.done} of {step.total} days … Esc leaves it")
                    problem = problem or step.problem
                    if step.day is not None and step.changed:
                        await self.fill_sidebar()
                        if place == self.place and not self.keys:
                            await self.reopen(place)
        except (HubError, ReadOnly) as error:
            problem = str(error)
        self.say(problem, error=bool(problem))
        if place == self.place:
            await self.reopen(place, self.key if self.papers.cursor else None)

    # More like this

    async def action_similar(self) -> None:
        if self.key is not None:
            await self.visit(ListSource("similar", id_of(self.key)))
            self.show_pane(LIST)

    async def keys_of(self, place: ListSource) -> array[int] | None:
        if place.kind != "similar":
            return await super().keys_of(place)
        from tui_reader.store.search import similar

        like = key_of(place.value)
        found = await self.store.read(rows.entries, [like])
        self._like = title_text(found[like].paper.title) if like in found else place.value
        self._similar = await self.store.read(similar.similar, like)
        alike, order = self._similar.keys, self.order_of(place)
        return await self.store.read(paper_lists.shaped, alike, place, order)

    def name_of(self, place: ListSource) -> str:
        if place.kind == "similar":
            return f"Like {fit(self._like, self.size.width // 5, self.glyphs.more)}"
        return super().name_of(place)

    def title_notes(self) -> Sequence[str]:
        why = ""
        if self.place and self.place.kind == "similar" and self._similar and self.key is not None:
            why = self._similar.why(self.key)
        return [*super().title_notes(), *([why] if why else [])]

    def on_cursor_moved(self) -> None:
        super().on_cursor_moved()
        if self.place and self.place.kind == "similar":
            self.show_title()


def suggestions(days: Sequence[Day]) -> list[str]:
    """What can be gone to: the newest editions, the months, and all other editions on disk."""
    held = [dates.long(day.day) for day in days]
    newest = days[0].day if days else FIRST_EDITION
    months = []
    month = dates.month_of(newest)
    while month.last >= FIRST_EDITION:
        months.append(str(month))
        month = dates.month_of(month.first - timedelta(days=1))
    return ["yesterday", *held[1:6], *months, *held[:1], *held[6:]]


def why_not(typed: str, found: date | Period | None, today: date) -> str:
    """What is wrong with a date that was typed; "" where it can be gone to."""
    if found is None:
        return f"No day, week or month: {typed.strip()}\nSuch as {EXAMPLES}"
    first, last = (found.first, found.last) if isinstance(found, Period) else (found, found)
    if last < FIRST_EDITION:
        return f"The first edition was {dates.long(FIRST_EDITION)}"
    if first > today + timedelta(days=1):
        return f"Not yet: the newest edition is of {dates.long(today)}"
    return ""
