"""Syncs the library and the Collection: read both, merge, send, record acknowledged changes.

It can be interrupted anywhere. Until the library's own transaction nothing has changed here. After
it, each paper is sent separately and becomes part of the sync base only once the Hub has
acknowledged it. Papers that were not sent or acknowledged are left to the next run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Set
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from tui_reader.collection.errors import CollectionError, ItemRejected, Unreachable
from tui_reader.collection.merge import Plan, State, merge
from tui_reader.dates import counted
from tui_reader.models import SavedPaper

T = TypeVar("T")

BACKUP_ABOVE = 5  # removals from the library by one merge
MAX_REQUESTS = 200  # per run; the Hub allows 1,000 in five minutes
_MAX_TRIES = 3


class Remote(Protocol):
    """The Collection (`hub_api.Collection`). Every method raises CollectionError."""

    async def read(self) -> dict[int, SavedPaper]: ...
    async def add(self, paper: SavedPaper) -> None: ...
    async def update(self, paper: SavedPaper) -> None: ...
    async def remove(self, paper: SavedPaper) -> None: ...
    async def has_paper(self, key: int) -> bool: ...


class Library(Protocol):
    """The library's side (`state.StoredLibrary`)."""

    async def has_merged(self) -> bool:
        """Return whether `apply` has run before with this Collection."""

    async def read(self) -> tuple[State, State]:
        """Return the sync base and the saved papers."""

    async def unknown(self) -> Set[int]:
        """Return papers that were recently unknown to the Hub."""

    async def backup(self) -> None:
        """Copy the library, before the first merge and before many removals."""

    async def apply(self, make: Callable[[State, State], Plan]) -> Plan:
        """Call `make` with `read()`'s values, read again, and do the plan's local part.

        All in one transaction: the user may have changed something since. If `make` raises,
        nothing changes.
        """

    async def set_base(self, key: int, paper: SavedPaper | None) -> None:
        """Record what the Hub has for a paper; None if it has no item."""

    async def set_unknown(self, key: int) -> None:
        """Record that the Hub does not know a paper."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The result of a run.

    Attributes:
        plan: The result of the merge. Its local part is done.
        sent: Papers sent.
        waiting: Papers left to the next run.
        unchecked: Papers missing in the Collection that are left to the next run: they are
            removed here only once it is certain that the Hub still has them.
        unknown: Papers that the Hub does not know; they stay in the library only.
        requests: How many were made.
        stopped: The error that ended the run early.
    """

    plan: Plan = field(default_factory=Plan)
    sent: int = 0
    waiting: int = 0
    unchecked: int = 0
    unknown: int = 0
    requests: int = 0
    stopped: CollectionError | None = None

    @property
    def line(self) -> str:
        """One line for the user."""
        done = [
            f"{number} {what}"
            for number, what in (
                (len(self.plan.add_here), "added here"),
                (len(self.plan.remove_here), "removed here (in the trash)"),
                (len(self.plan.note_here), "changed here"),
                (self.sent, "sent"),
            )
            if number
        ]
        text = "Collection: " + (", ".join(done) or "nothing new")
        if self.unknown:
            text += f"; {counted(self.unknown, 'paper')} not on the Hub, saved here only"
        if self.waiting:
            text += f"; {self.waiting} to be sent next time"
        if self.unchecked:
            papers = counted(self.unchecked, "paper")
            text += f"; {papers} removed elsewhere, to be checked next time"
        return f"{text}. {self.stopped}" if self.stopped else text


async def sync_papers(
    remote: Remote,
    library: Library,
    progress: Callable[[int, int], None] | None = None,
) -> Changes:
    """Sync both sides with at most MAX_REQUESTS requests.

    Args:
        progress: Called with the number of papers sent and their total.

    Raises:
        CollectionError: Nothing has changed. Errors while sending are in the result.
    """
    run = _Run(remote, library, progress)
    for _ in range(_MAX_TRIES):
        with suppress(_Overtaken):
            return await run.run()
    raise Unreachable("Another window is syncing the collection.")


def waiting(base: State, here: State, unknown: Collection[int] = ()) -> int:
    """Return the number of papers to be sent, estimated without a request."""
    plan = merge(base, here, base)
    added = sum(paper.key not in unknown for paper in plan.add_there)
    return added + len(plan.note_there) + len(plan.remove_there)


class _Overtaken(Exception):
    """Another window's run has changed the sync base since this one read it."""


class _LimitReached(Exception):
    """The run has made all its requests."""


@dataclass(frozen=True)
class _Job:
    """A change to send, and the paper's sync base once the Hub has acknowledged it."""

    send: Callable[[SavedPaper], Coroutine[Any, Any, None]]
    paper: SavedPaper
    base: SavedPaper | None


class _Run:
    def __init__(
        self,
        remote: Remote,
        library: Library,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._remote, self._library, self._progress = remote, library, progress
        self._requests = self._sent = self._unknown = 0
        self._stopped: CollectionError | None = None

    async def run(self) -> Changes:
        # The base is read before the Collection. A newer one could contain a paper that another
        # run has just sent, which would look as if it had been removed from the Collection.
        base, here = await self._library.read()
        there = await self._request(self._remote.read())
        missing = sorted(base.keys() & here.keys() - there.keys())
        unknown, unchecked = await self._check_missing(missing)
        # A paper unknown to the Hub was not removed by a user, so it gets no base. Papers that
        # could not be checked count as unchanged.
        base_for_merge = {key: paper for key, paper in base.items() if key not in unknown}
        there_for_merge = {**there, **{key: base[key] for key in unchecked}}

        def make(current_base: State, here: State) -> Plan:
            if current_base != base:
                raise _Overtaken
            return merge(base_for_merge, here, there_for_merge)

        removals = merge(base_for_merge, here, there_for_merge).removals
        if removals > BACKUP_ABOVE or not await self._library.has_merged():
            await self._library.backup()
        plan = await self._library.apply(make)
        for key in unknown:
            await self._library.set_unknown(key)
        not_on_hub = await self._library.unknown()
        added = [paper for paper in plan.add_there if paper.key not in not_on_hub]
        self._unknown = len(plan.add_there) - len(added)
        jobs = [
            *(_Job(self._remote.add, paper, paper) for paper in added),
            *(_Job(self._remote.update, paper, paper) for paper in plan.note_there),
            *(_Job(self._remote.remove, paper, None) for paper in plan.remove_there),
        ]
        left = await self._send_all(jobs, there)
        return Changes(
            plan, self._sent, left, len(unchecked), self._unknown, self._requests, self._stopped
        )

    async def _check_missing(self, missing: list[int]) -> tuple[set[int], list[int]]:
        """Return the missing papers that the Hub does not know, and those not checked.

        The Hub may delete a paper; it then disappears from the Collection although no user has
        removed it.
        """
        unknown: set[int] = set()
        for number, key in enumerate(missing):
            try:
                if not await self._request(self._remote.has_paper(key)):
                    unknown.add(key)
            except _LimitReached:
                return unknown, missing[number:]
            except CollectionError as error:
                self._stopped = error
                return unknown, missing[number:]
        return unknown, []

    async def _send_all(self, jobs: list[_Job], there: State) -> int:
        """Send changes until one fails. Returns the number left to the next run."""
        current: State | None = None
        left = len(jobs)
        try:
            for number, job in enumerate(jobs if self._stopped is None else ()):
                if self._progress is not None:
                    self._progress(number, len(jobs))
                if job.send != self._remote.add and current is None:
                    # Another machine may have changed items meanwhile, and the Hub has no
                    # conditional requests.
                    current = await self._request(self._remote.read())
                if current is None or current.get(job.paper.key) == there.get(job.paper.key):
                    left -= await self._send(job)
        except _LimitReached:
            pass
        except CollectionError as error:
            self._stopped = error
        return left

    async def _send(self, job: _Job) -> bool:
        """Send a change. Returns False if the Hub refused it, to be tried again."""
        try:
            await self._request(job.send(job.paper))
        except ItemRejected as error:
            if job.send != self._remote.add or error.status != 404:
                return False
            await self._library.set_unknown(job.paper.key)
            self._unknown += 1
        else:
            await self._library.set_base(job.paper.key, job.base)
            self._sent += 1
        return True

    async def _request(self, call: Coroutine[Any, Any, T]) -> T:
        if self._requests >= MAX_REQUESTS:
            call.close()
            raise _LimitReached
        self._requests += 1
        return await call
