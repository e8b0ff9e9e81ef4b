"""The fake Hub, tested with huggingface_hub."""

from __future__ import annotations

import http.client
import json
import urllib.request
from datetime import date
from typing import Any

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

from tests.support import fake_papers
from tests.support.fake_hub import FakeHub, days_of
from tests.support.fake_papers import LAST_DAY

DAY = LAST_DAY.isoformat()


@pytest.fixture
def api(hub: FakeHub) -> HfApi:
    return HfApi(endpoint=hub.url, token="hf_made_up_token")


def get(url: str) -> tuple[Any, http.client.HTTPMessage]:
    with urllib.request.urlopen(url, timeout=10) as response:
        return json.load(response), response.headers


def test_huggingface_hub_lists_a_day(hub: FakeHub, api: HfApi) -> None:
    papers = list(api.list_daily_papers(date=DAY))
    expected = fake_papers.edition(LAST_DAY)
    assert [paper.id for paper in papers] == [one["paper"]["id"] for one in expected]
    assert [paper.title for paper in papers] == [one["title"] for one in expected]
    assert papers[1].title == "Three Small Models Walk into a Bar"
    assert papers[1].authors is not None
    assert papers[1].authors[0].name == "Ada Lovelace"
    assert papers[0].upvotes == expected[0]["paper"]["upvotes"] > 0


def test_fake_hub_respects_the_page_size(hub: FakeHub, api: HfApi) -> None:
    hub.days[LAST_DAY] = fake_papers.edition(LAST_DAY, 130)
    assert len(list(api.list_daily_papers(date=DAY))) == 50
    assert len(list(api.list_daily_papers(date=DAY, limit=100))) == 100
    assert len(list(api.list_daily_papers(date=DAY, limit=100, p=1))) == 30
    assert list(api.list_daily_papers(date=DAY, limit=100, p=2)) == []


def test_huggingface_hub_lists_weeks_months_trending_and_latest(hub: FakeHub, api: HfApi) -> None:
    week = list(api.list_daily_papers(week="2026-W34", limit=100))
    assert len(week) == 60
    upvotes = [paper.upvotes or 0 for paper in week]
    assert upvotes == sorted(upvotes, reverse=True)
    assert len(list(api.list_daily_papers(month="2026-08", limit=100))) == 100
    trending = list(api.list_daily_papers(sort="trending", limit=20))
    assert [paper.comments for paper in trending] == [6] * 20
    assert next(iter(api.list_daily_papers())).id.startswith("2608.21")


def test_huggingface_hub_searches_and_reads_a_paper(hub: FakeHub, api: HfApi) -> None:
    found = list(api.list_papers(query="three small models walk into a bar", limit=3))
    assert found[0].title == "Three Small Models Walk into a Bar"
    info = api.paper_info("2608.21000")
    assert info.linked_models is not None
    assert info.linked_models[0].id == "made-up/small-model-2608-21000"
    assert api.read_paper("2608.21000").startswith("# Three Small Models Walk into a Bar\n")


def test_missing_paper_is_404_and_invalid_date_400(hub: FakeHub, api: HfApi) -> None:
    with pytest.raises(HfHubHTTPError, match="404"):
        api.paper_info("1901.00001")
    with pytest.raises(HfHubHTTPError, match="404"):
        api.read_paper("1901.00001")
    with pytest.raises(HfHubHTTPError, match="Invalid input"):
        list(api.list_daily_papers(date="2025-13-40"))
    assert list(api.list_daily_papers(date="2026-08-22")) == []


def test_huggingface_hub_creates_edits_and_deletes_a_collection(hub: FakeHub, api: HfApi) -> None:
    made = api.create_collection("Bookmarks", private=True)
    assert api.create_collection("Bookmarks", private=True, exists_ok=True).slug == made.slug
    api.add_collection_item(made.slug, "2608.21000", "paper", note="so good")
    with pytest.raises(HfHubHTTPError, match="409"):
        api.add_collection_item(made.slug, "2608.21000", "paper")
    item = api.get_collection(made.slug).items[0]
    assert (item.item_id, item.item_type, item.note) == ("2608.21000", "paper", "so good")
    api.update_collection_item(made.slug, item.item_object_id, note="better")
    assert api.get_collection(made.slug).items[0].note == "better"
    with pytest.raises(HfHubHTTPError, match="Too big"):
        api.update_collection_item(made.slug, item.item_object_id, note="x" * 501)
    assert [one.slug for one in api.list_collections(owner="ada")] == [made.slug]
    assert list(HfApi(endpoint=hub.url, token=False).list_collections(owner="ada")) == []
    api.delete_collection_item(made.slug, item.item_object_id)
    assert api.get_collection(made.slug).items == []
    assert api.update_collection_metadata(made.slug, title="SavedPaper").title == "SavedPaper"
    api.delete_collection(made.slug)
    with pytest.raises(HfHubHTTPError, match="404"):
        api.get_collection(made.slug)


def test_wrong_token_is_401(hub: FakeHub) -> None:
    with pytest.raises(HfHubHTTPError, match="401"):
        HfApi(endpoint=hub.url, token="hf_wrong").create_collection("Mine", namespace="ada")
    assert hub.collections.all == {}


def test_fake_hub_serves_comments_repos_images_and_pdfs(hub: FakeHub) -> None:
    answered, _ = get(f"{hub.url}/api/papers/2608.21000?field=comments")
    assert [one["data"]["hidden"] for one in answered["comments"]] == [False, False, True, False]
    repos, _ = get(f"{hub.url}/api/arxiv/2608.21000/repos")
    assert set(repos) == {"models", "datasets", "spaces"}
    thumbnail = f"{hub.url}/social-thumbnails/papers/2608.21000.png"
    with urllib.request.urlopen(thumbnail, timeout=10) as response:
        assert response.read().startswith(b"\x89PNG")
    with urllib.request.urlopen(f"{hub.url}/pdf/2608.21000", timeout=10) as response:
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.read().startswith(b"%PDF-1.4")


def test_recorded_days_are_served_as_they_are(tmp_path: Any) -> None:
    (tmp_path / "2026-08-20.json").write_bytes(
        fake_papers.body(fake_papers.edition(date(2026, 8, 20), 3))
    )
    (tmp_path / "notes.json").write_text("not a day")
    with FakeHub(days_of(tmp_path)) as hub:
        entries, _ = get(f"{hub.url}/api/daily_papers?date=2026-08-20&limit=100")
        assert entries == fake_papers.edition(date(2026, 8, 20), 3)
        assert get(f"{hub.url}/api/daily_papers?date=2026-08-21")[0] == []


def test_made_up_papers_fill_every_field_somewhere_and_miss_it_elsewhere() -> None:
    entries = fake_papers.edition(LAST_DAY)
    optional = "ai_keywords ai_summary organization githubRepo githubStars projectPage mediaUrls"
    for name in optional.split():
        filled = sum(name in one["paper"] for one in entries)
        assert 0 < filled < 12, name
    ids = {one["paper"]["id"] for _, day in fake_papers.archive(2_000) for one in day}
    assert len(ids) == 2_000
    assert fake_papers.edition(LAST_DAY) == entries
    changed = fake_papers.entry(
        1, LAST_DAY, title="Other", upvotes=7, numComments=fake_papers.MISSING
    )
    assert changed["paper"]["title"] == changed["title"] == "Other"
    assert changed["paper"]["upvotes"] == 7
    assert "numComments" not in changed
