"""The app's JSON: all fields of a paper, and a parser for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from tui_reader import paper_fields
from tui_reader.citation import is_key
from tui_reader.export.record import SCHEMA_VERSION, document, record
from tui_reader.models import Entry, Marks, is_id
from tui_reader.paper_fields import JsonReader
from tui_reader.text import sanitize

_MAX_MUTED = 10_000


def render(entries: Iterable[Entry], muted: Sequence[str] = ()) -> str:
    """Return the file. `muted` are the muted queries, for a copy of the library."""
    papers = list(map(record, entries))
    content = document(total=len(papers), papers=papers)
    if muted:
        content["muted"] = list(muted)
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def parse_muted(source: str) -> list[str]:
    """Return the muted queries of a file that `parse` accepts."""
    found = json.loads(source.removeprefix("\ufeff")).get("muted")
    texts = found[:_MAX_MUTED] if isinstance(found, list) else []
    return [shown for text in texts if isinstance(text, str) and (shown := sanitize.line(text))]


def parse(source: str, now: datetime | None = None) -> list[Entry]:
    """Parse a file, which may be written by `render` or by another program.

    The content is untrusted: texts are sanitized, links go through `urls.normalize`, missing keys
    are unknown values, and unknown keys are ignored. A wrong type or an impossible value raises
    ValueError, which names the paper and the key. `now` (aware) is the time of marks without one:
    bookmark, tag, note, read. A `read_changed_at` of null means that the paper was never marked as
    read, and `unread` without a time is ignored.
    """
    try:
        outside = json.loads(source.removeprefix("\ufeff"))
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"not JSON: {sanitize.line(str(error), 200)}") from None
    if not isinstance(outside, dict) or not isinstance(outside.get("papers"), list):
        raise ValueError(
            'not an export of Daily Papers: {"schema_version": 1, "papers": […]} is expected'
        )
    version = outside.get("schema_version")
    if type(version) is not int or not 1 <= version <= SCHEMA_VERSION:
        shown = sanitize.line(repr(version), 40)
        raise ValueError(f"schema_version is {shown}, this version reads {SCHEMA_VERSION}")
    now = now or datetime.now(UTC)
    return [_entry(number, raw, now) for number, raw in enumerate(outside["papers"], 1)]


def _entry(number: int, raw: object, now: datetime) -> Entry:
    if not isinstance(raw, dict):
        raise ValueError(f"paper {number} is not an object")
    paper_id = raw.get("id")
    if not isinstance(paper_id, str) or not is_id(paper_id):
        shown = sanitize.line(repr(paper_id), 40)
        raise ValueError(f"paper {number}: {shown} is not an arXiv ID")
    reader = JsonReader(f"paper {number} ({paper_id})", raw)
    paper = paper_fields.from_json(paper_id, reader)
    key = reader.line("citation_key") or ""
    return Entry(
        paper,
        _marks(reader, now),
        reader.day("edition"),
        reader.lines("watches"),
        key if is_key(key) else "",
    )


def _marks(reader: JsonReader, now: datetime) -> Marks:
    bookmarked, read = reader.flag("bookmarked"), reader.flag("read")
    tags, note = _tags(reader, now), reader.text("note", sanitize.clean_whole)
    upvotes, comments = reader.number("seen_upvotes"), reader.number("seen_comments")
    looked = upvotes is not None or comments is not None
    read_without_time = read and "read_changed_at" not in reader.raw
    return Marks(
        bookmarked=reader.moment("bookmarked_at") or now if bookmarked else None,
        unread=read is False,
        read=read is True,
        tags=tuple(tag for tag, _ in tags),
        note=note,
        seen_upvotes=upvotes,
        seen_comments=comments,
        tagged=tuple(added for _, added in tags),
        noted=reader.moment("note_changed_at") or now if note else None,
        marked=now if read_without_time else reader.moment("read_changed_at"),
        seen=reader.moment("seen_at") or now if looked else None,
        hidden=reader.moment("hidden_at"),
        seeded=reader.moment("seeded_at"),
    )


def _tags(reader: JsonReader, now: datetime) -> list[tuple[str, datetime]]:
    names, times = reader.strings("tags"), reader.strings("tags_added_at")
    times += [None] * (len(names) - len(times))
    return [
        (tag, reader.parsed_moment("tags_added_at", added) or now)
        for name, added in zip(names, times, strict=False)
        if name and (tag := sanitize.line(name))
    ]
