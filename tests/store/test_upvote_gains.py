"""Upvote gains, seen days, hidden papers and other per-paper data."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from tests.support.databases import DAY, KEYS, NOW, fill_cache, made_edition
from tui_reader import query
from tui_reader.hub.client import Hub
from tui_reader.models import Edition
from tui_reader.store import Store, cache, library, queries, rows
from tui_reader.store.search import full_text_search, saved_queries
from tui_reader.sync import fetch


class OneEdition(Hub):
    """A Hub with these upvotes for the first papers of a day."""

    def __init__(self, *upvotes: int) -> None:
        super().__init__("")
        self.upvotes = upvotes

    async def edition(self, day: date) -> Edition:
        made = made_edition(day, len(self.upvotes)).papers
        liked = zip(made, self.upvotes, strict=True)
        return Edition(day, tuple(paper._replace(upvotes=count) for paper, count in liked))


def sync(store: Store, *upvotes: int) -> None:
    async def run() -> None:
        async for _ in fetch(OneEdition(*upvotes), store, [DAY], DAY):
            pass

    asyncio.run(run())


def gains(store: Store) -> list[int]:
    found = store.read_sync(rows.entries, KEYS[:2])
    return [found[key].gained for key in KEYS[:2]]


def test_unopened_paper_gains_since_the_last_sync_the_user_saw(store: Store) -> None:
    sync(store, 10, 20)
    assert gains(store) == [0, 0]
    sync(store, 12, 20)
    sync(store, 15, 20)  # not seen yet: still compared with the first fetch
    assert gains(store) == [5, 0]
    store.write_cache_sync(cache.mark_gains_seen)
    assert gains(store) == [5, 0]
    sync(store, 16, 23)
    assert gains(store) == [1, 3]
    sync(store, 18, 23)  # this gain was not seen yet
    assert gains(store) == [3, 3]


def test_opened_paper_gains_since_the_last_view(store: Store) -> None:
    sync(store, 10, 20)
    sync(store, 14, 20)
    store.write_library_sync(library.record_view, KEYS[0], 14, 0, True, NOW)
    sync(store, 15, 20)
    assert gains(store) == [1, 0]


def test_days_whose_list_was_never_on_screen_are_unseen(store: Store) -> None:
    days = [DAY - timedelta(days=number) for number in range(3)]
    for day in days:
        fill_cache(store, day)
    assert store.read_sync(queries.unseen_days) == []  # before the end of the first sync
    store.write_library_sync(library.count_unread_since, days[1])
    assert [one.day for one in store.read_sync(queries.unseen_days)] == days[:2]
    store.write_library_sync(library.record_edition_seen, days[0], NOW)
    assert [one.day for one in store.read_sync(queries.unseen_days)] == [days[1]]


def test_hidden_papers_seeds_and_muted_words_are_stored(store: Store) -> None:
    fill_cache(store)
    store.write_library_sync(library.hide, KEYS[:2], True, NOW)
    store.write_library_sync(library.seed, KEYS[2:3], True, NOW)
    assert sorted(store.read_sync(queries.hidden)) == list(KEYS[:2])
    assert list(store.read_sync(queries.seeds)) == [KEYS[2]]
    marks = store.read_sync(rows.entries, KEYS)
    assert (marks[KEYS[0]].marks.hidden, marks[KEYS[2]].marks.seeded) == (NOW, NOW)
    assert store.read_sync(queries.counts).bookmarks == 0
    assert store.write_library_sync(library.mute, "quantum", NOW)
    assert not store.write_library_sync(library.mute, "quantum", NOW)
    assert store.read_sync(queries.muted) == ["quantum"]
    assert store.write_library_sync(library.unmute, "quantum")
    assert not store.write_library_sync(library.unmute, "quantum")
    store.write_library_sync(library.hide, KEYS[:2], None, NOW)
    assert list(store.read_sync(queries.hidden)) == []


def test_output_of_a_command_replaces_its_last_one(store: Store) -> None:
    fill_cache(store)
    for text in ("first", "second"):
        store.write_library_sync(library.put_output, KEYS[0], "summarize", text, "", 0, NOW)
    store.write_library_sync(library.put_output, KEYS[0], "translate", "", "no model", 1, NOW)
    (unsaved,) = made_edition(DAY - timedelta(days=1), 1).papers
    store.write_library_sync(library.put_output, unsaved.key, "x", "", "", 0, NOW, [unsaved])
    assert store.read_sync(rows.entries, [unsaved.key])[unsaved.key].paper.title == unsaved.title
    found = store.read_sync(queries.outputs, [KEYS[0]])
    assert {(one.command, one.text, one.errors, one.exit_code) for one in found} == {
        ("summarize", "second", "", 0),
        ("translate", "", "no model", 1),
    }


def test_hidden_papers_are_left_out_of_lists_and_counts(store: Store) -> None:
    fill_cache(store)
    for feed in ("trending", "hub:teapots"):
        store.write_cache_sync(cache.write_feed, feed, made_edition().papers)
    store.write_library_sync(library.put_watch, "all", "teapot OR -teapot", NOW)
    store.write_library_sync(library.count_unread_since, DAY)
    store.write_library_sync(library.bookmark, KEYS[:1], True, NOW)
    store.write_library_sync(library.hide, KEYS[:2], True, NOW)
    lists = [
        store.read_sync(queries.edition, DAY),
        store.read_sync(queries.period, DAY, DAY),
        store.read_sync(queries.everything),
        store.read_sync(queries.feed, "trending"),
        store.read_sync(queries.unread),
        store.read_sync(full_text_search.search, query.parse("is:unread")),
        store.read_sync(queries.unread_among, list(KEYS)),
        store.read_sync(saved_queries.watch_papers, "all"),
    ]
    assert [set(keys or ()) for keys in lists] == [set(KEYS[2:])] * len(lists)
    assert list(lists[4] or ()) == [KEYS[3], KEYS[2]]  # unread: newest first
    assert [one.papers for one in store.read_sync(queries.days)] == [2]
    assert store.read_sync(queries.counts).unread == 2
    assert list(store.read_sync(queries.bookmarks)) == [KEYS[0]]
    assert set(store.read_sync(queries.feed, "hub:teapots") or ()) == set(KEYS)
    assert set(store.read_sync(full_text_search.search, query.parse("is:hidden"))) == set(KEYS[:2])
