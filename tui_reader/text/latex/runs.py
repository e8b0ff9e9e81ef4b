"""The result of a conversion while it is built: pieces of text with a style."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from tui_reader.text.latex.symbols import split_bold
from tui_reader.text.sanitize import clean

Run = tuple[str, str]  # text, style: "", "bold", "italic" or "code"


class RunBuilder:
    """Collects pieces of text. Mathematical bold letters (𝐱) become plain ones in bold."""

    def __init__(self) -> None:
        self.pieces: list[Run] = []

    @property
    def last(self) -> str:
        """The last character, "" if there is none."""
        return self.pieces[-1][0][-1:] if self.pieces else ""

    def put(self, text: str, style: str) -> None:
        """Add a piece of text."""
        if text:
            self.pieces.append((text, style))

    def drop_last(self) -> None:
        """Remove the last character."""
        text, style = self.pieces.pop()
        self.put(text[:-1], style)

    def runs(self) -> tuple[Run, ...]:
        """Return the text as sanitized runs; neighbors differ in style."""
        pieces = (
            (text, "bold" if is_bold else style)
            for piece, style in self.pieces
            for text, is_bold in split_bold(piece)
        )
        return tuple(
            (clean("".join([text for text, _ in same])), style)
            for style, same in groupby(pieces, itemgetter(1))
        )
