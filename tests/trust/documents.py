"""Hostile full texts, comments, linked repositories, images and PDFs, each opened by its key."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Any

from tests.support import fake_papers
from tests.support.fake_server import (
    Response,
    gzip_bomb,
    make_response,
    portal,
    redirect,
    zipped,
)
from tests.trust.cases import Document
from tests.trust.responses import EVIL, SECRET
from tests.trust.texts import LONG, MARKUP, ODD, SEQUENCES

TEXT, COMMENTS, LINKED = "full text", "discussions", "linked things"
PICTURES, PDFS = "pictures", "PDFs"


def documents(elsewhere: str) -> Iterator[Document]:
    """Yield the cases. `elsewhere` is another local server, which must get no request."""
    yield from _texts(elsewhere)
    yield from _discussions(elsewhere)
    yield from _linked(elsewhere)
    yield from _pictures(elsewhere)
    yield from _pdfs(elsewhere)


def _markdown(text: str) -> Response:
    return Response(text.encode("utf-8", "surrogatepass"), kind="text/markdown; charset=utf-8")


def _texts(elsewhere: str) -> Iterator[Document]:
    for names in (SEQUENCES, ODD):
        joined = "\n\n".join(f"{name}: {text}" for name, text in names.items())
        for form, around in _FORMS.items():
            body = around.replace("X", joined[:60_000])
            yield Document(TEXT, f"{len(names)} odd texts as {form}", _markdown(body))
    for name, text in MARKUP.items():
        body = f"# {text}\n\n{text}\n\n`{text}`\n\n```\nhere: {text}\n```\n"
        yield Document(TEXT, f"markup: {name}", _markdown(body), shows=f"here: {text}")
    for name, text in LONG.items():
        yield Document(TEXT, f"long: {name}", _markdown(f"# Long\n\n{text}\n"))
    for name, body in _MARKDOWN.items():
        yield Document(TEXT, name, _markdown(body))
    yield from _responses(TEXT, "text/markdown", elsewhere)


def _discussions(elsewhere: str) -> Iterator[Document]:
    def discussion(*comments: Any, **more: Any) -> Response:
        return make_response({"paper": {}, "comments": list(comments)} | more)

    joined = "\n".join((*SEQUENCES.values(), *MARKUP.values()))
    evil = {"name": "ada", "fullname": joined, "avatarUrl": joined}
    cases: dict[str, Any] = {
        "odd texts": discussion(
            fake_papers.comment(1, raw=joined, author=evil),
            fake_papers.comment(
                2, raw="\n\n".join(ODD.values())[:90_000].encode("utf-8", "replace").decode()
            ),
        ),
        "times of no calendar": discussion(
            *(
                fake_papers.comment(n, createdAt=at)
                for n, at in enumerate(("99999-01-01", 0, None, "x"))
            )
        ),
        "reactions": discussion(
            _reacting([{"reaction": EVIL, "count": 10**30}, {"reaction": "🔥", "count": -1}, None])
        ),
        "5,000 reactions": discussion(_reacting([{"reaction": "🔥", "count": 1}] * 5_000)),
        "a deep thread": discussion(_thread(150)),
        "3,000 comments": discussion(*(fake_papers.comment(n, raw="short") for n in range(3_000))),
        "a comment that replies to itself": discussion(
            fake_papers.comment(1, parentCommentId=f"{1:024x}")
        ),
        "two that reply to each other": discussion(
            fake_papers.comment(1, parentCommentId=f"{2:024x}"),
            fake_papers.comment(2, parentCommentId=f"{1:024x}"),
        ),
        "one id for all": discussion(*(fake_papers.comment(1, raw=str(n)) for n in range(50))),
        "wrong types": discussion(
            *(None, 1, "x", [], {}, {"id": 1}, {"id": "a", "data": None}, {"id": "b", "data": [1]}),
            {"id": "c", "data": {"latest": None}},
            {"id": "d", "data": {"latest": {"raw": {"a": 1}}}, "author": [], "replies": {"a": 1}},
        ),
        "ids that are none": discussion(
            *(fake_papers.comment(1, id=n) for n in (EVIL, "../x", "x" * 999, 1))
        ),
        "comments that are not a list": make_response({"comments": {"a": 1}}),
        "a list": make_response([fake_papers.comment(1)]),
        "NaN and 4,300 digits": Response(
            b'{"comments":[{"id":"a","data":{"latest":{"raw":"x"},"reactions":'
            b'[{"reaction":"x","count":' + b"9" * 4_300 + b"}]}},NaN]}"
        ),
        "100,000 deep": Response(b'{"comments":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    }
    for name, made in cases.items():
        yield Document(COMMENTS, name, made)
    yield from _responses(COMMENTS, "application/json", elsewhere)


def _linked(elsewhere: str) -> Iterator[Document]:
    def repos(*ids: Any) -> Response:
        listed = [one if isinstance(one, dict | None) else {"id": one, "likes": 1} for one in ids]
        return make_response({"models": listed, "datasets": listed, "spaces": listed})

    cases: dict[str, Any] = {
        "ids that are none": repos(
            *(
                "../../x",
                "-rf",
                "a/b/c",
                EVIL,
                "x" * 400,
                "",
                "a/../b",
                "javascript:x",
                "a b",
                None,
            ),
            *(
                1,
                [],
                {"$ne": 1},
                {"id": {"id": 1}},
                "а/ｂ",
                "a/b\n",
                "a/b?x=1",
                "https://a.example/",
            ),
        ),
        "numbers": repos(
            *(
                {"id": f"a/b{n}", "likes": value, "downloads": value}
                for n, value in enumerate(_NUMBERS)
            ),
        ),
        "2,000 of each": repos(*(f"a/b{n}" for n in range(2_000))),
        "wrong types": make_response({"models": "x", "datasets": {"a": 1}, "spaces": [[[]]]}),
        "a list": make_response([1]),
        "null": Response(b"null"),
        "markup as names": repos(*({"id": text, "likes": 1} for text in MARKUP.values())),
        "100,000 deep": Response(b'{"models":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    }
    for name, made in cases.items():
        yield Document(LINKED, name, made)
    yield from _responses(LINKED, "application/json", elsewhere)


def _pictures(elsewhere: str) -> Iterator[Document]:
    good = fake_papers.png(64, 32)
    picture = {
        "cut": good[: len(good) // 2],
        "only its first bytes": good[:8],
        "60,000 times 60,000": _claimed(60_000, 60_000),
        "2^31 wide": _claimed(2**31 - 1, 1),
        "nothing wide": _claimed(0, 0),
        "a bomb of 400 MB": _claimed(20_000, 20_000, zlib.compress(bytes(20_001) * 2_000)),
        "a bomb in its text": good[:33]
        + _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000)))
        + good[33:],
        "wrong sums": good.replace(b"IDAT", b"IDAX"),
        "sequences in its text": good[:33]
        + _chunk(b"tEXt", b"Title\0\x1b]0;owned\x07")
        + good[33:],
        "a GIF of 65,535": b"GIF89a"
        + struct.pack("<HH", 65_535, 65_535)
        + b"\xf7\0\0"
        + bytes(768)
        + b",",
        "a BMP of -2^31": b"BM"
        + struct.pack("<IHHI", 100, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, -(2**31), -(2**31), 1, 24, 0, 0, 0, 0, 0, 0),
        "a JPEG of nothing": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\xff" * 5_000,
        "a WebP of nothing": b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\xff" * 5_000,
        "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>',
        "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (w) file\n",
        "11 MB": good + bytes(11_000_000),
        "good": good,
    }
    for name, body in picture.items():
        yield Document(PICTURES, name, Response(body, kind="image/png"))
    yield from _responses(PICTURES, "image/png", elsewhere)


def _pdfs(elsewhere: str) -> Iterator[Document]:
    good = fake_papers.pdf("x", 4_000)
    cases: dict[str, Any] = {
        "a program": Response(b"MZ\x90\0" + bytes(5_000), kind="application/pdf"),
        "a script": Response(b"#!/bin/sh\nreboot\n", kind="application/pdf"),
        "nothing": Response(b"", kind="application/pdf"),
        "cut": Response(good, kind="application/pdf", cut=2_000),
        "a name for it": Response(
            good,
            headers={"Content-Disposition": 'attachment; filename="../../.bashrc"'},
            kind="application/pdf",
        ),
        "300 MB said": Response(
            good, headers={"Content-Length": "300000000"}, kind="application/pdf", cut=len(good)
        ),
        "a bomb": lambda request: _zipped_pdf(),
    }
    for name, made in cases.items():
        yield Document(PDFS, name, made)
    yield from _responses(PDFS, "application/pdf", elsewhere)


def _responses(kind: str, type_: str, elsewhere: str) -> Iterator[Document]:
    """Yield responses that are wrong for any document."""
    cases: dict[str, Any] = {
        "a login page": portal(),
        "a gzip bomb": lambda request: gzip_bomb(),
        "an error that repeats the token": make_response({"error": f"{EVIL} {SECRET}"}, 403),
        "a redirect to another server": redirect(f"{elsewhere}/x"),
        "a redirect to another host": redirect("https://evil.example/x"),
        "a redirect to a file": redirect("file:///etc/passwd"),
        "a redirect loop": redirect("?again"),
        "a type of escapes": Response(b"x", kind="\x1b]0;owned\x07/x"),
        "reset in the middle": Response(b"x" * 2_000, kind=type_, reset=True, cut=900),
        "gzip cut": Response(
            zipped(b"x" * 9_000).body[:20], headers={"Content-Encoding": "gzip"}, kind=type_
        ),
        "30 MB": Response(b"x" * 30_000_000, kind=type_),
    }
    for name, made in cases.items():
        yield Document(kind, name, made)


def _zipped_pdf() -> Response:
    packer = zlib.compressobj(1, wbits=zlib.MAX_WBITS | 16)
    packed = [packer.compress(b"%PDF-1.4\n")]
    packed += [packer.compress(bytes(1_000_000)) for _ in range(220)]
    packed.append(packer.flush())
    return Response(b"".join(packed), headers={"Content-Encoding": "gzip"}, kind="application/pdf")


def _reacting(reactions: list[Any]) -> fake_papers.Json:
    one = fake_papers.comment(1)
    one["data"]["reactions"] = reactions
    return one


def _thread(depth: int) -> fake_papers.Json:
    one = fake_papers.comment(0, raw="the deepest")
    for number in range(1, depth):
        one = fake_papers.comment(number, raw=f"level {number}", replies=[one])
    return one


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _claimed(width: int, height: int, data: bytes = b"") -> bytes:
    """Return a PNG that claims to have this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", data)
        + _chunk(b"IEND", b"")
    )


_NUMBERS: tuple[Any, ...] = (-1, 2**63, 1e400, "x", None, True, [], 10**40)
_FORMS = {
    "paragraphs": "X",
    "headings": "# X\n\n## X",
    "code": "```X\nX\n```\n\n`X`",
    "links": '[X](https://a.example/X)\n\n[x]: https://a.example/ "X"\n\n[x] <https://a.example/X>',
    "pictures": '![X](https://a.example/x.png "X")',
    "a table": "| X | a |\n| --- | --- |\n| X | X |",
    "HTML": '<b>X</b> <!-- X --> <a href="javascript:X">X</a> <img src="X" onerror="X"> &NewLine;',
    "mathematics": "$X$\n\n$$\nX\n$$\n\n\\[ \\text{X} \\]",
}
_MARKDOWN = {
    "links of all kinds": "\n\n".join(
        f"[{url}]({url}) ![{url}]({url}) <{url}>"
        for url in (
            *(
                "javascript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "-rf",
                "//x.example",
            ),
            *("https://a@b.example/", "https://evil.example/%1b", "http://127.0.0.1:1/", "../../x"),
        )
    ),
    "entities": "&#27;[31m &#x1b;]0;owned&#7; &#0; &#xD800; &#x110000; &#8238; &#155;31m &shy; "
    "&ZeroWidthSpace; &lrm; &#917569;",
    "references": '[a]: https://a.example/\x1b "t"\n\n' + "[a]" * 5_000,
    "quotes, 20,000 deep": ">" * 20_000 + " x",
    "lists, 2,000 deep": "\n".join("  " * n + "- x" for n in range(2_000)),
    "brackets": "[" * 50_000 + "x" + "](" * 50_000,
    "stars": "*a **b " * 20_000,
    "underscores": "_" * 50_000 + "a" + "_" * 50_000,
    "backquotes of all lengths": " ".join("`" * n for n in range(1, 600)),
    "a table of 1,000 columns": "|"
    + "a|" * 1_000
    + "\n|"
    + "-|" * 1_000
    + "\n"
    + ("|" + "b|" * 1_000 + "\n") * 20,
    "a table of 20,000 rows": "| a | b |\n| - | - |\n" + "| c | d |\n" * 20_000,
    "half a table": "| a | b |\n| - |\n| c | d | e | f |\n||||\n",
    "20,000 headings": "\n\n".join(f"# Heading {n}" for n in range(20_000)),
    "a heading of 100,000 letters": "# " + "x" * 100_000,
    "an open fence": "```python\n" + "x = 1\n" * 5_000,
    "an open comment": "<!-- " * 5_000,
    "open HTML": "<a " * 20_000,
    "fractions": "$$\n" + "\\frac{" * 5_000 + "x" + "}{y}" * 5_000 + "\n$$",
    "a matrix of 10,000": "$$\n\\begin{matrix}" + "a & b \\\\ " * 10_000 + "\\end{matrix}\n$$",
    "arrays in arrays": "$$\n" + "\\begin{array}{c}" * 500 + "x" + "\\end{array}" * 500 + "\n$$",
    "open dollars": "a $ b " * 20_000,
    "macros": "$\\def\\a{\\a\\a}\\a$ $\\newcommand{\\b}{\\b\\b}\\b$ $\\input{/etc/passwd}$",
    "carriage returns": "good\r" * 5_000 + "a\r\nb\n\rc",
    "form feeds and tabs": "\f\v\t" * 5_000 + "a",
    "NUL": "a\0b\n\n# \0\n\n```\n\0\n```\n",
    "front matter": "---\ntitle: !!python/object/apply:os.system [id]\n---\n\n# x",
    "4 MB": "A line of words that goes on.\n\n" * 130_000,
    "4 MB in one paragraph": "word " * 800_000,
    "nothing": "",
    "the page instead": "Join the discussion on this paper page\n\nModels citing this paper\n",
}
