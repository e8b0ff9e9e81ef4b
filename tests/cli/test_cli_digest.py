"""`digest` and `feed`."""

from __future__ import annotations

import json
from email import message_from_string, policy
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
import pytest

from tests.support import fake_papers
from tests.support.command import command, fill, ids_of
from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import LAST_DAY
from tui_reader.text.latex import to_text

DAYS = fake_papers.weekdays(3)


def title_of(own_id: str) -> str:
    entries = [entry for day in DAYS for entry in fake_papers.edition(day, 4)]
    (title,) = (entry["title"] for entry in entries if entry["paper"]["id"] == own_id)
    return " ".join(to_text(title).split())


def shown(text: str) -> str:
    return " ".join(text.split())


def test_digest_shows_the_newest_edition_with_its_best_papers_first() -> None:
    fill()
    found = command("digest", "--top", "2")
    assert (found.code, found.err) == (0, "")
    first, second, third, _ = ids_of(LAST_DAY)
    text = shown(found.out)
    assert "Friday 21 August 2026" in text
    assert text.index(title_of(first)) < text.index(title_of(second))
    assert title_of(third) not in text


def test_digest_of_a_day_a_week_and_since_a_day() -> None:
    fill()
    assert "Thursday 20 August 2026" in command("digest", "--date", "2026-08-20").out
    week = command("digest", "--week", "2026-W34")
    assert "Week 34 of 2026" in week.out
    since = shown(command("digest", "--since", "2026-08-20", "--top", "50").out)
    assert "Since Thursday 20 August 2026" in since
    assert all(title_of(own_id) in since for day in DAYS[:2] for own_id in ids_of(day))
    assert not any(title_of(own_id) in since for own_id in ids_of(DAYS[2]))
    assert command("digest", "--since", str(DAYS[0])).code == 0


def test_missing_edition_exits_with_3_and_suggests_sync() -> None:
    assert command("digest").err.endswith("daily-papers sync\n")
    fill()
    found = command("digest", "--date", "2026-08-10")
    assert (found.code, found.out) == (3, "")
    assert found.err.endswith("daily-papers sync --date 2026-08-10\n")


def test_digest_includes_watches_or_only_them() -> None:
    fill()
    second = ids_of(LAST_DAY)[1]
    command("watch", "add", "one", f'title:"{fake_title(second)}"')
    command("watch", "add", "none", "zxqvw")
    whole = shown(command("digest").out)
    assert "WATCH: ONE" in whole
    assert "WATCH: NONE" not in whole
    alone = shown(command("digest", "--watch", "one").out)
    assert title_of(second) in alone
    assert title_of(ids_of(LAST_DAY)[0]) not in alone


def fake_title(own_id: str) -> str:
    entries = fake_papers.edition(LAST_DAY, 4)
    return next(str(one["title"]) for one in entries if one["paper"]["id"] == own_id)


def test_rising_papers_have_gained_upvotes_since_the_last_view(tmp_path: Path) -> None:
    fill()
    popular, risen = ids_of(DAYS[1])[2:]
    file = tmp_path / "looked.json"
    exported = command("export", "--query", f"{popular} OR {risen}", "-f", "json").json
    for paper in exported["papers"]:
        paper.update(seen_upvotes=0 if paper["id"] == risen else 85, read=True)
    file.write_text(json.dumps(exported))
    command("import", file)
    days = {day: fake_papers.edition(day, 4) for day in DAYS}
    upvotes = {popular: 90, risen: 77}
    for entry in days[DAYS[1]]:
        entry["paper"]["upvotes"] = upvotes.get(entry["paper"]["id"], 0)
    fill(days)
    _, rising = shown(command("digest").out).split("RISING")
    assert rising.index(title_of(risen)) < rising.index("+77") < rising.index("+5")
    _, rising = shown(command("digest", "--top", "1").out).split("RISING")
    assert title_of(risen) in rising
    assert title_of(popular) not in rising
    _, rising = shown(command("digest", "--date", str(DAYS[1]), "--top", "1").out).split("RISING")
    assert title_of(risen) in rising


@pytest.mark.parametrize("form", ["text", "markdown", "html", "eml"])
def test_all_formats_can_be_printed_or_saved(form: str, tmp_path: Path) -> None:
    fill()
    printed = command("digest", "--format", form)
    assert printed.code == 0
    if form != "eml":  # each message has its own ID and date
        assert command("digest", "-f", form, "-o", tmp_path / "digest").code == 0
        assert (tmp_path / "digest").read_text() == printed.out


def test_mail_is_complete_and_addresses_are_validated() -> None:
    fill()
    made = command("digest", "-f", "eml", "--from", "me@example.org", "--to", "you@example.org")
    message = message_from_string(made.out, policy=policy.default)
    assert (message["From"], message["To"]) == ("me@example.org", "you@example.org")
    assert "Friday 21 August 2026" in message["Subject"]
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert command("digest", "-f", "eml", "--to", "a@b\nBcc: c@d").code == 2


def test_feed_has_the_newest_editions_and_stable_ids(tmp_path: Path) -> None:
    fill()
    file = tmp_path / "papers.atom"
    made = command("feed", "-o", file, "--editions", "2")
    assert (made.code, made.out) == (0, "")
    feed = feedparser.parse(file.read_text())
    assert not feed.bozo
    assert [entry.id.rsplit("/", 1)[1] for entry in feed.entries] == [
        own_id for day in DAYS[:2] for own_id in ids_of(day)
    ]
    command("bookmark", "add", ids_of(LAST_DAY)[0])
    again = feedparser.parse(command("feed", "--editions", "2").out)
    assert [(e.id, e.updated) for e in again.entries] == [(e.id, e.updated) for e in feed.entries]
    assert len(feedparser.parse(command("feed", "--limit", "1").out).entries) == 1


def test_feed_of_a_watch_has_its_matches() -> None:
    fill()
    command("watch", "add", "votes", "upvotes:>=0")
    feed = feedparser.parse(
        command("feed", "--watch", "votes", "--url", "https://me.example/a").out
    )
    assert feed.feed.title == "Daily Papers: votes"
    assert feed.feed.id == "https://me.example/a"
    assert len(feed.entries) == 12


@pytest.mark.parametrize(
    "url",
    [
        "ftp://me.example/a",
        "javascript:alert(1)",
        "me.example/a",
        "https://",
        "file:///a",
        "http:a",
        "https://me.example:99999/a",
        "https://me.example:port/a",
        "https://me..example/a",
        r"https://me.example\@you.example/a",
    ],
)
def test_feed_url_must_be_http_or_https(url: str) -> None:
    refused = command("feed", "--url", url)
    assert refused.code == 2
    assert "http or https" in refused.err


def test_feed_and_digest_make_no_requests(hub: FakeHub) -> None:
    fill()
    command("digest")
    command("feed")
    assert hub.paths == []
    empty = command("feed", "--demo")
    assert empty.code == 0
