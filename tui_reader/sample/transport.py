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
    return _not_found("The sample does not contain this")


def _not_found(words: str) -> httpx.Response:
    return httpx.Response(404, json={"error": words})


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
    """Return an edition, the trending papers, or all papers, in pages."""
    editions = _editions()
    entries = list(_entries().values())
    if "date" in params:
        entries = editions.get(date.fromisoformat(params["date"]), [])
    elif params.get("sort") == "trending":
        newest = max(editions)
        ages = {_id(one): (newest - day).days for day, held in editions.items() for one in held}
        entries.sort(key=lambda one: -_upvotes(one) / (ages[_id(one)] + 2))
    limit = int(params["limit"])
    start = limit * int(params.get("p", 0))
    return httpx.Response(200, json=entries[start : start + limit])


def _searched(params: httpx.QueryParams) -> httpx.Response:
    """Return papers that contain every word, sorted by the number of words in the title."""
    words = params["q"].casefold().split()
    found = []
    for entry in _entries().values():
        paper = entry["paper"]
        names = [author["name"] for author in paper["authors"]]
        keywords = paper.get("ai_keywords", [])
        held = [paper["id"], paper["title"], paper["summary"], *names, *keywords]
        text, title = " ".join(held).casefold(), paper["title"].casefold()
        if all(word in text for word in words):
            found.append((sum(word in title for word in words), entry))
    found.sort(key=lambda ranked: (ranked[0], _upvotes(ranked[1])), reverse=True)
    return httpx.Response(200, json=[entry for _, entry in found[: int(params["limit"])]])


def _details(params: httpx.QueryParams, paper_id: str) -> httpx.Response:
    entry = _entries().get(paper_id)
    if entry is None:
        return _not_found("Paper not found")
    if params.get("field") != "comments":
        return httpx.Response(200, json=entry["paper"])
    comments = _known("comments.json", paper_id, [])
    if comments is None:
        return _not_found("The sample does not contain these comments")
    return httpx.Response(200, json={"paper": {"id": paper_id}, "comments": comments})


def _repos(_: httpx.QueryParams, paper_id: str) -> httpx.Response:
    linked = _known("repos.json", paper_id, _NO_REPOS)
    if linked is None:
        return _not_found("The sample does not contain these links")
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
        return _not_found("Paper not found")
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
