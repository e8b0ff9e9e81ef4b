"""The client against the fake Hub over HTTP."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import date

import pytest

from tests.support import fake_papers
from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import LAST_DAY
from tests.support.fake_server import (
    Response,
    connect,
    error,
    make_response,
    redirect,
)
from tui_reader.hub.client import Hub
from tui_reader.hub.errors import BadResponse, HubError, NotFound, Offline, RequestRefused
from tui_reader.sample.transport import demo_transport

DAY = f"/api/daily_papers?date={LAST_DAY}&limit=100"


@pytest.fixture
async def hub(server: FakeHub) -> AsyncIterator[Hub]:
    async with connect(server) as connected:
        yield connected


async def test_edition_preserves_the_hubs_order(server: FakeHub, hub: Hub) -> None:
    edition = await hub.edition(LAST_DAY)
    assert edition.day == LAST_DAY
    assert [paper.id for paper in edition.papers] == [
        one["paper"]["id"] for one in server.days[LAST_DAY]
    ]
    assert edition.papers[1].title == "Three Small Models Walk into a Bar"
    assert server.paths == [DAY]


async def test_newest_edition_is_read_from_the_feed(server: FakeHub, hub: Hub) -> None:
    assert await hub.latest() == LAST_DAY
    server.days[date(2031, 1, 2)] = fake_papers.edition(date(2031, 1, 2), 60)
    assert await hub.latest() == date(2031, 1, 2)
    server.days.clear()
    with pytest.raises(BadResponse, match="have no date"):
        await hub.latest()


@pytest.mark.parametrize(("size", "requests"), [(49, 1), (100, 2), (101, 2), (230, 3)])
async def test_edition_of_several_pages_is_complete(
    server: FakeHub, hub: Hub, size: int, requests: int
) -> None:
    server.days[LAST_DAY] = fake_papers.edition(LAST_DAY, size)
    assert len((await hub.edition(LAST_DAY)).papers) == size
    assert len(server.requests) == requests


async def test_pages_smaller_than_requested_are_followed(server: FakeHub, hub: Hub) -> None:
    """The server returns 50 entries per page, malformed ones included."""
    entries = fake_papers.edition(LAST_DAY, 120)
    entries[7] = {}
    server.responses["/api/daily_papers"] = lambda request: make_response(
        entries[int(request.query.get("p", 0)) * 50 :][:50]
    )
    assert len((await hub.edition(LAST_DAY)).papers) == 119


async def test_link_header_requests_the_next_page(server: FakeHub, hub: Hub) -> None:
    first = make_response(fake_papers.edition(LAST_DAY, 5))
    first.headers["Link"] = '<https://elsewhere.example/p2>; rel="next"'
    server.responses[DAY] = first
    server.responses[f"{DAY}&p=1"] = make_response(fake_papers.edition(LAST_DAY, 8))
    edition = await hub.edition(LAST_DAY)
    assert len(edition.papers) == 8
    assert server.paths == [DAY, f"{DAY}&p=1"]  # never the URL of the Link header


async def test_endless_pages_end(server: FakeHub, hub: Hub) -> None:
    server.responses["/api/daily_papers"] = lambda request: make_response(
        fake_papers.edition(LAST_DAY, 60)  # the server has another page forever
    )
    assert len((await hub.edition(LAST_DAY)).papers) == 60
    assert len(server.requests) == 2


async def test_days_without_an_edition_are_empty(server: FakeHub, hub: Hub) -> None:
    saturday, holiday = date(2026, 8, 22), date(2026, 1, 1)
    assert (await hub.edition(saturday)).papers == ()
    path = "/api/daily_papers"
    server.responses[path] = error(400, "✖ Invalid input: date is in the future")
    assert (await hub.edition(holiday)).papers == ()
    server.responses[path] = error(400, "weekends are off")
    assert (await hub.edition(saturday)).papers == ()
    with pytest.raises(RequestRefused, match="weekends are off"):
        await hub.edition(holiday)


async def test_redirect_to_another_day_means_an_empty_edition(server: FakeHub, hub: Hub) -> None:
    server.responses["/api/daily_papers?date=2026-08-22&limit=100"] = redirect(DAY)
    assert (await hub.edition(date(2026, 8, 22))).papers == ()
    server.responses[DAY] = redirect(f"{DAY}&moved=1", 308)
    assert len((await hub.edition(LAST_DAY)).papers) == 12


async def test_malformed_entries_are_counted_and_only_malformed_ones_an_error(
    server: FakeHub, hub: Hub
) -> None:
    server.days[LAST_DAY][3] = {"paper": {"id": "../../x"}}
    edition = await hub.edition(LAST_DAY)
    assert (len(edition.papers), edition.skipped) == (11, 1)
    server.days[LAST_DAY] = [{"paper": {}}]
    with pytest.raises(BadResponse, match="None of the 1 entries") as raised:
        await hub.edition(LAST_DAY)
    assert "date=2026-08-21" in raised.value.url


async def test_trending_and_search_preserve_the_hubs_order(server: FakeHub, hub: Hub) -> None:
    trending = await hub.papers_trending()
    assert [paper.comments for paper in trending[:15]] == [6] * 15
    found = await hub.search("  three small\nmodels & walk into a bar? ")
    assert found[0].title == "Three Small Models Walk into a Bar"
    assert server.requests[-1].query["q"] == "three small models & walk into a bar?"
    await hub.search("x" * 400 + "\ud800")
    assert len(server.requests[-1].query["q"]) == 250
    sent = len(server.requests)
    assert await hub.search(" \n ") == ()
    assert len(server.requests) == sent


async def test_paper_with_comments_and_linked_repositories(hub: Hub) -> None:
    paper = await hub.paper("2608.21000")
    assert paper.title == "Three Small Models Walk into a Bar"
    comments = await hub.comments("2608.21000")
    assert [len(one.replies) for one in comments] == [2, 0, 0]
    assert comments[1].body is None
    assert {one.kind for one in await hub.links("2608.21000")} == {"model", "dataset", "space"}


async def test_missing_documents_raise_not_found(hub: Hub) -> None:
    for call in (hub.paper, hub.comments, hub.links, hub.full_text):
        with pytest.raises(NotFound, match=r"404 Not Found: .*\. The Hub may not") as raised:
            await call("1901.00001")
        assert raised.value.url.startswith("http://127.0.0.1:")
        assert "1901.00001" in raised.value.url


async def test_invalid_id_is_refused_before_any_request(server: FakeHub, hub: Hub) -> None:
    for call in (hub.paper, hub.comments, hub.links, hub.full_text):
        for bad in ("../../x", "-rf", "2608.1", "2608.21000/../..", "2608.21000?x=1"):
            with pytest.raises(ValueError, match="not an arXiv ID"):
                await call(bad)
    with pytest.raises(ValueError, match="not an arXiv ID"):
        await hub.pdf("x", io.BytesIO())
    assert server.requests == []


async def test_full_text_is_sanitized_and_reports_progress(server: FakeHub, hub: Hub) -> None:
    source = "# Head\r\n\r\nTe\x1bxt\u202e and café\n" * 1000
    server.texts["2608.21000"] = source
    steps: list[tuple[int, int | None]] = []
    text = await hub.full_text("2608.21000", lambda done, total: steps.append((done, total)))
    assert text.startswith("# Head\n\nTe�xt� and café\n# Head\n")
    size = len(source.encode())
    assert steps[-1] == (size, size)


async def test_full_text_in_another_charset_is_decoded(server: FakeHub, hub: Hub) -> None:
    for charset, shown in (("ISO-8859-1", "café"), ("no-such", "caf�"), ("zlib", "caf�")):
        kind = f"text/markdown; charset={charset}"
        server.responses["/papers/2608.21000.md"] = Response("café".encode("latin-1"), kind=kind)
        assert await hub.full_text("2608.21000") == shown


async def test_local_mirror_serves_pictures_and_pdfs_of_other_hosts(
    server: FakeHub, hub: Hub
) -> None:
    edition = await hub.edition(LAST_DAY)
    assert edition.papers[0].thumbnail is not None
    assert edition.papers[0].thumbnail.startswith("https://cdn-thumbnails.huggingface.co/")
    assert (await hub.picture(edition.papers[0].thumbnail)).startswith(b"\x89PNG")
    file = io.BytesIO()
    steps: list[tuple[int, int | None]] = []
    size = await hub.pdf("2608.21000", file, lambda done, total: steps.append((done, total)))
    assert file.getvalue().startswith(b"%PDF-1.4")
    assert steps[-1] == (size, size) == (len(file.getvalue()),) * 2
    assert server.paths[-1] == "/pdf/2608.21000"


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org/a.png", "https://example.org/a.png", "file:///etc/passwd"),
        *("https://huggingface.co.example.org/a.png", "https://huggingface.co:8443/a.png"),
        *("https://169.254.169.254/a", "http://127.0.0.1:1/a.png", "https://[::1", "x"),
        *("https://huggingface.co@evil.example/a.png", "https://ada:pw@huggingface.co/a.png"),
    ],
)
async def test_picture_of_another_host_is_refused(server: FakeHub, hub: Hub, url: str) -> None:
    with pytest.raises(RequestRefused):
        await hub.picture(url)
    assert server.requests == []


async def test_endpoint_may_include_a_path() -> None:
    with FakeHub(prefix="/mirror/hub") as server:
        async with Hub(f"{server.url}/") as hub:
            assert hub.endpoint.url == server.url
            assert await hub.latest() == LAST_DAY
            assert await hub.full_text("2608.21000")
    assert server.paths[0] == "/mirror/hub/api/daily_papers?limit=20"


async def test_endpoint_is_read_from_the_environment(
    server: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    async with Hub() as hub:
        assert await hub.latest() == LAST_DAY
    assert server.requests[0].headers["user-agent"].startswith("daily-papers/")


async def test_offline_client_makes_no_requests(
    server: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Hub(server.url, offline=True) as hub:
        with pytest.raises(Offline, match="--offline"):
            await hub.latest()
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    async with Hub(server.url) as hub:
        with pytest.raises(Offline, match="HF_HUB_OFFLINE"):
            await hub.edition(LAST_DAY)
        with pytest.raises(Offline):
            await hub.pdf("2608.21000", io.BytesIO())
    assert server.requests == []


async def test_client_recovers_from_a_missing_network(server: FakeHub, hub: Hub) -> None:
    server.go_offline()
    with pytest.raises(Offline, match=r"Cannot connect to 127\.0\.0\.1\. Check the network"):
        await hub.latest()
    server.go_online()
    assert await hub.latest() == LAST_DAY


async def test_transport_replaces_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    async with Hub("https://huggingface.co", transport=demo_transport()) as hub:
        day = await hub.latest()
        edition = await hub.edition(day)
        assert edition.papers
        assert edition.skipped == 0


def test_error_messages_are_one_printable_line_without_the_url() -> None:
    problem = "was \x07\u202ebad\nand more " + "x" * 1000
    raised = BadResponse(problem, url="https://x.example/a\n\x1b[2J")
    assert str(raised).isprintable()
    assert len(str(raised)) < 700
    assert str(raised).endswith(". Try again later.")
    assert "x.example" not in str(raised)
    assert raised.url.isprintable()
    assert isinstance(raised, HubError)
