"""Collects the results of cases for a report."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.trust.report import Report, Row

GROWTH = 150.0  # MB that a response may take temporarily


@dataclass
class Found:
    """A case: `memory` is its growth in MB, `seconds` its duration; None: not measured."""

    kind: str
    name: str
    faults: list[str] = field(default_factory=list)
    memory: float | None = None
    seconds: float | None = None


@dataclass
class Book:
    """The results of all cases, in order."""

    found: list[Found] = field(default_factory=list)

    def add(self, kind: str, name: str) -> Found:
        self.found.append(Found(kind, name))
        return self.found[-1]

    def report(self) -> Report:
        kinds: dict[str, list[Found]] = {}
        for one in self.found:
            if one.memory is not None and one.memory > GROWTH:
                one.faults.append(f"{one.memory:.0f} MB more memory")
            kinds.setdefault(one.kind, []).append(one)
        failures = [f"{one.kind}: {one.name}: {why}" for one in self.found for why in one.faults]
        return Report(tuple(_row(kind, cases) for kind, cases in kinds.items()), tuple(failures))


def _row(kind: str, cases: list[Found]) -> Row:
    return Row(
        kind,
        len(cases),
        sum(not one.faults for one in cases),
        max((one.memory for one in cases if one.memory is not None), default=None),
        max((one.seconds for one in cases if one.seconds is not None), default=None),
    )
