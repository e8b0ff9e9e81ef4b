"""Measure syncs from a local Hub, and the bytes that they write."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import sqlite3
import time
from collections.abc import AsyncGenerator, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import archive, hub
from tests.bench.measure import Result, median, ratio
from tests.support import fake_papers
from tests.support.databases import app_folders
from tui_reader import sync
from tui_reader.hub.client import Hub
from tui_reader.models import Edition
from tui_reader.store import Store, database, queries, rows, schema

_PAPERS = 5_000  # papers of the synced archive, or the largest requested size if that is smaller


def syncing(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """Measure papers per second into cache and index, then requests and writes of a second sync."""
    papers = min(_PAPERS, max(sizes))
    editions = list(archive.editions(papers))
    oldest = editions[-1].day
    bare, ours = [], []
    with hub.serve(papers) as url, TemporaryDirectory(dir=folder) as made:
        gc.freeze()  # tables in memory used by the benchmark alone are not part of a sync
        for turn in range(times):
            home = Path(made, str(turn))
            bare.append(_executemany(home / "bare", editions))
            with Store(app_folders(home)) as store:
                client = Hub(url, "")
                began = time.perf_counter()
                asyncio.run(_run(client, lambda c, s=store: sync.since(c, s, oldest)))
                ours.append(time.perf_counter() - began)
                held = store.read_sync(queries.everything)
                assert len(held) == papers, f"{len(held)} of {papers} papers were stored"
        rate, base = papers / median(ours), papers / median(bare)
        against = f"executemany {base:,.0f}/s"
        yield Result("sync", rate, "papers/s", 0.8, against, ratio(bare, ours), at_least=True)
        yield from _again(url, Path(made, "0"))


async def _run(client: Hub, steps: object) -> None:
    async with client:
        generator = steps(client)  # type: ignore[operator]
        assert isinstance(generator, AsyncGenerator)
        async for step in generator:
            assert not step.problem, step.problem


# A plain way to index new papers, like sqlite-utils' `enable_fts(create_triggers=True)`.
_TRIGGER = f"""
CREATE TRIGGER papers_insert AFTER INSERT ON papers BEGIN
    INSERT INTO papers_fts (rowid, {", ".join(schema.TEXTS)})
    VALUES (new.reverse, {", ".join(f"index_text(new.{text})" for text in schema.TEXTS)});
END
"""


def _executemany(home: Path, editions: list[Edition]) -> float:
    """Return the seconds to insert the same rows with `executemany`, and to index them."""
    folders = app_folders(home)
    columns = rows.LIST.replace("key", "reverse", 1)
    papers = [rows.row_of(paper) for edition in editions for paper in edition.papers]
    places = [
        (edition.day.isoformat(), paper.key, position)
        for edition in editions
        for position, paper in enumerate(edition.papers)
    ]
    with Store(folders) as store:
        store.write_cache_sync(lambda connection: connection.execute(_TRIGGER).close())

        def insert(connection: sqlite3.Connection) -> None:
            with database.transaction(connection):
                connection.executemany(
                    f"INSERT INTO papers ({columns}) VALUES (-{rows.MARKS})", papers
                )
                connection.executemany("INSERT INTO edition_papers VALUES (?, ?, ?)", places)

        began = time.perf_counter()
        store.write_cache_sync(insert)
        return time.perf_counter() - began


def _again(url: str, home: Path) -> Iterator[Result]:
    """Measure the sync of a launch without changes, and one with new upvotes."""
    folders = app_folders(home)
    with Store(folders) as store:
        asyncio.run(_run(Hub(url, ""), lambda client: sync.launch(client, store)))
        recent = sum(
            fake_papers.LAST_DAY - day.day <= timedelta(days=14)
            for day in store.read_sync(queries.days)
        )
        hub.new_requests(url)
        before = _papers(folders.cache_db)
        written = store.write_cache_sync(lambda connection: connection.total_changes)
        asyncio.run(_run(Hub(url, ""), lambda client: sync.launch(client, store)))
        days = [path for path in hub.new_requests(url) if "date=" in path]
        changes = store.write_cache_sync(lambda connection: connection.total_changes) - written
        # A sync stores its time; nothing else may be written.
        yield Result("second sync: rows rewritten", changes - 1, "rows", 0)
        against = f"{recent} recent editions"
        yield Result("second sync: requests", len(days), "requests", 1, against, len(days) / recent)
        assert _papers(folders.cache_db) == before
        index = _index(folders.cache_db)
        hub.upvote(url)
        asyncio.run(_run(Hub(url, ""), lambda client: sync.launch(client, store)))
        assert _papers(folders.cache_db) != before, "the new upvotes were not stored"
        changed = float(_index(folders.cache_db) != index)
        yield Result("new upvotes: index rewritten", changed, "", 0)


def _papers(path: Path) -> str:
    return _digest(path, "SELECT key, upvotes FROM papers ORDER BY key")


def _index(path: Path) -> str:
    return _digest(path, "SELECT id, block FROM papers_fts_data ORDER BY id")


def _digest(path: Path, sql: str) -> str:
    connection = database.connect(path, "ro")
    found = hashlib.sha256()
    for row in connection.execute(sql):
        found.update(repr(row).encode())
    connection.close()
    return found.hexdigest()
