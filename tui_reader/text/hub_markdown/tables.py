r"""Convert HTML and LaTeX (`tabular`) tables to Markdown tables without spans."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_MAX_CELLS = 50_000
_MAX_COLUMNS = 60  # columns
_MAX_ROW_SPAN = 200  # rows

TABLE_BEGIN = re.compile(r"<table\b|\\begin\{(?:table\*?|tabular[x*]?|longtable)\}", re.I)

_TABULAR = re.compile(
    r"\\begin\{(tabular[x*]?|longtable)\}(?:\[[^\]]*\])?"
    r"((?:\{(?:[^{}]|\{[^{}]*\})*\}){1,2})(.*?)\\end\{\1\}",
    re.S,
)
_CAPTION = re.compile(r"\\caption\*?(?:\[[^\]]*\])?\{")
_RULES = re.compile(
    r"\\(?:toprule|midrule|bottomrule|hline|addlinespace|specialrule|endhead|endfirsthead)"
    r"(?:\[[^\]]*\])?(?:\{[^{}]*\})*|\\(?:cmidrule|cline)(?:\([a-z]*\))?\{[^{}]*\}"
)
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?|\\tabularnewline(?![A-Za-z])")
_COLUMN = re.compile(r"(?<!\\)&")
_SPAN = re.compile(
    r"\s*\\(?:multicolumn\{(?P<columns>\d{1,2})\}\{[^{}]*\}"
    r"|multirow(?:\[[^\]]*\])?\{-?(?P<rows>\d{1,3})\}(?:\[[^\]]*\])?\{[^{}]*\})\{"
)
_SIZES = re.compile(
    r"\\(?:centering|small|footnotesize|scriptsize|tiny|arraybackslash)(?![A-Za-z])"
)

Cells = list[list[str]]


def to_pipes(source: str) -> list[str] | None:
    """Return the lines of a Markdown table; None if `source` has no table that can be read.

    Args:
        source: HTML from `<table` to `</table>`, or LaTeX from `\\begin{table}` to its end.
    """
    if TABLE_BEGIN.match(source.lstrip()[:12]) and source.lstrip()[0] == "<":
        html = _HtmlTable()
        html.feed(source)
        html.close()
        if html.has_text_outside:
            return None
        return _pipes(html.grid, html.header_rows, html.caption)
    found = (
        _TABULAR.search(source) if "\\end{" in source and source.count("\\begin{") < 50 else None
    )
    if found is None:
        if (begin := re.search(r"<table\b", source, re.I)) and begin.start():
            rest = to_pipes(source[begin.start() :])
            return None if rest is None else [source[: begin.start()], "", *rest]
        return None
    rows, headers = _tabular(found[3])
    caption = ""
    if named := _CAPTION.search(source):
        caption = source[named.end() : _closing(source, named.end())]
    return _pipes(rows, headers, " ".join(caption.split()))


def _pipes(grid: Cells, headers: int, caption: str) -> list[str] | None:
    rows = [row[:_MAX_COLUMNS] for row in grid if any(cell.strip() for cell in row)]
    if not rows or sum(map(len, rows)) > _MAX_CELLS:
        return None
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    headers = min(max(1, headers), len(rows))
    header = [
        " ".join(dict.fromkeys(filter(None, column)))
        for column in zip(*rows[:headers], strict=True)
    ]
    lines = [_line(header), "|" + " --- |" * width]
    lines += [_line(row) for row in rows[headers:]]
    return [*lines, "", caption] if caption else lines


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(re.sub(r"(?<!\\)\|", r"\\|", cell) for cell in cells) + " |"


class _HtmlTable(HTMLParser):
    """Collects the cells of the first table of a text; nested tables become text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.grid: Cells = []
        self.header_rows = 0
        self.caption = ""
        self.has_text_outside = False  # text outside of cells: not a table, or not closed
        self._spans: dict[int, tuple[int, str]] = {}  # column → rows left, text
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._in_head = self._in_caption = False
        self._only_headers = True
        self._open = False  # a row is being read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
            self.grid.append([])
            self._open = True
        elif tag in ("td", "th"):
            self._end_cell()
            if not self._open:
                self.grid.append([])
                self._open = True
            given = dict(attrs)
            self._span = (_count(given.get("colspan")), _count(given.get("rowspan")))
            self._cell = []
            self._only_headers &= tag == "th"
        elif tag == "thead":
            self._in_head = True
        elif tag == "caption":
            self._in_caption = True
        elif tag == "br":
            self._add(" ")
        elif tag not in ("table", "tbody", "tfoot"):
            self._add(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
        elif tag == "thead":
            self._end_row()
            self._in_head = False
        elif tag == "caption":
            self._in_caption = False
        elif tag != "tbody":
            self._add(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")

    def _add(self, text: str) -> None:
        if self._cell is not None:
            self._cell.append(text)
        elif self._in_caption:
            self.caption = " ".join(f"{self.caption} {text}".split())
        elif text.strip() and text[0] != "<":
            self.has_text_outside = True

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text = " ".join("".join(self._cell).split())
        columns, rows = self._span
        row = self.grid[-1]
        self._fill(row)
        for number in range(columns):
            if rows > 1:
                self._spans[len(row)] = (rows - 1, text)
            row.append(text if number == 0 or self._is_header() else "")
        self._cell = None

    def _is_header(self) -> bool:
        return self._in_head or self._only_headers

    def _fill(self, row: list[str]) -> None:
        """Columns taken by cells of rows above."""
        while len(row) < _MAX_COLUMNS and (span := self._spans.get(len(row))):
            left, text = span
            if left > 1:
                self._spans[len(row)] = (left - 1, text)
            else:
                del self._spans[len(row)]
            row.append(text if self._is_header() else "")

    def _end_row(self) -> None:
        self._end_cell()
        if not self._open:
            return
        self._open = False
        self._fill(self.grid[-1])
        if self._is_header() and self.header_rows == len(self.grid) - 1:
            self.header_rows += 1
        self._only_headers = True


def _count(value: str | None) -> int:
    return (
        max(1, min(int(value), _MAX_ROW_SPAN))
        if value and value.isascii() and value.isdigit()
        else 1
    )


def _tabular(source: str) -> tuple[Cells, int]:
    """The rows of a `tabular`, and how many of them are above its first inner rule."""
    grid: Cells = []
    headers = 0
    for part in _ROW_END.split(source):
        if grid and not headers and re.search(r"\\(?:midrule|hline|endhead)", part):
            headers = len(grid)
        row: list[str] = []
        for cell in _COLUMN.split(_SIZES.sub("", _RULES.sub("", part))):
            columns = 1
            while span := _SPAN.match(cell):
                columns = max(columns, int(span["columns"] or 1))
                close = _closing(cell, span.end())
                cell = cell[span.end() : close] + cell[close + 1 :]
            text = " ".join(cell.split())
            row += [text, *([text if not headers else ""] * (columns - 1))]
        if any(row) or len(row) > 1:
            grid.append(row)
    return grid, headers or 1


def _closing(source: str, at: int) -> int:
    """The position of the brace that closes the group around `at`."""
    depth = 1
    for brace in re.finditer(r"(?<!\\)[{}]", source[at : at + 20_000]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return at + brace.start()
    return len(source)
