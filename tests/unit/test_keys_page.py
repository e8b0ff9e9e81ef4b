"""The page of keys."""

from __future__ import annotations

from tests.support.keys_page import KEYS, page


def test_page_of_keys_is_up_to_date() -> None:
    """`python -m tests.support.keys_page` writes it."""
    assert KEYS.read_text(encoding="utf-8") == page()
