"""Text folding and tokenization: one implementation for index, query, highlighting and keys.

`fold` removes differences that people do not type: case, accents, ligatures, full width.
`index_text` splits folded text into words. SQLite cannot call a Python tokenizer, so the indexes
store this text and use FTS5's `ascii` tokenizer, which splits at spaces and takes every character
beyond ASCII as part of a word.

Scripts without spaces (Han, kana, Hangul, Thai …) are indexed character by character, and a word
is searched as a phrase of its characters. FTS5's trigram tokenizer finds nothing for words of one
or two characters, which is most words in Chinese.

A compound is indexed as its parts, each but the last with JOINT at its end. Also indexing it as one
word would take a third of the time to index a paper, and 6 % of the size.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

# Letters without a canonical decomposition; the rest comes from Unicode's tables.
_LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
        "ħ": "h", "ŧ": "t", "ŋ": "n", "ƀ": "b", "ɨ": "i", "ɖ": "d", "ƒ": "f", "ƶ": "z", "ǥ": "g",
        "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɲ": "n", "ɛ": "e", "ɔ": "o", "ə": "e", "ʉ": "u",
        "ⱥ": "a", "ȼ": "c",
        "\u00b7": "-", "\u02bc": "'",  # of the letters ŀ and ŉ
        "\u0640": "",  # the Arabic line that stretches a word
    }
)  # fmt: skip
_APOSTROPHES = frozenset("\u2018\u2019\u201b\u02bb\u02bc\u02bd\u2032\uff07")
_MINUS = frozenset("\u2212\u00af\u2043\u00b7\u2027")  # also the dot of col·legi
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
SEPARATORS = "-'."  # between the parts of a compound
JOINT = "\xad"  # ends a word that a hyphen or apostrophe joins to the next; never in folded text
INDEX_VERSION = "1"  # increased when `index_text` returns other words for many texts
_BARRIER = "\ue000"  # a word that ends the text, so that no phrase runs on into the signed words
NO_WORD = "\ue001"  # a word that no text has

# Symbols that stand for letters: Kangxi radicals, which PDFs have instead of Han; ㈱, ㎏.
_RADICAL_OR_SQUARE = re.compile("[\u2e80-\u2fd5\u3200-\u33ff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_NON_ASCII_SYMBOL = re.compile(r"[^\w\x00-\x7f]")
_SPACES = {number: " " for number in range(128) if not chr(number).isalnum()}
_ASCII_SPACES = bytes(32 if number in _SPACES else number for number in range(256))
# Of folded text with spaces for symbols: marks, such as Indic vowels, are parts of words, too.
_PART = r"[a-z0-9\x80-\U0010ffff]"
_COMPOUND = re.compile(rf"{_PART}+(?:[-'.]{_PART}+)+")
# Patterns that start with one character are much faster than a class, or the letter before it.
_HYPHEN = re.compile(rf"-(?<={_PART}-)(?={_PART})")
APOSTROPHE = r"'(?!(?:s|t|d|m|re|ve|ll)(?![^\W_]))"  # not it's
_APOSTROPHE = re.compile(rf"{APOSTROPHE}(?<={_PART}')(?={_PART})")
_JOINTS = re.compile("[-']")
# C++ and C#, with up to three parts before them, as in U-Net++.
_SIGNED = re.compile(
    rf"(?<!{_PART})((?:{_PART}+[-']){{0,3}})([a-z\x80-\U0010ffff]+)(\+\+|#(?![a-z\x80-\U0010ffff]))"
)


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
    """Return the indexed words of a text, separated by spaces or ASCII symbols.

    For "time-lapse", these are "time", with JOINT at its end, and "lapse".
    """
    if not text:
        return ""
    words, signed = _split(text)
    words = _join(words, f"{JOINT} ")
    return f"{words} {_BARRIER} {' '.join(signed)}" if signed else words


def flat(text: str) -> str:
    """Return the words of a text with exactly one space around each: " gpt 4o "."""
    words, signed = _split(text)
    return f" {' '.join([*_words(words), *signed])} "


def query_words(text: str) -> tuple[list[str], str]:
    """Return the words that a typed word or phrase looks for, and their joined form, "" for none.

    "time-lapse" looks for (["time", "lapse"], "timelapse"): the words in this order, or one word;
    "qwen2.5-vl" for (["qwen2", "5", "vl"], "qwen2 5vl").
    """
    folded = _spaced_fold(text).strip(f" {SEPARATORS}")
    split, signed = _split(text)
    if signed and (match := _SIGNED.fullmatch(folded)) and len(match[2]) > 1:
        return signed[:1], ""
    words = _words(split)
    compound = folded if signed else folded.rstrip("+#")  # typing U-Net++
    joined = _join(compound, "")
    if joined == compound or joined.isdigit() or not _COMPOUND.fullmatch(compound):
        return words, ""
    return words, " ".join(_words(joined))


def _join(text: str, separator: str) -> str:
    """Replace the hyphens and apostrophes of compounds."""
    if "-" in text:
        text = _HYPHEN.sub(separator, text)
    return _APOSTROPHE.sub(separator, text) if "'" in text else text


def _words(split: str) -> list[str]:
    if split.isascii():  # `bytes.translate` takes a tenth of the time
        return split.encode().translate(_ASCII_SPACES).decode().split()
    return split.translate(_SPACES).split()


def _split(text: str) -> tuple[str, list[str]]:
    """Return the folded text with a space or an ASCII symbol between words, and words like C++."""
    text = _spaced_fold(text)
    if "#" in text or ("+" in text and "++" in text):  # one character is found much faster
        return _without_signs(text)
    return text, []


def _without_signs(text: str) -> tuple[str, list[str]]:
    """Return the text without the signs of words like LLaVA++, and these words.

    C++ stays a word of its own in the text.
    """
    signed: list[str] = []

    def replace(match: re.Match[str]) -> str:
        before, word, sign = match.groups()
        sign = PLUS * 2 if sign == "++" else SHARP
        if before:
            signed.append(_JOINTS.sub("", before) + word + sign)
        if len(word) == 1:
            return f"{before} {word}{sign} "
        signed.append(word + sign)
        return f"{before}{word} "

    text = _SIGNED.sub(replace, text)
    return text, list(dict.fromkeys(signed))


def _spaced_fold(text: str) -> str:
    """Return the folded text without symbols beyond ASCII, with spaces as in `spaced`."""
    text = fold(text)
    return text if text.isascii() else spaced(space_symbols(text))


def spaced(text: str) -> str:
    """Return the text with spaces around the characters of scripts without spaces."""
    return text if text.isascii() else _unspaced().sub(r" \g<0> ", text)


@cache
def _unspaced() -> re.Pattern[str]:
    """Compiled when first used: a launch does not need it."""
    return re.compile(f"[{UNSPACED}]")


def space_symbols(text: str) -> str:
    """Return the text with a space for each symbol beyond ASCII; positions do not change."""
    return _NON_ASCII_SYMBOL.sub(lambda match: _space_or_part(match[0]), text)


@lru_cache(maxsize=1024)
def _space_or_part(c: str) -> str:
    """Return a non-letter that is part of a word, such as a vowel sign, else a space."""
    return c if c in (PLUS, SHARP) or unicodedata.category(c)[0] == "M" else " "


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
    # Soft hyphens and joiners, also before emoji and rare Han characters
    if category == "Cf" or "VARIATION SELECTOR" in unicodedata.name(c, ""):
        return ""
    if category[0] not in "LNM" and not _RADICAL_OR_SQUARE.match(c):
        return _WIDE.get(c, c)
    # Without the iota subscript, which would become a letter
    decomposed = unicodedata.normalize("NFKD", c).replace("\u0345", "")
    folded = unicodedata.normalize("NFKD", decomposed.casefold())
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
