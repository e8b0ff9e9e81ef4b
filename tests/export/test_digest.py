"""The digest as text, Markdown, HTML and mail."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from markdown_it import MarkdownIt

from tests.export.test_export_pages import Page
from tests.support.hard_papers import (
    BARE,
    FULL,
    HARD_TITLES,
    hard_entries,
    titled,
)
from tui_reader.export.digest import FORMS, digest
from tui_reader.export.digest_model import NOTHING, Digest
from tui_reader.text.latex import to_text

DIGEST = Digest(
    "Daily Papers",
    "Friday 21 August 2026",
    top=(FULL, titled("A Second One", 2)),
    watches=(("rl & agents", (titled("Caught", 3),)), ("nothing", ())),
    rising=(titled("On Its Way", 4),),
)
HARD = Digest("Daily <Papers> *", "Week [34]", top=tuple(hard_entries()), rising=(BARE,))
EMPTY = Digest("Daily Papers", "Sunday 23 August 2026")


def mail(of: Digest = DIGEST, **more: str) -> EmailMessage:
    source = digest(of, "eml", sender="Me <me@example.org>", **more)
    message = message_from_string(source, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    content: str = body.get_content()
    return content


@pytest.mark.parametrize("form", FORMS[:3])
def test_digest_has_top_papers_watch_matches_and_rising_papers(form: str) -> None:
    rendered = digest(DIGEST, form).replace("&amp;", "&").replace("RL & AGENTS", "rl & agents")
    parts = ["Friday 21 August 2026", "EnvHarness", "A Second One", "rl & agents", "Caught"]
    places = [
        rendered.find(word.replace("&", r"\&") if form == "markdown" else word) for word in parts
    ]
    assert -1 not in places
    assert places == sorted(places)
    assert rendered.lower().index("rising") < rendered.index("On Its Way")
    assert "nothing" not in rendered.replace(NOTHING, "").lower().replace(
        "nothing in this message", ""
    )


@pytest.mark.parametrize("form", FORMS[:3])
def test_paper_has_its_upvotes_authors_summary_and_code_before_its_page(form: str) -> None:
    rendered = digest(replace(DIGEST, watches=(), rising=()), form).replace("&nbsp;", " ")
    assert "▲ 163" in rendered
    assert "+12" in rendered
    assert "Wei Huang + 1" in rendered
    assert "AI summary" in rendered
    assert rendered.index("github.com/example") < rendered.index("Hub page")
    assert "Not Shown" not in rendered


@pytest.mark.parametrize("form", FORMS[:3])
def test_empty_digest_has_a_message(form: str) -> None:
    assert NOTHING in digest(EMPTY, form).replace("\\", "")


def test_latex_is_shown_as_unicode() -> None:
    paper = FULL.paper._replace(summary=None, title=r"$\epsilon$-Net")
    rendered = digest(replace(EMPTY, top=(FULL._replace(paper=paper),)), "text")
    assert "ϵ-Net" in rendered
    assert "ϵ ≤ 1" in rendered
    assert "by AI" not in rendered


def test_long_abstract_is_cut_at_a_sentence_or_a_word() -> None:
    sentence = "A sentence of some length that says very little about the paper at hand. "
    paper = FULL.paper._replace(summary=None, abstract=sentence * 20)
    rendered = " ".join(digest(replace(EMPTY, top=(FULL._replace(paper=paper),)), "text").split())
    assert "at hand. Code" in rendered
    assert rendered.count("A sentence") == 4
    endless = paper._replace(abstract="word " * 400)
    assert "word … Code" in " ".join(
        digest(replace(EMPTY, top=(FULL._replace(paper=endless),)), "text").split()
    )


def test_text_has_72_columns_except_urls() -> None:
    long = [line for line in digest(HARD, "text").splitlines() if len(line) > 72]
    assert all("https://" in line for line in long)
    assert "- \n" not in digest(HARD, "text")


def test_html_has_inline_styles_and_no_remote_content() -> None:
    source = digest(HARD, "html")
    page = Page(source)
    assert page.whole
    assert not page.fetched
    assert not {"script", "style", "img", "link", "iframe", "b"} & page.tags
    assert "url(" not in source
    assert all(href.startswith("https://") for href in page.hrefs)
    assert "evil.example" not in " ".join(page.hrefs)


@pytest.mark.parametrize("title", HARD_TITLES)
def test_titles_are_shown_literally(title: str) -> None:
    one = replace(EMPTY, top=(titled(title),))
    shown = " ".join(to_text(title).split())
    assert shown in Page(digest(one, "html")).text("a")
    assert shown in " ".join(digest(one, "text").split())
    rendered = Page(MarkdownIt("commonmark", {"html": True}).render(digest(one, "markdown")))
    assert shown in rendered.text("strong")


def test_mail_contains_text_and_html_of_the_same_digest() -> None:
    message = mail()
    assert message.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in message.iter_parts()] == ["text/plain", "text/html"]
    assert part(message, "plain") == digest(DIGEST, "text")
    assert part(message, "html") == digest(DIGEST, "html")


def test_mail_is_ascii_with_short_lines() -> None:
    source = digest(HARD, "eml", sender="Zoë <me@example.org>", to="you@example.org")
    assert source.isascii()
    assert max(map(len, source.splitlines())) < 998
    message = message_from_string(source, policy=policy.default)
    assert message["From"] == "Zoë <me@example.org>"
    assert message["Subject"] == "Daily <Papers> *: Week [34]"
    assert abs(message["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=1)
    assert message["MIME-Version"] == "1.0"
    assert message["Auto-Submitted"] == "auto-generated"


def test_message_ids_differ_and_do_not_name_the_machine() -> None:
    one, other = mail()["Message-ID"], mail()["Message-ID"]
    assert one != other
    assert re.fullmatch(r"<[0-9.]+@daily-papers\.invalid>", one)


@pytest.mark.parametrize("to", ["you@example.org", "A <a@example.org>, b@example.org", "root", ""])
def test_valid_addresses_are_unchanged(to: str) -> None:
    assert (mail(to=to)["To"] or "") == to


@pytest.mark.parametrize(
    "name",
    ["Doe, John", "Long, " * 30 + "John", "w" * 90 + ", <b@e.example>", "Döe, Jo", "語、" * 70],
)
def test_quoted_name_with_a_comma_is_one_address(name: str) -> None:
    typed = ", ".join([f'"{name}" <j@e.example>'] * 9)
    source = digest(DIGEST, "eml", sender=typed, to=typed)
    message = message_from_string(source)
    for header in (message["From"], message["To"]):
        addresses = getaddresses([header])
        assert [str(make_header(decode_header(shown))) for shown, _ in addresses] == [name] * 9
        assert {sent for _, sent in addresses} == {"j@e.example"}
        assert max(map(len, header.splitlines())) < 100


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("j@bücher.example\r\n", "j@xn--bcher-kva.example"),
        ("J <j@Straße.example>", "j@xn--strae-oqa.example"),
        ("j@例え.example", "j@xn--r8jz45g.example"),
        ("j@[127.0.0.1]", "j@[127.0.0.1]"),
        ("j@[IPv6:2001:db8::1]", "j@[IPv6:2001:db8::1]"),
    ],
)
def test_domain_is_encoded_as_idna(typed: str, sent: str) -> None:
    (address,) = mail(to=typed)["To"].addresses
    assert address.addr_spec == sent


@pytest.mark.parametrize(
    "address",
    [
        "a@b\r\nBcc: x@evil.example", "a@b\nX: y", "a b", "<>", "a@", "@b", "a@b, , c d",
        "a@b\x00", "Doe, John <j@e.example>", "John <j@e.example>, root", "Ada Lovelace", "a@b@c",
        "a b@c.example",
        "j\u00fc@e.example", "J <j@e.example> x", "team:;", "a@-e.example", "a@b..example",
        "x@e\u202e.example", "a@[", "a@[1.2.3.4", "a@[999.1.1.1]", "a@[b]",
    ],
)  # fmt: skip
def test_address_cannot_inject_a_header(address: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        digest(DIGEST, "eml", to=address)
    if address:
        with pytest.raises(ValueError, match="not an address"):
            digest(DIGEST, "eml", sender=address)


def test_line_break_in_the_period_cannot_inject_a_header() -> None:
    message = mail(replace(DIGEST, period="Friday\r\nBcc: x@evil.example"))
    assert message["Bcc"] is None
    assert message["Subject"] == "Daily Papers: Friday Bcc: x@evil.example"
