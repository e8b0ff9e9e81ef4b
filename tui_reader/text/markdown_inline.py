"""Inline tokens of Markdown as runs: styles, links, HTML tags, pictures, LaTeX, references."""

# ruff: noqa: SIM905 (a line of words is easier to read than a list of strings)
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import groupby, takewhile
from operator import itemgetter
from typing import TYPE_CHECKING

from tui_reader.text import latex
from tui_reader.text.bare_urls import find_urls, is_video
from tui_reader.text.latex.symbols import script
from tui_reader.text.references import link_reference, mentions
from tui_reader.text.sanitize import clean, stable_width

if TYPE_CHECKING:
    from markdown_it.token import Token

Run = tuple[str, str, str | None]
"""Text, style and link. A style is words in a row: bold, italic, code, strike, heading, quote,
muted, link; "" for plain. A link is what the author wrote, which has to go through `urls.check`,
or a reference within the text, which begins with `#`."""
Cell = tuple[Run, ...]

_USER = re.compile(r"(?<![\w/@.+-])@([A-Za-z][\w-]{1,40}(?<!-))(?![\w@/])", re.ASCII)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w-]*)(?P<rest>[^>]*)>", re.S)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_IMAGE_NUMBER = re.compile(r"Image \d+(?::\s*|$)", re.I)  # added by the converter
_NO_CAPTION = re.compile(r"(?:Refer to caption|\[Uncaptioned image\])?", re.I)

_STYLES = {"strong": "bold", "em": "italic", "s": "strike"}
_TAG_STYLES = {
    **dict.fromkeys(("b", "strong", "th", "summary", "dt", "h1", "h2", "h3", "h4"), "bold"),
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), "italic"),
    **dict.fromkeys(("code", "kbd", "tt", "samp", "pre"), "code"),
    **dict.fromkeys(("s", "del", "strike"), "strike"),
}
_LINES = frozenset(
    "br p div li tr ul ol dl dt dd h1 h2 h3 h4 h5 h6 hr details summary figure figcaption "
    "center section article header footer table blockquote pre".split()
)
# Only HTML elements are dropped: papers have other tags in prompts, such as <think>.
_ELEMENTS = (
    _LINES
    | _TAG_STYLES.keys()
    | frozenset(
        "a abbr address aside bdi bdo big body caption col colgroup data font head html img ins "
        "label main mark nav picture q ruby rp rt small source span sub sup tbody td tfoot thead "
        "time title u video audio wbr iframe input button form svg path g math object embed "
        "script style link meta base map area canvas center nobr".split()
    )
)


class InlineRuns:
    """Converts the inline tokens of one document.

    Args:
        breaks: a line break in the source is one on the screen.
        with_mentions: "Figure 3" and "[12]" in running text are references.
        users: the base URL of user pages, for links from "@name"; None: no such links.
    """

    def __init__(self, breaks: bool, with_mentions: bool, users: str | None = None) -> None:
        self._users = users
        self._softbreak = "\n" if breaks else " "
        self._with_mentions = with_mentions

    def of(self, token: Token, style: str) -> Cell:
        """Return the runs of a paragraph or a cell; neighbors of one style are joined."""
        return tuple(join_runs(run for run in self._runs(token.children or [], style) if run[0]))

    def _runs(self, tokens: list[Token], style: str) -> Iterator[Run]:
        styles = [style] if style else []
        links: list[str | None] = [None]
        raised = ""
        for index, child in enumerate(tokens):
            kind = child.type
            link = links[-1]
            if kind == "text" and raised:
                yield from self._words(script(raised, child.content), styles, link)
            elif kind in ("text", "text_special"):
                yield from self._words(child.content, styles, link, kind == "text")
            elif kind == "code_inline":
                yield _run(child.content, [*styles, "code"], link)
            elif kind in ("softbreak", "hardbreak"):
                yield _run(self._softbreak if kind == "softbreak" else "\n", styles, link)
            elif kind == "image":
                yield _image(child.content, _target(child, "src"), link, styles)
            elif kind == "link_open":
                inside = takewhile(lambda one: one.type != "link_close", tokens[index + 1 :])
                words = "".join(token.content for token in inside)
                url = _target(child, "href")
                title = str(child.attrs.get("title", ""))
                links.append(link_reference(url, title, words) or url if url else None)
                styles.append("link")
            elif kind == "link_close":
                links.pop()
                styles.remove("link")
            elif kind == "html_inline":
                tag = _TAG.fullmatch(child.content)
                name = tag["name"].lower() if tag else ""
                if tag is None or name not in _ELEMENTS:
                    if not child.content.startswith("<!--"):
                        yield _run(child.content, styles, link)
                elif name in ("sup", "sub"):
                    raised = "" if tag["end"] else "^" if name == "sup" else "_"
                elif name in ("img", "video", "source"):
                    given = _attributes(tag["rest"])
                    if "src" in given:
                        yield _image(given.get("alt", ""), given["src"], link, styles)
                elif name == "a":
                    _open_link(tag, links, styles)
                else:
                    if name in _LINES:
                        yield _run("\n", styles, link)
                    if name == "li" and not tag["end"]:
                        yield _run("• ", [*styles, "muted"], link)
                    _switch(_TAG_STYLES.get(name), bool(tag["end"]), styles)
            elif kind.endswith("_open"):
                styles.append(_STYLES.get(child.tag, "bold"))
            elif kind.endswith("_close"):
                _switch(_STYLES.get(child.tag, "bold"), True, styles)

    def _words(
        self, text: str, styles: list[str], link: str | None, with_latex: bool = True
    ) -> Iterator[Run]:
        """Running text: LaTeX as Unicode, bare addresses and references as links."""
        if link is None and self._users and "@" in text:
            at = 0
            for found in _USER.finditer(text):
                yield from self._words(text[at : found.start()], styles, "", with_latex)
                yield _run(found[0], [*styles, "link"], f"{self._users}/{found[1]}")
                at = found.end()
            text = text[at:]
        at = 0
        for start, end in find_urls(text) if not link else ():
            yield from self._plain(text[at:start], styles, None, with_latex)
            yield _run(text[start:end], [*styles, "link"], text[start:end])
            at = end
        yield from self._plain(text[at:], styles, link, with_latex)

    def _plain(
        self, text: str, styles: list[str], link: str | None, with_latex: bool
    ) -> Iterator[Run]:
        if link is None and self._with_mentions and "heading" not in styles:
            at = 0
            for start, end, target in mentions(text):
                if start < at:
                    continue
                yield from self._converted(text[at:start], styles, None, with_latex)
                yield from self._converted(text[start:end], [*styles, "link"], target, with_latex)
                at = end
            text = text[at:]
        yield from self._converted(text, styles, link, with_latex)

    def _converted(
        self, text: str, styles: list[str], link: str | None, with_latex: bool
    ) -> Iterator[Run]:
        if with_latex:
            for shown, style in latex.to_runs(text):
                yield _run(shown, [*styles, style] if style else styles, link)
        elif text:
            yield _run(text, styles, link)


def join_runs(runs: Iterable[Run]) -> list[Run]:
    """Join neighboring runs of the same style and link."""
    return [
        ("".join([text for text, _, _ in same]), style, link)
        for (style, link), same in groupby(runs, itemgetter(1, 2))
    ]


def plain(runs: Cell) -> str:
    """Return the text of runs, without styles."""
    return "".join(text for text, _, _ in runs)


def is_picture(run: Run) -> bool:
    """Return whether a run represents a picture or a video; its link is the URL."""
    return run[0].startswith(("[image", "[figure", "[video")) and "muted" in run[1]


def _image(alt: str, url: str | None, link: str | None, styles: list[str]) -> Run:
    alt = _IMAGE_NUMBER.sub("", " ".join(latex.to_text(alt).split()), count=1)
    name = "video" if url and is_video(url) else "image"
    if _NO_CAPTION.fullmatch(alt):
        alt = ""
    return _run(f"[{name}: {alt}]" if alt else f"[{name}]", [*styles, "muted"], url or link)


def _open_link(tag: re.Match[str], links: list[str | None], styles: list[str]) -> None:
    if not tag["end"]:
        url = _attributes(tag["rest"]).get("href") or None
        links.append(link_reference(url, "", "") or url if url else None)
        styles.append("link")
    elif len(links) > 1:
        links.pop()
        _switch("link", True, styles)


def _switch(style: str | None, end: bool, styles: list[str]) -> None:
    """Begin a style, or end the innermost one of that name."""
    if style is None:
        return
    if not end:
        styles.append(style)
    elif style in styles:
        styles.reverse()
        styles.remove(style)
        styles.reverse()


def _attributes(source: str) -> dict[str, str]:
    return {
        name.lower(): clean(unescape(double or single or bare)).replace("\n", "").strip()[:2_000]
        for name, double, single, bare in _ATTRIBUTE.findall(source)
    }


def _run(text: str, styles: list[str], link: str | None) -> Run:
    return stable_width(clean(text)), " ".join(dict.fromkeys(styles)), link or None


def _target(token: Token, name: str) -> str | None:
    return clean(str(token.attrs.get(name, ""))).replace("\n", "")[:2_000] or None
