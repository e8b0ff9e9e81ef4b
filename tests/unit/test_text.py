"""Sanitized text cannot move the cursor, reorder letters or stack marks."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_reader.text.fit import fit, pad, wrap
from tui_reader.text.sanitize import (
    UNTITLED,
    clean,
    for_terminal,
    line,
    stable_width,
    title,
)

SCOTLAND = "\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in "gbsct") + "\U000e007f"

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0)))).replace("\n", "")
ANYTHING = st.text(st.characters()) | st.text(
    st.sampled_from(
        "aא नy\u200d\u200c\u0301\u0327\u20dd\u1161\u11a8\u00ad\u200b\ufeff\ufe0f\r\n\t \x1b\x9b\0"
        "\U0001fffe\U0010ffff\ufdd0\u202e\u2066\u2028\ud800\udfff\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e007f…"
    ),
    max_size=60,
)


def forbidden(text: str) -> list[str]:
    """Return the characters that must not reach a terminal, without using the sanitizer."""
    without_flags = text.replace(SCOTLAND, "")
    return [
        char
        for char in without_flags
        if (unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") and char != "\n")
        or char in BIDI
        or "\U000e0000" <= char <= "\U000e007f"
        or ord(char) & 0xFFFE == 0xFFFE  # noncharacters, two per plane
        or "\ufdd0" <= char <= "\ufdef"
    ]


LEGITIMATE = [
    "Attention Is All You Need",
    "two lines\n\n  and an indented one",
    "الذَّكَاءُ الاِصْطِنَاعِيُّ وتعلُّم الآلة",
    "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
    "क्षत्रिय श्री कृष्ण हिन्दी",
    "ปัญญาประดิษฐ์ที่นี่ผู้ใหญ่",
    "လျှော့ချ မျှော့",
    unicodedata.normalize("NFD", "Những mô hình ngôn ngữ lớn"),
    "大規模言語モデル、심층 학습、深度学习",
    "葛\U000e0100飾区",
    unicodedata.normalize("NFD", "한국어 문장"),
    "می‌خواهم",
    "👩‍❤️‍💋‍👩 👩🏽‍🚀 🇳🇱 1️⃣ 🏴‍☠️",
    f"Made in {SCOTLAND}, {SCOTLAND}{SCOTLAND}",
    "α → ∞, ‖x‖₂ ≤ 64 % — “quoted” 𝒩(μ, σ²) x̂ y̅",
    "<think> [n] [/nope] [@click=app.quit] [correct | c >= tau]",
]


@pytest.mark.parametrize("text", LEGITIMATE)
def test_legitimate_text_is_unchanged(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b]52;c;ZXZpbA==\x07done", "�]52;c;ZXZpbA==�done"),
        ("\x9b31mred", "�31mred"),
        ("nul\x00del\x7f", "nul�del�"),
        ("form\x0cfeed", "form�feed"),
        ("next\x85line", "next�line"),
        ("é\x1b[2J", "é�[2J"),
        ("abc\u202efdp.exe", "abc�fdp.exe"),
        (BIDI, "�" * len(BIDI)),
        (CONTROLS.replace("\t", "").replace("\r", ""), "�" * 62),
        ("a\ud800b", "a�b"),
        ("\udfff\ud800", "��"),
        ("one\u2028two\u2029three", "one two three"),
        ("a\tb", "a b"),
        ("a\r\nb\rc\n\rd", "a\nb\nc\n\nd"),
        ("deprecated\u206a, note\ufff9\ufffa\ufffb", "deprecated�, note���"),
        ("\ufeffTrans\u00adfor\u200bmer\u2060s", "Transformers"),
        ("\U0001f3f4\U000e0067\U000e0062", "\U0001f3f4��"),  # without an end
        ("\U0001f3f4\U000e007f", "\U0001f3f4�"),  # without a region
        ("x" + SCOTLAND[1:], "x" + "�" * 6),  # without a flag
        ("hi\U000e0001\U000e0041", "hi��"),
        (SCOTLAND + SCOTLAND[1:], SCOTLAND + "�" * 6),
    ],
)
def test_dangerous_characters_are_replaced_or_removed(raw: str, shown: str) -> None:
    assert clean(raw) == shown


@pytest.mark.parametrize(
    "piled",
    [
        "\u0301" * 40,
        "\u0301\u200d" * 40,
        "\u0301\u0327\u20dd\ufe0f" * 20,
        "\u1161\u11a8\u0301" * 20,
        "\u200d" * 1_000,
        "\u0e49" * 30,
    ],
)
def test_stacked_marks_are_limited_to_six(piled: str) -> None:
    assert clean(f"a{piled}b and on") == f"a{piled[:6]}b and on"


def test_each_stack_of_marks_is_limited() -> None:
    tower = "\u0300" * 30
    assert clean(f"e{tower}é{tower}🙂{tower}") == clean(f"e{tower}") + clean(f"é{tower}") + clean(
        f"🙂{tower}"
    )
    assert clean(f"🙂{tower}") == "🙂" + "\u0300" * 6


def test_characters_from_json_escapes_are_sanitized() -> None:
    assert clean(json.loads(r'"\u001b[2J \ud83d\ude00 \ud83d"')) == "�[2J 😀 �"


def test_line_is_one_line() -> None:
    assert line("  A title\n  over\t\ttwo \u2028 lines\u00a0\u3000 ") == "A title over two lines"
    assert line("") == ""


def test_cut_text_ends_in_an_ellipsis() -> None:
    assert clean("abcdef", limit=6) == "abcdef"
    assert clean("abcdefg", limit=6) == "abcde…"
    assert line("one two three", limit=5) == "one…"
    assert len(clean("x" * 2_000_000)) == 1_000_000
    assert len(line("y" * 5_000)) == 2_000


def test_cut_text_has_no_half_flag() -> None:
    for limit in range(2, 12):
        assert not forbidden(line(f"ab {SCOTLAND} cd", limit)), limit


@pytest.mark.parametrize(
    "blank", ["", "   ", "\n\t", "\u200b\ufeff", "\u3164", "\u2800 \u200d", "\u00a0"]
)
def test_invisible_title_is_untitled(blank: str) -> None:
    assert title(blank) == UNTITLED


def test_title_is_one_line() -> None:
    assert title("\n  Rounding\n  to Zero ") == "Rounding to Zero"
    assert title("\x1b") == "�"


def test_command_output_preserves_tabs_and_removes_escapes() -> None:
    assert for_terminal("2408.01234\tA\x1b[31m\ttitle\n") == "2408.01234\tA�[31m\ttitle\n"
    assert for_terminal("file\udcff.bib") == "file�.bib"
    assert len(for_terminal("x" * 1_500_000)) == 1_500_000


@given(ANYTHING)
def test_sanitized_text_has_no_forbidden_characters(text: str) -> None:
    for made_safe in (clean(text), line(text), title(text), for_terminal(text).replace("\t", "")):
        assert not forbidden(made_safe)
        made_safe.encode()
    assert "\n" not in line(text)
    assert title(text)


@given(ANYTHING, st.integers(1, 30))
def test_sanitizing_is_idempotent(text: str, limit: int) -> None:
    for gate in (clean, line, title, for_terminal):
        assert gate(gate(text)) == gate(text)
    for cut in (clean, line):
        assert len(cut(text, limit)) <= limit
        assert cut(cut(text, limit), limit) == cut(text, limit)
        assert not forbidden(cut(text, limit))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a 👩‍🔬 lab", "a 👩 lab"),
        ("👨‍👩‍👧‍👦 and 🏳️‍🌈", "👨 and 🏳"),
        ("❤️ hearts ☑️", "❤ hearts ☑"),
        ("👍🏽 yes", "👍 yes"),
        ("🇫🇷 flag", "🇫🇷 flag"),
        ("क्‍ष stays", "क्‍ष stays"),
        ("plain", "plain"),
    ],
)
def test_emoji_have_one_width_in_every_terminal(text: str, shown: str) -> None:
    assert stable_width(text) == shown
    assert fit(text, 80) == shown
    assert pad(text, 20).rstrip() == shown


@pytest.mark.parametrize("columns", range(40))
def test_cut_text_fits_its_columns(columns: int) -> None:
    for text in (
        "plain words that go on and on",
        "漢字漢字漢字 漢字漢字",
        "e\u0301" * 50,
        "x" * 90,
        "a line break \n of LaTeX",
    ):
        assert cell_len(fit(text, columns)) <= columns
        assert "\n" not in fit(text, columns) + "".join(wrap(text, columns, 2))
