"""What Python does behind the page, made so small that no key waits for it."""

from __future__ import annotations

import gc
import sys
from time import monotonic, sleep

SWITCH = 0.001  # seconds after which a thread that is busy gives way to the page
BUSY = 0.06  # seconds that a key may take, from when it came, and again from when it is obeyed
REST = 0.02  # seconds that work behind the page then rests at once
BITE = 0.004  # seconds of work before it rests again

CALM = 1.0  # seconds without a key after which somebody reads, and waits for nothing

# New objects after which the youngest are gone through for cycles; how often that is done before
# some more are, and how often these before all are. By default all of it was every second or so,
# for 20 to 140 ms, in the midst of any key: `tidy` does it when nobody waits, this if it never can.
GARBAGE = (5_000, 10, 40)


_pressed = 0.0  # when the last key came, wherever it went (monotonic)


def key_came() -> None:
    """Call it, in any thread, as soon as something was typed."""
    global _pressed
    _pressed = monotonic()


def busy() -> float:
    """For how many seconds a key may still need the time; none, or less, where none does."""
    return _pressed + BUSY - monotonic()


class Turns:
    """Work in a thread that takes turns with what keys do; whoever holds one down comes first.

    turns = Turns()
    for part in work:
        …
        turns.take()
    """

    def __init__(self) -> None:
        self.rested = monotonic()

    def take(self) -> None:
        """Call it between steps, however small: it rests only where a key needs the time."""
        rested = self.rested
        if busy() > 0 and (rested < _pressed or monotonic() > rested + BITE):
            sleep(REST)
            self.rested = monotonic()


def unhurried() -> None:
    """Call it when much has been imported or made that stays until the end.

    That is set aside: a collection goes through all that is not, and took 70 ms with it. What is
    set aside and is later part of a cycle would stay for ever, so this is for what is left alone.
    """
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    gc.enable()  # a launch goes without
    sys.setswitchinterval(SWITCH)


def tidy() -> None:
    """Call it each second: it looks for garbage when no key has come for as long."""
    _, _, due = gc.get_count()
    if due and monotonic() > _pressed + CALM:
        gc.collect()
