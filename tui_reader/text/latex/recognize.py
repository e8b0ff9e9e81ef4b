"""Distinguish LaTeX in running text from prices, paths, ranges and templates."""

from __future__ import annotations

import re

from tui_reader.text.latex import patterns
from tui_reader.text.latex.macros import LETTERS, MACROS
from tui_reader.text.latex.symbols import is_long_relation, symbol

MAX_LENGTH = 4_000  # characters of a formula in running text

_MATH_SIGN = re.compile(r"\\[A-Za-z]|[\^_=<>]")
_MACRO_OR_SCRIPT = re.compile(r"\\[A-Za-z]+\*?\s?(?:\{[^{}]*\})?|[\^_]\{[^{}]*\}")
_SCRIPT_GROUP = re.compile(r"[\^_]\{")
_PROSE = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}[,;]?\s+[A-Za-z]{2,}")


def is_formula(inside: str, after: str = "") -> bool:
    """Return True if the text between two dollars is a formula, unlike in `$5 and $10`.

    `after` is the character after the second dollar.
    """
    if not inside.strip() or len(inside) > MAX_LENGTH or "\n\n" in inside:
        return False
    if inside in ("<", ">", "=", "+", "-", "\u00b1", "<=", ">="):
        return True
    if after.isdigit() and "\\" not in inside:
        return False
    sure = has_math_sign(inside)
    if inside[0].isspace() != inside[-1].isspace() or (inside[0].isspace() and not sure):
        return False
    words = inside.split()
    if after.isalpha() and (inside[-1] in "/:,;-+(=<" or (len(words) > 1 and not sure)):
        return False
    if len(_SCRIPT_GROUP.findall(inside)) > 1 and not inside[0].isdigit():
        return True
    if sure:
        return _PROSE.search(_MACRO_OR_SCRIPT.sub(" ", inside)) is None
    return len(words) == 1 or re.search("[A-Za-z]{2}", inside) is None


def has_math_sign(text: str) -> bool:
    """Return True if `text` contains something that only formulas contain."""
    return _MATH_SIGN.search(text) is not None


def is_tilde(source: str, at: int) -> bool:
    """Return True if the `~` at `at` is a tilde, False if it is a space.

    A tilde precedes a number or is between two numbers (1M~4M), in paths and beside spaces.
    """
    before, after = source[max(0, at - 1) : at], source[at + 1 : at + 2]
    if source.startswith("~=~", at) or source.startswith("~=~", at - 2):
        return False  # k~=~5
    if not before.strip() and after and after in "\\[{":
        return patterns.NUMBER_AFTER.match(source, at + 1) is not None
    if not before.strip() or not after.strip() or after in "~=" or before in "~=":
        return True
    if patterns.WIDE.match(before) or patterns.WIDE.match(after):
        return True
    number = patterns.NUMBER_AFTER.match(source, at + 1)
    if number is None:
        return False
    left = patterns.NUMBER_BEFORE.search(source, max(0, at - 24), at)
    if left is not None and left[1] in {*patterns.RANGE_UNITS, number[1]}:
        return True
    return not (before.isalnum() or before in ")]}%.,’”:;!?")


def is_plain_group(source: str, at: int, close: int) -> bool:
    """Return True if `source[at : close + 1]` is a group of words: its braces can go.

    Not if it is a template or a value: `x = {y}`, `"{name}"`.
    """
    before = source[max(0, at - 2) : at]
    if before in (": ", "> ", "= ") or before[-1:] in set("\"'$<%#=_^{"):
        return False
    return patterns.PLAIN_GROUP.fullmatch(source, at + 1, close) is not None


def path_end(source: str, at: int) -> int:
    r"""Return the end of the file path whose first `\` is at `at`, or `at` if there is none."""
    before = source[at - 1 : at]
    if not (before.isalnum() or before in "_.-"):
        return at
    match = patterns.FILE_PATH.match(source, at, at + 400)
    names = match[0].split("\\")[1:] if match else []
    if all(name in MACROS or symbol(name) is not None for name in names):
        return at  # n\to\infty
    if match and patterns.BEFORE_PATH.search(source, max(0, at - 90), at):
        return match.end()
    return at


def bare_url(url: str) -> str:
    """Return a URL without parts that its label may omit: the scheme, `www.`, a trailing slash."""
    url = url.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return url.rstrip("./ ")


def is_macro(source: str, at: int, name: str) -> bool:
    r"""Return True if `\name` at `at`, without an argument, is a macro: `p\approx0.37`, `\ours`.

    Not `foo\bar`, `\n` and `\nAnswer`, which are paths and escapes.
    """
    before = source[max(0, at - 2) : at]
    text = symbol(name)
    if name in MACROS or text is None:
        is_escape = name[0] in "ntr" and name[1:2].isupper()
        return len(name) > 1 and not before[-1:].isalnum() and not is_escape
    end = at + 1 + len(name)
    if len(name) == 1 and text not in LETTERS:  # \S3.2, but \S+ is a pattern
        return source[end : end + 1] in "~ 0123456789"
    if is_long_relation(name) or not text or text in LETTERS:
        return True
    if patterns.MACRO_BEFORE.search(source, max(0, at - 20), at):  # \to\infty
        return True
    return not before.isalpha() or len(before) < 2
