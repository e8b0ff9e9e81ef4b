"""`daily-papers export` and `import`."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click

from tui_reader import dates, ensure_local, selection
from tui_reader.cli import output, param_types, params
from tui_reader.cli.commands.bookmark import add_bookmarks, spelled_tags
from tui_reader.cli.context import AppContext, local_options, network_options
from tui_reader.cli.errors import FAILED, Failed, NotFound
from tui_reader.dates import Period
from tui_reader.export import FORMATS, json, references
from tui_reader.models import Entry
from tui_reader.store import Store, import_export, library, queries, rows
from tui_reader.store.citation_keys import with_citation_keys
from tui_reader.store.undo import SHELL, Step

_MAX_SIZE = 500_000_000  # bytes of a file to import
_SHOWN = 5  # lines or entries without an ID that are printed
_FORMATS = "\n".join(f"      {form.name:10} {form.help}" for form in FORMATS.values())


@click.command(
    "export",
    help=f"""Export papers to a format that other programs read. Default: the saved papers.

    \b
    Formats:
{_FORMATS}

    \b
    Examples:
      daily-papers export --format bibtex -o papers.bib
      daily-papers export --format json -o library.json
      daily-papers export --date 2026-08 --format csv -o august.csv
      daily-papers export --query 'tag:agents has:code' --format markdown
    """,
)
@click.option("--bookmarked", is_flag=True, help="All saved papers (the default).")
@params.date_option("A day, month or week.")
@click.option(
    "--query", "query_text", metavar="QUERY", help="The downloaded papers that match a query."
)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(tuple(FORMATS)),
    help="The format. Default: by the extension of the output file.",
)
@output.output_option()
@local_options
def export_command(
    app: AppContext,
    bookmarked: bool,
    day: date | Period | None,
    query_text: str | None,
    form: str | None,
    file: Path | None,
) -> None:
    param_types.mutually_exclusive(bookmarked=bookmarked, date=day, query=query_text)
    name = form or _format_of(file)
    muted: list[str] = []
    with app.store() as store:
        if day is not None:
            found = params.select_day(app, store, day, with_hidden=True)
        elif query_text is not None:
            found = _matching(store, query_text)
        else:
            params.require_library(store, "Not exported")
            found = selection.bookmarks(store)
        if name == "json" and day is None and query_text is None:
            found = selection.whole_library(store)
            muted = store.read_sync(queries.muted)
        entries = store.read_sync(with_citation_keys, found.entries(store))
    text = json.render(entries, muted) if name == "json" else FORMATS[name].render(entries)
    output.write(text, file)
    if not output.is_stdout(file):
        output.echo_err(f"{dates.counted(len(entries), 'paper')} written to {file}.")


def _matching(store: Store, query_text: str) -> selection.Selection:
    keys = selection.search(store, param_types.query_of(query_text))
    if not keys:
        params.require_library(store, "Not exported")
        raise NotFound(f"No downloaded paper matches {param_types.quoted(query_text)}.")
    return selection.Selection(query_text, keys)


def _format_of(file: Path | None) -> str:
    """Return the format of a file's extension. Raises UsageError if there is none."""
    name = str(file or "").lower()
    ends = [form for form in FORMATS.values() if name.endswith(form.suffix)]
    if not ends:
        raise click.UsageError(f"Specify a --format: {', '.join(FORMATS)}.")
    return max(ends, key=lambda form: len(form.suffix)).name


@click.command("import")
@click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True, exists=True)
)
@params.tags_option("Add this tag to all imported papers.")
@click.option(
    "--as-seed",
    is_flag=True,
    help="Use the papers for the profile of For you, without bookmarks or other marks.",
)
@network_options
def import_command(app: AppContext, file: Path, tag: tuple[str, ...], as_seed: bool) -> int:
    """Import marks from JSON written by `export`, or bookmark the papers of a list: text with
    arXiv IDs or URLs, BibTeX, RIS or CSL JSON. `-` reads stdin.

    JSON is merged: bookmarks and tags are added, the newer of two notes is used and the older one
    goes to its history, the newer read mark is used. Nothing is removed. Every ID on a line
    of text counts; in BibTeX, RIS and CSL JSON, only ID, DOI and URL fields do. Papers of a list
    that are not on disk are fetched.

    \b
    Examples:
      daily-papers import library.json
      daily-papers import reading-list.txt --tag 'to read'
      daily-papers import references.bib
      daily-papers import zotero.bib --as-seed     for the For you profile only
      pbpaste | daily-papers import -
    """
    if as_seed and tag:
        raise click.UsageError("--tag cannot be used with --as-seed.")
    source, written = _read(file)
    with app.store() as store:
        names = spelled_tags(store, tag)
        starts = source.lstrip("\ufeff \t\r\n")[:1]
        ours = starts == "{" and not references.is_csl_object(source)
        if as_seed:
            code, keys = _seed(app, store, source, written, ours)
        elif ours:
            code, keys = 0, _merge(store, source, written)
        else:
            code, keys = _fetch_listed(app, store, source)
            add_bookmarks(store, keys, datetime.now(UTC))
        if names and keys:
            step = Step(SHELL, "tags")
            store.write_library_sync(library.tag, keys, names, (), datetime.now(UTC), step)
    return code


def _read(file: Path) -> tuple[str, datetime]:
    """Return the text of a file, and when it was written."""
    if output.is_stdout(file):
        raw, written = output.read_stdin(_MAX_SIZE + 1), datetime.now(UTC)
    else:
        with file.open("rb") as opened:
            raw = opened.read(_MAX_SIZE + 1)
        written = min(datetime.fromtimestamp(file.stat().st_mtime, UTC), datetime.now(UTC))
    if len(raw) > _MAX_SIZE:
        raise Failed("The file is larger than 500 MB.")
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # a file of PowerShell's `>`
    return raw.decode("utf-16" if wide else "utf-8", "replace"), written


@contextmanager
def _errors_of_file() -> Iterator[None]:
    """Report a file that cannot be parsed."""
    try:
        yield
    except ValueError as error:
        raise Failed(f"{error}. Nothing was imported.") from None


def _merge(store: Store, source: str, written: datetime) -> list[int]:
    """Merge JSON of `export` into the library. Returns the keys of its papers."""
    entries = _entries(store, source, written)
    step = Step(SHELL, "import")
    now = datetime.now(UTC)
    merged = store.write_library_sync(import_export.import_marks, entries, now, step)
    muted = sum(
        store.write_library_sync(library.mute, text, now) for text in json.parse_muted(source)
    )
    found = (
        (merged.bookmarks, "bookmark"),
        (merged.tags, "paper with new tags", "papers with new tags"),
        (merged.notes, "note"),
        (merged.read, "marked read or unread", "marked read or unread"),
        (merged.hidden, "hidden paper"),
        (merged.seeds, "For you seed"),
        (muted, "muted query", "muted queries"),
    )
    new = ", ".join(dates.counted(*each) for each in found if each[0]) or "nothing new"
    output.echo_err(f"{dates.counted(len(entries), 'paper')} in the file: {new}.")
    if merged.older_notes:
        notes = "note is newer than the file's and was", "notes are newer than the file's and were"
        output.echo_err(f"{dates.counted(merged.older_notes, *notes)} not replaced.")
    return [entry.paper.key for entry in entries]


def _entries(store: Store, source: str, written: datetime) -> list[Entry]:
    """Return the papers of `export`'s JSON, and save those that are not on disk."""
    with _errors_of_file():
        entries = json.parse(source, written)
    held = store.read_sync(rows.entries, [entry.paper.key for entry in entries])
    ensure_local.save(store, [one.paper for one in entries if one.paper.key not in held])
    return entries


def _seed(
    app: AppContext, store: Store, source: str, written: datetime, ours: bool
) -> tuple[int, list[int]]:
    """Add the papers of a file to the profile of For you. Returns the exit code and their keys."""
    if ours:
        entries = _entries(store, source, written)
        output.echo_err(f"{dates.counted(len(entries), 'paper')} in the file.")
        code, keys = 0, [entry.paper.key for entry in entries if not entry.marks.hidden]
    else:
        code, keys = _fetch_listed(app, store, source)
    before = len(store.read_sync(queries.seeds))
    step = Step(SHELL, "seeds")
    store.write_library_sync(library.seed, keys, True, datetime.now(UTC), step)
    new = len(store.read_sync(queries.seeds)) - before
    output.echo_err(f"{dates.counted(new, 'paper')} added to the profile of For you.")
    return code, keys


def _fetch_listed(app: AppContext, store: Store, source: str) -> tuple[int, list[int]]:
    """Fetch the papers that a file lists and that are not on disk.

    Returns the exit code and the keys of the papers on disk.
    """
    with _errors_of_file():
        ids, without_id = references.read(source)
    for name in without_id[:_SHOWN]:
        output.echo_err(f"No arXiv ID in {param_types.quoted(name)}.")
    if len(without_id) > _SHOWN:
        output.echo_err(f"No arXiv ID in {len(without_id) - _SHOWN:,} more.")
    output.echo_err(f"{dates.counted(len(ids), 'paper')} in the file.")
    result = params.fetch_and_save(app, store, ids)
    return params.code(result) or (FAILED if without_id else 0), result.keys
