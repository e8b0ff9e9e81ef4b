"""Run the trust tests: hostile input, and saved data in adverse conditions.

    python -m tests.trust                       all parts, all cases
    python -m tests.trust --quick               the cases of the test suite
    python -m tests.trust hostile --seed 7      one part with other random cases
    python -m tests.trust --json                output for scripts

The exit code is 1 if a case failed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from functools import partial

from tests.trust import clocks, damage, disks, hostile, kills, storms, suite, windows
from tests.trust.report import Report, as_json, table

PARTS: dict[str, Callable[[bool, int], Report]] = {
    "hostile": hostile.run,
    "damage": damage.run,
    "kills": kills.run,
    "windows": windows.run,
    "disks": disks.run,
    "clocks": clocks.run,
    **suite.PARTS,
    "key-storms": storms.run,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.trust",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="a few cases of each kind")
    parser.add_argument("--seed", type=int, default=0, help="seed of the random cases")
    parser.add_argument("--json", action="store_true", help="the reports as JSON")
    parser.add_argument(
        "--seconds", type=float, default=storms.SECONDS, help="how long key-storms lasts"
    )
    options = parser.parse_args()
    PARTS["key-storms"] = partial(storms.run, seconds=options.seconds)
    if unknown := [name for name in options.parts if name not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    reports = {name: PARTS[name](options.quick, options.seed) for name in options.parts or PARTS}
    if options.json:
        print(json.dumps({name: as_json(one) for name, one in reports.items()}, indent=1))
    else:
        print(table(reports.values()))
        for name, one in reports.items():
            for failure in one.failures:
                print(f"{name}: {failure}")
    return 0 if all(one.good for one in reports.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
