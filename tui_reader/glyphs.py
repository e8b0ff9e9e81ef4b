"""Symbols used in lists, and their ASCII replacements in plain mode."""

from typing import NamedTuple

_ARROWS = str.maketrans({"↓": "Down", "↑": "Up", "←": "Left", "→": "Right"})


class Glyphs(NamedTuple):
    unread: str = "●"
    star: str = "★"
    upvotes: str = "▲"
    bar: str = "▌"
    bar_blurred: str = "▏"
    chosen: str = "✓"
    code: str = "</>"
    note: str = "✎"
    disk: str = "↓"
    watch: str = "◆"
    dot: str = "·"
    more: str = "…"
    rule: str = "─"
    done: str = "━"
    todo: str = "─"
    expanded: str = "▾"
    collapsed: str = "▸"

    def keys(self, names: str) -> str:
        """Return key names; in ASCII mode, arrows are words."""
        return names.translate(_ARROWS) if self is ASCII else names


UNICODE = Glyphs()
ASCII = Glyphs(
    unread="*", star="B", upvotes="^", bar=">", bar_blurred=":", chosen="x", note="n", disk="d",
    watch="w", dot="-", more="...", rule="-", done="#", todo=".",
    expanded="-", collapsed="+",
)  # fmt: skip
