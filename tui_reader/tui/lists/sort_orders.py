"""The sort order of each kind of list: the user's choice, else the settings'."""

from typing import NamedTuple

from tui_reader.models import LIST_KINDS, ListSource
from tui_reader.store.lists import DEFAULT_ORDER


class Order(NamedTuple):
    """`title` is shown in the title bar, `name` and `hint` in the menu."""

    title: str
    name: str
    hint: str


ORDERS = {
    "upvotes": Order("by upvotes", "Upvotes", "most first"),
    "comments": Order("by comments", "Comments", "most first"),
    "newest": Order("newest first", "Publication date", "newest first"),
    "title": Order("by title", "Title A–Z", ""),
    "rising": Order("rising first", "Rising", "upvotes gained since you last looked"),
    "for-you": Order("for you", "For you", "most similar to your saved papers first"),
}
ORDER_LETTERS = "ducntrf"  # letters of the default and of ORDERS, the same in every list
_EDITION_KINDS = frozenset(("edition", "period", "week", "month"))
_DEFAULTS = {
    "edition": ("Hub order", "most upvotes first"),
    "bookmarks": ("Bookmarks", "as grouped"),
    "tag": ("Tagged", "most recently tagged first"),
    "away": ("For you", "watch matches first, then the best fit"),
    "unread": ("Unread", "newest first"),
    "trending": ("Trending", "in the Hub's order"),
    "hub": ("Hub", "best match first"),
    "search": ("Best match", "title before abstract, then recent and upvoted"),
    "watch": ("Watch", "newest first"),
    "similar": ("Most similar", ""),
    "for-you": ("For you", "most similar to your saved papers first"),
    "hidden": ("Hidden", "most recently hidden first"),
}


class SortOrders:
    """A chosen order applies to all lists of the same kind and is saved with the session.

    Args:
        edition_order: The order of editions from the settings.
    """

    def __init__(self, edition_order: str) -> None:
        self._edition_order = edition_order
        self._chosen: dict[str, str] = {}

    def order_of(self, source: ListSource) -> str:
        """Return the order that a list opens in."""
        usual = self._edition_order if source.kind in _EDITION_KINDS else DEFAULT_ORDER
        return self._chosen.get(source.kind, usual)

    def choose(self, source: ListSource, order: str) -> None:
        """Use an order for all lists of this kind."""
        self._chosen[source.kind] = order

    def title_of(self, source: ListSource) -> str:
        """Return what the title bar says about the order; "" for the default."""
        order = ORDERS.get(self.order_of(source))
        return order.title if order else ""

    def choices(self, source: ListSource) -> list[tuple[str, str, str]]:
        """Return `(order, name, hint)` for a menu, the list's default first."""
        name, hint = _DEFAULTS.get(source.kind, ("Hub order", "most upvotes first"))
        return [
            (DEFAULT_ORDER, name, hint),
            *((order, one.name, one.hint) for order, one in ORDERS.items()),
        ]

    def to_json(self) -> dict[str, str]:
        return dict(self._chosen)

    def load(self, saved: object) -> None:
        """Restore saved choices, ignoring unknown ones."""
        if isinstance(saved, dict):
            self._chosen = {
                kind: order
                for kind, order in saved.items()
                if kind in LIST_KINDS and (order == DEFAULT_ORDER or order in ORDERS)
            }
