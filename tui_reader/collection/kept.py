"""What the reader keeps of one paper: the unit that travels between machines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper that is bookmarked, tagged or has a note.

    `key` is `paper.key_of` of its id. `tags` are one line each, their order means nothing. `note`
    is "" for none. `starred` is False for what a tag or a note alone keeps, without a bookmark.
    """

    key: int
    tags: tuple[str, ...] = ()
    note: str = ""
    starred: bool = True
