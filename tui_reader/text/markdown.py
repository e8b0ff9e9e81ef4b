"""Markdown of papers, comments and notes as blocks, section by section. Opens and fetches nothing.

A paper of several megabytes is cut into small sections first, which takes no time; each is parsed
when it is asked for, so that the first page is there at once. `layout` turns blocks into lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from tui_reader.text import latex
from tui_reader.text.latex_symbols import script
from tui_reader.text.markdown_latex import leave_latex
from tui_reader.text.sanitize import clean
from tui_reader.text.split import DEEPEST, sections

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Run = tuple[str, str, str | None]
"""Text, style and link. A style is words in a row: bold, italic, code, strike, heading, quote,
muted, link; "" for plain. A link is what the author wrote: it has to go through `links.door`."""
Cell = tuple[Run, ...]

END = 2**31  # a block that stands for the end of a text
_LONGEST = 6_000_000  # characters of a document
_MOST = 200_000  # lines and cells of a document
_MOST_BRACKETS = 500  # in a section; with more, the search for links takes too long
_CUT = "[The rest is too long to be shown.]"

_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[ \t]+\S[^\n]{0,2000}$", re.M)
_ADDRESS = re.compile(r"https?://[^\s<>\[\]{}\"'`|\\^]{1,2000}")
_TAG = re.compile(r"<(/?)(br|sup|sub)\s*/?>", re.I)

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_BAR = "▎ "
_STYLES = {"strong": "bold", "em": "italic", "s": "strike"}


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document that stands for itself.

    `kind` is heading, paragraph, code, formula, table or rule; `level` is a heading's. `first`
    and `rest` stand before its first and its other lines: a list's marker, the bar of a quote.
    A table has `rows` of cells, the header first, and `right`: which columns hold numbers. Where
    it is `tight`, no blank line follows.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    level: int = 0
    first: str = ""
    rest: str = ""
    rows: tuple[tuple[Cell, ...], ...] = ()
    right: tuple[bool, ...] = ()
    tight: bool = False

    @property
    def text(self) -> str:
        """Its words, for a search: what is shown, without styles and layout."""
        if self.rows:
            return "\n".join(" ".join(plain(cell) for cell in row) for row in self.rows)
        return plain(self.runs)


@dataclass
class Document:
    """What has been parsed so far; `contents` holds level, title and block index of headings,
    `starts` the index of each section's first block."""

    blocks: list[Block] = field(default_factory=list)
    contents: list[tuple[int, str, int]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def add(self, batch: tuple[Block, ...]) -> None:
        self.starts.append(len(self.blocks))
        for block in batch:
            if block.kind == "heading":
                title = " ".join(block.text.split())
                self.contents.append((block.level, title, len(self.blocks)))
            self.blocks.append(block)

    def heading(self, section: int, number: int) -> int | None:
        """The block of a section's heading, counted from 0; None where it has not come yet."""
        if section >= len(self.starts):
            return None
        first, past = self.starts[section], (*self.starts[section + 1 : section + 2], END)[0]
        at = bisect_left(self.contents, first, key=lambda heading: heading[2]) + number
        there = at < len(self.contents) and self.contents[at][2] < past
        return self.contents[at][2] if there else first


def parse(source: str, breaks: bool = False) -> Document:
    """The whole document at once: for what is short, a comment or a note.

    With `breaks` a line break in the source is one on the screen, as in the Hub's comments.
    """
    document = Document()
    for batch in batches(source, breaks):
        document.add(batch)
    return document


def batches(source: str, breaks: bool = False) -> Iterator[tuple[Block, ...]]:
    """The blocks of `source`, a section at each step. A step takes some milliseconds.

    Meant for a thread: nothing is shared, and whoever has seen enough stops asking.
    """
    usual, brackets = _parsers()
    if len(source) > _LONGEST:
        source = f"{source[:_LONGEST]}\n\n{_CUT}"
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    known: dict[str, Any] = {}
    definitions = [found[0] for found in _DEFINITION.finditer(source)]
    usual.parse("\n".join(definitions[:2_000]), known)
    left = _MOST
    for section in sections(source):
        reader = brackets if section.count("[") > _MOST_BRACKETS else usual
        batch = _Builder(breaks).blocks(reader.parse(section, known))
        yield batch
        left -= section.count("\n") + sum(sum(map(len, block.rows)) for block in batch)
        if left < 0:
            yield (Block("paragraph", ((_CUT, "muted", None),)),)
            return


def plain(runs: tuple[Run, ...]) -> str:
    return "".join(text for text, _, _ in runs)


@cache
def _parsers() -> tuple[MarkdownIt, MarkdownIt]:
    """The usual one, and one that takes brackets for text. What they read is none of theirs, so
    threads may share them; each is 200 KB of cycles, too much to make one for each comment."""
    return _parser(), _parser().disable(["link", "image"])


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"maxNesting": 3 * DEEPEST})
    reader.enable(["table", "strikethrough"])
    reader.disable("text_join")  # an escaped \$ must not become part of a formula again
    leave_latex(reader)
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


class _Builder:
    """Tokens of one section to blocks."""

    def __init__(self, breaks: bool) -> None:
        self.softbreak = "\n" if breaks else " "
        self.done: list[Block] = []
        self.frames: list[str] = []  # of lists and quotes: what stands before the next line
        self.counts: list[int | None] = []  # of lists: the next number
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
                self.rows[-1].append(self.line(token, ""))
            elif kind == "inline":
                style = "heading" if level else "quote" if _BAR in self.frames else ""
                runs = self.line(token, style)
                tight = tokens[place - 1].hidden
                self.add("heading" if level else "paragraph", runs, level=level, tight=tight)
            elif kind in ("fence", "code_block"):
                code = clean(token.content.expandtabs(4).rstrip("\n"))
                self.add("code", ((code, "code", None),))
            elif kind == "formula":
                shown = latex.formula(token.content, display=True)
                self.add("formula", ((shown, "", None),))
            elif kind == "html_block":
                shown = clean(_COMMENT.sub("", token.content).strip())
                self.add("paragraph", ((shown, "", None),) if shown else ())
            elif kind == "hr":
                self.add("rule")
            else:
                self.frame(kind, token)
        return tuple(self.done)

    def frame(self, kind: str, token: Token) -> None:
        """Lists, quotes and tables: what opens and closes around blocks."""
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
            self.add("table", rows=rows, right=tuple(self.right))
            self.rows, self.right = [], []

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
        """The next block; what stands before its first line is used up by it."""
        if not (runs or rows or kind == "rule"):
            return
        first = "".join(self.frames[:DEEPEST])
        self.frames = [frame if frame == _BAR else " " * len(frame) for frame in self.frames]
        rest = "".join(self.frames[:DEEPEST])
        self.done.append(Block(kind, runs, level, first, rest, rows, right, tight))

    def line(self, token: Token, style: str) -> Cell:
        """The runs of a paragraph or a cell, those of one style joined."""
        joined: list[tuple[list[str], str, str | None]] = []
        for text, styles, link in self.runs(token, style):
            if not joined or joined[-1][1:] != (styles, link):
                joined.append(([], styles, link))
            joined[-1][0].append(text)
        return tuple(("".join(texts), styles, link) for texts, styles, link in joined)

    def runs(self, token: Token, style: str) -> Iterator[Run]:
        styles = [style] if style else []
        links: list[str | None] = [None]
        raised = ""
        for child in token.children or ():
            kind = child.type
            if kind == "text" and raised:
                yield from self.words(script(raised, child.content), styles, links[-1])
            elif kind in ("text", "text_special"):
                yield from self.words(child.content, styles, links[-1], kind == "text")
            elif kind == "code_inline":
                yield _run(child.content, [*styles, "code"], links[-1])
            elif kind in ("softbreak", "hardbreak"):
                blank = self.softbreak if kind == "softbreak" else "\n"
                yield _run(blank, styles, links[-1])
            elif kind == "image":
                alt = " ".join(latex.to_text(child.content).split())
                shown = f"[image: {alt}]" if alt else "[image]"
                yield _run(shown, [*styles, "muted"], links[-1] or _target(child, "src"))
            elif kind == "link_open":
                links.append(_target(child, "href"))
                styles.append("link")
            elif kind == "link_close":
                links.pop()
                styles.remove("link")
            elif kind == "html_inline":
                tag = _TAG.fullmatch(child.content)
                if tag and tag[2].lower() == "br":
                    yield _run("\n", styles, links[-1])
                elif tag:
                    raised = "" if tag[1] else "^" if tag[2].lower() == "sup" else "_"
                elif not child.content.startswith("<!--"):
                    yield _run(child.content, styles, links[-1])
            elif kind.endswith("_open"):
                styles.append(_STYLES.get(child.tag, "bold"))
            elif kind.endswith("_close"):
                styles.reverse()
                styles.remove(_STYLES.get(child.tag, "bold"))
                styles.reverse()

    def words(
        self, text: str, styles: list[str], link: str | None, with_latex: bool = True
    ) -> Iterator[Run]:
        """Running text: LaTeX as Unicode, bare addresses as links."""
        at = 0
        for found in _ADDRESS.finditer(text) if link is None and "://" in text else ():
            address = found[0].rstrip(".,;:!?*_~")
            if address.endswith(")") and "(" not in address:
                address = address.rstrip(").,;")
            yield from self.words(text[at : found.start()], styles, "", with_latex)
            yield _run(address, [*styles, "link"], address)
            at = found.start() + len(address)
        text = text[at:]
        if with_latex:
            for shown, style in latex.to_runs(text):
                yield _run(shown, [*styles, style] if style else styles, link)
        elif text:
            yield _run(text, styles, link)


def _run(text: str, styles: list[str], link: str | None) -> Run:
    return clean(text), " ".join(dict.fromkeys(styles)), link or None


def _target(token: Token, name: str) -> str | None:
    return clean(str(token.attrs.get(name, ""))).replace("\n", "")[:2_000] or None
