"""`.github/KEYS.md`."""

from __future__ import annotations

from tests.support.keys_page import KEYS, page


def test_page_of_keys_is_up_to_date() -> None:
    """`python -m tests.support.keys_page` writes the file."""
    assert KEYS.read_text(encoding="utf-8") == page()
