"""The command line, and size on disk."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench import archive, hub
from tests.bench.measure import COMMAND, ROOT, Result, median, seconds
from tests.support.databases import app_folders
from tests.support.terminal import environment
from tui_reader.store import database


def shell(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """Measure `daily-papers list --json` of one cached edition, and `hf papers ls`."""
    size = max(sizes)
    home = archive.home(folder, size)
    hf = shutil.which("hf", path=f"{Path(sys.executable).parent}:{environment(home)['PATH']}")
    ours, theirs = [], []
    with hub.serve(min(sizes)) as url:
        environ = environment(home) | {"PYTHONPATH": str(ROOT), "HF_ENDPOINT": url}
        environ["HF_HOME"] = str(folder / "huggingface")
        for _ in range(times):
            ours.append(seconds([*COMMAND, "list", "--json"], environ))
            if hf:
                theirs.append(seconds([hf, "papers", "ls"], environ))
    took = median(ours)
    yield Result(f"list --json, {size:,} papers", took * 1000, "ms", 150)
    if theirs:
        base = median(theirs)
        against = f"hf papers ls {base * 1000:.0f} ms"
        yield Result(
            "list --json, speedup", took * 1000, "ms", 3, against, base / took, at_least=True
        )


def disk(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """Compare the size of the cache file with the size of titles, abstracts and authors."""
    for size in sizes:
        path = app_folders(archive.home(folder, size)).cache_db
        connection = database.connect(path, "ro")
        (text,) = connection.execute(
            "SELECT sum(length(CAST(title || abstract || authors AS BLOB))) FROM papers"
        ).fetchone()
        connection.close()
        held = path.stat().st_size
        against = f"texts {text / 1e6:.1f} MB"
        yield Result(f"disk, {size:,} papers", held / 1e6, "MB", 3.2, against, held / text)
