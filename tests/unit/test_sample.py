"""The bundled sample: complete, correct about real papers, and served like the Hub."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tui_reader import models, sample
from tui_reader.sample.transport import demo_transport

Json = dict[str, Any]

FOLDER = Path(sample.__file__).parent
SEED = FOLDER.parents[2] / "shared" / "seed" / "daily-papers-page.txt"
REAL = date(2025, 12, 10)
DAYS = [date(2025, 12, day) for day in (12, 11, 10, 9, 8, 5, 4)]
HOSTS = {"example.org", "github.com"}


def edition(day: date) -> list[Json]:
    held: list[Json] = json.loads((FOLDER / "days" / f"{day}.json").read_text(encoding="utf-8"))
    return held


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if not isinstance(value, str):
            yield from strings(inner) if isinstance(inner, dict | list | str) else ()


def shared_runs(text: str, page: str, length: int = 7) -> set[str]:
    """Return the runs of `length` words that are in both texts.

    Maintainers compare new abstracts with the original page this way.
    """

    def runs(of: str) -> set[str]:
        words = re.findall(r"\w+", of.lower())
        return {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}

    return runs(text) & runs(page)


async def ask(path: str, **params: str | int) -> httpx.Response:
    async with httpx.AsyncClient(
        transport=demo_transport(), base_url="https://hub.example.org"
    ) as client:
        return await client.get(path, params=params)


async def ids(path: str = "/api/daily_papers", **params: str | int) -> list[str]:
    return [entry["paper"]["id"] for entry in (await ask(path, **params)).json()]


# Files


def test_seven_weekdays_of_papers_each_in_one_edition_only() -> None:
    assert sorted(file.stem for file in (FOLDER / "days").iterdir()) == sorted(map(str, DAYS))
    assert all(day.weekday() < 5 for day in DAYS)
    sizes = [len(edition(day)) for day in DAYS]
    assert sizes == [16, 11, 22, 9, 8, 7, 6]
    found = Counter(entry["paper"]["id"] for day in DAYS for entry in edition(day))
    assert len(found) == sum(sizes)
    assert all(models.is_id(one) for one in found)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_entry_is_well_formed(day: date) -> None:
    for entry in edition(day):
        held = entry["paper"]
        assert entry["title"] == held["title"] == held["title"].strip() != ""
        assert entry["summary"] == held["summary"] != ""
        assert [author["name"] for author in held["authors"]]
        assert date.fromisoformat(held["publishedAt"].removesuffix("T00:00:00.000Z")) < day
        assert None not in {**entry, **held}.values()
        assert all(text.isprintable() for text in strings(entry))


@pytest.mark.parametrize("day", [day for day in DAYS if day != REAL], ids=str)
def test_made_up_papers_are_complete_and_marked_as_such(day: date) -> None:
    entries = edition(day)
    upvotes = [entry["paper"]["upvotes"] for entry in entries]
    assert upvotes == sorted(upvotes, reverse=True)
    for entry in entries:
        held = entry["paper"]
        assert held["id"].startswith("2512.9")
        assert held["submittedOnDailyAt"] == f"{day}T00:00:00.000Z"
        assert 80 <= len(held["summary"].split()) <= 200
        assert entry["submittedBy"] == held["submittedOnDailyBy"]
        assert entry.keys() >= {"thumbnail", "numComments", "isAuthorParticipating"}
        links = [text for text in strings(entry) if text.startswith("http")]
        assert {urlsplit(link).hostname for link in links} <= HOSTS
        code = held.get("githubRepo", "https://github.com/example-lab/")
        assert code.startswith("https://github.com/example-lab/")


def test_some_made_up_paper_has_each_optional_field() -> None:
    held = [entry["paper"].keys() for day in DAYS for entry in edition(day)]
    wanted = {"organization", "githubRepo", "githubStars", "projectPage", "mediaUrls"}
    for field in wanted | {"ai_summary", "ai_keywords"}:
        assert any(field in keys for keys in held), field


def test_real_papers_have_known_fields_only() -> None:
    known = {"id", "title", "summary", "authors", "publishedAt", "githubRepo"}
    comments = {}
    for entry in edition(REAL):
        assert entry["paper"].keys() <= known
        assert entry.keys() <= {"paper", "title", "summary", "numComments"}
        assert not entry["paper"]["id"].startswith("2512.9")
        assert 40 <= len(entry["summary"].split()) <= 130
        if "numComments" in entry:
            comments[entry["paper"]["id"]] = entry["numComments"]
    assert comments == {"2503.14891": 2, "2506.11930": 3, "2409.08692": 2}
    assert edition(REAL)[0]["title"].startswith("Diffusion Models Generate Images Like Painters")
    assert edition(REAL)[-1]["paper"]["id"] == "2310.18338"


def test_abstracts_of_real_papers_are_in_our_own_words() -> None:
    page = SEED.read_text(encoding="utf-8") if SEED.is_file() else ""
    copied = "We study how one two three four five six words come to be shared."
    assert shared_runs(copied, "one two three four, five six words") != set()
    for entry in edition(REAL):
        assert shared_runs(entry["summary"], page) == set()


def test_sample_is_small() -> None:
    held = [file for file in FOLDER.rglob("*") if file.suffix in {".json", ".md"}]
    assert sum(file.stat().st_size for file in held) < 400_000


# Transport


async def test_each_day_has_its_edition_and_other_days_are_empty() -> None:
    for day in DAYS:
        assert (await ask("/api/daily_papers", date=str(day), limit=100)).json() == edition(day)
    assert await ids(date="2025-12-07", limit=9) == []


async def test_latest_feed_is_newest_first_and_comes_in_pages() -> None:
    everything = [entry["paper"]["id"] for day in DAYS for entry in edition(day)]
    assert await ids(limit=40) == everything[:40]
    assert await ids(limit=40, p=1) == everything[40:]
    assert await ids(limit=40, p=2) == []
    newest = (await ask("/api/daily_papers", limit=1)).json()[0]["paper"]
    assert newest["submittedOnDailyAt"].startswith("2025-12-12")


async def test_trending_prefers_new_papers() -> None:
    trending = await ids(sort="trending", limit=100)
    assert len(trending) == 79
    assert trending[0] == "2512.91201"
    # 97 upvotes today, 109 on Monday
    assert trending.index("2512.91204") < trending.index("2512.90801")


async def test_paper_has_details_and_models() -> None:
    bare = (await ask("/api/papers/2512.91201")).json()
    assert bare["title"].startswith("Small Models, Long Memories")
    repos = (await ask("/api/arxiv/2512.91201/repos")).json()
    assert [one["id"] for one in repos["datasets"]] == ["example-lab/chronicle"]
    assert (await ask("/api/arxiv/2512.91216/repos")).json()["models"] == []


async def test_comments_match_the_papers_comment_count() -> None:
    def count(comments: list[Json]) -> int:
        return sum(1 + count(one.get("replies", [])) for one in comments)

    for entry in (entry for day in DAYS if day != REAL for entry in edition(day)):
        response = await ask(f"/api/papers/{entry['paper']['id']}", field="comments")
        assert count(response.json()["comments"]) == entry["numComments"]
    thread = (await ask("/api/papers/2512.91201", field="comments")).json()["comments"]
    assert any(one["data"]["hidden"] for one in thread)
    assert thread[0]["replies"][0]["replies"]
    flat = (await ask("/api/papers/2512.91202", field="comments")).json()["comments"]
    assert flat[2]["data"]["parentCommentId"] == flat[1]["id"]


async def test_full_texts_are_markdown() -> None:
    response = await ask("/papers/2512.91207.md")
    assert response.headers["content-type"].startswith("text/markdown")
    assert response.text.startswith("# Rounding Errors in Wonderland")
    for file in (FOLDER / "full_text").iterdir():
        held = (await ask(f"/papers/{file.name}")).text
        assert all(part in held for part in ("\n## ", "\n|", "\n```", "$$"))


async def test_search_finds_by_words() -> None:
    found = (await ask("/api/papers/search", q="barlow TWINS", limit=9)).json()
    assert [one["paper"]["id"] for one in found] == ["2103.03230"]
    assert "2512.91205" in await ids("/api/papers/search", q="[BLANK]", limit=9)
    assert await ids("/api/papers/search", q="王小明 lethe", limit=9) == ["2512.91201"]
    assert len(await ids("/api/papers/search", q="models", limit=5)) == 5


@pytest.mark.parametrize(
    "path",
    [
        "/api/papers/2512.99999",
        "/papers/2512.91215.md",
        "/papers/../../transport.py.md",
        "/api/arxiv/2512.99999/repos",
        "/pdf/2512.91201",
        "/thumbnails/2512.91201.png",
    ],
)
async def test_missing_resources_are_404(path: str) -> None:
    response = await ask(path)
    assert (response.status_code, list(response.json())) == (404, ["error"])


async def test_comments_and_models_of_real_papers_are_404() -> None:
    assert (await ask("/api/papers/2409.08692", field="comments")).status_code == 404
    assert (await ask("/api/arxiv/2409.08692/repos")).status_code == 404


async def test_sample_rejects_writes() -> None:
    async with httpx.AsyncClient(transport=demo_transport()) as client:
        response = await client.post("https://hub.example.org/api/collections", json={"title": "x"})
    assert response.status_code == 404


async def test_endpoint_path_is_ignored() -> None:
    assert len(await ids("/mirror/hf/api/daily_papers", date="2025-12-10", limit=50)) == 22
