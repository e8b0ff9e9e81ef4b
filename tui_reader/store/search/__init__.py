"""Search, similar papers, For you, watches and muted words.

A module is imported when it is first used as an attribute of this package: a launch that shows an
edition, or a command that prints one, needs none of them, and is 15 ms faster.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_reader.store.search import (
        for_you,
        full_text_search,
        ranking,
        saved_queries,
        similar,
        term_index,
        text_index,
    )

    __all__ = [
        "for_you",
        "full_text_search",
        "ranking",
        "saved_queries",
        "similar",
        "term_index",
        "text_index",
    ]


def __getattr__(name: str) -> ModuleType:
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from error
