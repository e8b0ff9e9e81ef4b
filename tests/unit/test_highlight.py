"""What a query found is shown where it stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_query import TYPED
from tui_reader.highlight import highlighter
from tui_reader.query import parse


@given(TYPED, st.text())
def test_highlights_are_ordered_spans_of_the_text(typed: str, shown: str) -> None:
    end = 0
    for start, stop in highlighter(parse(typed, typing=True))(shown):
        assert end <= start < stop <= len(shown)
        end = stop


def _found(typed: str, shown: str, typing: bool = False) -> list[str]:
    return [shown[a:b] for a, b in highlighter(parse(typed, typing))(shown)]


def test_highlights_show_what_was_found() -> None:
    assert _found("gpt-4O", "From GPT-4o to GPT 4o, not GPT-4") == ["GPT-4o", "GPT 4o"]
    assert _found("schrodinger", "Schrödinger bridges") == ["Schrödinger"]
    assert _found("flow -match", "Flows, flow and flow_match") == ["flow", "flow"]
    assert _found("mat", "Matching a mat, not format", typing=True) == ["Matching", "mat"]
    assert _found('"flow match*"', "flow matching; matching flow") == ["flow matching"]
    assert _found("title:3d OR tag:nerf", "A 3D NeRF") == ["3D"]
    assert _found("İ", "İstanbul İ") == ["İ"]
    assert _found("", "nothing asked") == []
    assert _found("한국", "한국 학회") == ["한국"]
