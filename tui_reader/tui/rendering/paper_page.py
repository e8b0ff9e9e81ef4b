"""The page about one paper as `Content`: first what it is about, then the details. No widgets."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from tui_reader import dates, urls
from tui_reader.glyphs import UNICODE, Glyphs
from tui_reader.models import Entry, ForYou, Paper
from tui_reader.text import latex
from tui_reader.text.bare_urls import find_urls, is_video
from tui_reader.text.fit import fit
from tui_reader.text.sanitize import stable_width
from tui_reader.urls import Link

MAX_AUTHORS = 500  # shown on a page; some papers have thousands, which take long to lay out
MAX_TAGS = 3  # shown in the line of marks; the others follow the abstract


class NamedLink(NamedTuple):
    """A link and its label."""

    name: str
    link: Link


def links_of(entry: Entry) -> list[NamedLink]:
    """Return the paper's links that passed the URL check, with their labels."""
    paper = entry.paper
    stars = f"\N{NO-BREAK SPACE}★{dates.short_count(paper.stars)}" if paper.stars else ""
    checked = {name: urls.check(url) for name, url in urls.of_paper(paper).items()}
    return [
        NamedLink(f"code{stars}" if name == "code" else name, link)
        for name, link in checked.items()
        if link is not None
    ]


def text_links(paper: Paper) -> list[NamedLink]:
    """Return the URLs in title, summary and abstract that passed the URL check, each once."""
    found: dict[str, NamedLink] = {}
    for source in (paper.title, paper.summary or "", paper.abstract):
        text = latex.to_text(source) if "://" in source else ""
        for _, _, link in _find_links(text):
            found.setdefault(link.url, NamedLink(link.written, link))
    return list(found.values())


def _find_links(text: str) -> Iterator[tuple[int, int, Link]]:
    """Yield start, end and link of each URL in a text that passed the URL check."""
    for start, end in find_urls(text):
        link = urls.check(text[start:end])
        if link is not None:
            yield start, end, link


def page_links(entry: Entry) -> list[NamedLink]:
    """Return what can be clicked on a paper's page: its own links, then those in its text."""
    own = links_of(entry)
    return own + _more_links(entry.paper, own)


def _more_links(paper: Paper, own: list[NamedLink]) -> list[NamedLink]:
    known = {named.link.url for named in own}
    return [named for named in text_links(paper) if named.link.url not in known]


def image_urls(paper: Paper) -> list[str]:
    """Return the URLs of a paper's images, the authors' first, the thumbnail last."""
    found = dict.fromkeys((*paper.media, *filter(None, (paper.thumbnail,))))
    vectors = {url for url in found if url.lower().partition("?")[0].endswith(".svg")}
    return [url for url in found if url not in vectors and not is_video(url)]


def video_urls(paper: Paper) -> list[str]:
    """Return the URLs of a paper's videos."""
    return [url for url in dict.fromkeys(paper.media) if is_video(url)]


Highlight = Callable[[Content], Content]


def render_page(
    entry: Entry,
    glyphs: Glyphs = UNICODE,
    now: datetime | None = None,
    downloaded: bool = False,
    highlight: Highlight = lambda text: text,
    day: date | None = None,
    images_key: str = "i",
    width: int = 0,
) -> Content:
    """Render everything about a paper as one page of literal text.

    Title, one line about its origin, one of numbers and links, and the marks come first; then the
    summary and the abstract; then all the rest.

    Args:
        entry: The paper with the user's marks.
        glyphs: The characters to use; with UNICODE, links carry their URL for the terminal (OSC 8).
        now: The time that "bookmarked 2 days ago" counts from; None is the current time.
        downloaded: Whether the PDF is on disk.
        highlight: Styles search matches in the paper's own text.
        day: The open edition, if one is open: its date is not repeated.
        images_key: The key that shows the images.
        width: The cells of a line, in which the reason of For you has to fit; 0: any number.
    """
    dot = f" {glyphs.dot} "
    paper = entry.paper
    links = links_of(entry)
    styles = {
        named.link.url: _link_style(number, named.link.url if glyphs is UNICODE else None)
        for number, named in enumerate(links + _more_links(paper, links))
    }
    title = Content.styled(stable_width(latex.to_text(paper.title)), "bold")
    parts = [highlight(_linked(title, styles)), Content("\n")]
    if origin := _origin(paper, dot, day):
        parts.append(highlight(_muted(f"{origin}\n")))
    parts += _numbers(entry, dot, glyphs)
    parts.append(_links(links, dot, glyphs, styles, downloaded))
    pictures = image_urls(paper)
    shown = [] if pictures == [paper.thumbnail] else pictures
    images = _number_of(shown, "image", images_key)
    videos = _number_of(video_urls(paper), "video", images_key)
    parts += [Content(dot), images, Content("\n")] if images else [Content("\n")]
    if marks := _marks(entry, glyphs):
        parts.append(Content.styled(stable_width(f"{marks}\n"), "$text-accent"))
    if entry.for_you and entry.for_you.fits:
        parts.append(_muted(f"{_reason(entry.for_you, width, glyphs)}\n"))
    if paper.summary:
        parts += [
            Content("\n"),
            highlight(_linked(_styled(paper.summary), styles)),
            _muted("  AI summary\n"),
        ]
    parts.append(Content("\n"))
    if paper.abstract:
        abstract = _styled("\n\n".join(paper.abstract.split("\n")))
        parts.append(highlight(_linked(abstract, styles)))
    else:
        parts.append(_muted("No abstract on the Hub."))
    parts += [Content("\n\n"), videos] if videos else []
    parts += _details(entry, dot, glyphs, now or datetime.now(UTC), highlight, day)
    # The parts are sanitized; stripping control codes again goes through every character.
    return Content.assemble(*parts, strip_control_codes=False)


def _reason(found: ForYou, width: int, glyphs: Glyphs) -> str:
    """Say why a paper fits, with as many terms as there is room for in a line."""
    reasons = [
        found._replace(terms=found.terms[:end]).reason for end in range(len(found.terms) + 1)
    ]
    if width <= 0:
        return reasons[-1]
    fitting = [text for text in reasons if cell_len(text) <= width]
    return fitting[-1] if fitting else fit(reasons[0], width, glyphs.more)


def _origin(paper: Paper, dot: str, day: date | None) -> str:
    """First author, organization and date, on one line."""
    facts = [f"Withdrawn {dates.plain(dates.local(paper.withdrawn))}"] if paper.withdrawn else []
    facts.append(paper.byline())
    if paper.organization:
        facts.append(paper.organization.fullname)
    if paper.published and paper.published != day:
        same_year = day is not None and paper.published.year == day.year
        facts.append(dates.plain(paper.published)[: -5 if same_year else None])
    return dot.join(filter(None, facts))


def _numbers(entry: Entry, dot: str, glyphs: Glyphs) -> list[Content]:
    """Upvotes with their gain, and comments; the links follow on the same line."""
    paper, seen = entry.paper, entry.marks.seen_comments
    parts = []
    if paper.upvotes is not None:
        parts.append(Content(f"{glyphs.upvotes}{dates.count(paper.upvotes)}"))
        if entry.gained:
            parts.append(Content.styled(f" +{dates.short_count(entry.gained)}", "$success"))
        parts.append(Content(dot))
    if paper.comments is not None:
        parts.append(Content(dates.counted(paper.comments, "comment")))
        if seen is not None and paper.comments > seen:
            parts.append(Content.styled(f", {paper.comments - seen} new", "$success"))
        parts.append(Content(dot))
    return parts


def _number_of(urls: list[str], name: str, key: str) -> Content:
    """For example "2 images (i)", on one line; a click opens them."""
    if not urls:
        return Content()
    text = f"{dates.counted(len(urls), name)} ({key})".replace(" ", "\N{NO-BREAK SPACE}")
    return Content.styled(text, Style.from_meta({"@click": "screen.pictures"}))


def _marks(entry: Entry, glyphs: Glyphs) -> str:
    """Bookmark, first tags, note and watches, on one line."""
    marks = entry.marks
    shown = [f"#{tag}" for tag in marks.tags[:MAX_TAGS]]
    if len(marks.tags) > MAX_TAGS:
        shown.append(f"+ {len(marks.tags) - MAX_TAGS}")
    return "  ".join(
        [
            *([f"{glyphs.star} bookmarked"] if marks.bookmarked else []),
            *shown,
            *([f"{glyphs.note} note"] if marks.note else []),
            *(f"{glyphs.watch} {watch}" for watch in entry.watches),
            *(["hidden"] if marks.hidden else []),
        ]
    )


def _details(
    entry: Entry, dot: str, glyphs: Glyphs, now: datetime, highlight: Highlight, day: date | None
) -> list[Content]:
    """Details below the abstract: all authors, edition and submitter, keywords, tags, note."""
    paper, marks = entry.paper, entry.marks
    authors, facts, parts = paper.shown_authors, [], []
    if len(authors) > 1:
        names = [author.name for author in authors[:MAX_AUTHORS]]
        if len(authors) > MAX_AUTHORS:
            names.append(f"+ {dates.count(len(authors) - MAX_AUTHORS)}")
        parts += [Content("\n\n"), highlight(Content(stable_width(", ".join(names))))]
    if entry.edition and entry.edition != day:
        facts.append(f"Edition of {dates.plain(entry.edition)}")
    if paper.submitter:
        facts.append(f"submitted by {paper.submitter.fullname}")
    if marks.bookmarked:
        facts.append(f"bookmarked {dates.ago(marks.bookmarked, now)}")
    if facts:
        text = dot.join(facts)
        parts += [Content("\n\n"), highlight(_muted(text[0].upper() + text[1:]))]
    if paper.keywords:
        keywords = ", ".join(map(latex.to_text, paper.keywords))
        parts += [Content("\n\n"), highlight(_muted(f"Keywords: {keywords}"))]
    if marks.tags:
        tags = " ".join(f"#{tag}" for tag in marks.tags)
        parts += [Content("\n\n"), _muted(f"Tags: {tags}")]
    if marks.note:
        parts += [Content("\n\n"), _muted(f"{glyphs.note} Your note\n")]
        parts.append(highlight(Content(stable_width(marks.note))))
    return parts


def _muted(text: str) -> Content:
    return Content.styled(stable_width(text), "$text-muted")


def _styled(text: str) -> Content:
    styles = {"bold": "bold", "italic": "italic", "code": "$text-accent"}
    spans = [(stable_width(part), styles.get(style, "")) for part, style in latex.to_runs(text)]
    return Content.assemble(*spans)


def _linked(text: Content, links: Mapping[str, Style]) -> Content:
    """Return a text with its URLs clickable."""
    for start, end, link in _find_links(text.plain):
        if link.url in links:  # otherwise the URL was cut by the layout of the page
            text = text.stylize(links[link.url], start, end)
    return text


def _links(
    links: list[NamedLink], dot: str, glyphs: Glyphs, styles: Mapping[str, Style], downloaded: bool
) -> Content:
    """Link labels; a click runs the screen's `follow` action with the link's number."""
    labels = []
    for named in links:
        label = named.name
        if label == "PDF" and downloaded:
            label = f"PDF {glyphs.disk} on disk"
        labels.append(Content.styled(label, styles[named.link.url]))
    return Content(dot).join(labels)


@lru_cache(256)
def _link_style(number: int, url: str | None) -> Style:
    style = Style.from_meta({"@click": f"screen.follow({number})"}) + Style(underline=True)
    return style + Style(link=url) if url else style
