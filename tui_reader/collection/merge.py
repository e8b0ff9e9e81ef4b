"""The merge of two sides that both went on by themselves: a pure function of three sets.

`base` is what both sides last agreed on, `here` the library, `there` the Collection. Each paper is
merged by itself:

- Added on one side, it is added to the other; removed on one side, it is removed from the other,
  whatever the other did to its note since: what is removed can be had back from the bin. But a
  star that the other side has added since stays.
- A tag that one side added or took off is added or taken off. So is the bookmark's star.
- A note changed on one side replaces the other's. Changed on both, the Hub's wins, since its items
  carry no time. Whenever a note of the library is replaced, its old text goes to its history.

The Hub cuts what is too long (`travel`): its shorter form is no change, and removes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui_reader.collection.item_text import (
    MORE,
    as_it_arrives,
    in_order,
    is_beginning,
    tidy,
    write,
)
from tui_reader.models import SavedPaper

State = Mapping[int, SavedPaper]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done on each side.

    `add_here`, `note_here`: as they shall be afterwards; `remove_here`: as they are, for the bin.
    The same for there, and `remove_there` as they are there: their last form, for this machine's
    bin. `history`: notes of the library that are replaced. `base` is what both sides agree on once
    this side is done: before anything was sent, so that what could not be sent is still to be
    done at the next merge. `removals`: papers and stars that this machine would lose.
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
    """The plan that brings both sides together. Nothing is asked and nothing is changed."""
    here = {key: _tidied(kept) for key, kept in here.items()}
    ours, theirs = here.keys(), there.keys()
    # Who clears a note that was all that kept a paper did not take off the star it got elsewhere.
    old = {
        key
        for key, kept in base.items()
        if kept.starred or not any(side.get(key, kept).starred for side in (here, there))
    }
    both = {key: _merge_one(base.get(key), here[key], there[key]) for key in sorted(ours & theirs)}
    note_here = tuple(one.kept for key, one in both.items() if one.kept != here[key])
    remove_here = tuple(here[key] for key in sorted((ours & old) - theirs))
    add_here = tuple(_whole(there[key]) for key in sorted(theirs - ours - old))
    remove_there = tuple(_whole(there[key]) for key in sorted((theirs & old) - ours))
    stars = sum(here[kept.key].starred and not kept.starred for kept in note_here)
    return Plan(
        add_here=add_here,
        note_here=note_here,
        remove_here=remove_here,
        add_there=tuple(here[key] for key in sorted(ours - theirs - old)),
        note_there=tuple(one.kept for one in both.values() if one.send),
        remove_there=remove_there,
        history=tuple(here[key] for key, one in both.items() if one.replaced),
        base=(
            {kept.key: kept for kept in add_here}
            | {kept.key: base[kept.key] for kept in remove_there}
            | {key: one.base for key, one in both.items()}
        ),
        removals=len(remove_here) + stars,
    )


@dataclass(frozen=True, slots=True)
class _Both:
    """A paper that is on both sides: what it shall be, and what both agree on before it is sent."""

    kept: SavedPaper
    base: SavedPaper
    send: bool
    replaced: bool


def _merge_one(base: SavedPaper | None, ours: SavedPaper, theirs: SavedPaper) -> _Both:
    # Without a base both have added it: then a star, a tag or a note on one side is a change.
    old = base or SavedPaper(ours.key, starred=False)

    new_note = False  # the library's is new to the Hub
    replaced = False
    note = ours.note
    changed_here = ours.note != old.note
    if _same(theirs.note, old.note) or (changed_here and _is_longer(theirs.note, old.note)):
        new_note = changed_here
    elif not changed_here or not _same(theirs.note, ours.note):
        note = theirs.note
        replaced = bool(ours.note)

    arrived = frozenset(theirs.tags) - {MORE}
    gone = frozenset(old.tags) - frozenset(ours.tags)
    if MORE not in theirs.tags:
        gone |= frozenset(as_it_arrives(old).tags) - arrived
    tags = (arrived | frozenset(ours.tags)) - gone

    starred = ours.starred if theirs.starred == old.starred else theirs.starred
    kept = SavedPaper(ours.key, in_order(tags), note, starred)
    changed = new_note or tags != arrived or starred != theirs.starred
    if not changed or write(kept) == write(theirs):
        return _Both(kept, kept, send=False, replaced=replaced)
    # All that is there is known here now: until the rest is sent, that is what both agree on.
    agreed = _whole(theirs)._replace(note=old.note if new_note else note)
    return _Both(kept, agreed, send=True, replaced=replaced)


def _same(arrived: str, known: str) -> bool:
    return arrived == known or is_beginning(arrived, known)


def _is_longer(arrived: str, known: str) -> bool:
    """True where both are shortened forms of one note, and fewer tags left more room for it."""
    return arrived.endswith(MORE) and is_beginning(known, arrived)


def _whole(theirs: SavedPaper) -> SavedPaper:
    return theirs._replace(tags=tuple(tag for tag in theirs.tags if tag != MORE))


def _tidied(kept: SavedPaper) -> SavedPaper:
    return kept._replace(tags=in_order(set(kept.tags)), note=tidy(kept.note))
