"""Check terminal output: only the app's own sequences and printable text are allowed.

Independent of the app's sanitizer: it uses Unicode categories and a list of the sequences that
Textual and the app write.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64decode
from collections.abc import Iterator

_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[ -/]*[0-OQ-WYZ\\`-~]"
)
_OWN = re.compile(
    r"\x1b\["
    r"(?:[0-9;]*m"  # colors and styles
    r"|[0-9]*;?[0-9]*H|[0-9]*[ABCDGKJ]"  # cursor position, erasing
    # Modes on and off
    r"|\?(?:7|25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2031|2048)[hl]"
    r"|\?(?:2026|2048)\$p|\?u|[>=<][0-9;]*u|c|6n|>[0-9;]*m|[0-9]* ?q|[0-9;]*t)"
    r"|\x1b\](?:10|11);\?(?:\x07|\x1b\\)"  # color queries
    r"|\x1b\]22;(?:default|pointer|text)\x07"  # mouse pointer shape
    r"|\x1b\]8;(?:id=[0-9-]+)?;(?P<link>[!-~]*)(?:\x07|\x1b\\)"
    r"|\x1b\]52;c;(?P<copied>[A-Za-z0-9+/=]*)(?:\x07|\x1b\\)"
    r"|\x1b[78=>]"
)
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
_TAG = re.compile("[\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]")  # all but ideographic variants
_LINK = re.compile(r"https://[!-~]+|http://127\.0\.0\.1:[0-9]+/[!-~]*")
_MAX_MARKS = 6


def faults(raw: bytes, copies: bool = False) -> Iterator[tuple[int, str]]:
    """Return the positions (in bytes) and kinds of problems. `copies`: OSC 52 is allowed."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        yield error.start, f"bytes that are no UTF-8: {raw[error.start : error.start + 8]!r}"
        text = raw.decode("utf-8", "replace")
    at = place = 0
    for match in (*_SEQUENCE.finditer(text), None):
        end = match.start() if match else len(text)
        part = text[at:end]
        for fault in _faults_of_text(part):
            yield place, fault
        place += len(part.encode())
        if match is not None:
            fault = _fault_of_sequence(match[0], copies)
            if fault:
                yield place, fault
            place += len(match[0].encode())
            at = match.end()
    if b"Traceback (most recent call last)" in raw:
        yield raw.find(b"Traceback (most"), "a traceback"


def words(raw: bytes) -> str:
    """Return the text without sequences."""
    return _SEQUENCE.sub("", raw.decode("utf-8", "replace"))


def forbidden(text: str) -> Iterator[str]:
    """Return the characters that must not be in a file or a pipe."""
    for sign in sorted(set(_FLAG.sub("", text))):
        if sign not in "\r\n\t" and not _may_be_shown(sign):
            yield f"U+{ord(sign):04X} in {_around(text, sign)}"


def _faults_of_text(text: str) -> Iterator[str]:
    if not text.isascii() or not text.replace("\r", "").replace("\n", "").isprintable():
        yield from (fault for fault in forbidden(text) if text)
        if "\t" in text:
            yield f"a tab in {_around(text, chr(9))}"
        marks = 0
        for sign in text:
            marks = marks + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
            if marks > _MAX_MARKS:
                yield f"a tower of marks on {text[:20]!r}"
                break


def _may_be_shown(sign: str) -> bool:
    if _TAG.match(sign):
        return False
    category = unicodedata.category(sign)
    if category in ("Cc", "Cs", "Zl", "Zp"):
        return False
    if category == "Cf":  # joiners, and visible marks in Arabic and Syriac
        return (
            sign in "\u200c\u200d"
            or "\u0600" <= sign <= "\u0605"
            or ord(sign) > 0x1_0000
            or (sign in "\u06dd\u070f\u0890\u0891\u08e2")
        )
    code = ord(sign)
    return not (code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF)


def _fault_of_sequence(sequence: str, copies: bool) -> str:
    match = _OWN.fullmatch(sequence)
    if match is None:
        return f"a sequence that is not ours: {sequence[:80]!r}"
    if match["link"] and not _LINK.fullmatch(match["link"]):
        return f"an unchecked link: {match['link'][:200]!r}"
    if match["copied"] is not None:
        if not copies:
            return f"something was copied: {sequence[:80]!r}"
        copied = b64decode(match["copied"]).decode("utf-8", "replace")
        return next(forbidden(copied), "")
    return ""


def _around(text: str, sign: str) -> str:
    at = text.find(sign)
    return repr(text[max(0, at - 20) : at + 20])
