"""Parse a long document in slices, in a thread, while its first page is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from time import monotonic

from tui_reader import urls
from tui_reader.text import hub_markdown
from tui_reader.text.latex import to_text
from tui_reader.text.markdown import ANCHORS, Block, Document
from tui_reader.text.references import is_reference
from tui_reader.text.split import headings
from tui_reader.tui.key_priority import KeyPriority

Batches = Iterator[tuple[Block, ...]]

FIRST_PAGE_BLOCKS = 60  # enough to show the first page
FIRST_PAGE_SECONDS = 0.02  # seconds of parsing after which the page is shown with fewer
PARSE_SLICE = 0.05  # seconds of parsing between updates of the view

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<!--.{0,500}?-->")
_EMPHASIS = re.compile(r"(\*{1,3}|(?<!\w)_{1,2})(?=\S)(.{1,300}?)(?<=\S)\1(?!\w)")
_MAX_LABEL = 200  # characters
_MARKS = re.compile(r"^(?:\[[a-z]+\] )+")  # of a figure's pictures
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def parse_some(
    batches: Batches, min_blocks: int, max_seconds: float
) -> tuple[list[tuple[Block, ...]], bool]:
    """Parse the next sections.

    Args:
        batches: The sections, parsed on demand.
        min_blocks: Number of blocks after which to stop.
        max_seconds: Seconds after which to stop.

    Returns:
        The sections, and whether they are the last ones.
    """
    priority = KeyPriority()
    found = [next(batches, ())]  # the first one imports the parser, so the clock starts after it
    count, until = len(found[0]), monotonic() + max_seconds
    for batch in batches:
        found.append(batch)
        count += len(batch)
        if count >= min_blocks or monotonic() > until:
            return found, False
        priority.yield_to_keys()
    return found, True


def outline(source: str) -> list[tuple[int, str, tuple[int, int]]]:
    """Return the headings of a Markdown text: (level, title, (section, n-th heading in it))."""
    found: list[tuple[int, str, tuple[int, int]]] = []
    priority = KeyPriority()
    for section in headings(hub_markdown.lines(source)):
        for one in section:
            found.append((one.level, heading_title(one.title), (one.section, one.number)))
        priority.yield_to_keys()
    return found


def heading_title(source: str) -> str:
    """Return the words of a heading, from its Markdown."""
    title = unescape(_TAG.sub("", _LINK.sub(r"\1", source)))
    words = to_text(_EMPHASIS.sub(r"\2", title)).replace("`", "").split()
    return " ".join(words).rstrip(ANCHORS)


def links_in(document: Document) -> dict[str, tuple[str, int]]:
    """Return (label, first block) of each link in a document, in three groups.

    URLs are named by their text, pictures by their caption, and references within the text by the
    beginning of their target. A reference to a figure is left out: its picture is in the list.
    """
    outside: dict[str, tuple[str, int]] = {}
    pictures: dict[str, tuple[str, int]] = {}
    references: dict[str, tuple[str, int]] = {}
    for index, block in enumerate(document.blocks):
        shown = block.pictures
        for text, url in block_links(block):
            if url in shown:
                label = _MARKS.sub("", block.text) if block.kind == "figure" else text
                pictures.setdefault(url, (label, index))
            elif not is_reference(url):
                outside.setdefault(url, (text, index))
            elif (target := document.targets.get(url, index)) != index:
                leads_to = document.blocks[target]
                if not leads_to.pictures:
                    references.setdefault(url, (_label(leads_to, url), index))
    return outside | pictures | references


def _label(block: Block, link: str) -> str:
    """Return the line of a block that a reference leads to: the entry of a list of references."""
    lines = block.text.split("\n")
    mark = f"[{link.rpartition('-')[2]}]"
    line = next((one for one in lines if one.startswith(mark)), lines[0])
    return f"{block.first.strip(' •')} {line}".strip()[:_MAX_LABEL]


def block_links(block: Block) -> list[tuple[str, str]]:
    """Return (label, reference or URL as written) of a block's links that may be followed."""
    found: list[tuple[str, str]] = []
    for cell in [cell for row in block.rows for cell in row] or [block.runs]:
        for text, _, target in cell:
            if target is None or not (is_reference(target) or urls.check(target)):
                continue
            if found and found[-1][1] == target:
                text = found.pop()[0] + text
            found.append((text, target))
    return found
