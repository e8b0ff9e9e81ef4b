"""A fake Hub on loopback with made-up papers, in the format of recorded responses.

    with FakeHub() as hub:                     ten editions of twelve papers, newest 2026-08-21
        os.environ["HF_ENDPOINT"] = hub.url
        hub.days[date(2026, 8, 21)]            the entries (dicts) of an edition, to be changed
        hub.paper("2608.21000")["upvotes"] = 5
        hub.comments["2608.21000"] = [...]     default: `fake_papers.comments()`
        hub.texts["2608.21000"] = None         no full text (404); a string is served unchanged
        hub.responses["/api/daily_papers?date=2026-08-21&limit=100"] = portal()

`FakeHub({})` has no editions, `FakeHub(fake_papers.archive(…))` many. `fake_server` has logs,
latency, the rate limit and faults.

    python -m tests.support.fake_hub --port 8000                    made-up papers
    python -m tests.support.fake_hub --days FOLDER --latency 0.2    recorded YYYY-MM-DD.json files
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import threading
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

from tests.support import fake_papers
from tests.support.fake_collections import Collections
from tests.support.fake_papers import Json
from tests.support.fake_server import (
    Request,
    Response,
    Server,
    error,
    make_response,
)

Days = Mapping[date, list[Json]] | Iterable[tuple[date, list[Json]]]


def fake_days(count: int = 10, size: int = 12) -> dict[date, list[Json]]:
    """Return the last editions, newest first."""
    made = json.loads(_written_days(count, size))
    return {date.fromisoformat(day): entries for day, entries in made.items()}


@cache
def _written_days(count: int, size: int) -> bytes:
    days = fake_papers.weekdays(count)
    return fake_papers.body({str(day): fake_papers.edition(day, size) for day in days})


def days_of(folder: Path) -> dict[date, list[Json]]:
    """Read recorded responses: files named `YYYY-MM-DD.json`."""
    found = sorted(folder.glob("????-??-??.json"), reverse=True)
    return {date.fromisoformat(one.stem): json.loads(one.read_bytes()) for one in found}


class FakeHub(Server):
    """A fake Hub; see above. `prefix` is the path of the endpoint."""

    def __init__(
        self, days: Days | None = None, *, port: int = 0, latency: float = 0.0, prefix: str = ""
    ) -> None:
        super().__init__(port, latency)
        self.days = fake_days() if days is None else dict(days)
        self.prefix = prefix
        self.comments: dict[str, list[Json]] = {}
        self.linked: dict[str, Json] = {}
        self.texts: dict[str, str | None] = {}
        self.tokens = {"hf_made_up_token": "ada"}
        self.collections = Collections(self.tokens)

    @property
    def url(self) -> str:
        return super().url + self.prefix

    def entry(self, own_id: str) -> Json | None:
        """Return the list entry of a paper, from any edition; None if there is none."""
        for entries in self.days.values():
            for one in entries:
                if one["paper"]["id"] == own_id:
                    return one
        return None

    def paper(self, own_id: str) -> Json:
        """Return the `paper` object of the entry. Raises KeyError if there is none."""
        found = self.entry(own_id)
        if found is None:
            raise KeyError(own_id)
        paper: Json = found["paper"]
        return paper

    def route(self, request: Request) -> Response:
        if not request.path.startswith(self.prefix):
            return error(404, "Not found")
        path = request.path.removeprefix(self.prefix)
        if path.startswith(("/api/collections", "/api/whoami-v2")):
            return self.collections.route(request, path, self.entry)
        for pattern, name in self._ROUTES.items():
            match = re.fullmatch(pattern, path, re.ASCII)
            if match and request.method == "GET":
                made: Response = getattr(self, f"_{name}")(request, *match.groups())
                return made
        return error(404, "Sorry, we cannot find the page you are looking for.")

    _ROUTES: ClassVar[dict[str, str]] = {
        r"/api/daily_papers": "daily_papers",
        r"/api/papers/search": "search",
        r"/api/papers/([0-9.]+)": "details",
        r"/papers/([0-9.]+)\.md": "text",
        r"/papers/([0-9.]+)": "page",
        r"/api/arxiv/([0-9.]+)/repos": "repos",
        r"/pdf/([0-9.]+)(?:v[0-9]+)?(?:\.pdf)?": "pdf",
        r"/.*\.png": "picture",
    }

    def _daily_papers(self, request: Request) -> Response:
        query = request.query
        limit, page = query.get("limit", "50"), query.get("p", "0")
        if not re.fullmatch(r"[0-9]{1,3}", limit) or not 1 <= int(limit) <= 100:
            return error(400, '✖ Invalid input: "limit" must be a number from 1 to 100')
        if not re.fullmatch(r"[0-9]{1,9}", page):
            return error(400, '✖ Invalid input: "p" must be a number from 0')
        try:
            entries = self._requested_entries(query)
        except ValueError as wrong:
            return error(400, f"✖ Invalid input: {wrong}")
        if "submitter" in query:
            wanted = query["submitter"]
            entries = [one for one in entries if one.get("submittedBy", {}).get("name") == wanted]
        if query.get("sort") == "trending":  # an order that no other list has
            entries.sort(key=lambda one: (-int(one["numComments"]), one["paper"]["id"]))
        first = int(page) * int(limit)
        made = make_response(entries[first : first + int(limit)])
        if first + int(limit) < len(entries):
            following = urlencode(query | {"p": str(int(page) + 1)})
            made.headers["Link"] = f'<{self.url}/api/daily_papers?{following}>; rel="next"'
        return made

    def _requested_entries(self, query: dict[str, str]) -> list[Json]:
        if "date" in query:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", query["date"], re.ASCII):
                raise ValueError("date")
            return list(self.days.get(date.fromisoformat(query["date"]), []))
        if "week" in query:
            match = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", query["week"], re.ASCII)
            if match is None:
                raise ValueError("week")
            first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            wanted = [day for day in self.days if 0 <= (day - first).days < 7]
        elif "month" in query:
            month = date.fromisoformat(f"{query['month']}-01")
            wanted = [
                day for day in self.days if (day.year, day.month) == (month.year, month.month)
            ]
        else:  # the latest feed, newest first
            newest = sorted(self.days, reverse=True)
            return [one for day in newest for one in self.days[day]][:1000]
        merged = {one["paper"]["id"]: one for day in wanted for one in self.days[day]}
        return sorted(merged.values(), key=lambda one: -int(one["paper"]["upvotes"]))

    def _details(self, request: Request, own_id: str) -> Response:
        found = self.entry(own_id)
        if found is None:
            return error(404, "Paper not found")
        if request.query.get("field") == "comments":
            comments = self.comments.get(own_id)
            return make_response(
                {
                    "paper": {"id": own_id},
                    "comments": fake_papers.comments() if comments is None else comments,
                }
            )
        linked = self.linked.get(own_id) or fake_papers.linked(own_id)
        more = {f"linked{kind.title()}": linked[kind] for kind in linked}
        totals = {f"numTotal{kind.title()}": len(linked[kind]) for kind in linked}
        return make_response(found["paper"] | more | totals)

    def _search(self, request: Request) -> Response:
        words, limit = request.query.get("q", ""), request.query.get("limit", "20")
        if len(words) > 250 or not re.fullmatch(r"[0-9]{1,3}", limit) or not 1 <= int(limit) <= 120:
            return error(400, "✖ Invalid input")
        ranked = []
        for one in (one for entries in self.days.values() for one in entries):
            held = f"{one['title']} {one['paper']['summary']} {one['paper']['id']}".lower()
            hits = sum(word in held for word in words.lower().split())
            if hits:
                ranked.append((-hits, one["paper"]["id"], one))
        ranked.sort(key=lambda rank: rank[:2])
        return make_response([_highlighted(one, words) for _, _, one in ranked[: int(limit)]])

    def _text(self, request: Request, own_id: str) -> Response:
        found = self.entry(own_id)
        text = self.texts.get(own_id, fake_papers.full_text(found) if found else None)
        if text is None:
            return error(404, "Paper not found")
        return Response(text.encode(), kind="text/markdown; charset=utf-8")

    def _page(self, request: Request, own_id: str) -> Response:
        return make_response(f"<html><title>{own_id}</title></html>")

    def _repos(self, request: Request, own_id: str) -> Response:
        if self.entry(own_id) is None:
            return error(404, "Paper not found")
        return make_response(self.linked.get(own_id) or fake_papers.linked(own_id))

    def _pdf(self, request: Request, own_id: str) -> Response:
        found = self.entry(own_id)
        if found is None:
            return error(404, "No such paper")
        return Response(fake_papers.pdf(found["title"], 4000), kind="application/pdf")

    def _picture(self, request: Request) -> Response:
        return Response(fake_papers.png(64, 32), kind="image/png")


def _highlighted(one: Json, words: str) -> Json:
    """Format an entry as the Hub's search does: no submitter, and a highlighted title."""
    pieces = re.split(f"({'|'.join(map(re.escape, words.split()))})", one["title"], flags=re.I)
    marked: list[Any] = [
        {"type": "highlight" if place % 2 else "text", "text": text}
        for place, text in enumerate(pieces)
        if text
    ]
    fields = {name: value for name, value in one.items() if name != "submittedBy"}
    return fields | {"highlightedTitle": marked, "upvoted": False}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.support.fake_hub", description=__doc__)
    parser.add_argument("--days", type=Path, help="a folder of YYYY-MM-DD.json")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each response")
    options = parser.parse_args()
    days = days_of(options.days) if options.days else None
    with FakeHub(days, port=options.port, latency=options.latency) as hub:
        print(f"HF_ENDPOINT={hub.url}", flush=True)
        ended = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: ended.set())
        signal.signal(signal.SIGINT, lambda *_: ended.set())
        ended.wait()


if __name__ == "__main__":
    main()
