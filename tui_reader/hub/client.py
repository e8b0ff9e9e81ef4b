"""The Hub's client, and the interface of paper sources.

    async with Hub() as hub:
        edition = await hub.edition(await hub.latest())

API: https://huggingface.co/docs/hub/api and https://huggingface.co/spaces/huggingface/openapi.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import BinaryIO, Protocol, Self, TypeVar
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from tui_reader import daemon_threads, urls
from tui_reader.hub import parse
from tui_reader.hub import response as body
from tui_reader.hub.auth import Token, find_token
from tui_reader.hub.errors import BadResponse, RequestRefused
from tui_reader.hub.rate_limit import Clock, Sleep
from tui_reader.hub.response import JSON, MARKDOWN, PDF, PICTURE, Kind
from tui_reader.hub.transport import Request, Result, Transport, httpx, loggable
from tui_reader.models import Comment, Edition, Linked, Paper, checked_id
from tui_reader.text import sanitize

T = TypeVar("T")
Progress = Callable[[int, int | None], None]
"""Called with the bytes received so far and the total, None if unknown."""

_DEADLINE = 30.0  # seconds for a response, including retries
_READ_TIMEOUT = 30.0  # seconds without a byte
_PAGE_SIZE = 100  # the largest that the Hub allows
_DEFAULT_PAGE_SIZE = 50  # the Hub's page size, in case it ignores ours
_MAX_PAGES = 20
_FEED_SIZE = 20  # entries: enough to find the newest day
_MAX_QUERY = 250  # characters
_MAX_TEXT = 5_000_000  # characters
_SMALL = 1_000  # bytes; smaller responses are parsed without a thread


class Source(Protocol):
    """A source of papers, such as `Hub`. All methods raise `hub.errors.HubError`."""

    @property
    def waiting(self) -> float:
        """Seconds until the rate limit allows another request, 0 if it does now."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> None: ...

    async def latest(self) -> date:
        """Return the day of the newest edition."""

    async def edition(self, day: date) -> Edition:
        """Return the edition of a day; it has no papers if the Hub has none."""

    async def papers_trending(self) -> tuple[Paper, ...]:
        """Return the trending papers, in the source's order."""

    async def search(self, words: str) -> tuple[Paper, ...]:
        """Return search results, best first."""

    async def paper(self, paper_id: str) -> Paper:
        """Return a paper. Raises NotFound, and ValueError if it is not an arXiv ID."""

    async def comments(self, paper_id: str) -> tuple[Comment, ...]:
        """Return the comment threads of a paper."""

    async def links(self, paper_id: str) -> tuple[Linked, ...]:
        """Return models, datasets and Spaces that cite a paper."""

    async def full_text(self, paper_id: str, progress: Progress | None = None) -> str:
        """Return a paper as Markdown. Raises NotFound if there is no full text."""

    async def picture(self, url: str) -> bytes:
        """Return a picture file of at most 10 MB, not decoded."""

    async def pdf(self, paper_id: str, file: BinaryIO, progress: Progress | None = None) -> int:
        """Write a paper's PDF to an open file and return its size in bytes."""


class Hub:
    """The Hub, an async context manager.

    Args:
        endpoint: The base URL; None for HF_ENDPOINT or https://huggingface.co.
        token: None for the user's (see `auth.find_token`), "" for none.
        transport: Replaces the network.
        offline: Send nothing, as HF_HUB_OFFLINE=1.
        warn: Called once with a line for the user when the token cannot be used.
        clock, sleep: Replace the time, for tests.
        deadline: Seconds for a response, including retries.
        read_timeout: Seconds without a byte.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        token: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        offline: bool = False,
        *,
        warn: Callable[[str], object] = lambda text: None,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        deadline: float = _DEADLINE,
        read_timeout: float = _READ_TIMEOUT,
    ) -> None:
        self._deadline = deadline
        self._transport = Transport(
            urls.find_endpoint(endpoint),
            find_token() if token is None else Token(token) if token else None,
            transport,
            offline,
            warn,
            clock,
            sleep,
            read_timeout,
        )

    async def __aenter__(self) -> Self:
        daemon_threads.use()  # host names are looked up in threads
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.close()

    @property
    def endpoint(self) -> urls.Endpoint:
        return self._transport.endpoint

    @property
    def waiting(self) -> float:
        return self._transport.rate_limiter.blocked_for

    async def latest(self) -> date:
        """Return the day of the newest edition, from the Hub's latest feed."""
        url = self._api("daily_papers", limit=_FEED_SIZE)
        day = await self._read(url, parse.latest_day)
        if day is None:
            raise BadResponse("The latest papers have no date", url=loggable(url))
        return day

    async def edition(self, day: date) -> Edition:
        """Return all pages of a day's edition."""
        first = self._api("daily_papers", date=day.isoformat(), limit=_PAGE_SIZE)
        pages: list[parse.Page] = []
        seen: set[str] = set()
        for number in range(_MAX_PAGES):
            url = f"{first}&p={number}" if number else first
            try:
                result = await self._get(url, background=True)
            except RequestRefused as error:
                if _means_no_edition(error, day):
                    break
                raise
            if not _is_for(result.url, day):
                break  # redirected to a day that has an edition
            papers, skipped = await _parse(parse.papers, result.value, url)
            pages.append((papers, skipped))
            new = {paper.id for paper in papers} - seen
            seen |= new
            has_next = 'rel="next"' in result.headers.get("link", "")
            if not new or not (has_next or len(papers) + skipped >= _DEFAULT_PAGE_SIZE):
                break
        try:
            return parse.gather(day, pages)
        except BadResponse as error:
            error.url = loggable(first)
            raise

    async def papers_trending(self) -> tuple[Paper, ...]:
        url = self._api("daily_papers", sort="trending", limit=_PAGE_SIZE)
        papers, _ = await self._read(url, parse.papers)
        return papers

    async def search(self, words: str) -> tuple[Paper, ...]:
        """Return the results of the Hub's search, best first; nothing for an empty query."""
        query = sanitize.line(words)[:_MAX_QUERY].strip()
        if not query:
            return ()
        url = self._api("papers/search", q=query, limit=_PAGE_SIZE)
        papers, _ = await self._read(url, parse.papers)
        return papers

    async def paper(self, paper_id: str) -> Paper:
        return await self._read(self._api(f"papers/{checked_id(paper_id)}"), parse.paper)

    async def comments(self, paper_id: str) -> tuple[Comment, ...]:
        url = self._api(f"papers/{checked_id(paper_id)}", field="comments")
        return await self._read(url, parse.comments)

    async def links(self, paper_id: str) -> tuple[Linked, ...]:
        return await self._read(self._api(f"arxiv/{checked_id(paper_id)}/repos"), parse.links)

    async def full_text(self, paper_id: str, progress: Progress | None = None) -> str:
        """Return the Hub's Markdown of a paper, sanitized."""
        url = f"{self.endpoint.url}/papers/{checked_id(paper_id)}.md"

        async def consume(response: httpx.Response) -> str:
            content = bytearray()
            async for chunk in body.iter_body(response, MARKDOWN):
                content += chunk
                if progress is not None:
                    progress(len(content), body.body_size(response))
            raw = body.decode_text(bytes(content), response.headers.get("content-type", ""))
            return await asyncio.to_thread(sanitize.clean, raw, _MAX_TEXT)

        request = Request(url, MARKDOWN, deadline=self._deadline)
        return (await self._transport.send(request, consume)).value

    async def picture(self, url: str) -> bytes:
        """Return a picture of the Hub or arXiv."""
        request = Request(self._resolve(url), PICTURE, deadline=self._deadline)
        return (await self._transport.send(request, _reader(PICTURE))).value

    async def pdf(self, paper_id: str, file: BinaryIO, progress: Progress | None = None) -> int:
        """Write arXiv's PDF of a paper to an open file and return its size in bytes.

        There is no deadline while bytes keep arriving. Partial output stays after an error.
        """
        done = 0

        async def consume(response: httpx.Response) -> int:
            nonlocal done
            total = body.body_size(response)
            async for chunk in body.iter_body(response, PDF):
                done += len(chunk)
                await asyncio.to_thread(file.write, chunk)
                if progress is not None:
                    progress(done, total)
            return done

        request = Request(self._resolve(urls.arxiv_pdf(checked_id(paper_id))), PDF)
        return (await self._transport.send(request, consume, lambda: done == 0)).value

    async def call(
        self,
        method: str,
        path: str,
        token: Token,
        payload: Mapping[str, object] | None = None,
        kind: Kind = JSON,
        reserve: int = 0,
    ) -> bytes:
        """Call the API with an explicit token and return the body of the response.

        The request is sent once, and only to the endpoint's own origin.

        Args:
            method: The HTTP method.
            path: Below `/api/`.
            payload: Sent as JSON; None for no body.
            kind: The expected kind of response.
            reserve: Requests of the rate limit to leave to others.
        """
        request = Request(
            self._api(path), kind, method, payload, token, reserve=reserve, deadline=self._deadline
        )
        return (await self._transport.send(request, _reader(kind))).value

    def _api(self, path: str, **query: str | int) -> str:
        parameters = f"?{urlencode(query, quote_via=quote)}" if query else ""
        return f"{self.endpoint.url}/api/{path}{parameters}"

    def _resolve(self, url: str) -> str:
        resolved = self.endpoint.resolve(url)
        if resolved is None:
            raise RequestRefused(
                "The address is not on the Hub or arXiv", "Open it in a browser.", loggable(url)
            )
        return resolved

    async def _read(self, url: str, parser: Callable[[bytes], T]) -> T:
        result = await self._get(url)
        return await _parse(parser, result.value, url)

    async def _get(self, url: str, background: bool = False) -> Result[bytes]:
        request = Request(url, JSON, background=background, deadline=self._deadline)
        return await self._transport.send(request, _reader(JSON))


def _reader(kind: Kind) -> Callable[[httpx.Response], Awaitable[bytes]]:
    return lambda response: body.read_all(response, kind)


async def _parse(parser: Callable[[bytes], T], content: bytes, url: str) -> T:
    """Parse in a thread: a hostile response can take a second. Small ones are parsed at once."""
    try:
        if len(content) <= _SMALL:
            return parser(content)
        return await asyncio.to_thread(parser, content)
    except BadResponse as error:
        error.url = loggable(url)
        raise


def _means_no_edition(error: RequestRefused, day: date) -> bool:
    """Return whether a 400 means that there is no edition.

    The request is well-formed, so the Hub can only object to the day: a weekend, the future.
    """
    return error.status == 400 and (day.weekday() >= 5 or "date" in error.problem.lower())


def _is_for(url: str, day: date) -> bool:
    return parse_qs(urlsplit(url).query).get("date") == [day.isoformat()]
