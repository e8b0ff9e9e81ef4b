"""Keep background work from delaying key presses."""

from __future__ import annotations

import gc
import sys
from time import monotonic, sleep

SWITCH_INTERVAL = 0.001  # seconds after which a busy thread yields to the event loop
KEY_BUDGET = 0.06  # seconds for one key: from the key press, and again from its handling
YIELD_FOR = 0.02  # seconds that background work pauses at once
WORK_SLICE = 0.004  # seconds of work between two pauses

_last_key = 0.0  # time of the last key press (monotonic)


def note_key() -> None:
    """Note a key press. Call it as early as possible, from any thread."""
    global _last_key
    _last_key = monotonic()


def key_wait() -> float:
    """Return for how many more seconds a key press may need the CPU; at most 0 if it does not."""
    return _last_key + KEY_BUDGET - monotonic()


class KeyPriority:
    """Throttle for worker threads: pause while a key press is being handled.

    priority = KeyPriority()
    for part in work:
        ...
        priority.yield_to_keys()
    """

    def __init__(self) -> None:
        self._last_pause = monotonic()

    def yield_to_keys(self) -> None:
        """Pause if a key press needs the CPU. Call it between short steps of work."""
        last = self._last_pause
        if key_wait() > 0 and (last < _last_key or monotonic() > last + WORK_SLICE):
            sleep(YIELD_FOR)
            self._last_pause = monotonic()


def tune_runtime() -> None:
    """End the launch: freeze imported objects, and turn the garbage collector on again.

    A collection skips frozen objects; with them it took up to 70 ms.
    """
    gc.freeze()
    gc.enable()  # off during the launch
    sys.setswitchinterval(SWITCH_INTERVAL)
