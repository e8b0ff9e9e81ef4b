"""Text folding and tokenization: one implementation for index, query, highlighting and keys.

`fold` removes differences that people do not type: case, accents, ligatures, full width.
`index_text` splits folded text into words. SQLite cannot call a Python tokenizer, so the indexes
store this text and use FTS5's `ascii` tokenizer, which splits at spaces and takes every character
beyond ASCII as part of a word.

Scripts without spaces (Han, kana, Hangul, Thai …) are indexed character by character, and a word
is searched as a phrase of its characters. FTS5's trigram tokenizer finds nothing for words of one
or two characters, which is most words in Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import chain

# Letters without a canonical decomposition; the rest comes from Unicode's tables.
_LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
        "ħ": "h", "ŧ": "t", "ŋ": "n", "ƀ": "b", "ɨ": "i", "ɖ": "d", "ƒ": "f",
    }
)  # fmt: skip
_APOSTROPHES = frozenset("\u2018\u2019\u201b\u02bb\u02bc\u02bd\u2032\uff07")
_MINUS = frozenset("\u2212\u00af\u2043")
_WIDE = {"\uff0b": "+", "\uff03": "#"}
_CYRILLIC_BREVE = frozenset("иу")  # й and ў are separate letters, ё is not

# Scripts written without spaces between words, as ranges of a regular expression.
UNSPACED = (
    "\u0e00-\u0fff"  # Thai, Lao, Tibetan
    "\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf"  # Myanmar, Jamo, Khmer, Tai
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035"  # Han radicals and numerals
    "\u3040-\u30ff\u3100-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff"  # kana, Bopomofo, Jamo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\ua960-\ua97f\uaa60-\uaa7f\uac00-\ud7ff\U0001b000-\U0001b16f"  # Hangul, Myanmar, kana
)
PLUS, SHARP = "\uff0b", "\uff03"  # replace + and # inside a word: C++ is not C
_BARRIER = "\ue000"  # a word that ends the text, so that no phrase runs on into the joined words
NO_WORD = "\ue001"  # a word that no text has

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_NON_ASCII_SYMBOL = re.compile(r"[^\w\x00-\x7f]")
_SPACES = {number: " " for number in range(128) if not chr(number).isalnum()}
_COMPOUND = re.compile(r"[^\W_]+(?:[-'.][^\W_]+)+")
_SIGNED = re.compile(r"(?<![^\W_])([^\W\d_]+)(\+\+|#(?![^\W_]))")
_CONTRACTIONS = frozenset("s t d m re ve ll".split())  # noqa: SIM905
_MAX_PARTS = 6  # parts of a compound to join


def fold(text: str) -> str:
    """Return the text without case, accents, ligatures and full-width forms.

    Greek final sigma becomes sigma, ё becomes е, ß becomes ss; marks that are letters (й, が,
    Thai and Indic vowels) stay. Punctuation stays; typographic hyphens and apostrophes become
    ASCII. The result can be longer or shorter than the text: see `fold_with_offsets`.
    """
    if not text.isascii():
        text = _NOT_ASCII.sub(lambda run: _fold_run(run[0]), text)
    return text.lower()


def fold_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """Return the folded text and, for each of its characters, where it is in the original.

    The list has one more element, the original's length. It is None if both have the same
    length and each character is at its own place, as nearly always.
    """
    if text.isascii():
        return text.lower(), None
    folded: list[str] = []
    offsets: list[int] = []
    for start, cluster in _clusters(text):
        part = fold(cluster)
        folded.append(part)
        # All characters of a cluster have its offset.
        offsets += [start] * len(part) if len(part) != len(cluster) else range(
            start, start + len(cluster)
        )  # fmt: skip
    result = "".join(folded)
    if offsets == list(range(len(text))):
        return result, None
    return result, [*offsets, len(text)]


def index_text(text: str | None) -> str:
    """Return the indexed words of a text, separated by spaces.

    Joined forms of compounds follow the text, so that `timelapse` finds "time-lapse".
    """
    if not text:
        return ""
    words, joined = _split(text)
    return f"{words} {_BARRIER} {' '.join(joined)}" if joined else words


def flat(text: str) -> str:
    """Return `index_text` with exactly one space around each word: " gpt 4o "."""
    return f" {' '.join(index_text(text).translate(_SPACES).split())} "


def query_words(text: str) -> tuple[list[str], str]:
    """Return the words that a typed word or phrase looks for, and their joined form, "" for none.

    "time-lapse" looks for (["time", "lapse"], "timelapse"): the words in this order, or one word;
    "qwen2.5-vl" for (["qwen2", "5", "vl"], "qwen2 5vl").
    """
    words, _ = _split(text)
    found = words.translate(_SPACES).split()
    folded = fold(text).strip()
    joined = _joined(folded)[-1:] if _COMPOUND.fullmatch(_spaced(folded)) else ()
    signed = _SIGNED.fullmatch(folded)
    if signed and len(signed[1]) > 1:
        return [_signed(signed)], ""
    return found, " ".join(joined).translate(_SPACES)


def _split(text: str) -> tuple[str, list[str]]:
    """Return the text with spaces where words end, and the joined forms of its compounds."""
    text = fold(text)
    joined: list[str] = []
    if "#" in text or ("+" in text and "++" in text):  # one character is found much faster
        signed = list(_SIGNED.finditer(text))
        joined += [_signed(one) for one in signed if len(one[1]) > 1]
        text = _SIGNED.sub(lambda one: f" {_signed(one)} " if len(one[1]) == 1 else one[1], text)
    if "-" in text or "'" in text:
        line = text.replace("\n", " ")  # names and keywords are one per line
        compounds = _words_with("-", line) + _words_with("'", line)
        joined += chain.from_iterable(map(_joined_forms, compounds))
    if not text.isascii():
        text = _spaced(_NON_ASCII_SYMBOL.sub(lambda match: _space_or_part(match[0]), text))
    return text, list(dict.fromkeys(joined))


def _spaced(text: str) -> str:
    """Return the text with spaces around the characters of scripts without spaces."""
    return text if text.isascii() else _unspaced().sub(r" \g<0> ", text)


@cache
def _unspaced() -> re.Pattern[str]:
    """Compiled when first used: a launch does not need it."""
    return re.compile(f"[{UNSPACED}]")


def _words_with(sign: str, text: str) -> list[str]:
    """Return the words with a sign. Few have one: `str.split` takes several times as long."""
    words: list[str] = []
    at = text.find(sign)
    while at >= 0:
        end = text.find(" ", at)
        words.append(text[text.rfind(" ", 0, at) + 1 : end if end > 0 else None])
        at = text.find(sign, end) if end > 0 else -1
    return words


@lru_cache(maxsize=16384)
def _joined_forms(word: str) -> list[str]:
    """Return the joined forms of the compounds in a word between spaces: "(gpt-4o)"."""
    left, _, right = word.strip(".,:;()").partition("-")
    if left.isalpha() and right.isalpha() and word.isascii():  # most are that simple
        return [left + right]
    return [form for compound in _COMPOUND.findall(_spaced(word)) for form in _joined(compound)]


def _joined(compound: str) -> tuple[str, ...]:
    """Return the first two, three, … parts of a compound joined: gpt4o, gpt4omini."""
    parts = compound.replace("'", "-").split("-")
    if "'" in compound and parts[-1] in _CONTRACTIONS:
        parts.pop()
    if not 2 <= len(parts) <= _MAX_PARTS:
        return ()
    words = ["".join(parts[:count]) for count in range(2, len(parts) + 1)]
    return tuple([word for word in words if not word.replace(".", "").isdigit()])


def _signed(match: re.Match[str]) -> str:
    return match[1] + (PLUS * 2 if match[2] == "++" else SHARP)


@lru_cache(maxsize=1024)
def _space_or_part(c: str) -> str:
    return c if is_word_part(c) else " "


def is_word_part(c: str) -> bool:
    """Return True for a non-letter that is part of a word, such as a vowel sign."""
    return c in (PLUS, SHARP) or unicodedata.category(c)[0] == "M"


def _fold_run(run: str) -> str:
    composed = unicodedata.normalize("NFC", run)
    # Again: a half-width kana and its voicing mark compose only once they are full-width.
    return unicodedata.normalize("NFC", "".join(map(_fold_character, composed)))


@lru_cache(maxsize=8192)
def _fold_character(c: str) -> str:
    if c in _APOSTROPHES:
        return "'"
    category = unicodedata.category(c)
    if category == "Pd" or c in _MINUS:
        return "-"
    if category == "Cf" or "\ufe00" <= c <= "\ufe0f":  # soft hyphen, joiners, variation selectors
        return ""
    if category[0] not in "LNM":
        return _WIDE.get(c, c)
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", c).casefold())
    kept: list[str] = []
    for part in folded.translate(_LETTERS):
        if not _is_accent(part) or (part == "\u0306" and kept and kept[-1] in _CYRILLIC_BREVE):
            kept.append(part)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_accent(c: str) -> bool:
    """True for marks that only qualify a letter: Latin, Greek, Hebrew and Arabic ones."""
    return (
        "\u0300" <= c <= "\u036f"
        or "\u1ab0" <= c <= "\u1aff"
        or "\u1dc0" <= c <= "\u1dff"
        or "\u20d0" <= c <= "\u20ff"
        or ("\u0591" <= c <= "\u05c7" and unicodedata.category(c) == "Mn")
        or "\u064b" <= c <= "\u065f"
        or c == "\u0670"
    )


def _continues(c: str) -> bool:
    """True for marks, vowels and finals of decomposed Hangul, and half-width voicing marks."""
    return bool(unicodedata.combining(c)) or "\u1160" <= c <= "\u11ff" or c in "\uff9e\uff9f"


def _clusters(text: str) -> list[tuple[int, str]]:
    """Split a text where folding one part does not depend on the next."""
    starts = [at for at, c in enumerate(text) if at == 0 or c.isascii() or not _continues(c)]
    ends = [*starts[1:], len(text)]
    return (
        [(start, text[start:end]) for start, end in zip(starts, ends, strict=True)] if text else []
    )
