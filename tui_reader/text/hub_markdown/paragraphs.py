"""Clean the paragraphs of converted arXiv HTML: algorithms, lists, rows, formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from tui_reader.text.hub_markdown import formulas

Paragraph = list[str]
Take = Callable[[], Paragraph | None]

_MAX_ALGORITHM_LENGTH = 120  # paragraphs
_CAPTION = re.compile(r"\**(?:Figure|Fig\.?|Table|Algorithm|Listing) [A-Z]?\d+[\w.]*[:.]?\**")
_TIGHT_CAPTION = re.compile(rf"^({_CAPTION.pattern}(?<=:)|\([a-z]\)(?=[A-Za-z][a-z]))(?=[^\W\d_])")
_TABLE_CAPTION = re.compile(r"\**Tab(?:le|\.) [A-Z]?\d+[\w.]*[:.|]?\**")
_ALGORITHM = re.compile(r"\**Algorithm \d+\**")
_STEP = re.compile(r"\s*(\d{1,3}):\s*")
_REFERENCE = re.compile(r"\[\d{1,4}\] ")
_ITEM = re.compile(r"( *)([*+-]|\d{1,4}[.)])( +)(\S.*|$)")
_OWN_MARK = re.compile(r"(?:[•·▪◦‣–—]|\\[*-])\s*(?=\S)")
_ENTRY_MARK = re.compile(
    r"^(\[[^\[\]]{1,60}\]|[^()\[\]]{2,80}[(\[]\d{4}[a-z]?[)\]])(?:↑\s*|(?=[A-Z]))"
)
_SHORT_RULE = re.compile(r"\|\s*:?-{3,}:?\s*\|\s*")  # below a header of several cells
_ENTRY_YEAR = re.compile(r"(\(\d{4}[a-z]?(?:-\d\d)?\))(?=[A-Z])")
_CITED_BY = re.compile(r"\s*Cited by: (?:\[[^\]\n]*\]\(https://arxiv\.org/[^)\n]*\)[,.]?\s*)+$")
_CONTENTS = re.compile(
    r"\s*(?:\d+\.\s+)+\[[^\]\n]*\]\(https://arxiv\.org/html/[^)\s#]*#[^)\n]*\)\s*"
)
_OWN_NUMBER = re.compile(r"(\d{1,2})\.(?=[^\W\d])\s*")
_OWN_LETTER = re.compile(r"(\((?:[a-z]|[ivx]{1,4}|\d{1,2})\)|[a-z]\))(?=[A-Z*])")
_OPENED = re.compile(r"\s*(\$\$|\\\[|\\begin\{((?:equation|align|gather|multline|eqnarray)\*?)\})")
UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*$")
_BLOCK = re.compile(r" {0,3}(?:[#>|]|<|[*+-] |\d{1,4}[.)] |\$\$)| {4}|\t")
_ARXIV_LINK = r"\[[^\]\n]{1,80}\]\(https://arxiv\.org/"
_TIGHT_LINK = re.compile(
    rf"(?<=[\w.,;)])(?=\[?{_ARXIV_LINK}|\[[A-Za-z]+\d{{4}}[A-Za-z]\w*[\],])"
    rf"|(?<=[A-Za-z}}])(?=\([^()\[\]]{{2,60}}, {_ARXIV_LINK}|\([a-z]+\d{{4}}[a-z]\w*[;)])"
    r"|(?<=[a-z]:)(?=\[[^\]\n]{1,80}\]\(http)"
)
_TILDE = re.compile(r"(?<=[A-Za-z])˜(?=\w)")
_TWO_NOTES = re.compile(r"(\(#footnote-\d+\))(?=\[[¹²³⁴-⁹⁰])")
FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,40})\](:[ \t]*)?")
NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,40})\]:", re.M)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_TITLED = re.compile(r"(\d+(?:\.\d+)*|[A-Z](?:\.\d+)*)(?=[A-Z][a-z])(.{2,100})")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


class Profile(NamedTuple):
    """Properties of a text: its header, and the forms that it contains."""

    title: str = ""
    begin: int = 0  # where the text starts after the header
    converted: bool = False  # arXiv HTML: repeated formulas, one line a paragraph
    glyphs: bool = False  # formulas with one glyph per line
    bare_tex: bool = False  # TeX outside of dollars
    footnotes: dict[str, int] = {}


def cleaned(paragraphs: Iterator[Paragraph], found: Profile) -> Iterator[Paragraph]:
    """Join the parts of algorithms; clean every other paragraph."""
    waiting: list[Paragraph] = []
    before: Paragraph = []
    listed: Paragraph = []  # the list so far: blank lines follow its nested lists

    def take() -> Paragraph | None:
        return waiting.pop(0) if waiting else next(paragraphs, None)

    while (paragraph := take()) is not None:
        if FENCE.match(paragraph[0]):
            yield paragraph
        elif found.converted and all(_CONTENTS.fullmatch(line) for line in paragraph):
            continue  # the list of contents, which the app has
        elif found.bare_tex and _ALGORITHM.match(paragraph[0]):
            yield _algorithm(paragraph, take, waiting, found)
        else:
            following = take()
            if following is not None:
                waiting.insert(0, following)
            near = (before[:1], (following or [])[:1])
            rows = any(line and _TABLE_CAPTION.match(line[0]) for line in near)
            nested = _ITEM.match(paragraph[0]) is not None and paragraph[0].startswith("    ")
            listed = listed if nested else []
            yield _cleaned(paragraph, found, rows, listed)
            listed = [*listed, *paragraph] if _is_list(paragraph) else []
        before = paragraph


def _algorithm(
    paragraph: Paragraph, take: Take, waiting: list[Paragraph], found: Profile
) -> Paragraph:
    """An algorithm that the converter cut at each formula: one line per numbered step."""
    passed: list[Paragraph] = []
    last = 0
    while len(passed) < _MAX_ALGORITHM_LENGTH and (following := take()) is not None:
        passed.append(following)
        if following[0][:1] in "#!" or _CAPTION.match(following[0]):
            break
        if any(_STEP.match(line) for line in following):
            last = len(passed)
        elif len(passed) - last > 12:
            break
    waiting[:0] = passed[last:]
    if not last and not any(_STEP.match(line) for line in paragraph):
        return _cleaned(paragraph, found, True)
    while last and waiting and _is_fragment(waiting[0]):
        passed[last:] = [waiting.pop(0)]
        last += 1
    steps: list[str] = []
    for line in chain(paragraph, *passed[:last]):
        line = line.strip()
        if step := _STEP.match(line):
            line = f"{step[1]}: {line[step.end() :]}"
        if (
            not steps
            or step
            or (len(steps) == 1 and _ALGORITHM.match(steps[0]) and line[:1].isupper())
        ):
            steps.append(line)
        else:
            steps[-1] += line if line[:1] in ",.;:)" else f" {line}"
    return _broken([_inline(step, found) for step in steps])


def _is_fragment(paragraph: Paragraph) -> bool:
    text = " ".join(paragraph)
    return (
        len(text) < 80
        and (text[:1] in ",.;)" or text[:1] in "\\$" or len(text.split()) < 3)
        and text[:1] not in "#!*"
    )


def _is_list(paragraph: Paragraph) -> bool:
    return any((item := _ITEM.match(line)) and len(item[3]) == 3 for line in paragraph)


def _cleaned(
    paragraph: Paragraph, found: Profile, rows: bool, listed: Sequence[str] = ()
) -> Paragraph:
    """A paragraph with its formulas, list marks and links cleaned.

    Args:
        paragraph: its lines.
        found: the forms of the text.
        rows: do not join its lines.
        listed: the lines of the list to which it belongs.
    """
    if found.converted and paragraph[0].startswith("•"):
        paragraph = ["* " + paragraph[0][1:].lstrip(), *paragraph[1:]]
    if (
        found.converted
        and paragraph[0][:1] == "|"
        and _SHORT_RULE.fullmatch("".join(paragraph[1:2]))
    ):
        columns = paragraph[0].rstrip().count("|") - 1
        paragraph = [paragraph[0], "|" + " --- |" * columns, *paragraph[2:]]
    if _is_list(paragraph):
        return _inlines(_list([*listed, *paragraph])[len(listed) :], found)
    many = len(paragraph) > 1
    if many and UNDERLINE.match(paragraph[-1]):
        return [*_inlines(paragraph[:-1], found), paragraph[-1]]
    if _BLOCK.match(paragraph[0]) or any("|" in line and "---" in line for line in paragraph):
        return _inlines(paragraph, found)
    if found.glyphs and not many and (title := _TITLED.fullmatch(paragraph[0].strip())):
        return [_heading(title)]
    shown = _inlines(paragraph, found)
    if found.glyphs and many and (title := _TITLED.fullmatch(shown[-1].strip())):
        return [*_broken(shown[:-1]), "", _heading(title)]
    if many and all(line.startswith("$$") for line in shown):
        return _aligned(shown)
    if any(line.startswith("$$") and line.endswith("$$") for line in shown):
        return _with_displays(shown)
    for kind in (_REFERENCE, NOTE):
        if kind.match(paragraph[0]):
            return _broken(_entries(paragraph, shown, kind))
    return _broken(shown) if many and (rows or found.converted) else shown


def _heading(title: re.Match[str]) -> str:
    return f"{'#' * min(6, 2 + title[1].count('.'))} {title[1]} {title[2]}"


def _entries(paragraph: Paragraph, shown: Paragraph, kind: re.Pattern[str]) -> Paragraph:
    """References or footnotes by their marks; lines without one continue the entry before."""
    joined: Paragraph = []
    for source, line in zip(paragraph, shown, strict=True):
        if joined and not kind.match(source):
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
    return joined


def _with_displays(shown: Paragraph) -> Paragraph:
    out: Paragraph = []
    for line in shown:
        display = line.startswith("$$")
        if out and (display or out[-1].startswith("$$")):
            out.append("")
        out.append(line)
    return out


def _aligned(shown: Paragraph) -> Paragraph:
    """Numbered lines of one display."""
    return [
        "$$" + " \\\\ ".join(line.removeprefix("$$").removesuffix("$$") for line in shown) + "$$"
    ]


def _broken(paragraph: Paragraph) -> Paragraph:
    """Return lines that end in Markdown line breaks."""
    return [line.rstrip() + "  " for line in paragraph[:-1]] + [paragraph[-1].rstrip()]


def _list(paragraph: Paragraph) -> Paragraph:
    """Return the lines of a list, with one mark per item and nested by the width of the marks."""
    shown: Paragraph = []
    widths: list[int] = []
    for line in paragraph:
        item = _ITEM.match(line)
        indent = len(line) - len(line.lstrip(" "))
        if item is None:
            depth = min(indent // 4, len(widths))
            shown.append(" " * sum(widths[:depth]) + line.strip(" ") if indent >= 4 else line)
            continue
        depth = (
            min(indent // 4 if indent >= 4 else 0, len(widths))
            if indent != 2
            else min(1, len(widths))
        )
        mark, text = item[2], item[4]
        own = (mark, f"({mark[:-1]})", f"{mark[:-1]})") if mark[0].isdigit() else ()
        if text.startswith(own):
            text = re.sub(r"\(?\d+[.)]\s*", "", text, count=1)
        elif not own and len(item[3]) > 1 and (number := _OWN_NUMBER.match(text)):
            mark, text = f"{number[1]}.", text[number.end() :]
        elif not own and len(item[3]) > 1:
            text = _OWN_MARK.sub("", text, count=1)
        text = _OWN_LETTER.sub(r"\1 ", _ENTRY_MARK.sub(r"\1 ", text), count=1)
        text = _ENTRY_YEAR.sub(r"\1 ", _CITED_BY.sub("", text), count=1)
        shown.append(f"{' ' * sum(widths[:depth])}{mark} {text}")
        widths[depth:] = [len(mark) + 1]
    return shown


def continues_list(before: Paragraph, paragraph: Paragraph) -> bool:
    """Return whether a list continues after the blank line that follows each nested list."""
    first, last = _ITEM.match(paragraph[0]), _ITEM.match(before[-1])
    if first is None or last is None or (first[2][0].isdigit() and int(first[2][:-1]) < 2):
        return False
    return len(last[1]) > len(first[1])


def _inlines(paragraph: Paragraph, found: Profile) -> Paragraph:
    """Return lines with their formulas cleaned, except for displays in their own marks."""
    shown: Paragraph = []
    close = ""
    for number, line in enumerate(paragraph):
        inside = bool(close)
        if inside and close in line:
            close = ""
        elif not inside and (opened := _OPENED.match(line)):
            end = {"$$": "$$", "\\[": "\\]"}.get(opened[1], f"\\end{{{opened[2]}}}")
            later = any(end in one for one in paragraph[number + 1 :])
            close = end if later and end not in line[opened.end() :] else ""
            inside = bool(close)
        shown.append(line if inside else _inline(line, found))
    return shown


def _inline(line: str, found: Profile) -> str:
    if found.footnotes:
        line = FOOTNOTE.sub(lambda note: _raised_note(note, found.footnotes), line)
        line = _TWO_NOTES.sub(r"\1,", line)
    if found.converted:
        line = _TIGHT_CAPTION.sub(r"\1 ", line)
        line = _TIGHT_LINK.sub(" ", _TILDE.sub(" ", line))
    return formulas.reduce_line(line, found.converted) if found.bare_tex else line


def _raised_note(note: re.Match[str], footnotes: dict[str, int]) -> str:
    number = footnotes.get(note[1])
    if number is None:
        return note[0]
    raised = str(number).translate(_RAISED)
    return f"{raised} " if note[2] else f"[{raised}](#footnote-{number})"
