"""Parse the Markdown of papers, comments and notes into blocks, section by section, without I/O.

A paper of several megabytes is cut into small sections first, which takes no time; each is parsed
on demand, so that the first page is shown at once. `layout` turns blocks into lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from tui_reader.text import hub_markdown
from tui_reader.text.blocks import Block, with_figures
from tui_reader.text.latex import math as latex_math
from tui_reader.text.markdown_inline import Cell, InlineRuns, Run, is_picture, plain
from tui_reader.text.markdown_latex import preserve_latex, tidy_tex
from tui_reader.text.references import Targets
from tui_reader.text.sanitize import clean
from tui_reader.text.split import MAX_NESTING, sections

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["END", "Block", "Cell", "Document", "Run", "batches", "is_picture", "parse", "plain"]

ANCHORS = " ¶🔗"  # symbols of heading links, at the end of a heading
END = 2**31  # as a block: the end of the text
_MAX_LENGTH = 6_000_000  # characters of a document
_MAX_LINES = 200_000  # lines and cells of a document
_MAX_ROWS = 1_000  # rows of a table; further rows become another table
_MAX_BRACKETS = 500  # per section; with more, the search for links takes too long
_CUT = "[The rest is too long to be shown.]"

_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]{1,200}\]:[ \t]+\S[^\n]{0,2000}$", re.M)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_BAR = "▎ "
_NUMERIC = re.compile(
    r"[−–+±~≈<>≤≥$-]{0,2}\d[\d.,]*(?:\s?(?:%|[KMBGTx×k]|ms|s|h)(?![A-Za-z]))?"
    r"(?:\s?(?:[±/]|\+/-)\s?\d[\d.,]*%?)?(?:\s?\([^()]{1,12}\))?[*†‡↑↓]?"
)
_NO_NUMBER = frozenset(("", "-", "–", "—", "−", "--", "N/A", "n/a", "✓", "✗", "×", "?", "/", "OOM"))


@dataclass
class Document:
    """The part of a text that has been parsed.

    Attributes:
        contents: level, title and block index of each heading.
        starts: the index of each section's first block.
        targets: the block that a reference such as `#figure-3` leads to.
    """

    blocks: list[Block] = field(default_factory=list)
    contents: list[tuple[int, str, int]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    targets: dict[str, int] = field(default_factory=dict)
    _targets: Targets = field(default_factory=Targets)

    def add(self, batch: tuple[Block, ...]) -> None:
        """Add the blocks of the next section."""
        self.starts.append(len(self.blocks))
        for block in batch:
            before = self.blocks[-1] if self.blocks else None
            if block.continues and before and 0 < len(before.rows) < _MAX_ROWS:
                self.blocks[-1] = replace(
                    before, rows=before.rows + block.rows[1:], right=_right(before, block)
                )
                continue
            if block.kind == "heading":
                title = " ".join(block.text.split()).rstrip(ANCHORS)
                self.contents.append((block.level, title, len(self.blocks)))
            own = [block.target] if block.target else []
            for target in own + self._targets.of(block.kind, block.text, block.first):
                self.targets.setdefault(target, len(self.blocks))
            self.blocks.append(block)

    def heading(self, section: int, number: int) -> int | None:
        """Return the block of a section's heading, counted from 0; None if not parsed yet."""
        if section >= len(self.starts):
            return None
        first, past = self.starts[section], (*self.starts[section + 1 : section + 2], END)[0]
        at = bisect_left(self.contents, first, key=lambda heading: heading[2]) + number
        there = at < len(self.contents) and self.contents[at][2] < past
        return self.contents[at][2] if there else first


def parse(source: str, breaks: bool = False, users: str | None = None) -> Document:
    """Parse a whole text at once: for a comment or a note.

    Args:
        breaks: a line break in the source is one on the screen, as in the Hub's comments.
        users: the base URL of user pages, for links from "@name"; None: no such links.
    """
    document = Document()
    for batch in batches(source, breaks, with_mentions=False, users=users):
        document.add(batch)
    return document


def batches(
    source: str, breaks: bool = False, with_mentions: bool = True, users: str | None = None
) -> Iterator[tuple[Block, ...]]:
    """Yield the blocks of `source` section by section; each takes some milliseconds.

    Can run in a thread and be stopped early: it shares no state with other calls.

    Args:
        breaks, users: as for `parse`.
        with_mentions: "Figure 3" and "[12]" in running text are references, `Document.targets`.
    """
    usual, brackets = _parsers()
    if len(source) > _MAX_LENGTH:
        source = f"{source[:_MAX_LENGTH]}\n\n{_CUT}"
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    known: dict[str, Any] = {}
    definitions = [found[0] for found in _DEFINITION.finditer(source)]
    usual.parse("\n".join(definitions[:2_000]), known)
    left = _MAX_LINES
    inline = InlineRuns(breaks, with_mentions, users)
    before = ""
    for section in sections(hub_markdown.lines(source)):
        reader = brackets if section.count("[") > _MAX_BRACKETS else usual
        batch = _Builder(reader, inline).blocks(reader.parse(section, known))
        cut = before.rpartition("\n")[2]  # the table continues if the section ended in a row
        if batch and batch[0].kind == "table" and "|" in cut and "|" in section.split("\n", 1)[0]:
            batch = (replace(batch[0], continues=True), *batch[1:])
        before = section
        yield batch
        left -= section.count("\n") + sum(sum(map(len, block.rows)) for block in batch)
        if left < 0:
            yield (Block("paragraph", ((_CUT, "muted", None),)),)
            return


@cache
def _parsers() -> tuple[MarkdownIt, MarkdownIt]:
    """The usual parser, and one that treats brackets as text.

    Threads may share them: parsing changes nothing in them. Each takes 200 KB.
    """
    return _parser(), _parser().disable(["link", "image"])


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # imported on first use: 30 ms

    reader = MarkdownIt("commonmark", {"maxNesting": 3 * MAX_NESTING})
    reader.enable(["table", "strikethrough"])
    reader.disable("text_join")  # an escaped \$ must not become part of a formula again
    preserve_latex(reader)
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


class _Builder:
    """Converts the tokens of one section to blocks."""

    def __init__(self, reader: MarkdownIt, inline: InlineRuns) -> None:
        self.reader = reader
        self.inline = inline
        self.done: list[Block] = []
        self.frames: list[str] = []  # marks of lists and quotes before the next line
        self.counts: list[int | None] = []  # next number of each list
        self.right: list[bool] = []
        self.rows: list[list[Cell]] = []

    def blocks(self, tokens: list[Token]) -> tuple[Block, ...]:
        level = 0
        for place, token in enumerate(tokens):
            kind = token.type
            if kind == "heading_open":
                level = int(token.tag[1:])
            elif kind == "heading_close":
                level = 0
            elif kind == "inline" and self.rows:
                self.rows[-1].append(self.inline.of(token, ""))
            elif kind == "inline":
                style = "heading" if level else "quote" if _BAR in self.frames else ""
                runs = self.inline.of(token, style)
                kind = "heading" if level else "paragraph"
                self.add(kind, runs, level=level, tight=tokens[place - 1].hidden)
            elif kind in ("fence", "code_block"):
                code = clean(token.content.expandtabs(4).rstrip("\n"))
                self.add("code", ((code, "code", None),))
            elif kind == "formula":
                shown = latex_math.render(tidy_tex(token.content), display=True)
                self.add("formula", ((shown, "", None),))
            elif kind == "html_block":
                self.html(token.content)
            elif kind == "hr":
                self.add("rule")
            else:
                self.frame(kind, token)
        return tuple(with_figures(self.done))

    def frame(self, kind: str, token: Token) -> None:
        """Handle tokens that open and close lists, quotes and tables."""
        if kind == "blockquote_open":
            self.frames.append(_BAR)
        elif kind in ("bullet_list_open", "ordered_list_open"):
            ordered = kind.startswith("ordered")
            self.counts.append(int(token.attrs.get("start", 1)) if ordered else None)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.counts.pop()
            if not self.counts and self.done:
                self.done[-1] = replace(self.done[-1], tight=False)
        elif kind == "list_item_open":
            number = self.counts[-1]
            if number is not None:
                self.counts[-1] = number + 1
            self.frames.append("• " if number is None else f"{number}. ")
        elif kind in ("blockquote_close", "list_item_close"):
            self.frames.pop()
        elif kind == "tr_open":
            self.rows.append([])
        elif kind == "th_open":
            self.right.append("right" in str(token.attrs.get("style", "")))
        elif kind == "table_close":
            rows = tuple(tuple(row) for row in self.rows)
            self.add("table", rows=rows, right=_numeric(rows, self.right))
            self.rows, self.right = [], []

    def html(self, source: str) -> None:
        """A block of HTML as paragraphs."""
        source = _COMMENT.sub("", source).strip()
        if not source:
            return
        for token in self.reader.parseInline(source):
            for part in _paragraphs(self.inline.of(token, "")):
                self.add("paragraph", part)

    def add(
        self,
        kind: str,
        runs: Cell = (),
        *,
        level: int = 0,
        tight: bool = False,
        rows: tuple[tuple[Cell, ...], ...] = (),
        right: tuple[bool, ...] = (),
    ) -> None:
        """Add the next block, prefixed by the pending marks of lists and quotes."""
        if not (plain(runs).strip() or rows or kind == "rule"):
            return
        first = "".join(self.frames[:MAX_NESTING])
        self.frames = [frame if frame == _BAR else " " * len(frame) for frame in self.frames]
        rest = "".join(self.frames[:MAX_NESTING])
        self.done.append(Block(kind, runs, level, first, rest, rows, right, tight))


def _paragraphs(runs: Cell) -> Iterator[Cell]:
    """Runs of HTML, cut where block elements begin and end."""
    kept: list[Run] = []
    for text, style, link in runs:
        for number, part in enumerate(text.split("\n")):
            if number and any(run[0].strip() for run in kept):
                yield tuple(kept)
            if number:
                kept = []
            if part.strip() or (part and kept):
                kept.append((part if kept else part.lstrip(), style, link))
    if any(run[0].strip() for run in kept):
        yield tuple(kept)


def _numeric(rows: tuple[tuple[Cell, ...], ...], right: list[bool]) -> tuple[bool, ...]:
    """Return which columns are aligned right: numbers, and columns that the author aligned
    right."""
    found = list(right)
    for column in range(len(right)):
        cells = [plain(row[column]).strip() for row in rows[1:] if column < len(row)]
        numbers = [cell for cell in cells if cell not in _NO_NUMBER]
        if numbers and all(_NUMERIC.fullmatch(cell) for cell in numbers):
            found[column] = True
    return tuple(found)


def _right(before: Block, after: Block) -> tuple[bool, ...]:
    """The alignment of a table whose rows were parsed in two parts: numbers in both."""
    return tuple(a and b for a, b in zip(before.right, after.right, strict=False))
