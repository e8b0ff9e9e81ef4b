"""Measure launch, keys, sync, memory and size, and print a table with a target for each row.

    python -m tests.bench                                    everything
    python -m tests.bench --rows launch,keys --times 21      some rows, more runs
    python -m tests.bench --papers 50 --json                 small archives only; JSON lines

Archives of made-up papers are generated first (`--archives FOLDER` reuses them). The app and a
minimal Textual app with the same panes (`bare.py`) are measured alternately in pseudo-terminals, so
that a change of the machine's speed affects both. A row is the median of `--times` runs; compare
ratios between machines. Times end when the bytes have reached the terminal. Use an idle machine.
The exit code is 1 if a target was missed. RESULTS.md has dated results.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from tests.bench import keys, launching, paging, search, shell, syncing
from tests.bench.measure import Result

ROWS: dict[str, Callable[[Path, list[int], int], Iterator[Result]]] = {
    "launch": launching.launch,
    "frame": launching.frame,
    "idle": launching.idle,
    "keys": keys.keys,
    "keys-while-syncing": keys.keys_while_syncing,
    "find": search.search,
    "for-you": search.ranking,
    "page": paging.paging,
    "text": paging.reading,
    "sync": syncing.syncing,
    "shell": shell.shell,
    "disk": shell.disk,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print JSON lines, not a table")
    parser.add_argument("--papers", default="50,5000,100000", help="sizes of the archives")
    parser.add_argument("--rows", default=",".join(ROWS), help="which to measure")
    parser.add_argument("--times", type=int, default=9, help="runs for each median")
    parser.add_argument("--archives", type=Path, help="a folder to keep the archives in")
    options = parser.parse_args()
    sizes = [int(size) for size in options.papers.split(",")]
    all_met = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.archives or Path(temporary)
        for name in options.rows.split(","):
            for result in ROWS[name](folder, sizes, options.times):
                print(json.dumps(asdict(result)) if options.json else _line(result), flush=True)
                all_met &= result.met
    return 0 if all_met else 1


def _line(result: Result) -> str:
    ratio = "" if result.ratio is None else f"{result.ratio:.2f} ×"
    sign = "≥" if result.at_least else "≤"
    target = f"{sign} {result.target:g}" + (" ×" if ratio else f" {result.unit}")
    met = "" if result.met else "  ← not met"
    value = f"{result.value:,.1f} {result.unit}"
    return f"{result.row:<44}{value:>14}{ratio:>10}  {target:<10}{result.against}{met}"


if __name__ == "__main__":
    sys.exit(main())
