"""Matches of a query in a text."""

from __future__ import annotations

import pytest
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


def test_matches_are_highlighted() -> None:
    assert _found("gpt-4O", "From GPT-4o to GPT 4o, not GPT-4") == ["GPT-4o", "GPT 4o"]
    assert _found("schrodinger", "Schrödinger bridges") == ["Schrödinger"]
    assert _found("flow -match", "Flows, flow and flow_match") == ["flow", "flow"]
    assert _found("mat", "Matching a mat, not format", typing=True) == ["Matching", "mat"]
    assert _found('"flow match*"', "flow matching; matching flow") == ["flow matching"]
    assert _found("title:3d OR tag:nerf", "A 3D NeRF") == ["3D"]
    assert _found("İ", "İstanbul İ") == ["İ"]
    assert _found("", "nothing asked") == []
    assert _found("한국", "한국 학회") == ["한국"]


@pytest.mark.parametrize(
    ("typed", "shown", "found"),
    [
        ("milos", "Miłoś Weiß", ["Miłoś"]),
        ("weiss", "Miłoś Weiß!", ["Weiß"]),
        ("flow", "ﬂow-ﬁeld", ["ﬂow"]),
        ("field", "ﬂow-ﬁeld.", ["ﬁeld"]),
        ("isik", "ışık", ["ışık"]),
        ("λεξεις", "Λέξεις ΛΕΞΕΙΣ", ["Λέξεις", "ΛΕΞΕΙΣ"]),
        ("елка", "Ёлка", ["Ёлка"]),
        ("ete", "un e\u0301te\u0301.", ["e\u0301te\u0301"]),
        ("gpt4o", "GPT-4o, GPT4o, GPT 4o", ["GPT-4o", "GPT4o"]),
        ("timelapse", "a time-lapse, time lapse", ["time-lapse"]),
        ("time-lapse", "a time-lapse timelapse", ["time-lapse", "timelapse"]),
        ("gpt4o", "GPT-4o-mini", ["GPT-4o"]),
        ("gpt4o", "用GPT-4o做推理", ["GPT-4o"]),
        ("qwen2.5-vl", "Qwen2.5-VL, Qwen2.5VL", ["Qwen2.5-VL", "Qwen2.5VL"]),
        ("oneill", "Ann O’Neill", ["O’Neill"]),
        ("quran", "Qur’an, Qur'an-based", ["Qur’an", "Qur'an"]),
        ("hawaii", "Hawaiʻi", ["Hawaiʻi"]),
        ("dont", "don't", []),
        ("20242025", "2024-2025", []),
        ("C", "C++, C#, C and C.", ["C", "C"]),
        ("C++", "C++17, C, C/C++", ["C++", "C++"]),
        ("C++17", "in C++17, C++ 17", ["C++17", "C++ 17"]),
        ("17", "in C++17", ["17"]),
        ("C#", "C# and C", ["C#"]),
        ("C#", "基于C++的C#实现", ["C#"]),
        ("方法", "方++法, 标#方法", ["方++法", "方法"]),
        ("тег", "“#тег”, x#тег", ["тег", "тег"]),
        ("基于C++的", "基于C++的C#实现", ["基于C++的"]),
        ("llava", "LLaVA++ and LLaVA", ["LLaVA", "LLaVA"]),
        ("方法", "这篇论文的方法很好", ["方法"]),
        ("강화학습", "강화학습으로", ["강화학습"]),
        ("ประเมิน", "การประเมินผล", ["ประเมิน"]),
        ("モデル", "言語ﾓﾃﾞﾙの", ["ﾓﾃﾞﾙ"]),
        ("gpt", "用GPT模型", ["GPT"]),
        ("gpt模型", "用GPT模型", ["GPT模型"]),
        ("हिन्दी", "हिन्दी में", ["हिन्दी"]),
        ("हि", "हिन्दी हि", ["हि"]),
        ("%", "100 %", []),
        ("its", "it's its", ["its"]),
    ],
)
def test_highlights_follow_the_index(typed: str, shown: str, found: list[str]) -> None:
    assert _found(typed, shown) == found
