"""An httpx transport that serves the files of this package as the Hub's API."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import httpx

Json = dict[str, Any]

_FOLDER = files(__package__)
_FICTIONAL_IDS = "2512.9"
_NO_REPOS: Json = {"models": [], "datasets": [], "spaces": []}


def demo_transport() -> httpx.AsyncBaseTransport:
    """Return a transport for `Hub(transport=…)`. Files are read when first requested.

    The host and the endpoint's path are ignored. Missing resources (images, PDFs, Collections,
    comments on real papers) are a 404 with `{"error": …}`.
    """
    return httpx.MockTransport(_respond)


def _respond(request: httpx.Request) -> httpx.Response:
    if request.method == "GET":
        for pattern, view in _VIEWS:
            if match := re.search(pattern, request.url.path, re.ASCII):
                return view(request.url.params, *match.groups())
    return _error(404, "The sample does not contain this")


def _error(status: int, words: str) -> httpx.Response:
    return httpx.Response(status, json={"error": words})


@cache
def _editions() -> dict[date, list[Json]]:
    """Return all editions, newest first."""
    found = sorted((_FOLDER / "days").iterdir(), key=lambda file: file.name, reverse=True)
    return {
        date.fromisoformat(file.name.removesuffix(".json")): json.loads(file.read_bytes())
        for file in found
        if file.name.endswith(".json")
    }


@cache
def _entries() -> dict[str, Json]:
    """Return every entry by its paper's ID, in the order of the latest feed."""
    return {_id(entry): entry for held in _editions().values() for entry in held}


@cache
def _file(name: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((_FOLDER / name).read_bytes())
    return held


def _id(entry: Json) -> str:
    return str(entry["paper"]["id"])


def _upvotes(entry: Json) -> int:
    return int(entry["paper"].get("upvotes", 0))


def _listed(params: httpx.QueryParams) -> httpx.Response:
    try:
        limit, page = int(params.get("limit", 50)), int(params.get("p", 0))
        entries = _requested_entries(params)
    except ValueError:
        return _error(400, "Invalid date, week, month, limit or p")
    if not 1 <= limit <= 100 or page < 0:
        return _error(400, "limit must be from 1 to 100, p at least 0")
    return httpx.Response(200, json=entries[page * limit : (page + 1) * limit])


def _requested_entries(params: httpx.QueryParams) -> list[Json]:
    editions = _editions()
    if "date" in params:
        entries = editions.get(_day(params["date"]), [])
    elif "week" in params:
        week = _day(f"{params['week']}-1").isocalendar()[:2]
        entries = _merged(lambda day: day.isocalendar()[:2] == week)
    elif "month" in params:
        month = _day(f"{params['month']}-01")
        entries = _merged(lambda day: day.replace(day=1) == month)
    else:
        entries = list(_entries().values())
    if params.get("sort") == "trending":
        newest = max(editions)
        ages = {_id(one): (newest - day).days for day, held in editions.items() for one in held}
        entries = sorted(entries, key=lambda one: -_upvotes(one) / (ages[_id(one)] + 2))
    return entries


def _day(text: str) -> date:
    """Parse 2025-12-10 or 2025-W50-1. Raises ValueError for any other format."""
    if not re.fullmatch(r"\d{4}-(\d\d-\d\d|W\d\d-\d)", text, re.ASCII):
        raise ValueError(text)
    return date.fromisoformat(text)


def _merged(wanted: Callable[[date], bool]) -> list[Json]:
    entries = [entry for day, held in _editions().items() if wanted(day) for entry in held]
    return sorted(entries, key=_upvotes, reverse=True)


def _searched(params: httpx.QueryParams) -> httpx.Response:
    """Return papers that contain every word, sorted by the number of words in the title."""
    query, limit = params.get("q", ""), params.get("limit", "20")
    words = query.casefold().split()
    if len(query) > 250 or not limit.isdecimal() or not 1 <= int(limit) <= 120:
        return _error(400, "q must have at most 250 characters, limit be from 1 to 120")
    found = []
    for entry in _entries().values():
        paper = entry["paper"]
        names = [author["name"] for author in paper["authors"]]
        keywords = paper.get("ai_keywords", [])
        held = [paper["id"], paper["title"], paper["summary"], *names, *keywords]
        text, title = " ".join(held).casefold(), paper["title"].casefold()
        if words and all(word in text for word in words):
            found.append((sum(word in title for word in words), entry))
    found.sort(key=lambda ranked: (ranked[0], _upvotes(ranked[1])), reverse=True)
    return httpx.Response(200, json=[_highlighted(one, words) for _, one in found[: int(limit)]])


def _highlighted(entry: Json, words: list[str]) -> Json:
    mark = re.compile(f"({'|'.join(map(re.escape, words))})", re.IGNORECASE)

    def pieces(text: str) -> list[Json]:
        return [
            {"type": "highlight" if place % 2 else "text", "text": piece}
            for place, piece in enumerate(mark.split(text))
            if piece
        ]

    return entry | {
        "upvoted": False,
        "highlightedTitle": pieces(entry["title"]),
        "highlightedSummary": pieces(entry["summary"]),
    }


def _details(params: httpx.QueryParams, paper_id: str) -> httpx.Response:
    entry = _entries().get(paper_id)
    if entry is None:
        return _error(404, "Paper not found")
    if params.get("field") == "comments":
        comments = _known("comments.json", paper_id, [])
        if comments is None:
            return _error(404, "The sample does not contain these comments")
        return httpx.Response(200, json={"paper": {"id": paper_id}, "comments": comments})
    linked = _known("repos.json", paper_id, _NO_REPOS) or {}
    more = {f"linked{kind.title()}": held for kind, held in linked.items()}
    totals = {f"numTotal{kind.title()}": len(held) for kind, held in linked.items()}
    return httpx.Response(200, json=entry["paper"] | more | totals)


def _repos(_: httpx.QueryParams, paper_id: str) -> httpx.Response:
    linked = _known("repos.json", paper_id, _NO_REPOS)
    if linked is None:
        return _error(404, "The sample does not contain these links")
    return httpx.Response(200, json=linked)


def _known(name: str, paper_id: str, nothing: Any) -> Any:
    """Return the file's entry for a paper.

    A made-up paper without an entry has `nothing`; a real one has None, since "no comments" would
    be false.
    """
    made_up = paper_id in _entries() and paper_id.startswith(_FICTIONAL_IDS)
    return _file(name).get(paper_id, nothing if made_up else None)


def _full_text(_: httpx.QueryParams, paper_id: str) -> httpx.Response:
    file = _FOLDER / "full_text" / f"{paper_id}.md"
    if not file.is_file():
        return _error(404, "Paper not found")
    headers = {"Content-Type": "text/markdown; charset=utf-8"}
    return httpx.Response(200, content=file.read_bytes(), headers=headers)


_ID = r"(\d{4}\.\d{4,5})"
_VIEWS: tuple[tuple[str, Callable[..., httpx.Response]], ...] = (
    (r"/api/daily_papers\Z", _listed),
    (r"/api/papers/search\Z", _searched),
    (rf"/api/papers/{_ID}\Z", _details),
    (rf"/api/arxiv/{_ID}/repos\Z", _repos),
    (rf"/papers/{_ID}\.md\Z", _full_text),
)
