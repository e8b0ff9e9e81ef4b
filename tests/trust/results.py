"""Collects the results of cases for a report."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.trust.report import Report, Row

GROWTH = 150.0  # MB that a response may take temporarily


@dataclass
class CaseResult:
    """A case: `memory` is its growth in MB, `seconds` its duration; None: not measured."""

    kind: str
    name: str
    faults: list[str] = field(default_factory=list)
    memory: float | None = None
    seconds: float | None = None


@dataclass
class CaseResults:
    """The results of all cases, in order."""

    cases: list[CaseResult] = field(default_factory=list)

    def add(self, kind: str, name: str) -> CaseResult:
        self.cases.append(CaseResult(kind, name))
        return self.cases[-1]

    def report(self) -> Report:
        kinds: dict[str, list[CaseResult]] = {}
        for one in self.cases:
            if one.memory is not None and one.memory > GROWTH:
                one.faults.append(f"{one.memory:.0f} MB more memory")
            kinds.setdefault(one.kind, []).append(one)
        failures = [f"{one.kind}: {one.name}: {why}" for one in self.cases for why in one.faults]
        return Report(tuple(_row(kind, cases) for kind, cases in kinds.items()), tuple(failures))


def _row(kind: str, cases: list[CaseResult]) -> Row:
    return Row(
        kind,
        len(cases),
        sum(not one.faults for one in cases),
        max((one.memory for one in cases if one.memory is not None), default=None),
        max((one.seconds for one in cases if one.seconds is not None), default=None),
    )
