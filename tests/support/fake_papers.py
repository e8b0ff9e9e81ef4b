"""Made-up papers in the Hub's format: fictional, deterministic, fast to generate.

    entry(3, date(2026, 8, 21), title="Other")   one entry of a list, with changes
    edition(date(2026, 8, 21))                   the twelve entries of a day, as the Hub sorts them
    archive(100_000)                             (day, entries), newest day first, until so many

The same number and day always give the same paper. In an edition, each field is present in some
entries and missing in others. Numbers below 100,000 give different IDs within a month.
"""

from __future__ import annotations

import json
import random
import struct
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from tests.support.fake_words import (
    ADJECTIVES,
    FIRST,
    LAST,
    LAST_DAY,
    NOUNS,
    ORGANIZATIONS,
    abstract,
    split,
    title,
)
from tui_reader.hub import parse
from tui_reader.models import Edition

__all__ = ["LAST_DAY", "MISSING", "abstract", "title"]

MISSING: Any = object()
"""As a change: removes the field, like the Hub if it has no value."""

Json = dict[str, Any]


_PAPER_ONLY = split(
    "id|authors|upvotes|discussionId|submittedOnDailyAt|submittedOnDailyBy|ai_keywords|ai_summary|"
    "ai_summary_model|githubRepo|githubStars|githubRepoAddedBy|projectPage|publishedAt"
)
_BOTH = split("title|summary|organization|mediaUrls")


def paper_id(number: int, day: date) -> str:
    """Return the arXiv ID of a paper by its number and the month of its day."""
    return f"{day:%y%m}.{number % 100_000:05d}"


def account(number: int) -> Json:
    """Return an account in the format of `submittedBy`."""
    first, last = FIRST[number % 26], LAST[number // 26 % 26]
    return {
        "_id": f"{number:024x}",
        "avatarUrl": f"/avatars/{number:032x}.svg",
        "fullname": f"{first} {last}",
        "name": f"{first.lower().replace('ø', 'o')}-{number % 676}",
        "type": "user",
        "isPro": number % 5 == 0,
        "isHf": False,
        "isMod": False,
    }


def authors(number: int) -> list[Json]:
    count = 40 if number % 37 == 36 else 1 + number * 7 % 9
    found: list[Json] = []
    for place in range(count):
        which = (number * 31 + place * 53) % 676 if place or number % 4 else 0  # 0: Ada Lovelace
        person: Json = {
            "_id": f"{number:016x}{place:08x}",
            "name": f"{FIRST[which % 26]} {LAST[which // 26]}",
            "hidden": place == 2 and number % 11 == 3,
        }
        if (number + place) % 13 == 0:
            person["user"] = account(which) | {"user": account(which)["name"]}
            person["status"] = "claimed_verified"
        found.append(person)
    return found


def entry(number: int, day: date, **changes: Any) -> Json:
    """Return an entry of a list of daily papers, about 4 KB of JSON.

    `changes` are fields by the Hub's names, set where the Hub has them: `title` in both objects,
    `upvotes` in `paper`, `numComments` at the top. `MISSING` removes a field.
    """
    rng = random.Random(number + day.toordinal() * 1_000_003)
    own_id = paper_id(number, day)
    published = day - timedelta(days=number * number % 6)
    submitter = account(number * 17 + 5)
    paper: Json = {
        "id": own_id,
        "authors": authors(number),
        "publishedAt": f"{published}T00:00:00.000Z",
        "submittedOnDailyAt": f"{day}T00:00:00.000Z",
        "title": title(number, day),
        "submittedOnDailyBy": submitter | {"user": submitter["name"]},
        "summary": abstract(number + day.toordinal() * 100_003),
        "upvotes": int(2 ** (rng.random() * 8)) - 1,
        "discussionId": f"{number:024x}",
    }
    top: Json = {
        "paper": paper,
        # The outer date, which the Hub shifts
        "publishedAt": f"{published - timedelta(days=1)}T20:00:00.000Z",
        "title": paper["title"],
        "summary": paper["summary"],
        "thumbnail": f"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/{own_id}.png",
        "numComments": int(rng.random() * 7),
        "submittedBy": submitter,
        "isAuthorParticipating": number % 3 == 0,
    }
    if number % 3 != 1:
        paper["ai_keywords"] = rng.sample(ADJECTIVES, 3) + [f"{w} learning" for w in NOUNS[:2]]
    if number % 3 == 0:
        paper["ai_summary"] = paper["summary"].split(".")[0].replace("\n", " ") + ", in short."
        paper["ai_summary_model"] = "made-up/summaries"
    if number % 5 > 1:
        name, fullname = ORGANIZATIONS[number % len(ORGANIZATIONS)]
        paper["organization"] = top["organization"] = {
            "_id": f"{number % 4:024x}",
            "name": name,
            "fullname": fullname,
            "avatar": f"https://cdn-avatars.huggingface.co/{name}.png",
        }
    if number % 2 == 0:
        paper["githubRepo"] = f"https://github.com/made-up/paper-{number}"
        paper["githubRepoAddedBy"] = "user"
        if number % 4 == 0:
            paper["githubStars"] = int(rng.random() * 3000)
    if number % 4 == 1:
        paper["projectPage"] = f"https://made-up.example/paper-{number}/"
    if number % 6 == 0:
        paper["mediaUrls"] = top["mediaUrls"] = [
            f"https://cdn-uploads.huggingface.co/media/{own_id}-{place}.png" for place in (0, 1)
        ]
    if number % 9 == 4:
        del top["submittedBy"], paper["submittedOnDailyBy"]
    for name, value in changes.items():
        places = (top, paper) if name in _BOTH else (paper,) if name in _PAPER_ONLY else (top,)
        for place in places:
            if value is MISSING:
                place.pop(name, None)
            else:
                place[name] = value
    return top


def edition(day: date, size: int = 12) -> list[Json]:
    """Return the entries of a day, most upvotes first, as the Hub does; `size` is below 1,000."""
    entries = [entry(day.day * 1000 + place, day) for place in range(size)]
    entries.sort(key=lambda one: -int(one["paper"]["upvotes"]))
    return entries


def weekdays(count: int, last: date = LAST_DAY) -> list[date]:
    """Return the last `count` weekdays, newest first."""
    days: list[date] = []
    while len(days) < count:
        if last.weekday() < 5:
            days.append(last)
        last -= timedelta(days=1)
    return days


def archive(count: int, size: int = 25, last: date = LAST_DAY) -> Iterator[tuple[date, list[Json]]]:
    """Yield editions, newest first, until there are `count` papers, each with a unique ID."""
    while count > 0:
        if last.weekday() < 5:
            yield last, edition(last, min(size, count))
            count -= size
        last -= timedelta(days=1)


def body(value: Any) -> bytes:
    """Return JSON as the Hub sends it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def parsed_edition(day: date, entries: Sequence[Json]) -> Edition:
    """Return the edition of a day, as the client does."""
    return parse.gather(day, [parse.papers(body(entries))])


def comment(number: int, **changes: Any) -> Json:
    """Return a comment; `changes` are set at the top, `hidden` and `raw` where the Hub has them."""
    data: Json = {
        "edited": number % 4 == 1,
        "hidden": changes.pop("hidden", False),
        "latest": {
            "raw": changes.pop("raw", f"A **made-up** remark, number {number}.\r\n\r\n- it agrees"),
            "html": "<p>not used</p>",
            "updatedAt": "2026-08-21T09:30:00.000Z",
        },
        "numEdits": 0,
        "reactions": [{"reaction": "🔥", "count": 3, "users": []}] if number % 2 == 0 else [],
    }
    if "parentCommentId" in changes:
        data["parentCommentId"] = changes.pop("parentCommentId")
    return {
        "id": f"{number:024x}",
        "author": account(number),
        "createdAt": f"2026-08-21T{number % 24:02d}:15:00.000Z",
        "type": "comment",
        "data": data,
    } | changes


def comments() -> list[Json]:
    """Return a discussion: a thread with nested replies, a flat reply, a hidden comment."""
    nested = comment(1, replies=[comment(2, replies=[comment(3)])])
    flat = comment(4, parentCommentId=nested["id"])
    return [nested, flat, comment(5, hidden=True, raw="This comment has been hidden"), comment(6)]


def linked(own_id: str) -> Json:
    """Return the repositories of a paper, as `/api/arxiv/{id}/repos` does."""
    spare = own_id.replace(".", "-")

    def repo(name: str, likes: int, **more: Any) -> Json:
        return {"_id": f"{likes:024x}", "id": f"made-up/{name}-{spare}", "likes": likes} | more

    return {
        "models": [repo("small-model", 41, downloads=1234), repo("smaller-model", 7, downloads=9)],
        "datasets": [repo("teapots", 12, downloads=560)],
        "spaces": [repo("demo", 99)],
    }


def full_text(one: Json, sections: int = 6) -> str:
    """Return a paper as Markdown: headings, a table, code, formulas, a link."""
    paper = one["paper"]
    number = int(paper["id"].replace(".", ""))
    parts = [f"# {' '.join(paper['title'].split())}", paper["summary"]]
    for section in range(1, sections + 1):
        parts += [f"## {section} {ADJECTIVES[(number + section) % 50].title()} Matters"]
        parts += [abstract(number + section)]
        parts += [f"### {section}.1 Details", "With $\\alpha_{i} \\le 2^{n}$ we have\n"]
        parts += ["| task | score |\n| --- | ---: |\n| teapot | 9.5 |\n| lantern | 7.1 |"]
        parts += ["```python\ndef fold(teapot):\n    return teapot[::-1]\n```"]
        parts += ["See [the page](https://made-up.example/more) for more."]
    return "\n\n".join(parts) + "\n"


def png(width: int = 8, height: int = 8, color: tuple[int, int, int] = (200, 120, 40)) -> bytes:
    """Return a valid PNG of one color."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    rows = (b"\0" + bytes(color) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return start + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def pdf(text: str = "A made-up paper", padding: int = 0) -> bytes:
    """Return a valid one-page PDF; `padding` bytes of comment make it larger."""
    shown = "".join(sign for sign in text if sign.isalnum() or sign == " ")
    shown = shown.encode("ascii", "replace").decode()
    stream = f"BT /F1 18 Tf 40 740 Td ({shown}) Tj ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
    )
    out = b"%PDF-1.4\n%" + b"x" * padding + b"\n"
    places = []
    for place, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{place} 0 obj{one}endobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer<</Size 5/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 5\n0000000000 65535 f \n{table}{end}".encode()
