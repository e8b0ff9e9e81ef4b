"""Find the environments, rows and cells of a formula."""

from __future__ import annotations

import re
from typing import NamedTuple

_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{\s*([A-Za-z]+\*?)\s*\}")
_ROW_OR_CELL = re.compile(r"(\\\\\*?(?:\s*\[[^\]\n]{0,20}\])?|\\cr(?![A-Za-z])|&)|\\begin|\\.|\{")


class Environment(NamedTuple):
    r"""The name of an environment, start and end of its content, and the end of its `\end`."""

    name: str
    start: int
    stop: int
    end: int


def find_environments(source: str) -> dict[int, Environment]:
    r"""Return the environments of a source by the start of their `\begin`."""
    found: dict[int, Environment] = {}
    opened: list[re.Match[str]] = []
    for match in _ENVIRONMENT.finditer(source):
        if match[1] == "begin":
            opened.append(match)
        elif opened and opened[-1][2] == match[2]:
            begin = opened.pop()
            span = begin.end(), match.start(), match.end()
            found[begin.start()] = Environment(match[2], *span)
    return found


def split_rows(
    source: str,
    start: int,
    end: int,
    closing: dict[int, int],
    environments: dict[int, Environment],
) -> list[list[tuple[int, int]]]:
    r"""Split a range into rows (at `\\`) of cells (at `&`), as (start, end) of each cell.

    Separators inside of groups (`closing`: position of the brace → position of its partner) and
    environments do not count.
    """
    rows: list[list[tuple[int, int]]] = [[]]
    at = start
    while match := _ROW_OR_CELL.search(source, at, end):
        at = match.end()
        if match[0] == "{":
            close = closing.get(match.start(), end)
            at = close + 1 if close < end else at
        elif match[0] == "\\begin":
            inner = environments.get(match.start())
            at = inner.end if inner and inner.end <= end else at
        elif match[1]:
            rows[-1].append((start, match.start()))
            start = at
            if match[1] != "&":
                rows.append([])
    rows[-1].append((start, end))
    return rows
