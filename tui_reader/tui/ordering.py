"""In which order a list is: its own, or one that the reader picked for lists of its kind."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from tui_reader.models import LIST_KINDS, ListSource
from tui_reader.tui.lists import paper_lists
from tui_reader.tui.lists.paper_lists import OWN
from tui_reader.tui.returning import Returning

# What the title says of an order; what the menu calls it, and says about it.
ORDERS = {
    "upvotes": ("by upvotes", "Upvotes", "most first"),
    "comments": ("by comments", "Comments", "most first"),
    "newest": ("newest first", "Newest", "the paper's own date"),
    "title": ("by title", "Title", "by the alphabet"),
    "rising": ("rising first", "Rising", "upvotes gained since your last look"),
}
_OF_EDITIONS = frozenset(("edition", "period", "week", "month"))
_OWN = {
    "edition": ("Site", "as the Hub has it"),
    "bookmarks": ("Kept", "as the list was chosen"),
    "tag": ("Tagged", "last first"),
    "unread": ("Unread", "newest first"),
    "trending": ("Trending", "as the Hub has it"),
    "hub": ("Hub", "its best match first"),
    "search": ("Best match", "title before abstract, then recent and upvoted"),
    "watch": ("Watch", "newest first"),
    "similar": ("Most alike", ""),
}


class Ordering(Returning):
    """An order stays with the kind of list it was picked for, also at the next launch."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._orders: dict[str, str] = {}

    def order_of(self, place: ListSource) -> str:
        """The order that a list opens in: the settings' one is for editions."""
        usual = self.options.config.reader.order if place.kind in _OF_EDITIONS else OWN
        return self._orders.get(place.kind, usual)

    async def keys_of(self, place: ListSource) -> array[int] | None:
        return await self.store.read(paper_lists.keys, place, self.today, self.order_of(place))

    def action_order(self) -> None:
        if self.place is not None:
            self.run_worker(self._choose_order(self.place), group="dialog", exclusive=True)

    async def _choose_order(self, place: ListSource) -> None:
        from tui_reader.tui.dialogs.prompts import Menu

        own, about = _OWN.get(place.kind, ("Site", "most upvotes first"))
        choices = [(OWN, own, about)]
        choices += [(order, name, hint) for order, (_, name, hint) in ORDERS.items()]
        chosen = await self.app.push_screen_wait(
            Menu("Order", choices, current=self.order_of(place))
        )
        if chosen is None or self.place != place:
            return
        self._orders[place.kind] = chosen
        # Who has not moved yet looks at the top; whoever has stays with the paper.
        await self.reopen(place, self.key if self.papers.cursor else None)
        await self.remember()

    def title_notes(self) -> Sequence[str]:
        order = self.order_of(self.place) if self.place else OWN
        return [*super().title_notes(), *([ORDERS[order][0]] if order in ORDERS else [])]

    def habits(self) -> dict[str, Any]:
        return {**super().habits(), "orders": self._orders}

    def take_habits(self, left: dict[str, Any]) -> None:
        super().take_habits(left)
        orders = left.get("orders")
        if isinstance(orders, dict):
            self._orders = {
                kind: order
                for kind, order in orders.items()
                if kind in LIST_KINDS and (order == OWN or order in ORDERS)
            }
