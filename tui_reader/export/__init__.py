"""The export formats: one module each, and a table. Importing this package imports no format.

To add one: a file here with `render(entries: Iterable[Entry]) -> str`, and its line in the table.
Formats to read (HTML, Markdown, Atom) have LaTeX as Unicode (`text.latex`), except formulas in
dollars in Markdown. Formats for programs (BibTeX, RIS, CSL-JSON, JSON, CSV) keep the source.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tui_reader.models import Entry


class Format(NamedTuple):
    """An export format: the name to type, the suffix of its files, one line of help."""

    name: str
    suffix: str
    help: str

    def render(self, entries: Iterable[Entry]) -> str:
        """Return the whole file, in the order of the entries, with "\\n" for line breaks."""
        module = import_module(f"{__name__}.{self.name.replace('-', '_')}")
        rendered: str = module.render(entries)
        return rendered


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("bibtex", ".bib", "for LaTeX: @misc entries with eprint and a stable key"),
        Format("ris", ".ris", "for Zotero, EndNote, Mendeley"),
        Format("csl-json", ".csl.json", "for Zotero, pandoc and citeproc"),
        Format("markdown", ".md", "for reading, or for a folder of notes"),
        Format("json", ".json", "all data and your marks, for `import`"),
        Format("csv", ".csv", "for a spreadsheet"),
        Format("atom", ".atom", "for a feed reader"),
        Format("html", ".html", "a self-contained page"),
    )
}
