"""What keys are called in the settings: as they are written, or by the names that Textual has."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches

MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
NAMES = (
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete",
    "backspace", "enter", "escape", "tab", "space", *(f"f{number}" for number in range(1, 25)),
)  # fmt: skip
# Signs whose names are not Unicode's.
_SIGNS = {"slash": "/", "backslash": "\\", "at": "@", "minus": "-", "plus": "+", "underscore": "_"}
# What can't be written in the toolkit's lists of keys.
_WRITTEN = {",": "comma", " ": "space"}


def named(key: str) -> str | None:
    """A key as the toolkit calls it; None where none is called so."""
    *modifiers, last = key.rsplit("+") if key != "+" else [key]
    if any(modifier not in MODIFIERS for modifier in modifiers):
        return None
    sign = len(last) == 1 and last.isprintable()
    # Shift and a letter is another letter, and so is Ctrl with a great one.
    if sign and modifiers and (last.isupper() or modifiers == ["shift"]):
        return None
    if sign or last in NAMES or sign_of(last) != last:
        return "+".join([*modifiers, _WRITTEN.get(last, last)])
    return None


def sign_of(name: str) -> str:
    """The sign that a name stands for: question_mark → ?. Any other name as it is."""
    if name in _SIGNS:
        return _SIGNS[name]
    try:
        sign = unicodedata.lookup(name.replace("_", " ")) if name.islower() else name
    except KeyError:
        return name
    return name if name in NAMES or not sign.isprintable() else sign


def meant(key: str) -> str | None:
    """What was probably meant by a name that no key has."""
    low = key.lower().replace("^", "ctrl+").replace("control+", "ctrl+").replace("-", "+")
    modifier, _, last = low.rpartition("+")
    if modifier == "shift" and len(last) == 1:
        return last.upper()
    if named(low):
        return low
    close = get_close_matches(last, NAMES, 1)
    return "+".join(filter(None, (modifier, close[0]))) if close else None
