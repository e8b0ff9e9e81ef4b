"""Two machines and the web with one Collection: random changes converge.

`pytest --hypothesis-profile=thorough tests/collection/test_collection_machines.py` tries 5,000
histories.
"""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.collection_world import (
    FIRST,
    LONG,
    Step,
    Sync,
    World,
    equal_when_shortened,
    saved_on_both,
)
from tui_reader.collection.item_text import decode, normalize_note
from tui_reader.collection.sync import waiting
from tui_reader.models import SavedPaper

NOTES = st.sampled_from(
    ["", "short", "other", "Tags: no", LONG, "New: " + LONG, LONG[:300]]
) | st.text(max_size=3)
KEYS = st.integers(FIRST, FIRST + 2)
LOCAL = ["star", "unstar", "drop", "note", "note", "tag", "untag"]
TAGS = st.sampled_from(["agents", "to read", "a, b", "z" * 120])


def steps(*what: str) -> st.SearchStrategy[Step]:
    return st.builds(Step, st.sampled_from(what), st.integers(0, 1), KEYS, NOTES, TAGS)


STEPS = steps(*LOCAL, "web note", "web add", "web drop")
FATES = st.lists(st.sampled_from(["well", "well", "well", "refused", "lost"]), max_size=8)
WHILE = st.lists(
    STEPS | st.builds(Sync, st.integers(0, 1), st.just([]), st.just([]), st.just([])), max_size=2
)
SYNCS = st.builds(Sync, st.integers(0, 1), FATES, WHILE, WHILE)


CHOSEN = settings.default
EXAMPLES = min(CHOSEN.max_examples, 5_000) if CHOSEN else 200


@settings(max_examples=EXAMPLES)
@given(st.booleans(), st.lists(STEPS | SYNCS, max_size=40))
def test_two_machines_converge_without_losing_bookmarks(
    fresh: bool, history: list[Step | Sync]
) -> None:
    world = World() if fresh else saved_on_both(3)
    world.do_all(history)
    world.settle()
    one, other = world.machines
    assert one.saved.keys() == other.saved.keys() == world.web.items.keys()
    for key, (_, text) in world.web.items.items():
        assert equal_when_shortened(one.saved[key], other.saved[key])
        assert equal_when_shortened(one.saved[key], decode(key, text))
    starred = {key for key, saved in one.saved.items() if saved.starred}
    assert starred >= world.set - world.taken
    # Afterwards nothing is changed, sent or pending.
    for machine in world.machines:
        quiet = machine.sync(world.web)
        assert (quiet.sent, quiet.plan.note_here, quiet.plan.note_there) == (0, (), ())
        assert waiting(machine.agreed, machine.saved) == 0


@settings(max_examples=EXAMPLES)
@given(
    st.lists(
        st.builds(SavedPaper, KEYS, st.tuples(TAGS), NOTES.map(normalize_note), st.booleans()),
        unique_by=lambda saved: saved.key,
    ),
    st.lists(steps(*LOCAL), max_size=12),
)
def test_changes_made_offline_on_both_machines_are_merged(
    saved: list[SavedPaper], stretch: list[Step]
) -> None:
    world = World()
    for paper in saved:
        world.machines[0].set(paper)
    world.settle()
    before = [dict(machine.saved) for machine in world.machines]
    world.do_all(stretch)
    one, other = (dict(machine.saved) for machine in world.machines)
    world.settle()  # The first machine to sync determines the Hub's state
    for key in range(FIRST, FIRST + 3):
        old, mine, theirs = before[1].get(key), other.get(key), one.get(key)
        now = world.machines[0].saved.get(key)
        blank = SavedPaper(key, starred=False)
        if mine is None or theirs is None:
            left = mine or theirs or blank
            gone = old is not None and (old.starred or not left.starred)
            assert equal_when_shortened(now or blank, blank if gone else left)
            continue
        old = old or blank
        note = theirs.note if theirs.note != before[0].get(key, blank).note else mine.note
        tags = {*mine.tags, *theirs.tags} - ({*old.tags} - ({*mine.tags} & {*theirs.tags}))
        starred = theirs.starred if theirs.starred != old.starred else mine.starred
        wanted = SavedPaper(key, tuple(tags), note, starred)
        assert equal_when_shortened(now or blank, wanted)


def test_failed_backup_prevents_the_merge() -> None:
    world = World()
    machine = world.machines[0]
    machine.set(SavedPaper(FIRST))

    async def full() -> None:
        raise OSError("disk full")

    machine.backup = full  # type: ignore[method-assign]
    with suppress(OSError):
        machine.sync(world.web)
    assert not machine.merged
    assert not world.web.items


def test_result_line_reports_changes_and_pending_papers() -> None:
    world = World()
    one, other = world.machines
    for key in range(FIRST, FIRST + 3):
        one.set(SavedPaper(key))
    line = one.sync(world.web, ["well", "well", "refused"]).line
    assert line == "Collection: 1 sent; 2 to be sent next time. refused"
    assert one.sync(world.web).line == "Collection: 2 sent"
    assert other.sync(world.web).line == "Collection: 3 added here"
    other.saved.pop(FIRST)
    assert other.sync(world.web).line == "Collection: 1 sent"
    assert one.sync(world.web).line == "Collection: 1 removed here (in the trash)"
    assert one.sync(world.web).line == "Collection: nothing new"


def test_removed_paper_does_not_come_back() -> None:
    world = saved_on_both(2)
    one, other = world.machines
    one.set(SavedPaper(FIRST + 2))
    one.sync(world.web)
    one.saved.pop(FIRST + 2)
    assert one.sync(world.web).sent == 1
    other.sync(world.web)
    other.saved.pop(FIRST)
    other.sync(world.web)
    assert not other.agreed.keys() - {FIRST + 1}
    other.set(SavedPaper(FIRST))
    other.sync(world.web)
    one.sync(world.web)
    assert one.saved.keys() == other.saved.keys() == {FIRST, FIRST + 1}


def test_local_changes_during_a_sync_are_merged() -> None:
    world = saved_on_both(1)
    machine = world.machines[0]
    world.web.edit(FIRST, world.web.items[FIRST][0], "from the web")
    machine.late = lambda: machine.set(SavedPaper(FIRST, note="from here"))
    machine.sync(world.web)
    assert machine.saved[FIRST].note == "from the web"
    assert "from here" in machine.texts


def test_concurrent_syncs_do_not_mistake_additions_for_removals() -> None:
    world = saved_on_both(1)
    machine = world.machines[0]
    machine.set(SavedPaper(FIRST + 1))
    machine.late = lambda: world.do(Sync(0, [], [], []))
    changes = machine.sync(world.web)
    assert machine.saved.keys() == world.web.items.keys() == {FIRST, FIRST + 1}
    assert not changes.plan.removals
    # The sync base has the other machine's additions, too: a removal must not bring them back.
    machine.saved.pop(FIRST + 1)
    machine.sync(world.web)
    assert machine.saved.keys() == world.web.items.keys() == {FIRST}


def test_changes_made_elsewhere_during_a_sync_are_not_overwritten() -> None:
    world = World()
    one, other = world.machines
    one.set(SavedPaper(FIRST, note="n", starred=False))
    one.sync(world.web)
    one.saved.pop(FIRST)
    other.set(SavedPaper(FIRST))
    one.late = lambda: world.do(Sync(1, [], [], []))
    assert one.sync(world.web).waiting == 1
    world.settle()
    assert one.saved[FIRST] == other.saved[FIRST] == SavedPaper(FIRST, note="n")


def test_mass_removal_arrives_in_runs_of_limited_requests() -> None:
    world = saved_on_both(450)
    one, other = world.machines
    for key in range(FIRST, FIRST + 440):
        other.saved.pop(key)
    while other.sync(world.web).waiting:
        assert len(other.requests) <= 200
    assert len(world.web.items) == 10
    left = []
    for _ in range(3):
        changes = one.sync(world.web)
        left.append(changes.unchecked)
        assert changes.requests == len(one.requests) <= 200
        assert one.requests.count("list") == 1
    assert left == [241, 42, 0]
    assert one.saved.keys() == set(range(FIRST + 440, FIRST + 450))
    assert one.sync(world.web).line == "Collection: nothing new"


def test_removals_left_to_the_next_run_are_reported() -> None:
    world = saved_on_both(300)
    world.web.items.clear()
    line = world.machines[0].sync(world.web).line
    assert line == (
        "Collection: 199 removed here (in the trash); "
        "101 papers removed elsewhere, to be checked next time"
    )


def test_checked_removals_stay_done_when_a_later_check_fails() -> None:
    world = saved_on_both(10)
    machine = world.machines[0]
    world.web.items.clear()
    changes = machine.sync(world.web, checks=4)
    assert (len(changes.plan.remove_here), changes.unchecked) == (4, 6)
    assert changes.line.endswith("to be checked next time. rate limited")
    assert len(machine.saved) == 6
    machine.sync(world.web)
    assert machine.requests == ["list"] + ["check"] * 6
    assert not machine.saved


def test_many_additions_are_sent_in_runs_of_limited_requests() -> None:
    world = World()
    machine = world.machines[0]
    for key in range(FIRST, FIRST + 450):
        machine.set(SavedPaper(key))
    lines = [machine.sync(world.web).line for _ in range(3)]
    assert lines == [
        "Collection: 199 sent; 251 to be sent next time",
        "Collection: 199 sent; 52 to be sent next time",
        "Collection: 52 sent",
    ]


def test_unknown_papers_are_remembered_and_do_not_block_others() -> None:
    world = World()
    machine = world.machines[0]
    for key in range(FIRST, FIRST + 300):
        machine.set(SavedPaper(key))
    world.web.unknown.update(range(FIRST, FIRST + 250))
    machine.sync(world.web)
    changes = machine.sync(world.web)
    assert (changes.sent, changes.unknown, changes.waiting) == (50, 250, 0)
    machine.sync(world.web)
    assert machine.requests == ["list"]


def test_conflicting_edit_and_removal_are_checked_against_a_second_list() -> None:
    world = saved_on_both(2)
    machine = world.machines[0]
    machine.set(SavedPaper(FIRST, note="new"))
    machine.sync(world.web)
    assert machine.requests == ["list", "list", "update"]
