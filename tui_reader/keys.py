"""Parse key names in the settings: characters as typed, or Textual's key names."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches

MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
NAMES = (
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete",
    "backspace", "enter", "escape", "tab", "space", *(f"f{number}" for number in range(1, 25)),
)  # fmt: skip
# Characters whose Textual name is not their Unicode name.
_OTHERS = {"/": "slash", "\\": "backslash", "@": "at", "-": "minus", "+": "plus", "_": "underscore"}


def named(key: str) -> str | None:
    """Return a key in Textual's form, printable characters as typed; None if it is invalid."""
    *modifiers, last = key.split("+") if key != "+" else [key]
    sign = sign_of(last)
    if len(sign) == 1 and sign.isprintable():
        # Shift and a letter is an upper-case letter; terminals cannot report Ctrl with one.
        if modifiers and (sign.isupper() or modifiers == ["shift"]):
            return None
        # Textual wants a character's name after a modifier, and in comma-separated lists.
        last = name_of(sign) if modifiers or sign in ", " else sign
    elif last not in NAMES:
        return None
    return "+".join([*sorted(modifiers), last]) if set(modifiers) <= set(MODIFIERS) else None


def name_of(sign: str) -> str:
    """Return Textual's name of a character: ? → question_mark. Letters and digits have none."""
    name = sign if sign.isalnum() else _OTHERS.get(sign) or unicodedata.name(sign, sign).lower()
    return name.replace("-", "_").replace(" ", "_") if len(name) > 1 else name


_SIGNS = {name_of(chr(code)): chr(code) for code in range(ord("!"), ord("~") + 1)}


def sign_of(name: str) -> str:
    """Return the character of a name: question_mark → ?. Other names are unchanged."""
    return _SIGNS.get(name, name)


def meant(key: str) -> str | None:
    """Return a suggestion for an invalid key name, or None."""
    low = key.lower().replace("^", "ctrl+").replace("control+", "ctrl+").replace("-", "+")
    modifier, _, last = low.rpartition("+")
    if modifier == "shift" and len(last) == 1:
        return last.upper()
    close = [
        low,
        *("+".join(filter(None, (modifier, one))) for one in get_close_matches(last, NAMES)),
    ]
    return next(filter(None, map(named, close)), None)
