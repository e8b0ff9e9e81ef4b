"""The session: saved in the library at exit, restored at the next launch."""

from typing import Any, NamedTuple

from tui_reader.models import ListSource, id_of, key_of
from tui_reader.settings import DENSITIES

SESSION = "left"  # name of the library's key-value entry


class Session(NamedTuple):
    """The open list, the paper at the cursor, both scroll positions (lines), orders and sizes.

    `orders` and `sizes` are not checked here.
    """

    source: ListSource | None = None
    key: int | None = None
    top: int = 0
    sidebar_top: int = 0
    orders: object = None
    sizes: object = None
    sidebar_hidden: bool = False
    density: str = ""  # empty: the density from the settings
    is_new: bool = False  # nothing was saved: the first launch

    @classmethod
    def from_json(cls, saved: object) -> "Session":
        """Read a saved session; invalid parts are as at a first launch."""
        if not isinstance(saved, dict):
            return cls(is_new=True)
        match saved.get("tops"):
            case [int(top), int(sidebar_top)]:
                tops = (top, sidebar_top)
            case _:
                tops = (0, 0)
        source = ListSource.from_json(saved.get("place"))
        key = _key(saved.get("paper"))
        density = saved.get("density")
        return cls(
            source,
            key,
            *tops,
            saved.get("orders"),
            saved.get("sizes"),
            sidebar_hidden=saved.get("sidebar_hidden") is True,
            density=density if density in DENSITIES else "",
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "place": self.source and self.source.to_json(),
            "paper": None if self.key is None else id_of(self.key),
            "tops": [self.top, self.sidebar_top],
            "orders": self.orders,
            "sizes": self.sizes,
            "sidebar_hidden": self.sidebar_hidden,
            "density": self.density,
        }

    def opened_at(self, source: ListSource | None, paper: str | None) -> "Session":
        """Return this session at a requested list or paper (an ID; invalid ones are ignored)."""
        if (source, paper) == (None, None):
            return self
        return self._replace(source=source, key=_key(paper), top=0, sidebar_top=0)


def _key(paper: object) -> int | None:
    try:
        return key_of(paper) if isinstance(paper, str) else None
    except ValueError:
        return None
