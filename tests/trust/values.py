"""Values of the wrong type or size, and entries of the wrong shape."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.support.fake_papers import Json
from tests.trust.cases import Entry, changed, spliced, written

KIND = "values"

VALUES: dict[str, bytes] = {
    "null": b"null",
    "true": b"true",
    "zero": b"0",
    "minus one": b"-1",
    "minus zero": b"-0.0",
    "a fraction": b"1.5",
    "2^31": b"2147483648",
    "2^63": b"9223372036854775808",
    "-2^63": b"-9223372036854775808",
    "2^64": b"18446744073709551616",
    "NaN": b"NaN",
    "Infinity": b"-Infinity",
    "1e400": b"1e400",
    "1e999999999": b"1e999999999",
    "4300 digits": b"9" * 4_300,
    "4301 digits": b"9" * 4_301,
    "100,000 digits": b"9" * 100_000,
    "a long fraction": b"0." + b"1" * 100_000,
    "an empty text": b'""',
    "a text": b'"x"',
    "a number as text": b'"12"',
    "an empty list": b"[]",
    "a list of lists": b"[[[]],[null]]",
    "a list of everything": b'[null,true,1,-1.5,"x",{},[],NaN]',
    "an empty object": b"{}",
    "an object": b'{"$ne":null,"__proto__":{"x":1},"name":{"name":[]}}',
    "depth 1,000": b"[" * 1_000 + b"]" * 1_000,
    "depth 100,000": b'{"a":' * 50_000 + b"[" * 50_000 + b"]" * 50_000 + b"}" * 50_000,
}
FIELDS = (
    *("title", "summary", "authors", "publishedAt", "submittedOnDailyAt", "submittedOnDailyBy"),
    *("upvotes", "discussionId", "ai_keywords", "ai_summary", "organization", "githubRepo"),
    *("githubStars", "projectPage", "mediaUrls", "top_publishedAt", "top_title", "top_summary"),
    *("top_thumbnail", "top_numComments", "top_submittedBy", "top_isAuthorParticipating"),
)


def entries(rng: random.Random) -> Iterator[Entry]:
    """Yield entries with a value in all fields, and entries with some values in a single field."""
    for name, value in VALUES.items():
        is_stored = None if name.startswith("depth") else True
        small = len(value) < 10_000
        fields = FIELDS if small else FIELDS[: 1 + rng.randrange(3)]
        yield Entry(KIND, f"{name} everywhere", spliced(**dict.fromkeys(fields, value)), is_stored)
    for field in FIELDS:
        for name in rng.sample(sorted(VALUES), 4):
            is_stored = None if name.startswith("depth") else True
            make = spliced(**{field: VALUES[name]})
            yield Entry(KIND, f"{name} as {field.removeprefix('top_')}", make, is_stored)
    for name, (make, is_stored) in _SHAPES.items():
        yield Entry(KIND, name, make, is_stored)


def _raw(body: bytes) -> Callable[[Json], bytes]:
    return lambda entry: body


def _twice(name: str, value: bytes) -> Callable[[Json], bytes]:
    """Repeat a key with another value."""

    def make(entry: Json) -> bytes:
        paper = written(entry["paper"])
        return b'{"paper":' + paper[:-1] + b',"%s":%s},' % (name.encode(), value) + b'"x":1}'

    return make


def _edited(edit: Callable[[bytes], bytes]) -> Callable[[Json], bytes]:
    return lambda entry: edit(written(entry))


def _in_paper(value: Any) -> Callable[[Json], Json]:
    return lambda entry: {**entry, "paper": value}


_SHAPES: dict[str, tuple[Callable[[Json], Any], bool | None]] = {
    "an entry that is null": (_raw(b"null"), False),
    "an entry that is true": (_raw(b"true"), False),
    "an entry that is a number": (_raw(b"2608.21000"), False),
    "an entry that is NaN": (_raw(b"NaN"), False),
    "an entry that is a text": (_raw(b'"2608.21000"'), False),
    "an entry that is a list": (_raw(b'["2608.21000"]'), False),
    "an entry that is empty": (_raw(b"{}"), False),
    "an entry 100,000 deep": (_raw(b'{"paper":' * 100_000 + b"1" + b"}" * 100_000), False),
    "an entry of brackets in a text": (_raw(b'"' + b"[{" * 50_000 + b'"'), False),
    "an entry of 3 MB": (_raw(b'{"paper":{"id":"' + b"x" * 3_000_000 + b'"}}'), False),
    "no paper in it": (_in_paper(None), False),
    "a list as its paper": (_in_paper([1]), False),
    "a text as its paper": (_in_paper("2608.21000"), False),
    "a paper in a paper": (lambda entry: {"paper": {"paper": entry}}, False),
    "only an id": (lambda entry: {"paper": {"id": entry["paper"]["id"]}}, True),
    "the title twice": (_twice("title", b'"Another one"'), True),
    "the id twice, the second evil": (_twice("id", b'"../../x"'), False),
    "the authors twice, the second null": (_twice("authors", b"null"), True),
    "100,000 keys": (
        lambda entry: {**entry, **{f"k{number}": number for number in range(100_000)}},
        None,
    ),
    "100,000 authors": (changed(authors=[{"name": "Ada"}] * 100_000), None),
    "100,000 keywords": (changed(ai_keywords=[f"w{n}" for n in range(100_000)]), True),
    "100,000 pictures": (changed(mediaUrls=["https://a.example/x.png"] * 50_000), True),
    "an author who is a list": (changed(authors=[[], {"name": []}, {"name": {"a": 1}}]), True),
    "hidden that is a text": (changed(authors=[{"name": "Ada", "hidden": "no"}]), True),
    "a bad escape": (_edited(lambda body: body[:-1] + rb',"a":"\x41"}'), False),
    "half an escape": (_edited(lambda body: body[:-1] + rb',"a":"\u12"}'), False),
    "a comma too many": (_edited(lambda body: body[:-1] + b",}"), False),
    "a key without quotes": (_edited(lambda body: body[:-1] + b",a:1}"), False),
    "a comment": (_edited(lambda body: body[:-1] + b"/* x */}"), False),
    "a word": (_edited(lambda body: body[:-1] + b',"a":undefined}'), False),
    "a number with a plus": (_edited(lambda body: body[:-1] + b',"a":+1}'), False),
    "bytes that are no UTF-8": (_edited(lambda body: body[:-1] + b',"a":"\xff\xc0\xaf"}'), True),
    "overlong UTF-8": (
        _edited(lambda body: body.replace(b'"title": "', b'"title": "\xc0\x9b')),
        True,
    ),
    "surrogates as UTF-8": (
        _edited(lambda body: body.replace(b'"title": "', b'"title": "\xed\xa0\x80')),
        True,
    ),
}
