"""Lists of papers: a table on a terminal, TSV in a pipe, or JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from tui_reader import dates, urls
from tui_reader.cli import output
from tui_reader.glyphs import ASCII, UNICODE, Glyphs
from tui_reader.models import Entry
from tui_reader.text.sanitize import for_terminal

if TYPE_CHECKING:
    from tui_reader.selection import Selection
    from tui_reader.store.queries import Output

COLUMNS = "id, edition, upvotes, comments, bookmarked, read, title, authors, url"
_MIN_WIDTH, _MAX_WIDTH = 40, 10_000  # columns
_AUTHORS_FROM = 100  # columns of a terminal wide enough for authors
_DATES_FROM = 64  # columns of a terminal wide enough for dates


def glyphs() -> Glyphs:
    encoding = ((sys.stdout and sys.stdout.encoding) or "").lower().replace("-", "")
    return UNICODE if encoding == "utf8" else ASCII


def width() -> int:
    """Return COLUMNS, else the terminal's columns, else 80; 0 is unknown.

    Like `shutil.get_terminal_size`, which takes 10 ms to import.
    """
    columns = os.environ.get("COLUMNS", "")
    try:
        known = int(columns) if columns.isdecimal() else 0
        found = known or os.get_terminal_size(sys.stdout.fileno()).columns or 80
        return min(max(found, _MIN_WIDTH), _MAX_WIDTH)
    except (OSError, ValueError, AttributeError):
        return 80


def print_papers(found: Selection, entries: Sequence[Entry], as_json: bool) -> None:
    """Print papers as JSON, as a table on a terminal, or as TSV in a pipe.

    Args:
        found: All papers, and the title of the table.
        entries: The ones to print.
    """
    total = len(found.keys)
    if as_json:
        print_json(entries, total)
    elif output.is_terminal(sys.stdout):
        _print_table(found, entries)
    else:
        for entry in entries:
            output.echo(_row(entry))
    if len(entries) < total and not as_json:
        output.echo_err(
            f"{dates.count(len(entries))} of {dates.count(total)} papers (--limit 0: all)"
        )


def print_json(
    entries: Sequence[Entry], total: int | None = None, outputs: Sequence[Output] | None = None
) -> None:
    """Print papers as JSON.

    Args:
        total: The number of all results, if these are a part.
        outputs: The outputs of custom commands about the only paper.
    """
    from tui_reader.export.record import record  # 2 ms that a table does not need

    papers = list(map(record, entries))
    if outputs is not None:
        papers[0]["outputs"] = list(map(_output, outputs))
    echo_json(total=len(papers) if total is None else total, papers=papers)


def echo_json(**values: object) -> None:
    """Print a JSON object, with the version of its schema."""
    import json

    from tui_reader.export.record import document

    text = json.dumps(document(**values), ensure_ascii=False, indent=2, default=datetime.isoformat)
    output.echo(text + "\n")


def _output(one: Output) -> dict[str, object]:
    return {
        "command": one.command,
        "at": one.at.isoformat(),
        "exit_code": one.exit_code,
        "text": one.text,
        "errors": one.errors,
    }


def _row(entry: Entry) -> str:
    """Return a line of TSV with the fields in COLUMNS."""
    from tui_reader.text import latex  # 3 ms that JSON does not need

    paper = entry.paper
    cells = (
        paper.id,
        _iso(entry.edition),
        known(paper.upvotes),
        known(paper.comments),
        _yes_or_no(entry.marks.bookmarked is not None),
        _yes_or_no(entry.marks.read),
        latex.to_text(paper.title),
        ", ".join(paper.author_names),
        urls.hub_page(paper.id),
    )
    return "\t".join(" ".join(cell.split()) for cell in cells) + "\n"


def _print_table(found: Selection, entries: Sequence[Entry]) -> None:
    from tui_reader.text.fit import fit  # 2 ms that JSON does not need

    heading = fit(" ".join(for_terminal(_heading(found, entries)).split()), width())
    output.echo(output.style(heading, "bold") + "\n", styled=True)
    if not entries:
        return
    marks = glyphs()
    columns = width()
    votes = max(len(_count(entry.paper.upvotes)) for entry in entries)
    talk = max(len(_count(entry.paper.comments)) for entry in entries)
    with_dates = found.day is None and columns >= _DATES_FROM
    left = columns - votes - talk - 25  # the rest is for ID, marks and gaps
    left -= 12 if with_dates else 0
    authors = left // 4 if columns >= _AUTHORS_FROM else 0
    title = left - authors - (2 if authors else 0)
    for entry in entries:
        cells = _cells(entry, marks, votes, talk, title, authors)
        if with_dates:
            cells.insert(
                1, output.style(_iso(entry.edition or entry.paper.published).ljust(10), "dim")
            )
        output.echo("  ".join(cells).rstrip() + "\n", styled=True)


def _cells(
    entry: Entry, marks: Glyphs, votes: int, talk: int, title_width: int, authors_width: int
) -> list[str]:
    from rich.cells import cell_len

    from tui_reader.text.fit import fit

    paper = entry.paper
    unread = entry.marks.unread
    saved = entry.marks.bookmarked is not None
    withdrawn = "[withdrawn] " if paper.withdrawn else ""
    title = fit(withdrawn + display_text(paper.title), title_width, marks.more)
    parts = [
        output.style(paper.id.ljust(10), "dim"),
        output.style(f"{marks.upvotes} {_count(paper.upvotes):>{votes}}", "accent"),
        output.style(f"{_count(paper.comments):>{talk}}", "dim"),
        f"{marks.unread if unread else ' '} "
        + output.style(
            f"{marks.star if saved else ' '} {marks.watch if entry.watches else ' '}", "accent"
        ),
    ]
    gap = " " * (title_width - cell_len(title))
    parts.append(output.style(title, *(["bold"] if unread else [])) + gap)
    if authors_width:
        byline = for_terminal(paper.byline())
        parts.append(output.style(fit(byline, authors_width, marks.more), "dim"))
    return parts


def display_text(source: str) -> str:
    """Return a text of a paper with its LaTeX as Unicode, safe for a terminal."""
    from tui_reader.text import latex  # 3 ms that JSON does not need

    return for_terminal(latex.to_text(source))


def _heading(found: Selection, entries: Sequence[Entry]) -> str:
    """ "Friday 21 August 2026 · 17 papers · 9 unread" """
    parts = [found.title, dates.counted(len(found.keys), "paper")]
    unread = sum(entry.marks.unread for entry in entries)
    if found.day and unread and len(entries) == len(found.keys):
        parts.append(f"{dates.count(unread)} unread")
    return f" {glyphs().dot} ".join(parts)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def known(number: int | None) -> str:
    return "" if number is None else str(number)


def _count(number: int | None) -> str:
    return "" if number is None else dates.count(number)


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"
