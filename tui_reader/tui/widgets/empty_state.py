"""Texts for lists without papers: the reason, and the key to press next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from tui_reader import dates
from tui_reader.models import ListSource

if TYPE_CHECKING:
    from tui_reader.query import Query

_LINES = {
    "bookmarks": (
        "No bookmarks yet.",
        "b on a paper bookmarks it. Bookmarked papers are available offline.",
    ),
    "unread": ("No unread papers.", "[ and ] go to other days, r fetches new papers."),
    "away": ("Nothing new since you were away.", "Esc goes back."),
    "trending": ("Trending papers are not fetched yet.", "r fetches them."),
    "search": ("Nothing on disk matches.", "^o searches the Hub for these words."),
    "hub": ("No results on the Hub.", "Esc goes back."),
    "watch": ("Nothing on disk matches this watch.", "r fetches new papers."),
    "similar": ("No similar papers on disk.", "Esc goes back."),
    "period": ("No papers from these days are on disk.", "d goes to another date."),
    "for-you": ("No unread papers from recent days.", "r fetches new papers."),
    "hidden": ("No hidden papers.", "x on a paper hides it."),
    "tag": ("No paper has this tag.", "t on a paper tags it."),
}


def empty_list(source: ListSource, queries: Sequence[Query]) -> Content:
    """The text for an empty list; an invalid one of its queries is the first reason."""
    if problem := _problem(queries):
        help = "W edits the watch." if source.kind == "watch" else "F1 shows the search syntax."
        return _paragraphs(problem, help)
    if source.filter:
        return _paragraphs("No paper in this list matches.", "Esc clears the filter.")
    if source.kind == "edition" and source.day:
        return _paragraphs(
            f"{dates.long(source.day)} has no papers.", "[ and ] go to the days before and after."
        )
    reason, help = _LINES.get(source.kind, ("This list is empty.", "Esc goes back."))
    if source.kind == "search" and not any(map(str.isalnum, source.value)):
        help = "Only words can be searched for."
    return _paragraphs(reason, help)


def _problem(queries: Sequence[Query]) -> str:
    """Return why a query is invalid, "" if none is."""
    if not queries:
        return ""
    from tui_reader import query  # imported on first use: saves 5 ms

    return next(filter(None, map(query.problem, queries)), "")


def first_launch(problem: str) -> Content:
    """The text if the first sync failed with `problem`."""
    return Content.assemble(
        ("No papers yet.", "bold"),
        f"\n\n{problem}\n\n",
        ("r", "bold"), " try again\n",
        ("S", "bold"), " open the sample\n",
        ("q", "bold"), " quit",
    )  # fmt: skip


def waiting(text: str) -> Content:
    return _paragraphs(text, "Esc cancels.")


def fetching_first() -> Content:
    return Content.styled("Fetching the newest editions …", "bold")


def _paragraphs(reason: str, help: str) -> Content:
    return Content.assemble((reason, "bold"), f"\n\n{help}")
