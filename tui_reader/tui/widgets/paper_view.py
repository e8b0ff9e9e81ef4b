"""The page about one paper: what it is, by whom, where it can be read, and its abstract."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from textual.content import Content
from textual.geometry import Region
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from tui_reader import dates, urls
from tui_reader.glyphs import UNICODE, Glyphs
from tui_reader.models import Entry
from tui_reader.tui.textual_ext.line_view import Scrolled
from tui_reader.urls import Link

AUTHORS_SHOWN = 8
WIDEST = 88  # columns of a page
MARGIN = 2  # columns on both sides of it
PAGES = 40  # of the last papers, kept laid out


class Named(NamedTuple):
    """A link with the words it is shown as."""

    name: str
    link: Link


def links_of(entry: Entry) -> list[Named]:
    """Where a paper can be read on: only links that went through the door."""
    paper = entry.paper
    stars = f" ★{dates.short_count(paper.stars)}" if paper.stars else ""
    wanted = [
        ("Hub page", urls.hub_page(paper.id)),
        ("arXiv", urls.arxiv_page(paper.id)),
        ("PDF", urls.arxiv_pdf(paper.id)),
        (f"code{stars}", paper.code),
        ("project", paper.project),
    ]
    found = []
    for name, url in wanted:
        link = urls.door(url) if url else None
        if link is not None:
            found.append(Named(name, link))
    return found


def plain(text: str) -> list[tuple[str, str]]:
    """Text as it is, where no mathematics is in it."""
    return [(text, "")]


def spans(text: str) -> list[tuple[str, str]]:
    """Source text as it is shown: LaTeX only where there is some, and only then imported."""
    if "$" not in text and "\\" not in text and "`" not in text:
        return plain(text)
    from tui_reader.text import latex

    return latex.to_runs(text)


def shown(text: str) -> str:
    """The same without styles: for titles."""
    return "".join(part for part, _ in spans(text))


Highlight = Callable[[Content], Content]


def unmarked(text: Content) -> Content:
    return text


def page(
    entry: Entry,
    glyphs: Glyphs = UNICODE,
    hyperlinks: bool = True,
    now: datetime | None = None,
    on_disk: bool = False,
    mark: Highlight = unmarked,
) -> Content:
    """Everything about a paper, as one page of literal text. What is not known is left out.

    `mark` may style what was searched for in the paper's own words.
    """
    paper, marks = entry.paper, entry.marks
    dot = f" {glyphs.dot} "
    now = now or datetime.now(UTC)
    parts: list[Content] = [mark(Content.styled(shown(paper.title), "bold")), Content("\n\n")]

    authors = paper.shown_authors
    if authors:
        names = ", ".join(author.name for author in authors[:AUTHORS_SHOWN])
        more = f" + {len(authors) - AUTHORS_SHOWN}" if len(authors) > AUTHORS_SHOWN else ""
        parts.append(mark(Content(names + more + "\n")))
    facts = []
    if paper.published:
        facts.append(f"Published {dates.plain(paper.published)}")
    if paper.organization:
        facts.append(paper.organization.fullname)
    if entry.edition:
        facts.append(f"Edition {dates.plain(entry.edition)}")
    if paper.submitter:
        facts.append(f"by {paper.submitter.fullname}")
    parts.append(mark(_muted(dot.join(facts) + "\n" if facts else "")))
    counts = []
    if paper.upvotes is not None:
        gained = f", {entry.gained} more since your last look" if entry.gained else ""
        counts.append(f"{glyphs.upvotes}{dates.count(paper.upvotes)}{gained}")
    if paper.comments is not None:
        new = ""
        if marks.seen_comments is not None and paper.comments > marks.seen_comments:
            new = f", {paper.comments - marks.seen_comments} new"
        plural = "" if paper.comments == 1 else "s"
        counts.append(f"{dates.count(paper.comments)} comment{plural}{new}")
    if marks.bookmarked:
        counts.append(f"{glyphs.star} kept {dates.ago(marks.bookmarked, now)}")
    counts += [f"#{tag}" for tag in marks.tags]
    counts += [f"{glyphs.watch} {watch}" for watch in entry.watches]
    if counts:
        parts.append(Content(dot.join(counts) + "\n"))
    parts += [Content("\n"), _links(entry, dot, glyphs, hyperlinks, on_disk), Content("\n")]
    if marks.note:
        parts += [
            Content("\n"),
            _muted(f"{glyphs.note} Your note\n"),
            mark(Content(marks.note + "\n")),
        ]
    if paper.summary:
        parts += [
            Content("\n"),
            _muted(f"In short {glyphs.dot} by AI   "),
            mark(_styled(paper.summary)),
            Content("\n"),
        ]
    parts.append(Content("\n"))
    if paper.abstract:
        parts.append(mark(_styled("\n\n".join(paper.abstract.split("\n")))))
    else:
        parts.append(_muted("No abstract on the Hub."))
    if paper.keywords:
        keywords = _muted(dot.join(shown(word) for word in paper.keywords))
        parts += [Content("\n\n"), mark(keywords)]
    # `join` goes through a text letter by letter. The parts have been stripped already.
    return Content.assemble(*parts, strip_control_codes=False)


def _muted(text: str) -> Content:
    return Content.styled(text, "$text-muted")


def _styled(text: str) -> Content:
    styles = {"bold": "bold", "italic": "italic", "code": "$text-accent"}
    return Content.assemble(*((part, styles.get(style, "")) for part, style in spans(text)))


def _links(entry: Entry, dot: str, glyphs: Glyphs, hyperlinks: bool, on_disk: bool) -> Content:
    """Links as words; a click goes through the door, and terminals with hyperlinks show them."""
    shown_links = []
    for number, named in enumerate(links_of(entry)):
        name = named.name.replace("★", glyphs.star if glyphs is UNICODE else "")
        if name == "PDF" and on_disk:
            name = f"PDF {glyphs.disk} on disk"
        style = _link_style(number, named.link.url if hyperlinks else None)
        shown_links.append(Content.styled(name, style))
    return Content(dot).join(shown_links)


@lru_cache(256)
def _link_style(number: int, url: str | None) -> Style:
    style = Style.from_meta({"@click": f"screen.follow({number})"}) + Style(underline=True)
    return style + Style(link=url) if url else style


class Detail(Scrolled, can_focus=True, inherit_bindings=False):
    """The pane that shows a page. It scrolls by itself and begins at the top for each paper."""

    DEFAULT_CSS = """
    Detail {
        padding: 0 2; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.key: int | None = None
        self._content = Content("")
        self._pages: dict[object, list[Strip]] = {}  # laid out, the last used at the end
        self._strips: list[Strip] | None = None
        self._blank = Strip.blank(0)
        self._width = 0

    def show(self, key: int | None, content: Content) -> None:
        """Show a page; the same paper keeps its place on the page."""
        self._content, before = content, self._strips
        if key != self.key:
            self.key, before = key, None
            if self.scroll_y:
                self.scroll_to(y=0, animate=False, force=True, immediate=True)
        self._lay_out(before)

    def prepare(self, content: Content) -> None:
        """Lay a page out that is likely to be shown next, down to what the terminal gets."""
        if self._width:
            for line in self._laid_out(content)[: self.size.height]:
                line.render(self.app.console)  # a line remembers it

    def _lay_out(self, before: list[Strip] | None = None) -> None:
        """`before` are the lines on screen, where only those that differ are to be painted."""
        self._width = self.scrollable_content_region.width
        self._strips = None
        if self._width:
            self._strips = self._laid_out(self._content)
            if self._blank.cell_length != self._width:
                self._blank = Strip.blank(self._width, self.rich_style)
            self.set_lines(len(self._strips))
        if before is None or self._strips is None:
            self.refresh_all_lines()
            return
        top = round(self.scroll_y)
        seen = slice(top, top + self.size.height)
        lines = zip_longest(before[seen], self._strips[seen])
        changed = [y for y, (old, new) in enumerate(lines, top) if old is not new and old != new]
        if changed:
            self.refresh_lines(changed[0], changed[-1] + 1 - changed[0])

    def _laid_out(self, content: Content) -> list[Strip]:
        """The lines of a page; the pages of the last papers are kept."""
        style = self.visual_style
        name = (content.plain, tuple(content.spans), self._width, style, self.text_selection)
        strips = self._pages.pop(name, None)
        if strips is None:
            lines = Visual.to_strips(self, content, min(WIDEST, self._width), None, style)
            base = self.rich_style
            strips = [line.adjust_cell_length(self._width, base) for line in lines]
        self._pages[name] = strips
        if len(self._pages) > PAGES:
            del self._pages[next(iter(self._pages))]
        return strips

    def render_lines(self, crop: Region) -> list[Strip]:
        if crop.column_span != (MARGIN, MARGIN + self._width):
            return super().render_lines(crop)
        # The lines as they are kept: the toolkit would put each together anew at every key.
        lines = [self.render_line(y) for y in crop.line_range]
        for filter in self.get_line_filters():
            background = self.background_colors[1]
            lines = [line.apply_filter(filter, background) for line in lines]
        return lines

    def render_line(self, y: int) -> Strip:
        if self._strips is None:
            self._lay_out()
        line = y + round(self.scroll_y)
        return self._strips[line] if self._strips and line < len(self._strips) else self._blank

    def sized(self) -> None:
        if self._width != self.scrollable_content_region.width:
            self._lay_out()

    def notify_style_update(self) -> None:
        self._strips, self._blank = None, Strip.blank(0)
        self._pages.clear()
        super().notify_style_update()

    def selection_updated(self, selection: Selection | None) -> None:
        self._lay_out()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What was selected with the mouse, as text."""
        return selection.extract(self._content.plain), "\n"
