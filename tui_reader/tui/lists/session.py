"""Where the reader left off: what the library keeps of it between two launches."""

from __future__ import annotations

from typing import Any, NamedTuple

from tui_reader.models import ListSource, id_of, key_of

LEFT = "left"  # its name in the library


class Left(NamedTuple):
    """Where a launch begins: a list, a paper in it, and how far both lists were scrolled."""

    place: ListSource | None = None
    key: int | None = None
    top: int = 0
    days_top: int = 0

    @classmethod
    def at_paper(cls, place: ListSource | None, paper: str | None) -> Left:
        """What the reader was asked to open. A paper that is no id is none."""
        return cls(place, _key(paper))

    @classmethod
    def from_json(cls, left: Any) -> Left:
        """What was kept; whatever is not as we keep it is as at a first launch."""
        if not isinstance(left, dict):
            return cls()
        match left.get("tops"):
            case [int(papers), int(days)]:
                tops = (papers, days)
            case _:
                tops = (0, 0)
        return cls(ListSource.from_json(left.get("place")), _key(left.get("paper")), *tops)

    def to_json(self) -> dict[str, Any]:
        return {
            "place": self.place and self.place.to_json(),
            "paper": None if self.key is None else id_of(self.key),
            "tops": [self.top, self.days_top],
        }


def _key(paper: Any) -> int | None:
    try:
        return key_of(paper) if isinstance(paper, str) else None
    except ValueError:
        return None
