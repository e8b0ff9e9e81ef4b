"""CSV without cells that a spreadsheet would run as formulas.

See https://owasp.org/www-community/attacks/CSV_Injection.
"""

# ruff: noqa: SIM905 (a line of words is easier to read than a list of strings)
from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from tui_reader.export.record import record
from tui_reader.models import Entry

# Asian versions of spreadsheets compute the full-width forms as well.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_COLUMNS = tuple(
    "title authors published withdrawn edition upvotes comments organization bookmarked read"
    " tags note url pdf_url code_url stars project_url keywords summary abstract".split()
)


def render(entries: Iterable[Entry]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    # With the prefix "arXiv:", since a spreadsheet would turn 2408.01230 into 2408.0123.
    writer.writerow(("arxiv", *_COLUMNS))
    for entry in entries:
        values = record(entry)
        row = (_cell(values[column]) for column in _COLUMNS)
        writer.writerow((f"arXiv:{values['id']}", *row))
    return file.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    cell = str(value).replace("\r", "\n")  # a lone \r would end the row
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell
