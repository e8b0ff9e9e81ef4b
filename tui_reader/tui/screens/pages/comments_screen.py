"""Comments on a paper as threads, with new ones marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from tui_reader import dates, documents, urls
from tui_reader.glyphs import UNICODE, Glyphs
from tui_reader.hub.errors import HubError, NotFound
from tui_reader.models import Comment, Paper
from tui_reader.store import library, queries
from tui_reader.text import markdown
from tui_reader.text.markdown import Block, Run
from tui_reader.text.sanitize import stable_width
from tui_reader.tui.screens.pages.text_screen import TextScreen, paragraph

COMMENTS_MAX_AGE = timedelta(minutes=2)  # younger cached comments are not fetched again
INDENT = 4  # cells per level of replies
MAX_DEPTH = 6  # deeper replies are not indented further
COMMENT = "#comment-"  # begins the link that expands a comment


class CommentsScreen(TextScreen):
    """Shows cached comments, then the current ones."""

    _seen: int | None = None  # number of comments when they were last shown; None: never
    _comments: tuple[Comment, ...] = ()
    _expanded: frozenset[str] = frozenset()  # comments of bots

    async def load(self, again: bool = False) -> None:
        store, cached = self.context.store, None
        seen = await store.read(queries.value, self._seen_name)
        self._seen = seen if isinstance(seen, int) else None
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
            await self.show([paragraph("The Hub has no comments on this paper.")])
        else:
            await self.show([paragraph(f"Not fetched: {error} Press r to try again.", "error")])

    async def _show(self, comments: tuple[Comment, ...]) -> None:
        self._comments = comments
        total, new = count(comments), self._new(comments)
        words = dates.counted(total, "comment")
        if new:
            words += f", {len(new)} new"
        self.show_title(words if total else "Comments")
        paper = self.entry.paper if self.entry else None
        now, glyphs = datetime.now(UTC), self.context.glyphs
        found = threads(comments, paper, new, now, glyphs, self._expanded)
        if self.view.document.blocks:
            await self.show([block for batch in found for block in batch])
        else:
            await self.read(found)

    # Comments of bots

    def toggle(self, link: str) -> bool:
        """Expand or collapse the comment of a bot."""
        if not link.startswith(COMMENT):
            return False
        self._expanded ^= {link.removeprefix(COMMENT)}
        self.run_worker(self._show(self._comments), group="toggle")
        return True

    def action_follow_link(self) -> None:
        """Follow the selected link; without one, expand the first comment of a bot in view."""
        links = [one.link for one in self.view.links_in_view() if one.link.startswith(COMMENT)]
        if self.view.selected_link is None and links:
            self.toggle(links[0])
        else:
            super().action_follow_link()

    # What is new

    def _new(self, comments: tuple[Comment, ...]) -> frozenset[str]:
        """Return the newest comments: as many as were added since they were last shown."""
        dated = [one for one in _visible(comments) if one.created]
        dated.sort(key=attrgetter("created"), reverse=True)
        more = 0 if self._seen is None else count(comments) - self._seen
        return frozenset(one.id for one in dated[: max(0, more)])

    async def _record_view(self, comments: tuple[Comment, ...]) -> None:
        number = count(comments)
        await self.context.store.try_write_library(library.put_value, self._seen_name, number)

    @property
    def _seen_name(self) -> str:
        return f"comments/{self.paper_id}"


def count(comments: tuple[Comment, ...]) -> int:
    """Return the number of comments with replies, without hidden ones."""
    return sum(1 for _ in _visible(comments))


def _visible(comments: tuple[Comment, ...]) -> Iterator[Comment]:
    for one in comments:
        if one.body is not None:
            yield one
        yield from _visible(one.replies)


def threads(
    comments: tuple[Comment, ...],
    paper: Paper | None,
    new: frozenset[str],
    now: datetime,
    glyphs: Glyphs = UNICODE,
    expanded: frozenset[str] = frozenset(),
) -> Iterator[tuple[Block, ...]]:
    """Yield each comment as blocks: a heading and the body, replies indented.

    A comment of a bot is one line that links to itself, unless it is `expanded`.
    """
    if not comments:
        yield (paragraph("No comments yet. o opens the paper's page on the Hub."),)
    waiting: list[tuple[Comment, int, Comment | None]]
    waiting = [(one, 0, None) for one in reversed(comments)]
    while waiting:
        one, depth, parent = waiting.pop()
        waiting += [(reply, depth + 1, one) for reply in reversed(one.replies)]
        indent = " " * (INDENT * min(depth, MAX_DEPTH))
        runs = _head(one, paper, one.id in new, now, glyphs)
        if parent is not None and depth > MAX_DEPTH:
            runs += ((f" {glyphs.dot} to {_name(parent)}", "muted", None),)
        body, link = _body(one), ""
        if one.automated and one.body is not None:
            link = f"{COMMENT}{one.id}"
            is_open = one.id in expanded
            sign = glyphs.expanded if is_open else glyphs.collapsed
            dot = f" {glyphs.dot} "
            runs = ((f"{sign} ", "muted", link), *runs, (dot, "muted", None))
            runs += (("automated message", "link", link),)
            body = body if is_open else []
        head = Block("heading", runs, 3, tight=bool(body), target=link)
        yield tuple(
            replace(block, first=indent + block.first, rest=indent + block.rest)
            for block in (head, *body)
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
    facts = [stable_width(fact) for fact in facts]
    runs = [(_name(one), "bold", None), ("".join(dot + fact for fact in facts), "muted", None)]
    if new:
        runs.insert(0, (f"{glyphs.unread} new ", "new", None))
    return tuple(run for run in runs if run[0])


def _name(one: Comment) -> str:
    return stable_width(one.author.fullname) if one.author else "Unknown user"


def _body(one: Comment) -> list[Block]:
    if one.body is None:
        return [paragraph("This comment is hidden.")]
    lines = one.body.replace("\n", "  \n")  # the Hub keeps line breaks in comments
    return markdown.parse(lines, users=urls.find_endpoint().url).blocks or [paragraph("(empty)")]
