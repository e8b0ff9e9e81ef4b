"""The tools of the MCP server, without the protocol: arguments in, a JSON object out.

They read from disk first and fetch missing data. Changes are steps of the undo log, like those of
the shell's commands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

from tui_reader import dates, documents, ensure_local, query, selection, sync, tags
from tui_reader.dates import Period
from tui_reader.documents import Kind
from tui_reader.export import FORMATS
from tui_reader.export.record import document
from tui_reader.hub.errors import HubError
from tui_reader.mcp import records
from tui_reader.mcp.records import Json
from tui_reader.models import Entry, find_id
from tui_reader.selection import NotDownloaded, Selection
from tui_reader.store import ReadOnly, Store, library, queries, rows
from tui_reader.store.citation_keys import with_citation_keys
from tui_reader.store.search import for_you
from tui_reader.store.search.ranking import ORDERS
from tui_reader.store.search.similar import similar
from tui_reader.store.undo import SHELL, Step
from tui_reader.text.sanitize import clean

if TYPE_CHECKING:
    from tui_reader.hub.client import Source

T = TypeVar("T")
ListName = Literal["edition", "unread", "bookmarks", "watch", "for-you"]

MAX_PAPERS = 100  # per response
MAX_DAYS = 31  # fetched per call
MAX_TEXT = 20_000  # characters of a full text in one response
MAX_COMMENTS = 200


class Refused(Exception):
    """A call cannot be answered; the text says why, for the agent."""


class Tools:
    """Every public method is a tool.

    Args:
        make_hub: Returns a new client, which respects the rate limit and `--offline`.
    """

    def __init__(self, store: Store, make_hub: Callable[[], Source]) -> None:
        self._store, self._make_hub = store, make_hub

    # Lists

    async def editions(self, limit: int = 30) -> Json:
        """List the editions (days) on disk, newest first, with their numbers of papers."""
        limit = _in_range("limit", limit, 1, 1000)
        days = await self._store.read(queries.days)
        found = days[:limit]
        unread = {}
        if found:
            unread = await self._store.read(queries.unread_by_day, found[-1].day, found[0].day)
        return document(
            total=len(days),
            editions=[
                {"day": day.day.isoformat(), "papers": day.papers, "unread": unread.get(day.day, 0)}
                for day in found
            ],
        )

    async def papers(
        self, source: ListName = "edition", value: str = "", limit: int = 20, offset: int = 0
    ) -> Json:
        """List papers. A day or period that is not on disk is fetched.

        Args:
            source: "edition", "unread", "bookmarks", "watch" or "for-you".
            value: For an edition: a day (2026-08-21, yesterday), month (2026-08) or week
                (2026-W34); empty for the newest edition. For a watch: its name.
            limit: Maximum number of papers, at most 100.
            offset: Number of papers to skip.
        """
        if source == "edition":
            found = await self._edition(value)
        elif source in ("unread", "bookmarks"):
            choose = selection.unread if source == "unread" else selection.bookmarks
            found = await asyncio.to_thread(choose, self._store)
        elif source == "watch":
            watches = dict(await self._store.read(queries.watches))
            if value not in watches:
                known = ", ".join(sorted(watches)) or "none"
                raise Refused(f"There is no watch {value!r}. Watches: {known}.")
            keys = await asyncio.to_thread(
                selection.watch_papers, self._store, query.parse(watches[value])
            )
            found = Selection(value, keys)
        else:
            if lacking := await self._store.read(for_you.missing):
                raise Refused(f"For you needs {lacking} more bookmarked papers.")
            found = await asyncio.to_thread(selection.best_for_you, self._store, for_you.DAYS)
        return await self._listed(found, limit, offset)

    async def _edition(self, value: str) -> Selection:
        requested = dates.parse_day(value, date.today()) if value.strip() else None
        if value.strip() and requested is None:
            raise Refused(f"{value[:80]!r} is not a day, month or week, such as 2026-08-21.")
        choose = partial(selection.of_day, self._store, requested)
        try:
            found = await asyncio.to_thread(choose)
            if not found.missing:
                return found
        except NotDownloaded:
            found = None
        except LookupError as error:  # NoEdition
            raise Refused(str(error)) from error
        try:
            await self._fetch(requested)
            return await asyncio.to_thread(choose)
        except (HubError, LookupError) as error:
            if found is not None:  # the editions on disk
                return found
            raise Refused(str(error)) from error

    async def _fetch(self, requested: date | Period | None) -> None:
        async with self._make_hub() as hub:
            newest = await hub.latest()
            if isinstance(requested, Period):
                last = min(requested.last, newest)
                first = max(requested.first, last - timedelta(days=MAX_DAYS - 1))
                days = sync.days_back(last, first)
                known = await self._store.read(queries.synced)
                days = [day for day in days if day not in known]
            else:
                days = [requested or newest]
            async for step in sync.fetch(hub, self._store, days, newest):
                if step.problem and len(days) == 1:
                    raise Refused(str(step.problem))

    async def search(
        self, query: str, sort: str = "relevance", limit: int = 20, offset: int = 0
    ) -> Json:
        """Search the papers on disk."""
        tree = parse(query)
        if sort not in ORDERS:
            raise Refused(f"sort is {sort!r}; it must be one of {', '.join(ORDERS)}.")
        keys = await asyncio.to_thread(selection.search, self._store, tree, sort)
        return await self._listed(Selection(query, keys), limit, offset)

    async def similar(self, paper: str, limit: int = 20, offset: int = 0) -> Json:
        """List the papers on disk that share the most distinctive words with a paper."""
        (entry,) = await self._entries([paper])
        found = await self._store.read(similar, entry.paper.key)
        return await self._listed(selection.of_keys(found.keys), limit, offset)

    async def _listed(self, found: Selection, limit: int, offset: int) -> Json:
        limit = _in_range("limit", limit, 1, MAX_PAPERS)
        offset = _in_range("offset", offset, 0, 10_000_000)
        part = Selection(found.title, found.keys[offset : offset + limit], found.day)
        entries = await asyncio.to_thread(part.entries, self._store)
        after = offset + limit
        return document(
            total=len(found.keys),
            next_offset=after if after < len(found.keys) else None,
            papers=records.listed(entries),
        )

    # One paper

    async def paper(self, paper: str) -> Json:
        """Return a paper: abstract, marks, note, links, outputs of the user's commands."""
        (entry,) = await self._entries([paper])
        editions = await self._store.read(queries.editions_of, entry.paper.key)
        outputs = await self._store.read(queries.outputs, [entry.paper.key])
        try:
            found = await self._document(documents.LINKS, entry.paper.id)
            links: Json | None = records.linked(found)
        except Refused:
            links = None
        return document(
            paper=records.paper(entry),
            editions=[day.isoformat() for day in editions],
            linked=links,
            outputs=[records.output(one) for one in outputs],
        )

    async def full_text(self, paper: str, section: int | None = None, offset: int = 0) -> Json:
        """Return the sections of a full text, or the Markdown of one, in parts.

        Args:
            paper: An arXiv ID or a URL with one.
            section: The number of a section; without it, the list of all sections.
            offset: Where to continue in a long section (`next_offset`).
        """
        paper_id = _id(paper)
        parts = records.sections(await self._document(documents.TEXT, paper_id))
        if section is None:
            return document(
                id=paper_id,
                sections=[
                    {
                        "section": number,
                        "level": one.level,
                        "title": records.quoted(one.title),
                        "characters": len(one.text),
                    }
                    for number, one in enumerate(parts[:1000])
                ],
            )
        part = parts[_in_range("section", section, 0, len(parts) - 1)]
        offset = _in_range("offset", offset, 0, len(part.text))
        end = offset + MAX_TEXT
        return document(
            id=paper_id,
            section=section,
            title=records.quoted(part.title),
            text=records.quoted(part.text[offset:end]),
            next_offset=end if end < len(part.text) else None,
        )

    async def comments(self, paper: str) -> Json:
        """Return the comments on a paper, with their replies."""
        paper_id = _id(paper)
        found = await self._document(documents.COMMENTS, paper_id)
        return document(
            id=paper_id,
            total=len(found),
            comments=[records.comment(one) for one in found[:MAX_COMMENTS]],
        )

    async def bibtex(self, papers: list[str]) -> Json:
        """Return BibTeX entries of papers."""
        entries = await self._entries(papers)
        entries = await self._store.read(with_citation_keys, entries)
        text = await asyncio.to_thread(FORMATS["bibtex"].render, entries)
        return document(bibtex=records.quoted(text))

    # Changes

    async def bookmark(self, papers: list[str], on: bool = True) -> Json:
        """Add bookmarks, or remove them. The user can undo it in the app."""
        entries = await self._entries(papers)
        await self._write(entries, "bookmark", library.bookmark, on=on)
        return await self._marks(entries)

    async def tag(
        self, papers: list[str], add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> Json:
        """Add tags to papers and remove tags from them. The user can undo it in the app."""
        known = [name for name, _ in await self._store.read(queries.tags)]
        new, old = (
            [tag for name in names for tag in tags.read(tags.word(name), known)]
            for names in (add, remove)
        )
        if not (new or old):
            raise Refused("Specify at least one tag to add or remove.")
        entries = await self._entries(papers)
        await self._write(entries, "tags", library.tag, add=new, remove=old)
        return await self._marks(entries)

    async def note(self, paper: str, text: str, append: bool = True) -> Json:
        """Append to the note of a paper, or replace it. The user can undo it in the app."""
        text = clean(text, library.MAX_NOTE + 1).strip()
        if len(text) > library.MAX_NOTE:
            raise Refused(f"The note is longer than {library.MAX_NOTE} characters.")
        if append and not text:
            raise Refused("There is nothing to append.")
        entries = await self._entries([paper])
        await self._write(entries, "note", library.note, text=text, append=append)
        return await self._marks(entries)

    async def mark_read(self, papers: list[str], read: bool = True) -> Json:
        """Mark papers as read or unread. The user can undo it in the app."""
        entries = await self._entries(papers)
        await self._write(entries, "read marks", library.mark_read, read=read)
        return await self._marks(entries)

    async def _write(
        self, entries: list[Entry], label: str, change: Callable[..., object], **values: object
    ) -> None:
        keys, step = [entry.paper.key for entry in entries], Step(SHELL, label)
        make = partial(change, keys=keys, step=step, now=datetime.now(UTC), **values)
        await self._store.write_library(make)

    async def _marks(self, entries: list[Entry]) -> Json:
        keys = [entry.paper.key for entry in entries]
        found = await self._store.read(rows.entries, keys)
        return document(papers=records.listed(found[key] for key in keys if key in found))

    # Papers and documents

    async def _entries(self, papers: Sequence[str]) -> list[Entry]:
        """Return papers, fetching and saving those that are not on disk."""
        if not 1 <= len(papers) <= MAX_PAPERS:
            raise Refused(f"Specify 1 to {MAX_PAPERS} papers.")
        ids = list(map(_id, papers))
        result = await asyncio.to_thread(ensure_local.look_up, self._store, ids)
        if result.missing:
            await ensure_local.fetch_missing(self._make_hub, result)
        if result.missing:
            missing = result.missing[0]
            error = result.errors.get(missing) or next(iter(result.errors.values()), None)
            raise Refused(f"{missing}: {error or 'not found'}")
        if result.fetched:
            with suppress(ReadOnly):  # the papers can be shown without being saved
                await asyncio.to_thread(ensure_local.save, self._store, result.fetched.values())
        return await asyncio.to_thread(result.entries, self._store)

    async def _document(self, kind: Kind[T], paper_id: str) -> T:
        try:
            return await documents.get(kind, self._store, self._make_hub, paper_id)
        except HubError as error:
            raise Refused(f"{paper_id}: {error}") from error


def parse(text: str) -> query.Query:
    """Parse a query. Raises Refused if it is invalid."""
    tree = query.parse(text, prefix=True)
    if problem := query.problem(tree):
        raise Refused(problem)
    return tree


def _id(paper: str) -> str:
    paper_id = find_id(paper)
    if paper_id is None:
        raise Refused(f"{paper[:80]!r} is not an arXiv ID, such as 2408.01234, nor a URL with one.")
    return paper_id


def _in_range(name: str, value: int, minimum: int, maximum: int) -> int:
    if not minimum <= value <= maximum:
        raise Refused(f"{name} is {value}; it must be from {minimum} to {maximum}.")
    return value
