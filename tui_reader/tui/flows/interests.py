"""Hide papers, and mute words. Each returns what the user decided."""

from __future__ import annotations

from typing import Any

from textual.app import App

from tui_reader import query
from tui_reader.store import queries, rows
from tui_reader.tui.context import ReaderContext
from tui_reader.tui.dialogs.prompts import Confirm, Menu, Prompt
from tui_reader.tui.flows.organize import count_papers, name_papers


async def confirm_hide(app: App[Any], context: ReaderContext, keys: list[int]) -> bool:
    """Ask before bookmarked papers are hidden: they stay in Bookmarks."""
    entries = list((await context.store.read(rows.entries, keys)).values())
    if all(one.marks.hidden for one in entries):
        return True  # they are shown again
    bookmarked = [one for one in entries if one.marks.bookmarked and not one.marks.hidden]
    if not bookmarked:
        return True
    stay = "It stays" if len(bookmarked) == 1 else f"{count_papers(len(bookmarked))} stay"
    question = Confirm(f"Hide {name_papers(entries)}?", f"{stay} in Bookmarks.")
    confirmed: bool | None = await app.push_screen_wait(question)
    return bool(confirmed)


async def ask_muted(app: App[Any]) -> str:
    """Ask for the words to mute; "" if the prompt was closed or they are not a query."""
    typed: str | None = await app.push_screen_wait(Prompt("Mute papers that match"))
    parsed = query.parse(typed or "")
    is_query = any(map(str.isalnum, str(parsed))) and not query.problem(parsed)
    return str(parsed) if is_query else ""


async def choose_muted(app: App[Any], context: ReaderContext) -> str:
    """Choose a muted query to remove; "" if the menu was closed."""
    muted = await context.store.read(queries.muted)
    if not muted:
        context.set_status("No muted words yet", until="moved")
        return ""
    choices = [(text, text, "") for text in muted]
    chosen: str | None = await app.push_screen_wait(Menu("Muted words: remove", choices))
    return chosen or ""
