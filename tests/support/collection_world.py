"""Two machines and the web over one Collection, in memory, for tests of the merge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from tui_reader.collection.errors import CollectionError, Declined, Unreachable
from tui_reader.collection.item_text import (
    is_beginning,
    read,
    tidy,
    write,
)
from tui_reader.collection.merge import Plan, State
from tui_reader.collection.sync import Changes, keep_in_step
from tui_reader.models import SavedPaper

FIRST = 2608_000001
LONG = " ".join(f"word{number}" for number in range(200))


@dataclass
class Web:
    """The Collection as it lies on the Hub: for each paper its item's number and text."""

    items: dict[int, tuple[int, str]] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)
    made: int = 0

    def put(self, key: int, text: str) -> None:
        self.made += 1
        self.items[key] = (self.made, text)

    def edit(self, key: int, number: int, text: str) -> None:
        self.items[key] = (number, text)


class Line:
    """A machine's line to it. A call fails before the Hub acts ("refused"), or its answer is lost
    after it has acted ("lost"). `meanwhile` happens while the machine thinks."""

    def __init__(self, web: Web, fates: Iterable[str], meanwhile: Callable[[], None]) -> None:
        self.web = web
        self.fates: Iterator[str] = iter(fates)
        self.meanwhile = meanwhile
        self.numbers: dict[int, int] = {}

    def call(self, act: Callable[[], object]) -> None:
        fate = next(self.fates, "well")
        if fate == "refused":
            raise Unreachable(fate)
        act()
        if fate == "lost":
            raise Unreachable(fate)

    def read(self) -> dict[int, SavedPaper]:
        self.numbers = {key: number for key, (number, _) in self.web.items.items()}
        there = {key: read(key, text) for key, (_, text) in self.web.items.items()}
        self.call(lambda: None)
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        return there

    def add(self, kept: SavedPaper) -> None:
        if kept.key in self.web.unknown:
            raise Declined(404)
        if kept.key in self.web.items:
            raise Declined(409)
        self.call(lambda: self.web.put(kept.key, write(kept)))

    def note(self, kept: SavedPaper) -> None:
        number = self.numbers[kept.key]
        if self.number(kept.key) != number:
            raise Declined(404)
        self.call(lambda: self.web.edit(kept.key, number, write(kept)))

    def remove(self, kept: SavedPaper) -> None:
        if self.number(kept.key) == self.numbers[kept.key]:
            self.call(lambda: self.web.items.pop(kept.key))

    def knows(self, key: int) -> bool:
        return key not in self.web.unknown

    def number(self, key: int) -> int | None:
        return self.web.items[key][0] if key in self.web.items else None


@dataclass
class Machine:
    """A library in memory. `apply` fails the test where it would lose a text. `late` happens
    between the moment when it was read and the merge."""

    kept: dict[int, SavedPaper] = field(default_factory=dict)
    agreed: dict[int, SavedPaper] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)  # history and bin
    merged: bool = False
    backups: int = 0
    late: Callable[[], None] = lambda: None

    def merged_before(self) -> bool:
        return self.merged

    def read(self) -> tuple[State, State]:
        return dict(self.agreed), dict(self.kept)

    def backup(self) -> None:
        self.backups += 1

    def apply(self, make: Callable[[State, State], Plan]) -> Plan:
        late, self.late = self.late, lambda: None
        late()
        notes = {key: kept.note for key, kept in self.kept.items()}
        plan = make(*self.read())
        self.texts += [kept.note for kept in (*plan.history, *plan.remove_here, *plan.remove_there)]
        for kept in plan.remove_here:
            del self.kept[kept.key]
        for kept in (*plan.add_here, *plan.note_here):
            self.set(kept)
        self.agreed = dict(plan.base)
        self.merged = True
        for key, note in notes.items():
            assert note in ("", self.get(key).note, *self.texts)
        return plan

    def agree(self, key: int, kept: SavedPaper | None) -> None:
        self.agreed.pop(key, None)
        if kept is not None:
            self.agreed[key] = kept

    def set(self, kept: SavedPaper) -> None:
        self.kept[kept.key] = kept
        if not (kept.starred or kept.tags or kept.note):
            del self.kept[kept.key]

    def get(self, key: int) -> SavedPaper:
        return self.kept.get(key, SavedPaper(key, starred=False))

    def sync(
        self, web: Web, fates: Iterable[str] = (), meanwhile: Callable[[], None] = lambda: None
    ) -> Changes:
        return keep_in_step(Line(web, fates, meanwhile), self)


@dataclass(frozen=True)
class Step:
    """What a person does at a machine, or on the web."""

    what: str
    machine: int
    key: int
    note: str
    tag: str


@dataclass(frozen=True)
class Sync:
    machine: int
    fates: list[str]
    meanwhile: list[Step | Sync]
    late: list[Step | Sync]


class World:
    """Both machines, and which bookmarks somebody set or took away, wherever that was."""

    def __init__(self) -> None:
        self.web = Web()
        self.machines = (Machine(), Machine())
        self.set: set[int] = set()
        self.taken: set[int] = set()

    def do(self, step: Step | Sync) -> None:
        machine = self.machines[step.machine]
        if isinstance(step, Sync):
            machine.late = lambda: self.do_all(step.late)
            with suppress(CollectionError):
                machine.sync(self.web, step.fates, lambda: self.do_all(step.meanwhile))
            return
        key = step.key
        mine = machine.get(key)
        match step.what:
            case "star":
                machine.set(mine._replace(starred=True))
                self.set.add(key)
            case "unstar":
                machine.set(mine._replace(starred=False))
                self.taken.add(key)
            case "drop":
                machine.kept.pop(key, None)
                self.taken.add(key)
            case "note":
                machine.set(mine._replace(note=tidy(step.note)))
            case "tag":
                machine.set(mine._replace(tags=tuple({*mine.tags, step.tag})))
            case "untag":
                machine.set(mine._replace(tags=tuple({*mine.tags} - {step.tag})))
            case "web note" if key in self.web.items:
                number, text = self.web.items[key]
                self.web.edit(key, number, write(read(key, text)._replace(note=step.note)))
            case "web add" if key not in self.web.items:
                self.web.put(key, write(SavedPaper(key, note=step.note)))
                self.set.add(key)
            case "web drop" if key in self.web.items:
                del self.web.items[key]
                self.taken.add(key)

    def do_all(self, steps: Iterable[Step | Sync]) -> None:
        for step in steps:
            self.do(step)

    def settle(self) -> None:
        for _ in range(3):
            for machine in self.machines:
                machine.sync(self.web)


def alike(one: SavedPaper, other: SavedPaper) -> bool:
    """The same but for a note that is too long to travel whole."""
    return one._replace(tags=(), note="") == other._replace(tags=(), note="") and (
        set(one.tags) == set(other.tags)
        and (
            one.note == other.note
            or is_beginning(one.note, other.note)
            or is_beginning(other.note, one.note)
        )
    )


def kept_on_both(number: int) -> World:
    world = World()
    for key in range(FIRST, FIRST + number):
        world.machines[0].set(SavedPaper(key))
    world.settle()
    return world
