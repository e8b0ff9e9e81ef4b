r"""Evaluate the conversion of LaTeX in recorded titles, abstracts and summaries.

    python -m tests.latex_check DAYS_DIR... [--show wrong|ugly|lost] [--limit N]

DAYS_DIR has recorded responses of `/api/daily_papers` (`YYYY-MM-DD.json`). A text is counted if it
contains LaTeX, damaged LaTeX included (`sources`). It is

- wrong, if the result has a leftover (`leftovers`: a backslash, a dollar other than a price,
  a brace other than a set's, `^`, `_{`, `~` as a space, a bare command's name) or lost a letter
  (`lost_letters`);
- ugly, if the result has `''`, ` `` ` or `--` for quotes and dashes, a URL twice, or two spaces;
- right otherwise.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from tui_reader.text.latex import to_text

_COMMANDS = (
    "(?:left|right|up|down)arrow|math(?:cal|bb|bf|rm|it|frak)|text(?:bf|it|tt|sc|rm)|emph"
    "|varepsilon|infty|leq|geq|neq|lceil|rceil|lfloor|rfloor|langle|rangle|cdots?|ldots|subseteq"
)
_GREEK = "alpha|beta|gamma|delta|epsilon|theta|lambda|mu|pi|rho|sigma|tau|phi|psi|omega|ell"
_LEFTOVERS = {
    "backslash": r"\\",
    "dollar": r"\$(?![\d.])(?<!\d\$)(?<!US\$)|\$(?=[^$]{1,200}[_^\\][^$]{0,200}\$)",
    "brace": r"[{}]",
    "caret": r"(?<=[^\s\[])\^(?!\()",
    "subscript": r"_\{",
    "tilde": r"(?<=[^\W\d_])~|(?<=\d)~(?=[^\W\d_(])|(?<=[.)\]}])~(?=\w)",
    "command": rf"(?<![A-Za-z])(?:{_COMMANDS})(?![a-z])|\d(?:times|rightarrow)(?![a-z])"
    rf"|(?<![A-Za-z-])sim(?=\d[\d.,]*(?:[KMB%]|times)?(?!\w))|\bcirc\b"
    rf"|(?<![\w-])(?:{_GREEK})(?=\^|_\{{|_\w(?!\w))",
}
_SET = re.compile(r"\{[^{}]*[,:|…][^{}]*\}")
_UGLY = {
    "quotes": r"(?<!\w)''(?=\w)|(?<=\w)''(?!\w)|``",
    "dashes": r"(?<=[\w\s])--(?=[\w\s])(?<!\s--(?=\w))",
    "URL": r"(https?://[^\s(){}]+?)\.? \(?\1",
    "spaces": r"(?<=\S)  +(?=\S)",
}
_SOURCE = re.compile(
    rf"[\\^~{{}}]|\$|''|``|{_LEFTOVERS['command']}|{_UGLY['dashes']}|\*\*\w|\]\(http|<a\s"
    r"|\d times \d|\{\w+\}"
)

# What may be removed: macro names, arguments of known macros, repaired words, HTML tags,
# and URLs (checked separately, since `URL{label}` becomes `label (URL)`).
_MAY_GO = re.compile(
    r"""
    \\(?:label|vspace|vskip|includegraphics|cite[pt]?)\{[^{}]*\} | \\(?:begin|end)\{[^{}]*\}
  | (?:\\?(?:text)?color
      |(?<!\w)(?:soft|dark)?(?:red|blue|magenta|green|orange|purple|teal|cyan|black)(?=\{))
    (?:\[[^\]]*\])?
    (?:\{(?:red|blue|green|cyan|magenta|black|gray|orange|purple|teal|violet|brown)[!\d]*\})?
  | (?<=\])\((?:[\w-]+\.)+[a-z]+/[^\s()]+\)
  | \\[A-Za-z]+ | https?://[^\s{}\\)>\]"']+ | </?[a-z]+\b[^<>]*>
  | (?<![A-Za-z])(?:text|math)(?:bf|it|tt|sc|rm|sf|bb|cal|frak|scr|color|up|normal)?(?=\{)
  | (?<![A-Za-z])(?:emph|underline|overline|boldsymbol|bm|operatorname|sqrt|[dt]?frac|hat|tilde
      |bar|vec|url|href|footnote|ref|label)(?=\{)
  | (?<![A-Za-z])(?:mathbb|mathcal|frac|cal)(?=\s?[A-Z\d])
  | (?:[Ll]ong)?(?:[Ll]eft|[Rr]ight|up|down)*arrow | \^\{?circ\}? | (?<=\d)circ
  | (?<=[\d}%])times | (?<=\d\s)times(?=\s[\dA-Za-z\\]) | (?<=\b\w)times(?=\s?\w\b)
  | (?<=\b\w\s)times(?=\s\w\b) | times(?=\sR\^)
  | sim(?=!?\s?\d) | \{(?:sim|times|pm|approx)\} | approx(?=\s) | \bpm\b | pm(?=\d)
  | \b[lg]eq?(?=\s?[\d(α-ω]) | \bneq\b | \b(?:left|right)(?=[()]) | ell(?=_)
  | (?:infty|varepsilon|vartheta|varphi|[lr](?:ceil|floor|angle)|[cl]?dots|cdot|nabla
      |propto|oplus|otimes|textgreater) | (?:sum|prod)(?=_\{)
  | \b(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma
      |tau|upsilon|phi|chi|psi|omega)(?=[\^_}]|\s(?:≈|approx)) | (?<=_)(?:theta|phi|psi)
    """,
    re.VERBOSE,
)
_URL = re.compile(r"https?://[^\s{}\\)>\]\"']+")


def leftovers(text: str) -> list[str]:
    """Return the names of LaTeX leftovers in a converted text."""
    text = _URL.sub("", _SET.sub("", text))
    return [name for name, pattern in _LEFTOVERS.items() if re.search(pattern, text)]


def ugly(text: str) -> list[str]:
    """Return the names of typographic flaws in a converted text."""
    return [name for name, pattern in _UGLY.items() if re.search(pattern, text)]


def lost_letters(source: str, text: str) -> str:
    """Return `source` from the first letter that is missing in `text`, or ""."""
    letters = iter(_letters(text))
    wanted = _letters(_MAY_GO.sub(" ", source))
    for index, letter in enumerate(wanted):
        if letter not in letters:  # consumes the iterator up to that letter
            return "".join(wanted[max(0, index - 20) : index + 20])
    for url in _URL.findall(source):
        if url.rstrip(".,;") not in text:
            return str(url)
    return ""


def _letters(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text)
    return [char for char in decomposed if char.isalpha()]


def texts(folders: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield (paper ID, text) for every text of the recorded days."""
    for folder in folders:
        for file in sorted(folder.glob("*.json")):
            for entry in json.loads(file.read_text(encoding="utf-8")):
                paper = entry.get("paper", entry)
                for key in ("title", "summary", "ai_summary"):
                    if text := paper.get(key):
                        yield paper["id"], " ".join(text.split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--show", choices=("wrong", "ugly", "lost"))
    parser.add_argument("--limit", type=int, default=40, help="of the texts shown")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for paper_id, source in dict.fromkeys(texts(options.folders)):
        text = to_text(source)
        if not _SOURCE.search(source) and text == source:
            continue
        lost = lost_letters(source, text)
        wrong = leftovers(text) + ["lost letters"] * bool(lost)
        grade = "wrong" if wrong else "ugly" if ugly(text) else "right"
        counts[grade] += 1
        reasons.update(wrong or ugly(text))
        if options.limit and options.show in (grade, "lost" if lost else ""):
            options.limit -= 1
            print(f"{paper_id} {', '.join(wrong or ugly(text))} {lost}\n  {source}\n  {text}\n")
    print(", ".join(f"{counts[grade]} {grade}" for grade in ("right", "ugly", "wrong")))
    print(", ".join(f"{count} {reason}" for reason, count in reasons.most_common()))


if __name__ == "__main__":
    main()
