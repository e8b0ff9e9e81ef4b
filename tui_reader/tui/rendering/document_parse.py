"""A long text in parts: parsed in a thread while its first page is read, a slice at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from time import monotonic

from tui_reader import urls
from tui_reader.text.markdown import Block
from tui_reader.text.split import headings
from tui_reader.tui.key_priority import Turns
from tui_reader.tui.widgets.paper_view import shown

Batches = Iterator[tuple[Block, ...]]

SCREENFUL = 60  # blocks with which a page is shown at first
FIRST = 0.02  # seconds of parsing after which it is shown with fewer
SLICE = 0.05  # seconds of parsing after which the rest is added

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def some(batches: Batches, enough: int, within: float) -> tuple[list[tuple[Block, ...]], bool]:
    """The next sections: so many blocks, or seconds' worth; and whether these are the last."""
    turns = Turns()
    found = [next(batches, ())]  # for the first, the parser has to be imported
    count, until = len(found[0]), monotonic() + within
    for batch in batches:
        found.append(batch)
        count += len(batch)
        if count >= enough or monotonic() > until:
            return found, False
        turns.take()
    return found, True


def outline(source: str) -> list[tuple[int, str, tuple[int, int]]]:
    """The headings of a text: level, title, and which one of which section each is."""
    found: list[tuple[int, str, tuple[int, int]]] = []
    turns = Turns()
    for section in headings(source):
        for one in section:
            title = shown(_LINK.sub(r"\1", one.title)).replace("*", "")
            found.append((one.level, title, (one.section, one.number)))
        turns.take()
    return found


def links_in(blocks: list[Block]) -> dict[str, tuple[str, int]]:
    """The words of each link of a text, and the first block that has it."""
    found: dict[str, tuple[str, int]] = {}
    for index, block in enumerate(blocks):
        for text, url in links_of(block):
            found.setdefault(url, (text, index))
    return found


@lru_cache(maxsize=1024)
def links_of(block: Block) -> list[tuple[str, str]]:
    """The words and the address of the links in a block that can be opened."""
    found: list[tuple[str, str]] = []
    for cell in [cell for row in block.rows for cell in row] or [block.runs]:
        for text, _, target in cell:
            link = urls.door(target) if target else None
            if link is None:
                continue
            if found and found[-1][1] == link.url:
                text = found.pop()[0] + text
            found.append((text, link.url))
    return found
