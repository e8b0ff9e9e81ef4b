"""Split a long Markdown text into sections that can be parsed one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MAX_NESTING = 12  # nested quotes and lists that are recognized

_MIN_SECTION_LENGTH = 3_000  # characters, from which a section ends at the next paragraph
_MAX_SECTION_LENGTH = 8_000  # characters, from which it ends wherever it is
_LONG_LINE = 5_000
_LONG_HEADER = 600
_LINE_COST = 30  # the cost of parsing a line or a cell, in characters

_FENCE = re.compile(r"[ >]*(`{3,}(?=[^`]*$)|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_NUMBERED = re.compile(r"\d{1,9}[.)] ")
_TABLE_RULE = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t:-]*)+$")
_PICTURE = re.compile(r" {0,3}(?:\[?!\[|<img\b|\([a-z]\)[^.]{0,100}\.?\s*$)")  # or its title
_QUOTES = re.compile(rf"^((?:[ ]{{0,3}}>){{{MAX_NESTING}}})[ >]*>")


class Heading(NamedTuple):
    """A heading: its section, its index among the section's headings, and its Markdown text."""

    section: int
    number: int
    level: int
    title: str


def headings(lines: Iterable[str]) -> Iterator[list[Heading]]:
    """Yield the headings of each section; the text between them is not parsed."""
    for index, section in enumerate(sections(lines)):
        found = enumerate(heading_lines(section.split("\n")))
        yield [Heading(index, number, level, title) for number, (_, level, title) in found if title]


def heading_lines(lines: Iterable[str]) -> Iterator[tuple[range, int, str]]:
    """Yield the numbers of the lines, the level and the Markdown text of each heading."""
    fence = before = ""
    for number, line in enumerate(lines):
        if opened := _FENCE.match(line):
            if not fence:
                fence = opened[1]
            elif opened[1].startswith(fence):
                fence = ""
        elif not fence and (match := _HEADING.match(line)):
            title = line[match.end() :].strip().rstrip("#").rstrip()
            yield range(number, number + 1), len(match[1]), title
            line = ""
        elif _is_title(before) and line[:1] in "=- " and (match := _UNDERLINE.match(line)):
            yield range(number - 1, number + 1), 1 if match[1][0] == "=" else 2, before
        before = line.strip()


def _is_title(line: str) -> bool:
    """Return whether a line can be a heading if the next one underlines it."""
    return line[:1].isalnum() and "|" not in line and not _NUMBERED.match(line)


def sections(lines: Iterable[str]) -> Iterator[str]:
    """Yield pieces of a few thousand characters that begin at a heading or a paragraph.

    Pictures stay with the paragraphs around them, one of which is their caption. A longer code
    block continues in a new fence, a longer table under a copy of its header.
    """
    kept: list[str] = []
    size = 0
    fence = fence_line = ""
    header: list[str] = []
    before = ""  # the last line that is not blank
    for line in _bounded(lines):
        blank = not kept or not kept[-1].strip()
        is_near_picture = _PICTURE.match(line) or _PICTURE.match(before)
        if not fence and (
            (
                size > _MIN_SECTION_LENGTH
                and blank
                and line[:1] not in ("", " ", "\t")
                and not is_near_picture
            )
            or (size > _MIN_SECTION_LENGTH // 3 and _HEADING.match(line))
            or size > _MAX_SECTION_LENGTH
        ):
            yield "\n".join(kept)
            kept = header[:] if size > _MAX_SECTION_LENGTH and "|" in line else []
            size = sum(map(len, kept))
        elif fence and size > _MAX_SECTION_LENGTH:
            yield "\n".join([*kept, fence])
            kept, size = [fence_line], len(fence_line)
        if _TABLE_RULE.match(line) and kept and "|" in kept[-1]:
            header = [kept[-1], line] if len(line) < _LONG_HEADER else []
        elif "|" not in line:
            header = []
        if found := _FENCE.match(line):
            if not fence:
                fence, fence_line = found[1], line
            elif found[1].startswith(fence) and not line[found.end() :].strip():
                fence = ""
        kept.append(line)
        before = line if line.strip() else before
        size += len(line) + _LINE_COST + (_LINE_COST * header[0].count("|") if header else 0)
    yield "\n".join(kept)


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        line = _QUOTES.sub(r"\1", line) if line.lstrip(" ")[:1] == ">" else line
        while len(line) > _LONG_LINE:
            at = line.rfind(" ", _LONG_LINE // 2, _LONG_LINE)
            at = at if at > 0 else _LONG_LINE
            yield line[:at]
            yield ""
            line = line[at:].lstrip()
        yield line
