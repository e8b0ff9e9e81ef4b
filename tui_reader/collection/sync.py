"""Keeps the library and the Collection in step: asks, merges, sends, and remembers what arrived.

It may be cut off anywhere. Until the library's own transaction nothing has changed here. After
it, each paper is sent by itself and counts as agreed only once the Hub has acknowledged it. What
was not sent, or was sent and not acknowledged, the next run finds and settles.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from tui_reader.collection.errors import CollectionError, Declined, Unreachable
from tui_reader.collection.merge import Plan, State, merge
from tui_reader.models import SavedPaper

MANY = 5  # a merge that removes more than this from the library comes after a backup
_TRIES = 3


class Remote(Protocol):
    """The Collection (`remote.Collection`). Every call may raise a CollectionError."""

    def read(self) -> dict[int, SavedPaper]: ...
    def add(self, kept: SavedPaper) -> None: ...
    def note(self, kept: SavedPaper) -> None: ...
    def remove(self, kept: SavedPaper) -> None: ...
    def knows(self, key: int) -> bool: ...


class Library(Protocol):
    """The reader's own side (`store.collection`).

    `read` gives the last agreed state and what is kept now; `merged_before` is False until the
    first `apply`. `apply` calls `make` with both, read anew, and does what the plan says here, all
    in one transaction: the reader may have changed something since. Where `make` raises, nothing
    is done. `agree` notes what is on the Hub for one paper, None where it is there no longer.
    """

    def merged_before(self) -> bool: ...
    def read(self) -> tuple[State, State]: ...
    def backup(self) -> None: ...
    def apply(self, make: Callable[[State, State], Plan]) -> Plan: ...
    def agree(self, key: int, kept: SavedPaper | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run did. `waiting` could not be sent this time, `stopped` says why if one thing did.

    `unknown` papers are not on the Hub and stay here alone. `plan` has the papers that came, for
    whoever fetches their titles.
    """

    plan: Plan = field(default_factory=Plan)
    sent: int = 0
    waiting: int = 0
    unknown: int = 0
    stopped: CollectionError | None = None

    @property
    def line(self) -> str:
        """One line for a person."""
        did = [
            f"{number} {what}"
            for number, what in (
                (len(self.plan.add_here), "added here"),
                (len(self.plan.remove_here), "removed here (in the bin)"),
                (len(self.plan.note_here), "changed here"),
                (self.sent, "sent"),
            )
            if number
        ]
        text = "Collection: " + (", ".join(did) or "nothing new")
        if self.unknown:
            text += f"; {_papers(self.unknown)} not on the Hub, kept here"
        if self.waiting:
            text += f"; {self.waiting} to be sent next time"
        return f"{text}. {self.stopped}" if self.stopped else text


def keep_in_step(
    remote: Remote, library: Library, progress: Callable[[int, int], None] | None = None
) -> Changes:
    """Brings both sides together. `progress` is told of papers sent, and of how many in all.

    Raises CollectionError where nothing could be done and nothing has changed. What goes wrong
    later, while sending, is in the answer.
    """
    for _ in range(_TRIES):
        with suppress(_Overtaken):
            return _send(remote, library, *_merge(remote, library), progress)
    raise Unreachable("Another window is keeping the collection in step.")


class _Overtaken(Exception):
    """Another run, of another window, has agreed on something since this one asked."""


def _merge(remote: Remote, library: Library) -> tuple[Plan, State]:
    """Does this side. Returns what was planned, and what was there."""
    # What is agreed is read before the Hub is asked. Were it newer than the Hub's answer, a paper
    # that another run has just sent would look like one that was removed there.
    agreed, here = library.read()
    there = remote.read()
    # A paper that the Hub itself no longer knows was removed by nobody.
    lost = {key for key in agreed.keys() & here.keys() - there.keys() if not remote.knows(key)}
    base = {key: kept for key, kept in agreed.items() if key not in lost}

    def make(still_agreed: State, here: State) -> Plan:
        if still_agreed != agreed:
            raise _Overtaken
        return merge(base, here, there)

    if not library.merged_before() or merge(base, here, there).removals > MANY:
        library.backup()
    return library.apply(make), there


def waiting(base: State, here: State) -> int:
    """How many papers are to be sent, as far as is known without asking."""
    plan = merge(base, here, base)
    return len(plan.add_there) + len(plan.note_there) + len(plan.remove_there)


def _send(
    remote: Remote,
    library: Library,
    plan: Plan,
    there: State,
    progress: Callable[[int, int], None] | None,
) -> Changes:
    jobs: list[tuple[Callable[[SavedPaper], None], SavedPaper, SavedPaper | None]] = [
        *((remote.add, kept, kept) for kept in plan.add_there),
        *((remote.note, kept, kept) for kept in plan.note_there),
        *((remote.remove, kept, None) for kept in plan.remove_there),
    ]
    changing = len(plan.add_there)  # the first job that changes what is there
    sent = unknown = 0
    stopped: CollectionError | None = None
    for number, (send, kept, agreed) in enumerate(jobs):
        if progress is not None:
            progress(number, len(jobs))
        try:
            if number == changing:
                # Another machine may have been quicker, and the Hub has no "only if unchanged".
                now_there = remote.read()
            if number >= changing and now_there.get(kept.key) != there[kept.key]:
                continue
            send(kept)
        except Declined as error:
            unknown += error.status == 404 and send == remote.add
        except CollectionError as error:
            stopped = error
            break
        else:
            library.agree(kept.key, agreed)
            sent += 1
    return Changes(plan, sent, len(jobs) - sent - unknown, unknown, stopped)


def _papers(number: int) -> str:
    return "1 paper" if number == 1 else f"{number} papers"
