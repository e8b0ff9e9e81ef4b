"""Targets within a text: "Figure 3", "Eq. (2)", "Section 4.1", citations and footnotes.

A reference is a link that begins with `#`: kind and number, as in `#figure-3`. Captions, numbered
formulas, headings and the entries of a list of references are targets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_KINDS = {
    "fig": "figure", "figs": "figure", "figure": "figure", "figures": "figure",
    "tab": "table", "table": "table", "tables": "table",
    "eq": "equation", "eqs": "equation", "eqn": "equation", "equation": "equation",
    "equations": "equation",
    "sec": "section", "secs": "section", "section": "section", "sections": "section",
    "§": "section", "appendix": "section", "app": "section", "appendices": "section",
    "algorithm": "algorithm", "alg": "algorithm", "listing": "listing",
}  # fmt: skip
_ROMAN = r"[IVX]{1,5}-[A-Z]\b|[IVX]{2,5}\b"
_NUMBER = r"[A-Z]?\d{1,3}(?:\.\d{1,3}){0,3}|[A-Z](?:\.\d{1,3}){0,3}(?![A-Za-z])"
_MENTION = re.compile(
    rf"(?<![\w#-])(?P<kind>Fig(?:ure)?s?|Tab(?:le)?s?|Eq(?:n|uation)?s?|Sec(?:tion)?s?|§"
    rf"|App(?:endi(?:x|ces))?|Alg(?:orithm)?|Listing|figure|table|equation|section|appendix|TABLE|FIG(?:URE)?"
    rf"|algorithm)\.?[\s~\u00a0]{{0,2}}\(?(?P<number>{_ROMAN}|{_NUMBER})\)?(?![\w])"
)
_MORE = re.compile(
    rf"(?:\s?[–—-]\s?|,\s|,?\s(?:and|&|to|or)\s)\(?(?P<number>{_ROMAN}|{_NUMBER})\)?(?![\w])"
)
_PLURAL = re.compile(r"(?:[A-Za-z]{2,}s|appendices)\b", re.I)
_YEAR = r"(?<![\d.:])(?:19|20)\d\d[a-z]?(?!\d|\.\d)"
_AUTHOR_YEAR = re.compile(
    r"(?<![\w-])(?P<name>[A-Z][\w'’-]+)(?:\set\sal\.?|\s(?:and|&)\s[A-Z][\w'’-]+)?"
    rf",?\s[(\[]?(?P<year>{_YEAR})(?=[)\];,:])"
)
_INITIALS = re.compile(r"^(?:[A-Z]\.[ -]?)+")
_AUTHOR_END = re.compile(r"[,;&(\[]|\.\s|\sand\s|\set\sal")
_CITATION = re.compile(r"\[(\d{1,4}(?:[,;–-]\s?\d{1,4}){0,30})\]")
_ONE = re.compile(r"\d+")
_CAPTION = re.compile(
    r"(?:\[[a-z]+\] )*(?:\([a-z]\)[^.]{0,100}\.? )*"
    r"(?P<prefix>(?:Supp(?:lementary|\.)|Extended Data)\s)?"
    r"(?P<kind>(?P<figure>Figure|Fig\.|FIG(?:URE|\.)|Scheme|Chart)|Table|TABLE|Algorithm|Listing)"
    rf"\s(?P<number>{_ROMAN}|{_NUMBER})(?:\s?[:.|–—]|\s*$|\s+(?=[A-Z“\"]))"
)
_HEADING = re.compile(rf"(?:Appendix\s+)?(?P<number>{_NUMBER}|[IVX]+(?:-[A-Z])?)[.:]?\s")
_EQUATION = re.compile(r"\((\d{1,3}[a-z]?|[A-Z]?\d{0,2}\.\d{1,3})\)\s*$", re.M)
_ENTRY = re.compile(r"^\[(\d{1,4})\]", re.M)
_NOTE = re.compile(r"^([⁰¹²³⁴-⁹]+) ", re.M)
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_REFERENCES = re.compile(r"(?:\d+\.?\s*)?(?:References|Bibliography|Literature)\.?", re.I)

_ARXIV = re.compile(r"https?://(?:www\.)?arxiv\.org/html/[^#\s]*#(?P<anchor>[A-Za-z][\w.]*)")
_TITLED = re.compile(rf"(?P<kind>Figure|Table|Algorithm|Listing|Equation)\s(?P<number>{_NUMBER})\b")
_SECTION = re.compile(rf"(?:Appendix\s)?(?P<number>{_NUMBER}|[IVX]+(?:-[A-Z])?)\s")


def reference(kind: str, number: str) -> str:
    """Return the link to a target: `reference("Fig.", "3")` is `#figure-3`."""
    return f"#{_KINDS.get(kind.lower().rstrip('.'), kind.lower())}-{number}"


def is_reference(link: str | None) -> bool:
    """Return True for a link to a target within the text."""
    return link is not None and link.startswith("#")


def match_caption(text: str) -> re.Match[str] | None:
    """Return the beginning of a caption, "Figure 3:" or "Table 1.", unlike "Figure 3 shows".

    Groups: `kind`, `figure` (None for a table), `number`, `prefix` ("Supplementary").
    """
    return _CAPTION.match(text)


def mentions(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and link of each reference in running text."""
    found = [
        (match.start(), match.end(), reference(match["kind"], match["number"]))
        for match in _MENTION.finditer(text)
        if match.start() or text[match.end() : match.end() + 1] not in (":", "|")
    ]
    for match in _MENTION.finditer(text):
        end = match.end() if _PLURAL.match(match["kind"]) else len(text)
        while more := _MORE.match(text, end):
            found.append((*more.span("number"), reference(match["kind"], more["number"])))
            end = more.end()
    found += [
        (match.start(), match.end(), _cited(match["name"], match["year"]))
        for match in _AUTHOR_YEAR.finditer(text)
    ]
    for match in _CITATION.finditer(text):
        start = match.start(1)
        found += [
            (start + one.start(), start + one.end(), reference("citation", one[0]))
            for one in _ONE.finditer(match[1])
        ]
    yield from sorted(found)


def _cited(name: str, year: str) -> str:
    return reference("citation", f"{name.lower()}-{year}")


def link_reference(url: str, title: str, words: str) -> str | None:
    """Return the target within the text that a link of converted arXiv HTML leads to.

    Args:
        url: the link, such as `https://arxiv.org/html/2601.00001v1#S3.F2`.
        title: the link's title, as in `Figure 2 ‣ 3 Method ‣ A Title`.
        words: the link's text.
    """
    if url.startswith("#footnote-"):
        return url
    found = _ARXIV.fullmatch(url)
    if found is None:
        return None
    anchor = found["anchor"]
    if anchor.startswith("bib.bib"):  # newer pages have titles, and do not count in order
        if title and (named := _AUTHOR_YEAR.search(f"{words})")):
            return _cited(named["name"], named["year"])
        is_number = words.isdecimal() and len(words) < 4  # not a year
        return reference("citation", words if is_number else anchor.removeprefix("bib.bib"))
    last = anchor.rpartition(".")[2]
    if named := _TITLED.match(title):
        return reference(named["kind"], named["number"])
    number = re.search(_NUMBER, words)
    if re.fullmatch(r"E\d+[a-z]?", last) and number:
        return reference("equation", number[0])
    if named := _SECTION.match(title):
        return reference("section", named["number"])
    return reference("section", number[0]) if number and last[:1] in "SA" else None


class Targets:
    """Finds the targets that the blocks of a text define, one block after the other."""

    def __init__(self) -> None:
        self._in_references = False
        self._entries = 0

    def of(self, kind: str, text: str, first: str) -> list[str]:
        """Return the references to a block.

        Args:
            kind: the kind of the block, as in `markdown.Block`.
            text: its words.
            first: the prefix of its first line: the mark of a list item.
        """
        if kind == "heading":
            self._in_references = _REFERENCES.fullmatch(text.strip()) is not None
            named = _HEADING.match(text)
            return [reference("section", named["number"])] if named else []
        if kind == "formula":
            return [reference("equation", number) for number in _EQUATION.findall(text)]
        if kind == "table" or kind == "code":
            return []
        found: list[str] = []
        if (named := match_caption(text)) and not named["prefix"]:
            found.append(reference(named["kind"], named["number"]))
        if self._in_references and first.strip():
            self._entries += 1
            found.append(reference("citation", str(self._entries)))
        found += [reference("citation", number) for number in _ENTRY.findall(text)]
        if self._in_references and (year := re.search(_YEAR, text)):
            entry = _INITIALS.sub("", _ENTRY.sub("", text).strip())
            names = _AUTHOR_END.split(entry, maxsplit=1)[0].split()
            found += [_cited(name, year[0]) for name in dict.fromkeys(names[:1] + names[-1:])]
        if text[:1] in "¹²³⁴⁵⁶⁷⁸⁹":
            found += [
                reference("footnote", number.translate(_DIGITS)) for number in _NOTE.findall(text)
            ]
        return found
