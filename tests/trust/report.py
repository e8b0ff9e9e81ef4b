"""The report of a part: a table, and failures by name of the case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """A kind of cases, with the largest growth in MB and the longest case in seconds.

    These are None if a part does not measure them.
    """

    kind: str
    cases: int
    passed: int
    memory: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Report:
    """`failures` are the name of a case and the problem."""

    rows: tuple[Row, ...]
    failures: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.failures and all(row.passed == row.cases for row in self.rows)


def table(reports: Iterable[Report]) -> str:
    """Format the rows of all parts as text, with totals."""
    rows = [row for report in reports for row in report.rows]
    total = Row(
        "all",
        sum(row.cases for row in rows),
        sum(row.passed for row in rows),
        max((row.memory for row in rows if row.memory is not None), default=None),
        max((row.seconds for row in rows if row.seconds is not None), default=None),
    )
    width = max(len(row.kind) for row in (*rows, total))
    lines = [f"{'kind':{width}}  cases  passed  worst MB  worst s"]
    lines += [_line(row, width) for row in (*rows, total)]
    return "\n".join(lines)


def as_json(report: Report) -> dict[str, object]:
    return {**asdict(report), "good": report.good}


def _line(row: Row, width: int) -> str:
    memory = "" if row.memory is None else f"{row.memory:.0f}"
    seconds = "" if row.seconds is None else f"{row.seconds:.1f}"
    return f"{row.kind:{width}}  {row.cases:5}  {row.passed:6}  {memory:>8}  {seconds:>7}".rstrip()
