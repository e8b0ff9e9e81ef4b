"""Made-up papers that break careless export formats."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tui_reader.models import (
    Account,
    Author,
    Entry,
    Marks,
    Paper,
)

HARD_TITLES = (
    "Let's <think> about [links](https://evil.example) & </title><script>alert(1)</script>",
    r"$O(N \log N)$ Attention for 100% of R&D: foo_bar #1, ~100M, x^2, $5 and $10",
    "}{ Unbalanced {braces \\{ of all } kinds \\} }}",
    "@misc{evil, title = {x}}, year = {1999}",
    '=HYPERLINK("https://evil.example","click")',
    r"Trailing backslash \\ and C:\new and \textbf{bold} Schr\"odinger 64\%",
    "日本語の題名 и кириллица 🏴󠁧󠁢󠁥󠁮󠁧󠁿 μ-Net, «quotes» “and” 'these'",
    "# Not a heading * not a list _ nor | a table ` or code ~~ &amp; <!-- comment -->",
    "[correct | c >= tau] ![picture](x) https://example.org/a_b_c 1. one",
)
HARD_NAMES = (
    "Ada Lovelace",
    "Kurt Gödel",
    "Javier de la Rosa",
    "Pim van der Berg",
    "Martin Luther King, Jr.",
    'Linxi "Jim" Fan',
    "Qwen Team",
    "NVIDIA",
    "Simon and Garfunkel",
    "Wang, Wei",
    "王小明",
    "김 민수",
    "Çağlar Ünlü",
    "bell hooks",
    "R&D {Group",
    "Ada Lovelace 🇬🇧",
    "others",
    "X Æ_A%12",
)

FULL = Entry(
    Paper(
        id="2608.19880",
        title="EnvHarness: Wrapping Static Worlds",
        abstract="First paragraph with $\\epsilon \\le 1$.\n\n# Second\n- third, <b>not bold</b>",
        authors=(
            Author("Wei Huang", "weih"),
            Author("Not Shown", hidden=True),
            Author("Kurt Gödel"),
        ),
        published=date(2026, 8, 20),
        upvotes=163,
        comments=4,
        submitted=datetime(2026, 8, 21, 9, 30, 1, 250_000, tzinfo=UTC),
        submitter=Account("ada", "Ada Lovelace"),
        organization=Account("example-labs", "Example Labs & Co"),
        code="https://github.com/example/harness(1)",
        stars=1_234,
        project="https://example.org/?a=1&b=2",
        summary="Wraps static worlds so that agents can go on learning.",
        keywords=("reinforcement learning", "a; b", "<tag>"),
        thumbnail="https://example.org/thumbnail.png",
        media=("https://example.org/1.png", "https://example.org/2.mp4"),
        discussion="66f0c0ffee",
        author_takes_part=True,
    ),
    Marks(
        bookmarked=datetime(2026, 8, 22, 7, 0, tzinfo=UTC),
        unread=True,
        tags=("to read", "rl"),
        note="A *note*\n\nER  - of two lines </blockquote>",
        seen_upvotes=151,
        seen_comments=4,
        tagged=(datetime(2026, 8, 22, 8, 0, tzinfo=UTC), datetime(2026, 8, 23, 8, 0, tzinfo=UTC)),
        noted=datetime(2026, 8, 24, 7, 30, 0, 123_456, tzinfo=UTC),
        marked=datetime(2026, 8, 25, 7, 0, tzinfo=UTC),
        seen=datetime(2026, 8, 26, 7, 0, tzinfo=UTC),
    ),
    edition=date(2026, 8, 21),
    watches=("agents",),
)
BARE = Entry(Paper(id="1403.1234", title="(untitled)"))


def hard_entries() -> list[Entry]:
    """Return a paper with all fields, one with none, and one for each hard title."""
    hard = [
        Entry(
            Paper(
                id=f"2408.{number:05d}",
                title=title,
                abstract=f"{title}\nER  - not the end\nTY  - BOOK\n\nSecond paragraph.",
                authors=tuple(map(Author, HARD_NAMES)),
                upvotes=0,
                keywords=(title,),
            )
        )
        for number, title in enumerate(HARD_TITLES, 10)
    ]
    return [FULL, BARE, *hard]


def titled(title: str, number: int = 1) -> Entry:
    return FULL._replace(paper=FULL.paper._replace(id=f"2608.{number:05d}", title=title))
