"""TOML in which an invalid line costs that line only."""

from __future__ import annotations

import re
import tomllib

from tui_reader.text.sanitize import line

_MAX_INVALID_LINES = 50


def parse(text: str) -> tuple[dict[str, object] | None, list[tuple[int, str]]]:
    """Parse TOML, leaving out lines of the form `name = value` that are invalid by themselves.

    Returns the document, or None if the rest is invalid too, and the invalid lines with reasons;
    line 0 is unknown.
    """
    lines = text.splitlines()
    invalid: list[tuple[int, str]] = []
    while True:
        try:
            for number, source in enumerate(lines, start=1):
                if not source.isascii() and any("\ud800" <= char <= "\udfff" for char in source):
                    raise ValueError(f"not UTF-8 (at line {number}, column 1)")
            return tomllib.loads("\n".join(lines)), invalid
        except (ValueError, RecursionError) as error:
            number, reason = _located(error, lines)
        if not number:  # such as a number of 5,000 digits
            number = next((n for n, source in enumerate(lines, 1) if _is_unparsable(source)), 0)
        invalid.append((number, reason))
        removable = number and re.match(r"\s*(#|[\w.\"'-]+\s*=)", lines[number - 1])
        if not removable or len(invalid) > _MAX_INVALID_LINES:
            return None, invalid
        lines[number - 1] = ""


def _located(error: Exception, lines: list[str]) -> tuple[int, str]:
    """Return the line of a TOML error, 0 if unknown, and the reason."""
    if isinstance(error, RecursionError):
        return 0, "nested too deeply"
    if match := re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", str(error), re.DOTALL):
        return int(match[2]), match[1]
    if match := re.fullmatch(r"(.*) \(at end of document\)", str(error), re.DOTALL):
        return max((n for n, source in enumerate(lines, 1) if source.strip()), default=0), match[1]
    return 0, "number too large" if "digits" in str(error) else line(str(error), 100)


def _is_unparsable(source: str) -> bool:
    try:
        tomllib.loads(source)
    except (ValueError, RecursionError) as error:
        return not isinstance(error, tomllib.TOMLDecodeError)
    return False
