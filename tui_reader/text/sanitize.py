"""Sanitize external text, so that it is safe to store, to show and to print.

Every string from the Hub, the network, the file system or the command line goes through `clean` or
`line` at the boundary. Sanitized text cannot move the cursor of a terminal, reverse the order of
letters, hide other text, or stack marks over the lines above. The functions never raise, and are
idempotent.

Characters that are replaced or removed:

- Replaced by "�", so that the user sees that something was there: control characters, lone
  surrogates, bidi controls, interlinear annotations, noncharacters, tag characters outside a flag.
- Replaced by a space: tab, line separator, paragraph separator.
- Removed: soft hyphen, zero-width space, word joiner, byte order mark, invisible operators. They
  occur inside normal words (hyphenation of a PDF, Thai line breaks) and only say where a line may
  break; terminals disagree on their width, and a search for the word would not find it.

Everything else stays, also unassigned characters: they may be letters of a newer Unicode.
"""

from __future__ import annotations

import re

UNTITLED = "(untitled)"

# Combining marks on one letter. Burmese and pointed Hebrew have up to five; Zalgo text has dozens.
_MAX_MARKS = 6
_SPACES = "\t\u2028\u2029"
_HIDDEN = "\u00ad\u200b\u2060\u2061\u2062\u2063\u2064\ufeff"
_FORBIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi controls
    "\u2065\u206a-\u206f\ufff0-\ufffb"  # reserved to be ignored, deprecated, annotations
    "\ud800-\udfff\ufdd0-\ufdef"  # lone surrogates, noncharacters
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags, reserved to be ignored
) + "".join(
    chr(plane + last) for plane in range(0, 0x11_0000, 0x1_0000) for last in (0xFFFE, 0xFFFF)
)
# Flags of regions (England, Scotland): a black flag, the code of the region, a cancel tag.
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
# These patterns are compiled on first use: most text needs none of them, and compiling them takes
# 2 ms of a launch.
_UNSAFE = f"[{_SPACES}{_HIDDEN}{_FORBIDDEN}]+"


class _Replacements(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = "�"
        return "�"


_REPLACEMENTS = _Replacements(
    dict.fromkeys(map(ord, _SPACES), " ") | dict.fromkeys(map(ord, _HIDDEN), "")
)

# Candidates for stacked marks: marks and format characters are not \w; joining Hangul vowels and
# finals are, but take no cell either. Their category is looked up only after a match.
_CELLLESS_HANGUL = "\u1160-\u11ff\ud7b0-\ud7ff"
_STACKED_MARKS = rf"(?:[^\w\s\x00-\x7f]|[{_CELLLESS_HANGUL}]){{{_MAX_MARKS + 1},}}"
_FAR_FROM_LATIN = rf"[^\x00-\u02ff]{{{_MAX_MARKS + 1}}}"  # a cheaper test first

_TAGS = "".join(map(chr, range(0xE0020, 0xE0080)))
# Invisible: Hangul fillers, the empty braille cell, joiners, variation selectors.
_BLANK = " \u034f\u115f\u1160\u200c\u200d\u2800\u3164\uffa0" + "".join(
    map(chr, range(0xFE00, 0xFE10))
)
_EMOJI = "\u203c-\u3299\U0001f000-\U0001faff"
_VARIATION = "\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\u20e3"
_SEQUENCE = (
    f"(?<=[{_EMOJI}])[{_VARIATION}]*(?:\u200d[{_EMOJI}\u2640\u2642][{_VARIATION}]*)+"
    f"|(?<=[{_EMOJI}])[\U0001f3fb-\U0001f3ff]+|[\ufe0e\ufe0f]"
)
_UNSTABLE = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


def clean(value: str, limit: int = 1_000_000) -> str:
    """Return text of several lines that is safe to show; "\\n" is its only line break.

    At most `limit` (≥ 1) characters; the last one is "…" if the text was cut.
    """
    value = _cut(value, limit)
    if value.replace("\n", " ").isprintable():
        return value if value.isascii() else _cap_marks(value)
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if "\U0001f3f4" not in value:
        return _cap_marks(_replace(value))
    parts = re.split(f"({_FLAG})", value)  # every second part is a flag
    parts[::2] = map(_replace, parts[::2])
    return _cap_marks("".join(parts))


def clean_whole(value: str) -> str:
    """Like `clean`, of any length."""
    return clean(value, len(value) + 1)


def line(value: str, limit: int = 2_000) -> str:
    """Return one line that is safe to show: white space is collapsed and stripped."""
    if (
        len(value) <= limit
        and (flat := value.replace("\n", " ")).isprintable()
        and "  " not in flat
    ):
        return (flat if flat.isascii() else _cap_marks(flat)).strip(" ")
    return _cut(" ".join(clean(value).split()), limit)


def title(value: str) -> str:
    """Like `line`, but never blank: "(untitled)" if nothing would be visible."""
    shown = line(value)
    return shown if shown.strip(_BLANK) else UNTITLED


def stable_width(text: str) -> str:
    """Return text whose width is the same in every terminal.

    tmux and kitty disagree on emoji sequences: a sequence becomes its first emoji, and variation
    selectors and skin tones are dropped.
    """
    return re.sub(_SEQUENCE, "", text) if _UNSTABLE.search(text) else text


def for_terminal(value: str) -> str:
    """Return the output of a command: like `clean_whole`, with tabs (for pipes)."""
    return "\t".join(map(clean_whole, value.split("\t")))


def _cut(value: str, limit: int) -> str:
    if len(value) <= limit:
        return value
    # Do not leave half a flag: its tag characters alone are forbidden.
    return value[: limit - 1].rstrip(" \n" + _TAGS) + "…"


def _replace(value: str) -> str:
    return re.sub(_UNSAFE, lambda match: match[0].translate(_REPLACEMENTS), value)


def _cap_marks(value: str) -> str:
    # This test takes a tenth of the time of the next: few abstracts have seven such characters.
    if len(value) - len(value.encode("ascii", "ignore")) <= _MAX_MARKS:
        return value
    if re.search(_FAR_FROM_LATIN, value) is None:
        return value
    return re.sub(_STACKED_MARKS, _lower, value)


def _lower(tower: re.Match[str]) -> str:
    from unicodedata import category

    kept = []
    height = 0
    for char in tower[0]:
        cell_less = category(char) in ("Mn", "Mc", "Me", "Cf") or "\u1160" <= char <= "\u11ff"
        cell_less = cell_less or "\ud7b0" <= char <= "\ud7ff"
        height = height + 1 if cell_less else 0
        if height <= _MAX_MARKS:
            kept.append(char)
    return "".join(kept)
