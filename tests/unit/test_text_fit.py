"""Width of text in terminal cells."""

from __future__ import annotations

import pytest

from tui_reader.text.sanitize import stable_width
from tui_reader.tui.rendering.text_fit import fit, pad


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
