"""The digest as HTML for a mail client, and as a whole message.

Mail clients render the HTML of 2005: tables and inline styles. No images, scripts or remote
content, so that opening it cannot be tracked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.errors import InvalidHeaderDefect, ObsoleteHeaderDefect
from email.header import Header
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.policy import default as mail_policy
from email.utils import make_msgid
from ipaddress import ip_address

import idna

from tui_reader import dates, urls
from tui_reader.export.digest_model import NOTHING, Digest, byline_of, summary_of
from tui_reader.export.markup import addresses, escaped, html_link
from tui_reader.models import Entry
from tui_reader.text.latex import to_text
from tui_reader.text.sanitize import line

_MAX_PLAIN_NAME = 60  # characters

_SANS = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_SERIF = "font-family:Georgia,'Times New Roman',serif"
_INK, _SOFT, _ACCENT = "#23211d", "#6b665c", "#9a4a00"
_LINE, _PAPER, _AROUND = "#e8e4da", "#ffffff", "#f5f2ea"
_TABLE = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'


def html(digest: Digest) -> str:
    """Return the digest as an HTML document for a mail client."""
    body = "\n".join(_body(digest))
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>{escaped(_subject(digest))}</title>
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


def eml(digest: Digest, plain: str, sender: str, to: str) -> str:
    """Return a whole message of text and HTML, pure ASCII, for `sendmail -t` or `msmtp -t`.

    Args:
        plain: its text form.
        sender: the address for From, "" for one of this machine.
        to: addresses for To, separated by commas; "" for none.

    Raises ValueError for an invalid address.
    """
    sender = sender or "Daily Papers <daily-papers@localhost>"
    fields = (("From", sender), ("To", to)) if to else (("From", sender),)
    # CPython folds long names without their quotes (https://github.com/python/cpython/issues/80222):
    # "Doe, John" would be two addresses.
    header = "".join(f"{name}: {_folded(_addresses(value))}\n" for name, value in fields)
    message = EmailMessage()
    message["Subject"] = _subject(digest)
    message["Date"] = dates.local(datetime.now(UTC))
    # The default domain would be this machine's name.
    message["Message-ID"] = make_msgid(domain="daily-papers.invalid")
    message["Auto-Submitted"] = "auto-generated"  # no vacation replies (RFC 3834)
    message.set_content(plain, cte="quoted-printable")
    message.add_alternative(html(digest), subtype="html", cte="quoted-printable")
    return header + message.as_string()


def _subject(digest: Digest) -> str:
    return line(f"{digest.title}: {digest.period}")


def _addresses(header: str) -> tuple[Address, ...]:
    """Parse the addresses of a header (RFC 5322); domains become ASCII (IDNA 2008).

    A mailbox on this machine, without a domain, must be the only address, since "Doe, John <j@e>"
    is one name with an unquoted comma and not two recipients.
    """
    wrong = ValueError(f"not an address: {header[:80]!r}")
    header = header.strip()  # "\r\n" of a file
    if len(header) > 2_000 or not header.isprintable():
        raise wrong
    try:
        parsed = mail_policy.header_factory("to", header)
        assert isinstance(parsed, AddressHeader)
        addresses = tuple(map(_with_ascii_domain, parsed.addresses))
    except (ValueError, IndexError, AttributeError):  # the last two: CPython 3.11, "a@" and "a@["
        raise wrong from None
    is_local = len(addresses) == 1 and not addresses[0].domain
    for defect in parsed.defects:  # type: ignore[attr-defined]  # missing in typeshed
        no_domain = isinstance(defect, InvalidHeaderDefect) and "no domain" in str(defect)
        if not isinstance(defect, ObsoleteHeaderDefect) and not (is_local and no_domain):
            raise wrong
    if not addresses or any(not one.username for one in addresses):
        raise wrong
    return addresses


def _folded(addresses: Iterable[Address]) -> str:
    """Return the addresses in ASCII, one per line. Long names are encoded, to be split."""

    def field(address: Address) -> str:
        name = address.display_name
        if name.isascii() and len(name) <= _MAX_PLAIN_NAME:
            return str(address)
        return f"{Header(name, 'utf-8').encode()}\n <{address.addr_spec}>"

    return ",\n ".join(map(field, addresses))


def _with_ascii_domain(address: Address) -> Address:
    """Return the address with an ASCII domain. Raises ValueError for an invalid domain."""
    domain = address.domain
    if domain.startswith("["):  # RFC 5321, 4.1.3
        ip_address(domain[1:-1].removeprefix("IPv6:"))
    elif domain:
        domain = idna.encode(domain, uts46=True).decode()
    return Address(address.display_name, address.username, domain)


def _body(digest: Digest) -> Iterator[str]:
    yield _row(
        f'<div style="{_SANS};font-size:13px;font-weight:600;letter-spacing:1px;'
        f'text-transform:uppercase;color:{_ACCENT};">{escaped(digest.title)}</div>'
        f'<div style="{_SERIF};font-size:26px;line-height:32px;color:{_INK};padding-top:4px;">'
        f"{escaped(digest.period)}</div>",
        "28px 28px 20px",
    )
    for section in digest.sections():
        yield _row(
            f'<div style="{_SANS};font-size:13px;font-weight:600;color:{_SOFT};'
            f'border-top:1px solid {_LINE};padding-top:20px;">{escaped(section.heading)}</div>',
            "12px 28px 0",
        )
        for entry in section.entries:
            yield _row(_paper(entry, section.with_summary), "16px 28px 4px")
    if not digest.sections():
        words = f'<div style="{_SERIF};font-size:17px;color:{_INK};">{escaped(NOTHING)}</div>'
        yield _row(words, "4px 28px 12px")
    yield _row(
        f'<div style="{_SANS};font-size:12px;line-height:18px;color:{_SOFT};'
        f'border-top:1px solid {_LINE};padding-top:16px;">Created on your own machine by '
        "daily-papers. This message loads no remote content.</div>",
        "24px 28px 24px",
    )


def _paper(entry: Entry, with_summary: bool) -> str:
    """Render a paper; upvotes have a separate column."""
    paper = entry.paper
    upvotes_text = "" if paper.upvotes is None else f"▲&nbsp;{dates.count(paper.upvotes)}"
    gained = f"+{dates.count(entry.gained)}" if entry.gained else ""
    size, leading = ("19px", "25px") if with_summary else ("16px", "22px")
    title = html_link(
        urls.hub_page(paper.id), line(to_text(paper.title)), f"color:{_INK};text-decoration:none;"
    )
    parts = [f'<div style="{_SERIF};font-size:{size};line-height:{leading};">{title}</div>']
    if rest := byline_of(paper):
        parts.append(_line(escaped(rest)))
    words, by_machine = summary_of(paper) if with_summary else ("", False)
    if words:
        label = f'<span style="color:{_SOFT};">AI summary</span>&ensp;' if by_machine else ""
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
        f'{_TABLE}><tr><td width="60" {column}white-space:nowrap;">{upvotes_text}'
        f'<div style="color:{_SOFT};font-size:13px;line-height:18px;">{gained}</div></td>'
        f'<td valign="top">{"".join(parts)}</td></tr></table>'
    )


def _line(inside: str) -> str:
    style = f"{_SANS};font-size:13px;line-height:20px;color:{_SOFT};padding-top:4px;"
    return f'<div style="{style}">{inside}</div>'


def _row(inside: str, padding: str) -> str:
    return f'<tr><td style="padding:{padding};">{inside}</td></tr>'
