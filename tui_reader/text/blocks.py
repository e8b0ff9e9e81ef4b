"""Blocks of a document, and figures: pictures with their caption."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tui_reader.text.markdown_inline import Cell, Run, is_picture, plain
from tui_reader.text.references import match_caption

_PANEL = re.compile(r"\([a-z]\)[^.]{0,100}\.?")


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a document.

    Attributes:
        kind: heading, paragraph, figure, code, formula, table or rule.
        level: the level of a heading, from 1.
        first, rest: prefixes of its first and its other lines: a list's mark, a quote's bar.
        rows: a table's cells, the header first.
        right: which columns of a table are aligned right.
        tight: no blank line follows.
        continues: a table whose rows belong to the table before.
        target: a reference that leads to it, besides those that its text defines.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    level: int = 0
    first: str = ""
    rest: str = ""
    rows: tuple[tuple[Cell, ...], ...] = ()
    right: tuple[bool, ...] = ()
    tight: bool = False
    continues: bool = False
    target: str = ""

    @property
    def text(self) -> str:
        """Its displayed words, for a search, without styles and layout."""
        if self.rows:
            return "\n".join(" ".join(plain(cell) for cell in row) for row in self.rows)
        return plain(self.runs)

    @property
    def pictures(self) -> list[str]:
        """The URLs of its pictures and videos, as the author wrote them."""
        cells = [cell for row in self.rows for cell in row] or [self.runs]
        return [run[2] for cell in cells for run in cell if run[2] and is_picture(run)]


def with_figures(blocks: Sequence[Block]) -> Iterator[Block]:
    """Join pictures with their caption, which is above or below them."""
    at = 0
    while at < len(blocks):
        block = blocks[at]
        start = at + (_caption(blocks, at) is not None)
        end = _end_of_pictures(blocks, start)
        if start == end:  # no pictures, or some in a block with words
            yield _figure([block]) if _begins_or_ends_with_pictures(block) else block
            at += 1
        elif start > at and _is_followed_by_own_caption(blocks, start):
            yield block
            at += 1
        else:
            has_caption = start > at or _caption(blocks, end) is not None
            end += start == at and has_caption
            yield from [_figure(blocks[at:end])] if has_caption else blocks[at:end]
            at = end


def _caption(blocks: Sequence[Block], at: int) -> re.Match[str] | None:
    """The beginning of a caption without pictures; a table's own caption does not count."""
    if at >= len(blocks) or blocks[at].kind != "paragraph" or blocks[at].pictures:
        return None
    if at + 1 < len(blocks) and blocks[at + 1].kind == "table":
        return None
    return match_caption(blocks[at].text)


def _end_of_pictures(blocks: Sequence[Block], start: int) -> int:
    """Return where pictures and their panels' titles end that begin at `start`."""
    end = start
    while end < len(blocks) and blocks[end].rest == blocks[start].rest:
        block = blocks[end]
        is_panel = end > start and _PANEL.fullmatch(block.text.strip()) is not None
        words = any(run[0].strip() and not is_picture(run) for run in block.runs)
        if block.kind != "paragraph" or not (is_panel or (block.pictures and not words)):
            break
        end += 1
    return end


def _is_followed_by_own_caption(blocks: Sequence[Block], at: int) -> bool:
    """Return whether each picture from `at` on, with captions between, has its caption below.

    If the last one has none, captions are above.
    """
    while (end := _end_of_pictures(blocks, at)) > at:
        caption = _caption(blocks, end)
        if caption is None or caption["figure"] is None:
            return False
        at = end + 1
    return True


def _begins_or_ends_with_pictures(block: Block) -> bool:
    """Return whether a paragraph is pictures before or after their caption."""
    if block.kind != "paragraph" or not block.pictures:
        return False
    runs = [run for run in block.runs if run[0].strip()]
    words = [number for number, run in enumerate(runs) if not is_picture(run)]
    if not words or len(words) != words[-1] - words[0] + 1:
        return False
    text = plain(tuple(runs[words[0] : words[-1] + 1])).strip()
    return (words[0] == 0 or words[-1] == len(runs) - 1) and match_caption(text) is not None


def _figure(blocks: Sequence[Block]) -> Block:
    """One block of pictures, then their caption on one line."""
    pictures = [run for block in blocks for run in block.runs if is_picture(run)]
    words = [_one_line([run for run in block.runs if not is_picture(run)]) for block in blocks]
    captions = [match_caption(plain(own)) for own in words]
    if any(caption and caption["figure"] for caption in captions):
        pictures = [
            ("[figure]" if text.startswith("[image") else text, style, link)
            for text, style, link in pictures
        ]
    parts = [*((picture,) for picture in pictures), *filter(None, words)]
    spaced = [run for part in parts for run in ((" ", "", None), *part)]
    return replace(blocks[-1], kind="figure", runs=tuple(spaced[1:]), first=blocks[0].first)


def _one_line(runs: Sequence[Run]) -> Cell:
    """Runs without line breaks, and without white space at either end."""
    texts = [re.sub(r"\s*\n\s*", " ", text) for text, _, _ in runs]
    while texts and not texts[0].strip():
        texts, runs = texts[1:], runs[1:]
    while texts and not texts[-1].strip():
        texts, runs = texts[:-1], runs[:-1]
    if texts:
        texts[0] = texts[0].lstrip()
        texts[-1] = texts[-1].rstrip()
    return tuple((text, style, link) for text, (_, style, link) in zip(texts, runs, strict=True))
