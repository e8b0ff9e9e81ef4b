"""Taking along: links opened and copied, citations, PDFs, export."""

from __future__ import annotations

from tui_reader.tui.desk import Desk


class Taking(Desk):
    """Taking along: links opened and copied, citations, PDFs, export."""
