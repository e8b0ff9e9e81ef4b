"""The merge, and the encoding of tags and notes as item text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.collection import item_text
from tui_reader.collection.item_text import (
    LIMIT,
    decode,
    encode,
    is_shortened,
    roundtrip,
)
from tui_reader.collection.merge import Plan, State, merge
from tui_reader.collection.sync import waiting
from tui_reader.models import SavedPaper

ONE = 2608_000001
TWO = 2608_000002
LONG = " ".join(f"word{number}" for number in range(200))


def of(*saved: SavedPaper) -> dict[int, SavedPaper]:
    return {one.key: one for one in saved}


# Item text


@pytest.mark.parametrize(
    ("saved", "text"),
    [
        (SavedPaper(ONE), ""),
        (SavedPaper(ONE, note="Reads well."), "Reads well."),
        (SavedPaper(ONE, ("agents", "to read")), "Tags: agents, to read"),
        (
            SavedPaper(ONE, ("agents",), "Reads well.\n\nTwice."),
            "Tags: agents\n\nReads well.\n\nTwice.",
        ),
        (SavedPaper(ONE, ("agents",), starred=False), "☆ Tags: agents"),
        (SavedPaper(ONE, note="Later.", starred=False), "☆\n\nLater."),
        (SavedPaper(ONE, ('a "b"', "c, d")), 'Tags: "a ""b""", "c, d"'),
        (SavedPaper(ONE, note="Tags: are overrated"), "Tags:\n\nTags: are overrated"),
        (SavedPaper(ONE, (), "Tags: no", starred=False), "☆\n\nTags: no"),
        (SavedPaper(ONE, ("a", "Z")), "Tags: a, Z"),
        (SavedPaper(ONE, ("a" * 250,)), "Tags: " + "a" * 250),
        (SavedPaper(ONE, note="a" * LIMIT), "a" * LIMIT),
    ],
)
def test_tags_and_note_are_encoded_readably(saved: SavedPaper, text: str) -> None:
    assert encode(saved) == text
    assert decode(ONE, text) == saved


@pytest.mark.parametrize(
    "text", ["tags:agents,  to read\nSee 4.", "Tag : to read,, agents,\n\nSee 4."]
)
def test_hand_edited_item_text_is_decoded(text: str) -> None:
    assert decode(ONE, text) == SavedPaper(ONE, ("agents", "to read"), "See 4.")


def test_item_text_is_sanitized() -> None:
    saved = decode(ONE, "Tags: a\x1b]0;owned\x07b\r\nRed\x1b[31m\r\nnext")
    assert saved == SavedPaper(ONE, ("a�]0;owned�b",), "Red�[31m\nnext")


@given(
    st.lists(st.text(min_size=1).map(lambda tag: decode(ONE, "Tags: x" + tag).tags), max_size=5),
    st.text(max_size=700),
    st.booleans(),
)
def test_short_text_round_trips(tags: list[tuple[str, ...]], note: str, starred: bool) -> None:
    saved = SavedPaper(ONE, tuple({tag for some in tags for tag in some}), note, starred)
    text = encode(saved)
    assert len(text.encode("utf-16-le")) // 2 <= LIMIT
    back = decode(ONE, text)
    assert encode(back) == text
    assert back.starred or not starred
    if back.note:
        whole = decode(ONE, "Tags:\n" + note).note
        assert back.note == whole or is_shortened(back.note, whole)


def test_long_note_is_shortened_in_the_collection() -> None:
    text = encode(SavedPaper(ONE, note=LONG))
    assert len(text) == LIMIT
    assert text.endswith("…")
    assert LONG.startswith(text[:-1])


@pytest.mark.parametrize(
    "sign", ["𝄞", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"]
)
def test_note_is_not_cut_within_a_character(sign: str) -> None:
    for before in range(10):
        note = "x" * before + sign * 300
        assert is_shortened(roundtrip(SavedPaper(ONE, note=note)).note, note)


def test_tags_that_do_not_fit_leave_room_for_the_note() -> None:
    many = tuple(f"a rather long tag {number:02}" for number in range(40))
    text = encode(SavedPaper(ONE, many, "The note."))
    assert "tag 05, " in text
    assert text.endswith(", …\n\nThe note.")


# Merge


def test_additions_are_merged() -> None:
    newer = SavedPaper(ONE + 7)
    plan = merge({}, of(newer, SavedPaper(ONE)), of(SavedPaper(TWO, ("a",), "n")))
    assert plan.add_there == (SavedPaper(ONE), newer)  # oldest first, as the Collection lists them
    assert plan.add_here == (SavedPaper(TWO, ("a",), "n"),)
    # ONE becomes part of the base once the Hub has acknowledged it.
    assert plan.base == of(SavedPaper(TWO, ("a",), "n"))


@pytest.mark.parametrize("starred", [True, False])
def test_removals_are_merged(starred: bool) -> None:
    base = of(
        SavedPaper(ONE, note="n", starred=starred), SavedPaper(TWO, note="n", starred=starred)
    )
    mine, theirs = base[ONE]._replace(note="mine"), base[TWO]._replace(note="theirs")
    plan = merge(base, of(mine), of(theirs))
    assert (plan.remove_here, plan.remove_there) == ((mine,), (theirs,))
    assert plan.removals == 1
    assert plan.base == of(base[TWO])
    assert merge(base, base, of(theirs, base[ONE])).removals == 0  # a new note is none


def test_paper_bookmarked_on_one_side_and_noted_on_the_other_is_bookmarked() -> None:
    starred, noted = SavedPaper(ONE, note="n"), SavedPaper(ONE, note="n", starred=False)
    assert merge({}, of(noted), of(starred)).note_here == (starred,)
    assert merge({}, of(starred), of(noted)).note_there == (starred,)


def test_clearing_a_note_preserves_a_bookmark_added_elsewhere() -> None:
    base, starred = of(SavedPaper(ONE, note="n", starred=False)), SavedPaper(ONE, note="n")
    assert merge(base, {}, of(starred)) == Plan(add_here=(starred,), base=of(starred))
    assert merge(base, of(starred), {}) == Plan(add_there=(starred,))


def test_longer_excerpt_of_a_shortened_note_does_not_override_a_local_edit() -> None:
    some, more = (
        roundtrip(SavedPaper(ONE, ("a" * 100,), LONG)).note,
        roundtrip(SavedPaper(ONE, note=LONG)).note,
    )
    base, there = of(SavedPaper(ONE, note=some)), of(SavedPaper(ONE, note=more))
    assert merge(base, base, there).note_here == (SavedPaper(ONE, note=more),)
    plan = merge(base, of(SavedPaper(ONE, note="mine")), there)
    assert (plan.note_here, plan.note_there) == ((), (SavedPaper(ONE, note="mine"),))


def test_a_single_change_on_one_side_reaches_the_other() -> None:
    base = SavedPaper(ONE, ("a",), "n")
    for changes in ({"tags": ()}, {"tags": ("a", "b")}, {"note": ""}, {"starred": False}):
        new = base._replace(**changes)
        sent = merge(of(base), of(new), of(base))
        assert (sent.note_here, sent.note_there, sent.base) == ((), (new,), of(base))
        received = merge(of(base), of(base), of(new))
        assert (received.note_here, received.note_there) == ((new,), ())
        assert received.removals == (not new.starred)  # of a bookmark


def test_note_changed_elsewhere_replaces_the_local_one_which_goes_to_history() -> None:
    old, new = SavedPaper(ONE, note="old"), SavedPaper(ONE, note="new")
    assert merge(of(old), of(old), of(new)) == Plan(note_here=(new,), history=(old,), base=of(new))
    none = SavedPaper(ONE)
    assert merge(of(none), of(none), of(new)) == Plan(note_here=(new,), base=of(new))


@pytest.mark.parametrize(
    ("base", "edited"),
    [
        ({}, "theirs"),
        (of(SavedPaper(ONE, note="old")), "theirs"),
        # Not a longer excerpt
        (of(SavedPaper(ONE, note=LONG[:300] + "…")), "theirs…"),
        (of(SavedPaper(ONE, note=LONG[:300] + "…")), LONG[:320]),
    ],
)
def test_hub_note_wins_if_both_sides_changed_it(base: State, edited: str) -> None:
    mine, theirs = SavedPaper(ONE, note="mine"), SavedPaper(ONE, note=edited)
    plan = merge(base, of(mine), of(theirs))
    assert plan == Plan(note_here=(theirs,), history=(mine,), base=of(theirs))


def test_tags_and_bookmarks_of_both_sides_are_merged() -> None:
    plan = merge(
        of(SavedPaper(ONE, ("a", "b"))),
        of(SavedPaper(ONE, ("b", "here"), starred=False)),
        of(SavedPaper(ONE, ("a", "there"))),
    )
    both = SavedPaper(ONE, ("here", "there"), starred=False)
    assert plan.note_here == plan.note_there == (both,)
    assert not plan.history
    old, new = SavedPaper(ONE), SavedPaper(ONE, note="new")
    assert merge(of(old), of(old._replace(tags=("a",))), of(new)).base == of(new)


def test_order_of_tags_and_blanks_around_a_note_are_not_changes() -> None:
    there = of(SavedPaper(ONE, ("a", "Z"), "n"))
    assert merge(there, of(SavedPaper(ONE, ("Z", "a"), " n\n")), there) == Plan(base=there)


def test_shortened_note_coming_back_is_not_a_change() -> None:
    whole = SavedPaper(ONE, note=LONG)
    short = roundtrip(whole)
    assert merge(of(whole), of(whole), of(short)) == Plan(base=of(whole))
    # The same holds for a form that another machine, which has only the short note, shortened
    # again.
    tagged = roundtrip(short._replace(tags=("a" * 100,)))
    plan = merge(of(whole), of(whole), of(tagged))
    assert plan.note_here == (SavedPaper(ONE, ("a" * 100,), LONG),)
    assert not plan.note_there
    assert not plan.history
    # And if the first run was interrupted before the base was stored.
    assert merge({}, of(whole), of(short)) == Plan(base=of(whole))


def test_edited_long_note_stays_complete_here_and_is_sent_shortened() -> None:
    whole = SavedPaper(ONE, note=LONG)
    there = of(roundtrip(whole))
    assert merge(of(whole), of(SavedPaper(ONE, note=LONG + " end")), there).note_there == ()
    new = SavedPaper(ONE, note="New: " + LONG)
    assert merge(of(whole), of(new), there).note_there == (new,)
    shorter = SavedPaper(ONE, note=LONG[:495])
    assert merge(of(whole), of(shorter), there).note_there == (shorter,)


def test_tags_that_did_not_fit_are_not_removed() -> None:
    many = tuple(f"a rather long tag {number:02}" for number in range(40))
    saved = SavedPaper(ONE, many)
    arrived = roundtrip(saved)
    assert merge(of(saved), of(saved), of(arrived)) == Plan(base=of(saved))
    other = merge({}, {}, of(arrived)).add_here[0]
    assert set(other.tags) < set(many)
    for added in ("0 first", "0 does not fit with them"):
        tagged = roundtrip(other._replace(tags=(added, *other.tags)))
        both = SavedPaper(ONE, (added, *many))
        assert merge(of(saved), of(saved), of(tagged)).note_here == (both,)
    untagged = other._replace(tags=other.tags[1:])
    assert merge(of(saved), of(saved), of(untagged)).note_here == (SavedPaper(ONE, many[1:]),)


def test_pending_papers_are_counted_without_requests() -> None:
    assert waiting(of(SavedPaper(ONE)), of(SavedPaper(ONE, note="n"), SavedPaper(TWO))) == 2
    assert waiting(of(SavedPaper(ONE)), of(SavedPaper(TWO))) == 2
    assert waiting(of(SavedPaper(ONE, note=LONG)), of(SavedPaper(ONE, note=LONG))) == 0


@pytest.mark.parametrize(
    ("note", "is_shortened"),
    [
        (LONG[:300] + "…", True),
        (LONG[:229] + "…", True),
        (LONG[:228] + "…", False),
        ("…", False),
        ("", False),
        (LONG[:10] + "…", False),
        (LONG[:300], False),
        ("x" + LONG[:300] + "…", False),
        (LONG, False),
    ],
)
def test_shortened_note_is_recognized(note: str, is_shortened: bool) -> None:
    assert item_text.is_shortened(note, LONG) is is_shortened


def test_note_replaced_by_three_dots_on_the_web_is_an_edit() -> None:
    whole = SavedPaper(ONE, note=LONG)
    plan = merge(of(whole), of(whole), of(SavedPaper(ONE, note="…")))
    assert plan.note_here == (SavedPaper(ONE, note="…"),)
    assert plan.history == (whole,)
