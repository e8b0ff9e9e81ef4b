"""Papers as they are printed: a table for a person, TSV or JSON for a program."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date

from tui_reader import dates, urls
from tui_reader.cli import output
from tui_reader.glyphs import ASCII, UNICODE, Glyphs
from tui_reader.models import Entry
from tui_reader.text.sanitize import for_terminal

COLUMNS = "id, edition, upvotes, comments, bookmarked, read, title, authors, url"
_NARROW = 100  # columns below which the authors are left out


def glyphs() -> Glyphs:
    encoding = ((sys.stdout and sys.stdout.encoding) or "").lower().replace("-", "")
    return UNICODE if encoding == "utf8" else ASCII


def width() -> int:
    """The terminal's columns; 80 where there is none. (`shutil` would say it too, in 10 ms.)"""
    try:
        return max(40, os.get_terminal_size(sys.stdout.fileno()).columns)
    except (OSError, ValueError, AttributeError):
        return 80


def print_papers(
    entries: Sequence[Entry], total: int, as_json: bool, heading: str = "", order: str = ""
) -> None:
    """Print a list: as JSON, as a table on a terminal, as TSV in a pipe.

    `total` counts all that was found, `heading` names the list to a person.
    """
    if as_json:
        print_json(entries, total)
    elif output.is_terminal(sys.stdout):
        _print_table(entries, heading)
    else:
        for entry in entries:
            output.put(_row(entry))
    if len(entries) < total and not as_json:
        output.tell(f"{dates.count(len(entries))} of {dates.count(total)} papers (--limit 0: all)")


def print_json(entries: Sequence[Entry], total: int | None = None) -> None:
    import json

    from tui_reader.export.record import envelope

    output.put(json.dumps(envelope(entries, total), ensure_ascii=False, indent=2) + "\n")


def _row(entry: Entry) -> str:
    """One line of TSV, its cells in the order of COLUMNS."""
    paper = entry.paper
    cells = (
        paper.id,
        _iso(entry.edition),
        _known(paper.upvotes),
        _known(paper.comments),
        _yes(entry.marks.bookmarked is not None),
        _yes(not entry.marks.unread),
        paper.title,
        ", ".join(author.name for author in paper.shown_authors),
        urls.hub_page(paper.id),
    )
    return "\t".join(" ".join(cell.split()) for cell in cells) + "\n"


def _print_table(entries: Sequence[Entry], heading: str) -> None:
    if heading:
        output.put(output.style(fit(for_terminal(heading), width()), "bold") + "\n", styled=True)
    if not entries:
        return
    marks = glyphs()
    columns = width()
    votes = max(len(_count(entry.paper.upvotes)) for entry in entries)
    talk = max(len(_count(entry.paper.comments)) for entry in entries)
    left = columns - votes - talk - 25  # of the id, the marks, and two blanks between any two
    authors = left // 4 if columns >= _NARROW else 0
    title = left - authors - (2 if authors else 0)
    for entry in entries:
        output.put(_line(entry, marks, votes, talk, title, authors) + "\n", styled=True)


def _line(
    entry: Entry, marks: Glyphs, votes: int, talk: int, title_width: int, authors_width: int
) -> str:
    paper = entry.paper
    unread = entry.marks.unread
    kept = entry.marks.bookmarked is not None
    title = fit(shown(paper.title), title_width, marks.more)
    parts = [
        output.style(paper.id.ljust(10), "dim"),
        output.style(f"{marks.upvotes} {_count(paper.upvotes):>{votes}}", "accent"),
        output.style(f"{_count(paper.comments):>{talk}}", "dim"),
        f"{marks.unread if unread else ' '} "
        + output.style(
            f"{marks.star if kept else ' '} {marks.watch if entry.watches else ' '}", "accent"
        ),
    ]
    if authors_width:
        gap = " " * (title_width - cells(title))
        parts.append(output.style(title, *(["bold"] if unread else [])) + gap)
        parts.append(output.style(fit(who(entry), authors_width, marks.more), "dim"))
    else:
        parts.append(output.style(title, *(["bold"] if unread else [])))
    return "  ".join(parts).rstrip()


def who(entry: Entry) -> str:
    """ "Ada Lovelace + 6" """
    authors = entry.paper.shown_authors
    if not authors:
        return ""
    more = f" + {len(authors) - 1}" if len(authors) > 1 else ""
    return for_terminal(authors[0].name) + more


def shown(source: str) -> str:
    """A text of a paper as a person reads it, its LaTeX as Unicode, safe for a terminal."""
    if not {"$", "\\", "`", "~", "^", "}"}.isdisjoint(source):
        from tui_reader.text import latex

        source = latex.to_text(source)
    return for_terminal(source)


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(c) in ("Mn", "Me", "Cf") else 2 if east_asian_width(c) in "WF" else 1
        for c in text
    )


def fit(text: str, columns: int, more: str = "…") -> str:
    """One line of at most so many columns, cut at a word where that costs little."""
    text = " ".join(text.split())
    if cells(text) <= columns:
        return text
    room = max(0, columns - len(more))
    end = min(len(text), room)
    while end and cells(text[:end]) > room:
        end -= 1
    space = text.rfind(" ", 0, end + 1)
    cut = text[: space if space > end * 2 // 3 else end].rstrip(" ,;:-")
    return cut + more


def heading_of(day: date, total: int, unread: int, dot: str) -> str:
    """ "Friday 21 August 2026 · 17 papers · 9 unread" """
    parts = [dates.long(day), papers(total)]
    if unread:
        parts.append(f"{dates.count(unread)} unread")
    return f" {dot} ".join(parts)


def papers(number: int) -> str:
    """ "1 paper", "1,431 papers" """
    return f"{dates.count(number)} paper{'' if number == 1 else 's'}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _known(number: int | None) -> str:
    return "" if number is None else str(number)


def _count(number: int | None) -> str:
    return "" if number is None else dates.count(number)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
