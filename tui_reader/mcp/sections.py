"""The sections of a full text, for an agent that reads it in parts."""

from __future__ import annotations

import re
from typing import NamedTuple

from tui_reader.text import hub_markdown

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


class Section(NamedTuple):
    """A heading ("" for the text before the first one) with the text up to the next one."""

    level: int
    title: str
    text: str


def sections(source: str) -> list[Section]:
    """Split a full text, as the Hub has it, at its Markdown headings."""
    found: list[Section] = []
    level, title, fence = 0, "", ""
    lines: list[str] = []
    for line in hub_markdown.lines(source):
        if opened := _FENCE.match(line):
            fence = "" if fence and opened[1].startswith(fence) else fence or opened[1]
        heading = None if fence else _HEADING.match(line)
        if heading is not None:
            found.append(Section(level, title, "\n".join(lines).strip()))
            level, title, lines = len(heading[1]), heading[2], []
        else:
            lines.append(line)
    found.append(Section(level, title, "\n".join(lines).strip()))
    return [one for one in found if one.title or one.text]
