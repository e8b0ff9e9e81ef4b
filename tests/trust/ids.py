"""IDs that look like paths, options or SQL; invalid dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.trust.cases import Entry, changed

KIND = "ids and dates"

NO_IDS: tuple[Any, ...] = (
    *("", " ", ".", "..", "../../x", "/etc/passwd", "-rf", "--help", "x" * 400, "1" * 400),
    *("2608.21001/../../x", "2608.21001/", "2608.21001?x=1", "2608.21001#x", "2608.21001.md"),
    *("2608.21001v2", " 2608.21001", "2608.21001 ", "2608.21001\n", "\n2608.21001"),
    *("2608.21001\x00", "2608.21001\u202e", "２６０８.２１００１", "٢٦٠٨.٢١٠٠١", "2608.²1001"),
    *("2608,21001", "2608.210011", "2608.210", "260821001", "..%2f..%2fx", "2608.21001%00"),
    *("' OR 1=1 --", "2608.21001'; DROP TABLE papers; --", "$(reboot)", "`id`", "~root", "CON"),
    *("cs/0112017", "hep-th/9901001", "arXiv:2608.21001", "https://arxiv.org/abs/2608.21001"),
    *(None, True, 0, 26, 2608.21001, -1, 2**63, [], ["2608.21001"], {}, {"$ne": 1}),
)
DATES: tuple[Any, ...] = (
    *("", "0", "0000-00-00", "0000-00-00T00:00:00Z", "0001-01-01T00:00:00Z", "-0001-01-01"),
    *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59-23:59"),
    *("10000-01-01", "99999-01-01T00:00:00Z", "+002026-08-21", "2026-02-30", "2026-13-01"),
    *("2026-00-10", "2026-08-21T24:00:00Z", "2026-08-21T23:59:60Z", "2026-08-21T25:61:61Z"),
    *("2026-08-21T00:00:00+99:99", "2026-08-21T00:00:00-24:00", "2026-08-21T00:00:00+23:59:59"),
    *("2026-08-21 00:00", "2026-08-21\n", "٢٠٢٦-٠٨-٢١", "2026-W34-5", "2026-233", "20260821"),
    *(
        "Fri, 21 Aug 2026",
        "now",
        "2026-08-21T00:00:00.0000000000000001Z",
        "1969-12-31",
        "2101-01-01",
    ),
    *(0, -1, 1e20, 2**63, 1755734400000, None, True, [], {}, ["2026-08-21"]),
)


def entries() -> Iterator[Entry]:
    for value in NO_IDS:
        yield Entry(KIND, f"id {_short(value)}", changed(id=value, title="No paper"), False)
    for value in ("0000.00000", "9999.99999", "2613.00001", "2608.9999"):
        yield Entry(KIND, f"id {value}", changed(id=value), None)
    for value in DATES:
        make = changed(publishedAt=value, submittedOnDailyAt=value, top_publishedAt=value)
        yield Entry(KIND, f"date {_short(value)}", make, True)


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 50 else f"{shown[:40]}… ({len(shown)})"
