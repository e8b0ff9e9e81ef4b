"""`daily-papers export`, `import`: papers out of the library in any format, and back in."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from tui_reader import ensure_local, selection
from tui_reader.cli import (
    completion,
    output,
    output_file,
    param_types,
)
from tui_reader.cli.commands.bookmark import tag_names
from tui_reader.cli.context import (
    Mode,
    demo_option,
    offline_option,
    pass_mode,
)
from tui_reader.cli.errors import FAILED, Failed, NotFound
from tui_reader.cli.table import papers
from tui_reader.dates import Period
from tui_reader.export import FORMATS
from tui_reader.models import Paper, find_id
from tui_reader.store import (
    Store,
    import_export,
    library,
    rows,
)

_LARGEST = 500_000_000  # bytes of a file to import
_SHOWN = 5  # lines without an id told one by one
_FORMATS = "\n".join(f"      {form.name:10} {form.help}" for form in FORMATS.values())


@click.command(
    "export",
    short_help="BibTeX, RIS, Markdown, JSON, CSV, HTML … of papers",
    help=f"""Papers in a format that other programs read; the bookmarks unless told otherwise.

    \b
    Formats:
{_FORMATS}

    \b
    Examples:
      daily-papers export --format bibtex -o papers.bib
      daily-papers export --format json -o library.json     import reads it back
      daily-papers export --date 2026-08 --format csv -o august.csv
      daily-papers export --query 'tag:agents has:code' --format markdown
    """,
)
@click.option("--bookmarked", is_flag=True, help="All that you keep; this is the default.")
@click.option(
    "--date",
    "day",
    type=param_types.day,
    shell_complete=completion.days,
    help="A day, month or week.",
)
@click.option("--query", "asked", metavar="QUERY", help="What a search on disk finds.")
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(tuple(FORMATS)),
    help="The format; not needed where the file's name tells it.",
)
@output_file.output_option
@demo_option
@pass_mode
def export_command(
    mode: Mode,
    bookmarked: bool,
    day: date | Period | None,
    asked: str | None,
    form: str | None,
    file: Path | None,
) -> None:
    param_types.only_one(bookmarked=bookmarked, date=day, query=asked)
    name = form or _format_of(file)
    with mode.store() as store:
        if day is not None:
            found = selection.of_day(mode, store, day)
        elif asked is not None:
            found = _matching(store, asked)
        else:
            found = selection.bookmarks(store)
        entries = found.entries(store)
    output_file.write(FORMATS[name].render(entries), file)
    if not output_file.is_stdout(file):
        output.tell(f"{papers(len(entries))} written to {file}.")


def _matching(store: Store, asked: str) -> selection.Chosen:
    from tui_reader.cli.commands.search import found

    keys = found(store, asked)
    if not keys:
        raise NotFound(f"Nothing on disk matches {param_types.quoted(asked)}.")
    return selection.Chosen(asked, keys)


def _format_of(file: Path | None) -> str:
    """The format that a file's name ends in. Raises UsageError where it tells none."""
    name = str(file or "").lower()
    ends = [form for form in FORMATS.values() if name.endswith(form.suffix)]
    if not ends:
        raise click.UsageError(f"Which --format? There are {', '.join(FORMATS)}.")
    return max(ends, key=lambda form: len(form.suffix)).name


@click.command("import", short_help="bookmarks from our JSON, or from a list of ids or URLs")
@click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True, exists=True)
)
@click.option(
    "--tag", "-t", "tags", multiple=True, metavar="TAG", shell_complete=completion.tags,
    help="Tag what is imported; more than once for several tags.",
)  # fmt: skip
@offline_option
@demo_option
@pass_mode
@click.pass_context
def import_command(ctx: click.Context, mode: Mode, file: Path, tags: tuple[str, ...]) -> None:
    """Bring marks in, from JSON that `export` wrote, or from a list of arXiv ids or URLs, one a
    line. `-` reads stdin.

    JSON is merged, the newer mark wins: bookmarks and tags add up, of two notes the older goes
    into the history, a paper is read or unread as was said last. Nothing is removed. Papers of a
    list are bookmarked, and fetched if they are not on disk.

    \b
    Examples:
      daily-papers import library.json
      daily-papers import reading-list.txt --tag 'to read'
      pbpaste | daily-papers import -
    """
    source, told = _read(file)
    with mode.store() as store:
        names = tag_names(store, tags)
        if source.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
            code, keys = 0, _merge(store, source, told)
        else:
            code, keys = _list(mode, store, source)
        if names and keys:
            store.write_library_sync(library.tag, keys, names, (), datetime.now(UTC))
    ctx.exit(code)


def _read(file: Path) -> tuple[str, datetime]:
    """The text of a file, and when it was written."""
    if output_file.is_stdout(file):
        raw, told = sys.stdin.buffer.read(_LARGEST + 1), datetime.now(UTC)
    else:
        with file.open("rb") as opened:
            raw = opened.read(_LARGEST + 1)
        told = min(datetime.fromtimestamp(file.stat().st_mtime, UTC), datetime.now(UTC))
    if len(raw) > _LARGEST:
        raise Failed("This is too large to be a list of papers.")
    return raw.decode("utf-8", "replace"), told


def _merge(store: Store, source: str, told: datetime) -> list[int]:
    """Merge our JSON into the library. Returns the keys of its papers."""
    from tui_reader.export import json

    try:
        entries = json.parse(source, told)
    except ValueError as error:
        raise Failed(f"{error}. Nothing was imported.") from None
    held = store.read_sync(rows.entries, [entry.paper.key for entry in entries])
    _put_on_disk(store, [entry.paper for entry in entries if entry.paper.key not in held])
    merged = store.write_library_sync(import_export.import_marks, entries, datetime.now(UTC))
    parts = [
        f"{count:,} {one if count == 1 else many}"
        for count, one, many in (
            (merged.bookmarks, "bookmark", "bookmarks"),
            (merged.tags, "paper with new tags", "papers with new tags"),
            (merged.notes, "note", "notes"),
            (merged.read, "marked read or unread", "marked read or unread"),
        )
        if count
    ]
    new = ", ".join(parts) or "nothing new"
    output.tell(f"{papers(len(entries))} in the file: {new}.")
    if merged.older_notes:
        one = merged.older_notes == 1
        which = "note here is" if one else "notes here are"
        stays = "stays" if one else "stay"
        output.tell(f"{merged.older_notes:,} {which} newer than the file's and {stays}.")
    return [entry.paper.key for entry in entries]


def _put_on_disk(store: Store, new: list[Paper]) -> None:
    """Put those papers of a file on disk of which nothing is known yet."""
    from tui_reader.store import ReadOnly, cache

    try:
        store.write_cache_sync(cache.write_papers, new)
    except ReadOnly:
        store.write_library_sync(library.save_papers, new)


def _list(mode: Mode, store: Store, source: str) -> tuple[int, list[int]]:
    """Bookmark the papers of a list. Returns the exit code and the keys."""
    lines = [line for raw in source.splitlines() if (line := raw.strip()) and line[0] != "#"]
    ids = [find_id(line) for line in lines]
    strangers = [line for line, found in zip(lines, ids, strict=True) if found is None]
    for line in strangers[:_SHOWN]:
        output.tell(f"No arXiv id in {param_types.quoted(line)}.")
    if len(strangers) > _SHOWN:
        output.tell(f"… and in {len(strangers) - _SHOWN:,} more lines.")
    had = ensure_local.have(mode, store, filter(None, ids))
    if had.keys:
        store.write_library_sync(library.bookmark, had.keys, True, datetime.now(UTC))
    output.tell(f"{papers(len(had.keys))} bookmarked.")
    return had.code or (FAILED if strangers else 0), had.keys
