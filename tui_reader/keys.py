"""Parse key names in the settings: characters as typed, or Textual's key names."""

from __future__ import annotations

import unicodedata

MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
NAMES = (
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete",
    "backspace", "enter", "escape", "tab", "space", *(f"f{number}" for number in range(1, 25)),
)  # fmt: skip
# Characters whose Textual name is not their Unicode name.
_OTHERS = {"/": "slash", "\\": "backslash", "@": "at", "-": "minus", "+": "plus", "_": "underscore"}


def normalize(key: str) -> str | None:
    """Return a key in Textual's form, printable characters as typed; None if it is invalid."""
    *modifiers, last = key.split("+") if key != "+" else [key]
    char = char_of(last)
    if len(char) == 1 and char.isprintable():
        # Shift and a letter is an upper-case letter; terminals cannot report Ctrl with one.
        if modifiers and (char.isupper() or modifiers == ["shift"]):
            return None
        # Textual wants a character's name after a modifier, and in comma-separated lists.
        last = name_of_char(char) if modifiers or char in ", " else char
    elif last not in NAMES:
        return None
    return "+".join([*sorted(modifiers), last]) if set(modifiers) <= set(MODIFIERS) else None


def name_of_char(char: str) -> str:
    """Return Textual's name of a character: ? → question_mark. Letters and digits have none."""
    name = char if char.isalnum() else _OTHERS.get(char) or unicodedata.name(char, char).lower()
    return name.replace("-", "_").replace(" ", "_") if len(name) > 1 else name


_CHARS = {name_of_char(chr(code)): chr(code) for code in range(ord("!"), ord("~") + 1)}


def char_of(name: str) -> str:
    """Return the character of a name: question_mark → ?. Other names are unchanged."""
    return _CHARS.get(name, name)


def suggest(key: str) -> str | None:
    """Return a suggestion for an invalid key name, or None."""
    from difflib import get_close_matches  # only needed after a mistake: saves 1 ms

    low = key.lower().replace("^", "ctrl+").replace("control+", "ctrl+").replace("-", "+")
    modifier, _, last = low.rpartition("+")
    if modifier == "shift" and len(last) == 1:
        return last.upper()
    close = [
        low,
        *("+".join(filter(None, (modifier, one))) for one in get_close_matches(last, NAMES)),
    ]
    return next(filter(None, map(normalize, close)), None)
