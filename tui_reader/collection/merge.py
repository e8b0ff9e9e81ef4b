"""Merges the library and the Collection: a pure function of three states.

`base` is the last common state (the sync base), `here` the library, `there` the Collection. Each
paper is merged separately:

- A paper added on one side is added on the other. One removed on one side is removed on the other,
  even if its note was changed there: removed papers are in the trash. But a bookmark added there
  stays.
- A tag added or removed on one side is added or removed on the other. So is the bookmark.
- A note changed on one side replaces the other's. If both changed it, the Hub's wins, since items
  have no modification time. A note replaced in the library goes to its history.

The Hub limits the length of a text (see `item_text`): a shortened one is not a change, and removes
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui_reader.collection.item_text import (
    MORE,
    encode,
    is_shortened,
    normalize_note,
    roundtrip,
    sort_tags,
)
from tui_reader.models import SavedPaper

State = Mapping[int, SavedPaper]


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes on each side.

    Attributes:
        add_here, note_here: Papers to add to or change in the library, in their new state.
        remove_here: Papers to move to the trash, in their old state.
        add_there, note_there: Papers to add to or change in the Collection, in their new state.
        remove_there: Papers to remove from the Collection, in their state there.
        history: Papers whose note in the library is replaced, in their old state.
        base: The sync base once the library's side is done. It does not contain what is still to
            be sent, so that the next merge sends it if this run does not.
        removals: How many papers and bookmarks the library loses.
    """

    add_here: tuple[SavedPaper, ...] = ()
    note_here: tuple[SavedPaper, ...] = ()
    remove_here: tuple[SavedPaper, ...] = ()
    add_there: tuple[SavedPaper, ...] = ()
    note_there: tuple[SavedPaper, ...] = ()
    remove_there: tuple[SavedPaper, ...] = ()
    history: tuple[SavedPaper, ...] = ()
    base: State = field(default_factory=dict)
    removals: int = 0


def merge(base: State, here: State, there: State) -> Plan:
    """Return the plan that brings both sides to the same state. States are papers by key."""
    here = {key: _normalized(paper) for key, paper in here.items()}
    ours, theirs = here.keys(), there.keys()
    # A paper that was saved by its note alone, which was cleared here, is not removed there if it
    # was bookmarked there.
    old = {
        key
        for key, paper in base.items()
        if paper.starred or not any(side.get(key, paper).starred for side in (here, there))
    }
    both = {key: _merge_one(base.get(key), here[key], there[key]) for key in ours & theirs}
    note_here = tuple(one.paper for key, one in both.items() if one.paper != here[key])
    remove_here = tuple(here[key] for key in (ours & old) - theirs)
    add_here = tuple(_whole(there[key]) for key in theirs - ours - old)
    remove_there = tuple(_whole(there[key]) for key in (theirs & old) - ours)
    stars = sum(here[paper.key].starred and not paper.starred for paper in note_here)
    return Plan(
        add_here=add_here,
        note_here=note_here,
        remove_here=remove_here,
        add_there=tuple(here[key] for key in sorted(ours - theirs - old)),
        note_there=tuple(one.paper for one in both.values() if one.send),
        remove_there=remove_there,
        history=tuple(here[key] for key, one in both.items() if one.replaced),
        base=(
            {paper.key: paper for paper in add_here}
            | {paper.key: base[paper.key] for paper in remove_there}
            | {key: one.base for key, one in both.items()}
        ),
        removals=len(remove_here) + stars,
    )


@dataclass(frozen=True, slots=True)
class _Both:
    """The merged state of a paper on both sides, and its sync base before it is sent."""

    paper: SavedPaper
    base: SavedPaper
    send: bool
    replaced: bool


def _merge_one(base: SavedPaper | None, ours: SavedPaper, theirs: SavedPaper) -> _Both:
    # Without a base, both sides have added the paper, and everything that one of them has is a
    # change.
    old = base or SavedPaper(ours.key, starred=False)

    new_note = False  # the library's note is to be sent
    replaced = False
    note = ours.note
    changed_here = ours.note != old.note
    if _same(theirs.note, old.note) or (changed_here and _is_longer(theirs.note, old.note)):
        new_note = changed_here
    elif not _same(theirs.note, ours.note):
        note = theirs.note
        replaced = bool(ours.note)

    arrived = frozenset(theirs.tags) - {MORE}
    gone = frozenset(old.tags) - frozenset(ours.tags)
    if MORE not in theirs.tags:
        gone |= frozenset(roundtrip(old).tags) - arrived
    tags = (arrived | frozenset(ours.tags)) - gone

    starred = ours.starred if theirs.starred == old.starred else theirs.starred
    paper = SavedPaper(ours.key, sort_tags(tags), note, starred)
    changed = new_note or tags != arrived or starred != theirs.starred
    if not changed or encode(paper) == encode(theirs):
        return _Both(paper, paper, send=False, replaced=replaced)
    # Until it is sent, the common state is that of the Collection.
    new_base = _whole(theirs)._replace(note=old.note if new_note else note)
    return _Both(paper, new_base, send=True, replaced=replaced)


def _same(arrived: str, known: str) -> bool:
    return arrived == known or is_shortened(arrived, known)


def _is_longer(arrived: str, known: str) -> bool:
    """Return whether `arrived` is a longer excerpt of the same shortened note as `known`."""
    return arrived.endswith(MORE) and is_shortened(known, arrived)


def _whole(theirs: SavedPaper) -> SavedPaper:
    return theirs._replace(tags=tuple(tag for tag in theirs.tags if tag != MORE))


def _normalized(paper: SavedPaper) -> SavedPaper:
    return paper._replace(tags=sort_tags(set(paper.tags)), note=normalize_note(paper.note))
