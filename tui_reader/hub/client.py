"""The one client of the Hub: paced, bounded, patient. Everything else asks through it.

    async with Hub() as hub:
        edition = await hub.edition(await hub.latest())

Methods give what `wire` makes of an answer, or raise a `HubError` that says in one line what was
asked, what came and what to try. A cancelled call closes its connection.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from datetime import date
from typing import Any, BinaryIO, TypeVar
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from tui_reader import daemon_threads, urls
from tui_reader.hub import parse as wire
from tui_reader.hub import response as answer
from tui_reader.hub.address import Endpoint, shown
from tui_reader.hub.auth import find_token
from tui_reader.hub.errors import Broken, Refused
from tui_reader.hub.http import httpx
from tui_reader.hub.rate_limit import Clock, Sleep
from tui_reader.hub.response import (
    JSON,
    MARKDOWN,
    PDF,
    PICTURE,
)
from tui_reader.hub.transport import Connection, Got
from tui_reader.models import (
    Comment,
    Edition,
    Linked,
    Paper,
    is_id,
)
from tui_reader.text import sanitize

T = TypeVar("T")
Progress = Callable[[int, int | None], None]
"""Called with the bytes that came so far and, where it is known, how many there will be."""

_DEADLINE = 30.0  # seconds for a whole answer, all tries together
_SILENCE = 30.0  # seconds without a byte
_PAGE = 100  # the most that the Hub gives at once
_NEWEST = 20  # entries that tell the newest day
_CUT_AT = 50  # what it gives where it does not heed that
_MOST_PAGES = 20
_LONGEST_QUERY = 250
_TEXT = 5_000_000  # characters
_SMALL = 1_000  # bytes


class Hub:
    """A connection to the Hub, an async context manager.

    `endpoint` and `token` are found in the environment where they are None; the token "" means
    none. `transport` takes the place of the network. `offline` asks nothing, as HF_HUB_OFFLINE=1.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        token: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        offline: bool = False,
        *,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        deadline: float = _DEADLINE,
        silence: float = _SILENCE,
    ) -> None:
        self._deadline = deadline
        self._connection = Connection(
            Endpoint.find(endpoint),
            find_token() if token is None else token,
            transport,
            offline,
            clock,
            sleep,
            silence,
        )

    async def __aenter__(self) -> Hub:
        daemon_threads.use()  # names are looked up in threads
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()

    @property
    def endpoint(self) -> str:
        return self._connection.endpoint.url

    @property
    def waiting(self) -> float:
        """Seconds until the Hub's rate limit lets more requests pass; 0 where it does now."""
        return self._connection.pace.waiting

    async def latest(self) -> date:
        """The day of the newest edition, as the Hub's latest feed says."""
        url = self._api("daily_papers", limit=_NEWEST)
        day = await self._read(url, wire.latest_day)
        if day is None:
            raise Broken(shown(url), "the latest papers came without a date")
        return day

    async def edition(self, day: date) -> Edition:
        """All pages of a day. A day on which nothing appeared is an empty edition."""
        first = self._api("daily_papers", date=day.isoformat(), limit=_PAGE)
        pages: list[wire.Page] = []
        seen: set[str] = set()
        for number in range(_MOST_PAGES):
            url = f"{first}&p={number}" if number else first
            try:
                got = await self._get(url, background=True)
            except Refused as error:
                if _has_no_edition(error, day):
                    break
                raise
            if got.url != url and not _asks_for(got.url, day):
                break  # led on to a day that has an edition
            papers, skipped = await _parse(wire.papers, got.value, url)
            pages.append((papers, skipped))
            new = {paper.id for paper in papers} - seen
            seen |= new
            more = 'rel="next"' in got.headers.get("link", "")
            if not new or not (more or len(papers) + skipped >= _CUT_AT):
                break
        try:
            return wire.gather(day, pages)
        except Broken as error:
            error.asked = shown(first)
            raise

    async def papers_trending(self) -> tuple[Paper, ...]:
        """In the Hub's order."""
        papers, _ = await self._read(
            self._api("daily_papers", sort="trending", limit=_PAGE), wire.papers
        )
        return papers

    async def search(self, words: str) -> tuple[Paper, ...]:
        """The Hub's own search, its best first. Nothing to search for finds nothing."""
        asked = sanitize.line(words)[:_LONGEST_QUERY].strip()
        if not asked:
            return ()
        papers, _ = await self._read(self._api("papers/search", q=asked, limit=_PAGE), wire.papers)
        return papers

    async def paper(self, paper_id: str) -> Paper:
        """Raises NotFound where the Hub has not indexed it, ValueError for what is not an id."""
        return await self._read(self._api(f"papers/{_checked(paper_id)}"), wire.paper)

    async def comments(self, paper_id: str) -> tuple[Comment, ...]:
        url = self._api(f"papers/{_checked(paper_id)}", field="comments")
        return await self._read(url, wire.comments)

    async def links(self, paper_id: str) -> tuple[Linked, ...]:
        return await self._read(self._api(f"arxiv/{_checked(paper_id)}/repos"), wire.links)

    async def full_text(self, paper_id: str, progress: Progress | None = None) -> str:
        """The whole paper as Markdown, cleaned. Raises NotFound where the Hub has none."""
        url = f"{self.endpoint}/papers/{_checked(paper_id)}.md"

        async def take(response: httpx.Response) -> str:
            body = bytearray()
            async for piece in answer.pieces(response, MARKDOWN):
                body += piece
                if progress is not None:
                    progress(len(body), answer.total_of(response))
            raw = answer.decoded(bytes(body), response.headers.get("content-type", ""))
            return await asyncio.to_thread(sanitize.clean, raw, _TEXT)

        got = await self._connection.ask(url, MARKDOWN, take, deadline=self._deadline)
        return got.value

    async def picture(self, url: str) -> bytes:
        """A picture of the Hub's, at most 10 MB; whether it can be decoded is not checked."""
        place = self._connection.endpoint.place(url)
        got = await self._connection.ask(place, PICTURE, _whole_picture, deadline=self._deadline)
        return got.value

    async def pdf(self, paper_id: str, file: BinaryIO, progress: Progress | None = None) -> int:
        """arXiv's PDF of a paper, as `download`."""
        return await self.download(urls.arxiv_pdf(_checked(paper_id)), file, progress)

    async def download(self, url: str, file: BinaryIO, progress: Progress | None = None) -> int:
        """A PDF of the Hub's or arXiv's into an open file; its size in bytes.

        It may take as long as bytes keep coming. What was written before an error stays.
        """
        done = 0

        async def take(response: httpx.Response) -> int:
            nonlocal done
            total = answer.total_of(response)
            async for piece in answer.pieces(response, PDF):
                done += len(piece)
                await asyncio.to_thread(file.write, piece)
                if progress is not None:
                    progress(done, total)
            return done

        place = self._connection.endpoint.place(url)
        got = await self._connection.ask(place, PDF, take, again=lambda: done == 0)
        return got.value

    def _api(self, path: str, **query: Any) -> str:
        asked = f"?{urlencode(query, quote_via=quote)}" if query else ""
        return f"{self.endpoint}/api/{path}{asked}"

    async def _read(self, url: str, parse: Callable[[bytes], T]) -> T:
        got = await self._get(url)
        return await _parse(parse, got.value, url)

    async def _get(self, url: str, background: bool = False) -> Got[bytes]:
        return await self._connection.ask(
            url, JSON, _whole_json, background=background, deadline=self._deadline
        )


async def _parse(parse: Callable[[bytes], T], body: bytes, url: str) -> T:
    """Away from the event loop: a hostile answer can take a second to read, but no small one."""
    try:
        if len(body) <= _SMALL:
            return parse(body)
        return await asyncio.to_thread(_in_one_go, parse, body)
    except Broken as error:
        error.asked = shown(url)
        raise


def _in_one_go(parse: Callable[[bytes], T], body: bytes) -> T:
    """No garbage is made while an answer is read, and looking for some takes a tenth of that."""
    hunted = gc.isenabled()
    if hunted:  # who found it off leaves that to whoever turned it off
        gc.disable()
    try:
        return parse(body)
    finally:
        if hunted:
            gc.enable()


async def _whole_json(response: httpx.Response) -> bytes:
    return await answer.whole(response, JSON)


async def _whole_picture(response: httpx.Response) -> bytes:
    return await answer.whole(response, PICTURE)


def _has_no_edition(error: Refused, day: date) -> bool:
    """Whether a refusal is the Hub's way to say that nothing appeared on a day.

    The request is well formed, so what it can find wrong is the day: a weekend, the future.
    """
    return error.status == 400 and (day.weekday() >= 5 or "date" in error.came.lower())


def _asks_for(url: str, day: date) -> bool:
    return parse_qs(urlsplit(url).query).get("date") == [day.isoformat()]


def _checked(paper_id: str) -> str:
    if not is_id(paper_id):
        raise ValueError(f"not an arXiv id: {paper_id[:40]!r}")
    return paper_id
