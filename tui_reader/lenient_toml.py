"""A TOML parser that skips invalid lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container
from typing import Any

from tui_reader.text.sanitize import line

_MAX_INVALID_LINES = 50
_MAX_PARSED = 1_000_000  # characters; the text is parsed once for each invalid line
_NEWLINE = re.compile(r"\r\n?|\n")  # `str.splitlines` splits at others, too
_DEEP_KEY = re.compile(r"[\s\[]*(?:[\w\"'-]+\s*\.\s*){20}")  # tomllib takes minutes


def parse(text: str) -> tuple[dict[str, object] | None, list[tuple[int, str]]]:
    """Parse TOML, leaving out lines of the form `name = value` that are invalid by themselves.

    Returns the document, or None if the rest is invalid too, and the invalid lines with reasons;
    line 0 is unknown.
    """
    lines = _NEWLINE.split(text)
    invalid: list[tuple[int, str]] = []
    while True:
        try:
            for number, source in enumerate(lines, start=1):
                if not source.isascii() and any("\ud800" <= char <= "\udfff" for char in source):
                    raise ValueError(f"not UTF-8 (at line {number}, column 1)")
                if _DEEP_KEY.match(source):
                    raise ValueError(f"nested too deeply (at line {number}, column 1)")
            return tomllib.loads("\n".join(lines)), invalid
        except (ValueError, RecursionError) as error:
            number, reason = _located(error, lines)
        if not number:  # such as a number of 5,000 digits
            number = next((n for n, source in enumerate(lines, 1) if _is_unparsable(source)), 0)
        invalid.append((number, reason))
        removable = number and re.match(r"\s*(#|[\w.\"'-]+\s*=)", lines[number - 1])
        most = min(_MAX_INVALID_LINES, _MAX_PARSED // len(text))
        if not removable or len(invalid) > most:
            return None, invalid
        lines[number - 1] = ""


def bounded(entries: object, known: Container[str], limit: int = 50) -> Any:
    """Return the known entries of a table and the first unknown ones.

    Each name is searched for in all lines. Values other than tables are returned unchanged.
    """
    if not isinstance(entries, dict):
        return entries
    unknown = [name for name in entries if name not in known][:limit]
    return {name: value for name, value in entries.items() if name in known or name in unknown}


class Locations:
    """Finds the lines of entries in a TOML text.

    Args:
        file: The name before the line, as in "config.toml, line 3".
    """

    def __init__(self, file: str, text: str) -> None:
        self._file, self._lines = file, _NEWLINE.split(text)

    def line(self, number: int) -> str:
        """Return the file and a line; 0 is unknown."""
        return f"{self._file}, line {number}" if number else self._file

    def entry(self, name: str, section: str = "") -> str:
        """Return where `name` is set in `section`, or where the section `name` is."""
        return self.line(self._entry(name, section))

    def _entry(self, name: str, section: str = "") -> int:
        pattern = re.compile(rf"\s*(\[*\s*|{section}\.)[\"']?{re.escape(name)}[\"']?\s*[\]=.]")
        for number, source in enumerate(self._lines, start=1):
            if pattern.match(source) and (not section or self.section_of(number) == section):
                return number
        return 0

    def command(self, name: str, entry: str) -> str:
        """Return where an entry of `[commands.NAME]` is, else the table, else `commands`."""
        table = rf"[\"']?{re.escape(name)}[\"']?"
        header = re.compile(rf"\s*\[\s*commands\s*\.\s*{table}\s*\]")
        start = next((n for n, source in enumerate(self._lines, 1) if header.match(source)), 0)
        for number, source in enumerate(self._lines[start:], start=start + 1):
            if not start or not entry or source.lstrip().startswith("["):
                break
            if re.match(rf"\s*[\"']?{re.escape(entry)}[\"']?\s*=", source):
                return self.line(number)
        return self.line(start or self._entry(name, "commands") or self._entry("commands"))

    def section_of(self, number: int) -> str:
        """Return the section that a line belongs to."""
        lines = self._lines
        if 0 < number <= len(lines) and (dotted := re.match(r"\s*(\w+)\.", lines[number - 1])):
            return dotted[1]
        for source in reversed(lines[: max(number - 1, 0)]):
            if header := re.match(r"\s*\[\s*[\"']?([\w-]+)", source):
                return header[1]
        return ""


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
