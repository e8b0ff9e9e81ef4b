"""Comments on a paper as threads, with new ones marked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tui_reader import dates, documents, urls
from tui_reader.glyphs import UNICODE, Glyphs
from tui_reader.hub.errors import HubError, NotFound
from tui_reader.models import Comment, Paper
from tui_reader.store import ReadOnly, library, queries
from tui_reader.text import markdown
from tui_reader.text.markdown import Block, Run
from tui_reader.tui.screens.pages.text_screen import TextScreen

COMMENTS_MAX_AGE = timedelta(minutes=2)  # younger cached comments are not fetched again
INDENT = 4  # cells per level of replies
MAX_DEPTH = 6  # deeper replies are not indented further


class CommentsScreen(TextScreen):
    """Shows cached comments, then the current ones."""

    _seen: int | None = None  # number of comments when they were last shown

    async def load(self, again: bool = False) -> None:
        self._seen = await self._seen_before()
        store, cached = self.context.store, None
        if not again:
            cached = await documents.cached(documents.COMMENTS, store, self.paper_id)
        if cached is not None:
            await self._show(cached.value)
            if datetime.now(UTC) - cached.fetched < COMMENTS_MAX_AGE:
                await self._record_view(cached.value)
                return
        elif not again:
            self.show_waiting("Fetching comments …")
        try:
            async with self.context.hub() as hub:
                new = await documents.refresh(documents.COMMENTS, store, hub, self.paper_id)
        except HubError as error:
            await self._failed(error, None if cached is None else cached.fetched, again)
            return
        if cached is None or new.value != cached.value:
            await self._show(new.value)
        await self._record_view(new.value)

    async def _failed(self, error: HubError, fetched: datetime | None, again: bool) -> None:
        if fetched is not None:
            self.show_message(
                f"Fetched {dates.ago(fetched, datetime.now(UTC))}; {error}", error=True
            )
        elif again and self.view.document.blocks:
            self.show_message(str(error), error=True)
        elif isinstance(error, NotFound):
            await self.show([_line("The Hub has no comments on this paper.")])
        else:
            await self.show([_line(f"Not fetched: {error} Press r to try again.", "error")])

    async def _show(self, comments: tuple[Comment, ...]) -> None:
        total, new = count(comments), self._new(comments)
        words = f"{dates.count(total)} comment{'' if total == 1 else 's'}"
        if new:
            words += f", {len(new)} new"
        self.show_title(words if total else "Comments")
        paper = self.entry.paper if self.entry else None
        found = threads(comments, paper, new, datetime.now(UTC), self.context.glyphs)
        if self.view.document.blocks:
            await self.show([block for batch in found for block in batch])
        else:
            await self.read(found)

    # What is new

    def _new(self, comments: tuple[Comment, ...]) -> frozenset[str]:
        """Return the newest comments: as many as were added since they were last shown."""
        dated = sorted((one for one in _all(comments) if one.created), key=_age, reverse=True)
        more = 0 if self._seen is None else count(comments) - self._seen
        return frozenset(one.id for one in dated[: max(0, more)])

    async def _seen_before(self) -> int | None:
        """Return the number of comments when they, or else the paper, were last shown."""
        seen = await self.context.store.read(queries.value, self._seen_name)
        if isinstance(seen, int):
            return seen
        held = self.context.open_list.current
        return held.marks.seen_comments if held and held.paper.key == self.key else None

    async def _record_view(self, comments: tuple[Comment, ...]) -> None:
        with suppress(ReadOnly):
            number = count(comments)
            await self.context.store.write_library(library.put_value, self._seen_name, number)

    @property
    def _seen_name(self) -> str:
        return f"comments/{self.paper_id}"


def count(comments: tuple[Comment, ...]) -> int:
    """Return the number of comments, with replies and hidden ones."""
    return sum(1 for _ in _all(comments))


def _all(comments: tuple[Comment, ...]) -> Iterator[Comment]:
    for one in comments:
        yield one
        yield from _all(one.replies)


def _age(comment: Comment) -> datetime:
    return comment.created or datetime.min.replace(tzinfo=UTC)


def threads(
    comments: tuple[Comment, ...],
    paper: Paper | None,
    new: frozenset[str],
    now: datetime,
    glyphs: Glyphs = UNICODE,
) -> Iterator[tuple[Block, ...]]:
    """Yield each comment as blocks: a heading and the body, replies indented."""
    if not comments:
        yield (_line("No comments yet. o opens the paper's page on the Hub."),)
    waiting = [(one, 0) for one in reversed(comments)]
    while waiting:
        one, depth = waiting.pop()
        waiting += [(reply, depth + 1) for reply in reversed(one.replies)]
        indent = " " * (INDENT * min(depth, MAX_DEPTH))
        head = Block("heading", _head(one, paper, one.id in new, now, glyphs), 3, tight=True)
        yield tuple(
            replace(block, first=indent + block.first, rest=indent + block.rest)
            for block in (head, *_body(one))
        )


def _head(
    one: Comment, paper: Paper | None, new: bool, now: datetime, glyphs: Glyphs
) -> tuple[Run, ...]:
    dot = f" {glyphs.dot} "
    facts = []
    if paper is not None and one.author is not None:
        if any(author.user == one.author.name for author in paper.authors):
            facts.append("author")
        if paper.submitter is not None and paper.submitter.name == one.author.name:
            facts.append("submitter")
    if one.created is not None:
        facts.append(dates.ago(one.created, now))
    if one.edited:
        facts.append("edited")
    facts += [f"{sign} {number}" for sign, number in one.reactions]
    name = one.author.fullname if one.author else "Unknown user"
    runs = [(name, "bold", None), ("".join(dot + fact for fact in facts), "muted", None)]
    if new:
        runs.insert(0, (f"{glyphs.unread} new ", "new", None))
    return tuple(run for run in runs if run[0])


def _body(one: Comment) -> list[Block]:
    if one.body is None:
        return [_line("This comment is hidden.")]
    lines = one.body.replace("\n", "  \n")  # the Hub keeps line breaks in comments
    return markdown.parse(lines, users=urls.find_endpoint().url).blocks or [_line("(empty)")]


def _line(words: str, style: str = "muted") -> Block:
    return Block("paragraph", ((words, style, None),))
