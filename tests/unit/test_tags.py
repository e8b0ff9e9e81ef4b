"""Parsing and formatting of tags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader import tags
from tui_reader.text.sanitize import line


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("rl, to-read", ("rl", "to-read")),
        ("rl to-read,", ("rl", "to-read")),
        ("#rl ,, ##rl", ("rl",)),
        ('"flow matching" rl', ("flow matching", "rl")),
        ("强化学习，方法、#模型　＃추론،نموذج", ("强化学习", "方法", "模型", "추론", "نموذج")),
        ("RL rl", ("RL",)),
        ("Diffusion", ("diffusion",)),
        ("U\u0308BER", ("über",)),  # as a Mac writes it
        ("", ()),
        ("  , ", ()),
        ("[/nope] a\x1bb", ("[/nope]", "a�b")),
        ("x" * 100, ("x" * 59 + "…",)),
    ],
)
def test_typed_tags(typed: str, found: tuple[str, ...]) -> None:
    assert tags.read(typed, known=["diffusion", "über"]) == found


@given(st.lists(st.text(min_size=1, max_size=20).map(line).filter(bool), max_size=5))
def test_formatted_tags_are_parsed_to_the_same_tags(some: list[str]) -> None:
    unique = list({tag.casefold(): tag for tag in reversed(some)}.values())[::-1]
    plain = [tag for tag in unique if '"' not in tag and not tag.startswith("#")]
    assert list(tags.read(tags.write(plain))) == plain
