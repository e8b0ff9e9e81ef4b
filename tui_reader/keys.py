"""What keys are called in the settings: as they are written, or by the names that Textual has."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches

MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
NAMES = (
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete",
    "backspace", "enter", "escape", "tab", "space", *(f"f{number}" for number in range(1, 25)),
)  # fmt: skip
# Signs that have other names than in Unicode.
_OTHERS = {"/": "slash", "\\": "backslash", "@": "at", "-": "minus", "+": "plus", "_": "underscore"}


def named(key: str) -> str | None:
    """A key as the toolkit calls it, a sign as it is written; None where no key is called so."""
    *modifiers, last = key.split("+") if key != "+" else [key]
    sign = sign_of(last)
    if len(sign) == 1 and sign.isprintable():
        # Shift and a letter is another letter, and so is Ctrl with a great one.
        if modifiers and (sign.isupper() or modifiers == ["shift"]):
            return None
        # In the toolkit's lists of keys, and behind a modifier, a sign has its name.
        last = name_of(sign) if modifiers or sign in ", " else sign
    elif last not in NAMES:
        return None
    return "+".join([*sorted(modifiers), last]) if set(modifiers) <= set(MODIFIERS) else None


def name_of(sign: str) -> str:
    """What the toolkit calls a sign: ? → question_mark. A letter is called itself."""
    name = sign if sign.isalnum() else _OTHERS.get(sign) or unicodedata.name(sign, sign).lower()
    return name.replace("-", "_").replace(" ", "_") if len(name) > 1 else name


_SIGNS = {name_of(chr(code)): chr(code) for code in range(ord("!"), ord("~") + 1)}


def sign_of(name: str) -> str:
    """The sign that a name stands for: question_mark → ?. Any other name as it is."""
    return _SIGNS.get(name, name)


def meant(key: str) -> str | None:
    """What was probably meant by a name that no key has."""
    low = key.lower().replace("^", "ctrl+").replace("control+", "ctrl+").replace("-", "+")
    modifier, _, last = low.rpartition("+")
    if modifier == "shift" and len(last) == 1:
        return last.upper()
    close = [
        low,
        *("+".join(filter(None, (modifier, one))) for one in get_close_matches(last, NAMES)),
    ]
    return next(filter(None, map(named, close)), None)
