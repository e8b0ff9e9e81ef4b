"""A self-contained HTML page: no script, nothing remote, dark mode if preferred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tui_reader import urls
from tui_reader.export.markup import addresses, escaped, facts, html_link, summary_and_abstract
from tui_reader.models import Entry
from tui_reader.text.latex import to_text

_HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>Daily Papers</title>
<style>
  :root { --ink: #1f2328; --soft: #5b636d; --accent: #9a4a00; --line: #e4e2dc; --page: #fdfcf9; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e2e0da; --soft: #a09c93; --accent: #f0a45d; --line: #38352f; --page: #191816; }
  }
  body { margin: 3rem auto; max-width: 42rem; padding: 0 1.25rem; color: var(--ink);
    background: var(--page); font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: break-word; }
  h1 { font-size: .85rem; font-weight: 600; letter-spacing: .08em; text-transform: uppercase;
    color: var(--accent); }
  h2 { font: 600 1.35rem/1.3 Georgia, serif; margin: 0 0 .4rem; }
  article { border-top: 1px solid var(--line); padding: 1.75rem 0 1rem; }
  p { margin: .5rem 0; }
  a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .15em; }
  h2 a { color: inherit; text-decoration: none; }
  .soft { color: var(--soft); font-size: .9rem; }
  .tag { border: 1px solid var(--line); border-radius: 1em; padding: .05em .6em; }
  blockquote { margin: .75rem 0; padding-left: 1rem; border-left: 3px solid var(--accent);
    white-space: pre-wrap; }
</style>
</head>
<body>
<h1>Daily Papers</h1>
"""
_FOOT = "</body>\n</html>\n"


def render(entries: Iterable[Entry]) -> str:
    articles = ("\n".join(("<article>", *_lines(entry), "</article>\n")) for entry in entries)
    return _HEAD + "".join(articles) + _FOOT


def _lines(entry: Entry) -> Iterator[str]:
    paper, marks = entry.paper, entry.marks
    yield f"<h2>{html_link(urls.hub_page(paper.id), to_text(paper.title))}</h2>"
    if authors := ", ".join(paper.author_names):
        yield f"<p>{escaped(authors)}</p>"
    if known := facts(entry):
        yield f'<p class="soft">{escaped(known)}</p>'
    places = " · ".join(html_link(url, word) for word, url in addresses(entry))
    yield f'<p class="soft">{places}</p>'
    if marks.tags:
        tags = " ".join(f'<span class="tag">{escaped(tag)}</span>' for tag in marks.tags)
        yield f'<p class="soft">{tags}</p>'
    if marks.note:
        yield f"<blockquote>{escaped(marks.note)}</blockquote>"
    yield from summary_and_abstract(paper)
