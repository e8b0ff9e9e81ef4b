"""Reading deep: full text, discussion, what belongs to a paper, pictures."""

from __future__ import annotations

from tui_reader.tui.moving import Moving


class Deep(Moving):
    """Reading deep: full text, discussion, what belongs to a paper, pictures."""
