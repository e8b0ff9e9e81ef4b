"""Read arXiv IDs from lists and from files of reference managers: BibTeX, RIS and CSL JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tui_reader.models import find_ids

# Only fields that identify the paper itself: abstracts and notes name other papers.
_BIBTEX_FIELDS = re.compile(r"eprint|arxiv(?:id)?|doi|url|bdsk-url-\d+|link|howpublished|ee|pdf")
_RIS_TAGS = ("ID", "AN", "M1", "DO", "UR", "L1", "L2", "LK")
_CSL_FIELDS = (
    "id", "citation-key", "number", "archive_location", "archive-location", "DOI", "URL",
)  # fmt: skip
# Google Scholar has the ID only in the name of the journal, DBLP only in its volume (abs/…), Zotero
# and ADS in its number or pages.
_BIBTEX_JOURNAL = ("journal", "journaltitle", "volume", "number", "eid", "pages")
_RIS_JOURNAL = ("JO", "JF", "JA", "J2", "T2", "VL", "IS", "SP", "C7")
_CSL_JOURNAL = ("container-title", "volume", "issue", "page")
_IN_JOURNAL = re.compile(
    r"(?:(?:\barxiv(?: preprint| e-prints?)?[,:\s]+)+|\babs/)[0-9]{4}\.[0-9]{4,5}", re.IGNORECASE
)

# Text that starts like JSON: a Markdown link, or a numbered reference.
_BRACKETS = re.compile(r"\s*\[+[^\[\]{}\n]*\]+[ \t]*[^\s,\]]")

_BIBTEX_START = re.compile(r"(?:^|(?<=[})]))[ \t]*@[ \t]*([A-Za-z]+)[ \t]*[{(]", re.MULTILINE)
_BIBTEX_SPACE = r"(?:[\s,]|%.*+)*+"  # with comments, which Biber accepts in an entry
_BIBTEX_FIELD = re.compile(rf"{_BIBTEX_SPACE}([A-Za-z][\w-]*)\s*=\s*")
_ID_AS_KEY = re.compile(r"(?:arxiv:)?[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?", re.IGNORECASE)
_BIBTEX_END = re.compile(rf"{_BIBTEX_SPACE}[}})]")
_BIBTEX_BARE = re.compile(r"[^\s,{}\"#]+")
_NO_ENTRIES = frozenset(("comment", "string", "preamble"))
_RIS_LINE = re.compile(r"^([A-Z][A-Z0-9])  ?- ?(.*)$")


class References(NamedTuple):
    """IDs in order, without duplicates, and the lines or entries without an ID."""

    ids: list[str]
    without: list[str]


def read(source: str) -> References:
    """Return the IDs of a file: BibTeX, RIS, CSL JSON, or text with any number of IDs per line.

    In text, lines that start with # are comments. Raises ValueError for JSON of another kind.
    """
    source = source.removeprefix("\ufeff")
    if source.lstrip()[:1] in ("{", "[") and not _BRACKETS.match(source):
        return _references(_csl_items(source))
    if _BIBTEX_START.search(source):
        return _references(_bibtex_entries(source))
    if any(line.startswith(("TY  -", "TY -")) for line in source.splitlines()):
        return _references(_ris_entries(source))
    lines = (line.strip() for line in source.splitlines())
    return _references((line, line) for line in lines if line and line[0] != "#")


def is_csl_object(source: str) -> bool:
    """True for CSL JSON that is no list: one item, as from doi.org, or an object with `items`."""
    return '"papers"' not in source and bool(re.search(r'"(?:items|DOI|URL)"\s*:', source))


def _references(entries: Iterable[tuple[str, str]]) -> References:
    """Collect IDs from (name, text with IDs)."""
    ids: list[str] = []
    without: list[str] = []
    for name, text in entries:
        found = find_ids(text)
        ids += found
        if not found:
            without.append(name)
    return References(list(dict.fromkeys(ids)), without)


def _csl_items(source: str) -> Iterator[tuple[str, str]]:
    try:
        items = json.loads(source)
    except RecursionError:
        raise ValueError("this JSON is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"not JSON: {str(error)[:200]}") from None
    if isinstance(items, dict):
        items = items.get("items", [items])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ValueError("not CSL JSON: a list of objects is expected")
    for item in items:
        name = str(item.get("title") or item.get("id") or "an entry")
        values = [str(item[field]) for field in _CSL_FIELDS if item.get(field)]
        journal = " ".join(str(item.get(field)) for field in _CSL_JOURNAL)
        values += _IN_JOURNAL.findall(journal)
        yield name, "\n".join(values)


def _ris_entries(source: str) -> Iterator[tuple[str, str]]:
    """Yield the entries, and lines with IDs between them."""
    name, values = "", list[str]()
    started = False
    for line in map(str.strip, [*source.splitlines(), "TY  - end"]):
        match = _RIS_LINE.match(line)
        if match is None:
            if not started and line[:1] not in ("#", "%") and find_ids(line):
                yield line, line
            continue
        tag, value = match[1], match[2].strip()
        if tag in ("TY", "ER"):
            if started:
                yield name or "an entry", "\n".join(values)
            name, values, started = "", [], tag == "TY"
        elif tag in ("TI", "T1") and not name:
            name = value
        elif tag in _RIS_TAGS:
            values.append(value)
        elif tag in _RIS_JOURNAL:
            values += _IN_JOURNAL.findall(value)


def _bibtex_entries(source: str) -> Iterator[tuple[str, str]]:
    """Yield the entries, and what `_ris_entries` finds between them."""
    starts = list(_BIBTEX_START.finditer(source))
    ends = [start.start() for start in starts[1:]] + [len(source)]
    yield from _ris_entries(source[: starts[0].start()])
    for start, end in zip(starts, ends, strict=True):
        if start[1].lower() in _NO_ENTRIES:
            body = source[start.end() - 1 : end]
            closed = _bibtex_value_end(body, 0)
            if body[:closed].endswith("}"):
                yield from _ris_entries(body[closed:])
            continue
        key, _, body = source[start.end() : end].partition(",")
        fields, closed = _bibtex_fields(body)
        values = [value for name, value in fields.items() if _BIBTEX_FIELDS.fullmatch(name)]
        journal = " ".join(fields.get(name, "") for name in _BIBTEX_JOURNAL)
        values += _IN_JOURNAL.findall(re.sub("[{}]", "", journal))
        if _ID_AS_KEY.fullmatch(key.strip()):
            values.append(key)
        yield key.strip() or "an entry", "\n".join(values)
        yield from _ris_entries(body[closed:])


def _bibtex_fields(body: str) -> tuple[dict[str, str], int]:
    """Return the fields and the end of an entry; a broken one ends with the text."""
    fields: dict[str, str] = {}
    at = 0
    while match := _BIBTEX_FIELD.match(body, at):
        at, parts = match.end(), []
        while True:
            end = _bibtex_value_end(body, at)
            if end == at:
                return fields, len(body)
            parts.append(body[at:end].strip('{}"'))
            joined = re.compile(r"\s*#\s*").match(body, end)
            at = joined.end() if joined else end
            if not joined:
                break
        fields[match[1].lower()] = " ".join(parts)
    closing = _BIBTEX_END.match(body, at)
    return fields, closing.end() if closing else len(body)


def _bibtex_value_end(body: str, at: int) -> int:
    """Return the end of a value in braces or quotes, or of a bare one; `at` if there is none."""
    if body[at : at + 1] not in ("{", '"'):
        bare = _BIBTEX_BARE.match(body, at)
        return bare.end() if bare else at
    quoted, depth = body[at] == '"', 0
    for place in range(at, len(body)):
        c = body[place]
        depth += (c == "{") - (c == "}")
        closes = c == '"' and place > at if quoted else c == "}"
        if closes and depth == 0:
            return place + 1
    return at
