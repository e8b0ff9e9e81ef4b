"""The digest as HTML for a mail client, and as a whole message.

Mail clients know the HTML of 2005: tables and inline styles, nothing else. No pictures, nothing
fetched, no script: opening it tells nobody anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import make_msgid

from tui_reader import dates, urls
from tui_reader.export.digest import NOTHING, Digest, about, gist, text
from tui_reader.export.markup import addresses, escaped, html_link
from tui_reader.models import Entry
from tui_reader.text.latex import to_text
from tui_reader.text.sanitize import line

_SANS = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_SERIF = "font-family:Georgia,'Times New Roman',serif"
_INK, _SOFT, _ACCENT, _LINE, _PAPER, _AROUND = (
    "#23211d",
    "#6b665c",
    "#9a4a00",
    "#e8e4da",
    "#ffffff",
    "#f5f2ea",
)
_ATOM = r'[^\s@<>,;:"()\\]+'
_ADDRESS = rf"{_ATOM}(?:@{_ATOM})?"  # a name alone is a mailbox on this machine
_MAILBOX = rf"""(?:{_ADDRESS}|(?:"[^"\\]*"|[^"<>@,;:()\\]*)<{_ADDRESS}>)"""
_MAILBOXES = re.compile(rf" *{_MAILBOX}(?: *, *{_MAILBOX})* *")
_TABLE = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'


def html(of: Digest) -> str:
    body = "\n".join(_body(of))
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>{escaped(_subject(of))}</title>
</head>
<body style="margin:0;padding:0;background:{_AROUND};">
{_TABLE} style="background:{_AROUND};"><tr><td align="center" style="padding:24px 12px;">
{_TABLE} style="max-width:640px;background:{_PAPER};border:1px solid {_LINE};border-radius:6px;">
{body}
</table>
</td></tr></table>
</body>
</html>
"""


def eml(
    of: Digest,
    *,
    sender: str = "",
    to: str = "",
    date: datetime | None = None,
    message_id: str | None = None,
) -> str:
    """A whole message of text and HTML, pure ASCII, for `sendmail -t` or `msmtp -t`.

    `sender` and `to` are addresses as in a header, `to` several with commas; `date` (aware) is now
    unless told. ValueError for an address that is none, or would begin another header.
    """
    message = EmailMessage()
    message["From"] = _addresses(sender or "Daily Papers <daily-papers@localhost>")
    if to:
        message["To"] = _addresses(to)
    message["Subject"] = _subject(of)
    message["Date"] = date or datetime.now(UTC)
    # A domain of our own making: the default would tell this machine's name.
    message["Message-ID"] = message_id or make_msgid(domain="daily-papers.invalid")
    message["Auto-Submitted"] = "auto-generated"  # nobody's holiday notice comes back (RFC 3834)
    message.set_content(text(of), cte="quoted-printable")
    message.add_alternative(html(of), subtype="html", cte="quoted-printable")
    return message.as_string()


def _subject(of: Digest) -> str:
    return line(f"{of.title}: {of.period}")


def _addresses(header: str) -> str:
    if len(header) > 2_000 or not header.isprintable() or not _MAILBOXES.fullmatch(header):
        raise ValueError(f"not an address: {header[:80]!r}")
    return header


def _body(of: Digest) -> Iterator[str]:
    yield _row(
        f'<div style="{_SANS};font-size:13px;font-weight:600;letter-spacing:1px;'
        f'text-transform:uppercase;color:{_ACCENT};">{escaped(of.title)}</div>'
        f'<div style="{_SERIF};font-size:26px;line-height:32px;color:{_INK};padding-top:4px;">'
        f"{escaped(of.period)}</div>",
        "28px 28px 20px",
    )
    for section in of.sections():
        yield _row(
            f'<div style="{_SANS};font-size:13px;font-weight:600;color:{_SOFT};'
            f'border-top:1px solid {_LINE};padding-top:20px;">{escaped(section.heading)}</div>',
            "12px 28px 0",
        )
        for entry in section.entries:
            yield _row(_paper(entry, section.told), "16px 28px 4px")
    if not of.sections():
        words = f'<div style="{_SERIF};font-size:17px;color:{_INK};">{escaped(NOTHING)}</div>'
        yield _row(words, "4px 28px 12px")
    yield _row(
        f'<div style="{_SANS};font-size:12px;line-height:18px;color:{_SOFT};'
        f'border-top:1px solid {_LINE};padding-top:16px;">Made on your own machine by '
        "daily-papers. Nothing in this message is fetched from anywhere.</div>",
        "24px 28px 24px",
    )


def _paper(entry: Entry, told: bool) -> str:
    """Upvotes in a column of their own, so that they can be compared down the page."""
    paper = entry.paper
    votes = "" if paper.upvotes is None else f"▲&nbsp;{dates.count(paper.upvotes)}"
    gained = f"+{dates.count(entry.gained)}" if entry.gained else ""
    size, leading = ("19px", "25px") if told else ("16px", "22px")
    title = html_link(
        urls.hub_page(paper.id), line(to_text(paper.title)), f"color:{_INK};text-decoration:none;"
    )
    parts = [f'<div style="{_SERIF};font-size:{size};line-height:{leading};">{title}</div>']
    if rest := about(paper):
        parts.append(_line(escaped(rest)))
    words, by_machine = gist(paper) if told else ("", False)
    if words:
        label = f'<span style="color:{_SOFT};">In short, by AI</span>&ensp;' if by_machine else ""
        parts.append(
            f'<div style="{_SANS};font-size:15px;line-height:23px;color:{_INK};padding-top:6px;">'
            f"{label}{escaped(words)}</div>"
        )
    style = f"color:{_ACCENT};text-decoration:none;"
    parts.append(
        _line("&ensp; ".join(html_link(url, word, style) for word, url in addresses(entry)))
    )
    column = f'valign="top" style="{_SANS};font-size:14px;line-height:{leading};color:{_ACCENT};'
    return (
        f'{_TABLE}><tr><td width="60" {column}white-space:nowrap;">{votes}'
        f'<div style="color:{_SOFT};font-size:13px;line-height:18px;">{gained}</div></td>'
        f'<td valign="top">{"".join(parts)}</td></tr></table>'
    )


def _line(inside: str) -> str:
    style = f"{_SANS};font-size:13px;line-height:20px;color:{_SOFT};padding-top:4px;"
    return f'<div style="{style}">{inside}</div>'


def _row(inside: str, padding: str) -> str:
    return f'<tr><td style="padding:{padding};">{inside}</td></tr>'
