"""What Python does behind the page, made so small that no key waits for it."""

from __future__ import annotations

import gc
import sys

SWITCH = 0.001  # seconds after which a thread that is busy gives way to the page


def unhurried() -> None:
    """Call it when much has been imported or made that stays until the end.

    That is set aside: a collection goes through all that is not, and took 70 ms with it. What is
    set aside and is later part of a cycle would stay for ever, so this is for what is left alone.
    """
    gc.freeze()
    gc.enable()  # a launch goes without
    sys.setswitchinterval(SWITCH)
