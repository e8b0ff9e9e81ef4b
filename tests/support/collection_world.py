"""Two machines and the web with one Collection, in memory, for tests of the merge."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tui_reader.collection.errors import CollectionError, ItemRejected, Unreachable
from tui_reader.collection.item_text import (
    decode,
    encode,
    is_shortened,
    normalize_note,
)
from tui_reader.collection.merge import Plan, State
from tui_reader.collection.sync import Changes, sync_papers
from tui_reader.models import SavedPaper

T = TypeVar("T")

FIRST = 2608_000001
LONG = " ".join(f"word{number}" for number in range(200))


def finish(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never suspends, without an event loop."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("the coroutine waits")


@dataclass
class Web:
    """The Collection on the Hub: the number and text of each paper's item."""

    items: dict[int, tuple[int, str]] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)
    made: int = 0

    def put(self, key: int, text: str) -> None:
        self.made += 1
        self.items[key] = (self.made, text)

    def edit(self, key: int, number: int, text: str) -> None:
        self.items[key] = (number, text)


class Connection:
    """A machine's connection to the Collection.

    Each call takes the next of `outcomes`: "refused" fails before the Hub acts, "lost" afterwards.
    `meanwhile` runs after the first read, before its result is used.
    """

    def __init__(
        self,
        web: Web,
        outcomes: Iterable[str],
        meanwhile: Callable[[], None],
        checks: int | None = None,
    ) -> None:
        self.checks = checks  # requests until the rate limit is reached; None: no limit
        self.web = web
        self.outcomes: Iterator[str] = iter(outcomes)
        self.meanwhile = meanwhile
        self.numbers: dict[int, int] = {}
        self.requests: list[str] = []

    def call(self, name: str, act: Callable[[], object]) -> None:
        self.requests.append(name)
        outcome = next(self.outcomes, "well")
        if outcome == "refused":
            raise Unreachable(outcome)
        act()
        if outcome == "lost":
            raise Unreachable(outcome)

    async def read(self) -> dict[int, SavedPaper]:
        self.numbers = {key: number for key, (number, _) in self.web.items.items()}
        there = {key: decode(key, text) for key, (_, text) in self.web.items.items()}
        self.call("list", lambda: None)
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        return there

    async def add(self, paper: SavedPaper) -> None:
        if paper.key in self.web.unknown:
            self.requests.append("add")
            raise ItemRejected(404)
        if paper.key in self.web.items:
            raise ItemRejected(409)
        self.call("add", lambda: self.web.put(paper.key, encode(paper)))

    async def update(self, paper: SavedPaper) -> None:
        number = self.numbers[paper.key]
        if self.number(paper.key) != number:
            raise ItemRejected(404)
        self.call("update", lambda: self.web.edit(paper.key, number, encode(paper)))

    async def remove(self, paper: SavedPaper) -> None:
        if self.number(paper.key) == self.numbers[paper.key]:
            self.call("remove", lambda: self.web.items.pop(paper.key))

    async def has_paper(self, key: int) -> bool:
        self.requests.append("check")
        if self.checks is not None and self.requests.count("check") > self.checks:
            raise Unreachable("rate limited")
        return key not in self.web.unknown

    def number(self, key: int) -> int | None:
        return self.web.items[key][0] if key in self.web.items else None


@dataclass
class Machine:
    """A library in memory. `apply` fails the test if it would lose a text.

    `late` runs between reading the library and merging.
    """

    saved: dict[int, SavedPaper] = field(default_factory=dict)
    agreed: dict[int, SavedPaper] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)  # note history and trash
    merged: bool = False
    late: Callable[[], None] = lambda: None
    not_on_hub: set[int] = field(default_factory=set)
    requests: list[str] = field(default_factory=list)  # of the last sync

    async def has_merged(self) -> bool:
        return self.merged

    async def read(self) -> tuple[State, State]:
        return dict(self.agreed), dict(self.saved)

    async def unknown(self) -> set[int]:
        return self.not_on_hub

    async def set_unknown(self, key: int) -> None:
        self.not_on_hub.add(key)

    async def backup(self) -> None:
        pass

    async def apply(self, make: Callable[[State, State], Plan]) -> Plan:
        late, self.late = self.late, lambda: None
        late()
        notes = {key: saved.note for key, saved in self.saved.items()}
        plan = make(dict(self.agreed), dict(self.saved))
        self.texts += [
            saved.note for saved in (*plan.history, *plan.remove_here, *plan.remove_there)
        ]
        for saved in plan.remove_here:
            del self.saved[saved.key]
        for saved in (*plan.add_here, *plan.note_here):
            self.set(saved)
        self.agreed = dict(plan.base)
        self.merged = True
        for key, note in notes.items():
            assert note in ("", self.get(key).note, *self.texts)
        return plan

    async def set_base(self, key: int, saved: SavedPaper | None) -> None:
        self.not_on_hub.discard(key)
        self.agreed.pop(key, None)
        if saved is not None:
            self.agreed[key] = saved

    def set(self, saved: SavedPaper) -> None:
        self.saved[saved.key] = saved
        if not (saved.starred or saved.tags or saved.note):
            del self.saved[saved.key]

    def get(self, key: int) -> SavedPaper:
        return self.saved.get(key, SavedPaper(key, starred=False))

    def sync(
        self,
        web: Web,
        fates: Iterable[str] = (),
        meanwhile: Callable[[], None] = lambda: None,
        checks: int | None = None,
    ) -> Changes:
        connection = Connection(web, fates, meanwhile, checks)
        self.requests = connection.requests
        return finish(sync_papers(connection, self))


@dataclass(frozen=True)
class Step:
    """A user's action on a machine or on the web."""

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
    """Both machines, and the bookmarks that were added or removed anywhere."""

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
                machine.saved.pop(key, None)
                self.taken.add(key)
            case "note":
                machine.set(mine._replace(note=normalize_note(step.note)))
            case "tag":
                machine.set(mine._replace(tags=tuple({*mine.tags, step.tag})))
            case "untag":
                machine.set(mine._replace(tags=tuple({*mine.tags} - {step.tag})))
            case "web note" if key in self.web.items:
                number, text = self.web.items[key]
                self.web.edit(key, number, encode(decode(key, text)._replace(note=step.note)))
            case "web add" if key not in self.web.items:
                self.web.put(key, encode(SavedPaper(key, note=step.note)))
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


def equal_when_shortened(one: SavedPaper, other: SavedPaper) -> bool:
    """Compare saved papers, ignoring the part of a note that is too long for the Collection."""
    return one._replace(tags=(), note="") == other._replace(tags=(), note="") and (
        set(one.tags) == set(other.tags)
        and (
            one.note == other.note
            or is_shortened(one.note, other.note)
            or is_shortened(other.note, one.note)
        )
    )


def saved_on_both(number: int) -> World:
    world = World()
    for key in range(FIRST, FIRST + number):
        world.machines[0].set(SavedPaper(key))
    world.settle()
    return world
