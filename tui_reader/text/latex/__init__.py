r"""LaTeX in titles, abstracts and other running text as Unicode: `$x \le 2^{n-1}$` → x ≤ 2ⁿ⁻¹.

The only converter: for lists, pages, `show`, exports, digests and feeds. The store, search and
BibTeX keep the source. Text that is certainly not LaTeX stays: `$5 and $10`, `foo_bar`, `--flag`.
"""

from __future__ import annotations

from functools import lru_cache

from tui_reader.text.latex.repair import repair_hub_damage
from tui_reader.text.latex.runs import Run
from tui_reader.text.sanitize import clean

_MAX_CACHED = 20_000  # characters of a text
# Without one of these, a text has nothing to convert but words that the Hub has damaged.
_MARKS = ("\\", "^", "{", "}", "~", "$", "--", "``", "''", "_", "**", "](", "</")


def to_text(source: str) -> str:
    """Return `source` with LaTeX as Unicode, safe to show. Never raises."""
    return "".join([text for text, _ in _convert(source)])


def to_runs(source: str) -> list[Run]:
    """Like `to_text`, as runs of one style: "", "bold", "italic" or "code"."""
    return list(_convert(source))


def _convert(source: str) -> tuple[Run, ...]:
    return (_cached if len(source) <= _MAX_CACHED else _convert_uncached)(source)


def _convert_uncached(source: str) -> tuple[Run, ...]:
    repaired = repair_hub_damage(source)
    if not any(mark in repaired for mark in _MARKS):
        return ((clean(repaired), ""),) if source else ()
    # Imported on first use: compiling its patterns takes longer than showing a list.
    from tui_reader.text.latex import running_text

    return running_text.convert(repaired)


_cached = lru_cache(maxsize=4096)(_convert_uncached)
