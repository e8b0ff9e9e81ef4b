"""The one door for links: what may be opened, how it is shown, and what opens it.

An address is read by a grammar of our own that is stricter than any browser's, so that there is
nothing to read in two ways: no credentials, no backslash, no white space, no control character.
What comes out is plain ASCII, the host in punycode, everything unusual percent-encoded; that one
string is what is shown, asked about and opened.

Reading an address never raises: what cannot be a link is None.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from tui_reader.models import is_id

HUB = "https://huggingface.co"
_HUB_HOSTS = frozenset({"huggingface.co", "hf.co"})
_KNOWN_HOSTS = _HUB_HOSTS | {"arxiv.org", "www.arxiv.org", "export.arxiv.org", "github.com"}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

_LONGEST = 2_000
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[::1\]|[^\s/?#@:\\\[\]]+)(?::(?P<port>[0-9]{1,5}))?(?P<rest>[/?#].*)?",
    re.ASCII | re.IGNORECASE,
)
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
# An address that is in its one spelling already, as nearly all are; a long host is left to `_read`.
_TIDY = re.compile(
    rf"https://(?=[^/?#]{{1,253}}(?:[/?#]|\Z)){_LABEL}(?:\.{_LABEL})*(?:[/?#][!#-;=?-\[\]_a-z~]*)?"
)
_REFUSED = re.compile(
    r"[\x00-\x20\x7f-\xa0\\\s\u200b-\u200f\u2028-\u202f\u2060-\u206f\ud800-\udfff\ufeff]"
)
_ENCODED = re.compile(r"[\"<>^`{|}]|[^\x00-\x7f]")
_TEXT_BROWSERS = frozenset({"www-browser", "w3m", "lynx", "links", "links2", "elinks", "browsh"})


class Link(NamedTuple):
    """An address that went through `door`.

    `shown` is what a person is asked about: the whole address, its host in punycode. A `known`
    link (the Hub, arXiv, GitHub) opens without a question.
    """

    url: str
    shown: str
    known: bool


class _Address(NamedTuple):
    scheme: str
    host: str
    port: str  # "" for the scheme's own
    rest: str

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}" + (f":{self.port}" if self.port else "")

    @property
    def url(self) -> str:
        return self.origin + self.rest


def door(raw: str, endpoint: str | None = None) -> Link | None:
    """The link that `raw` is, or None where it must not be opened.

    https alone; `http:` of the known hosts is raised to it. The Hub at `endpoint` (None: as the
    environment says) is known too, and over http where it is on this machine.
    """
    address = _read(raw)
    if address is None:
        return None
    home = _read(hub_endpoint(endpoint))
    at_home = home is not None and address.origin == home.origin
    if address.scheme != "https" and not at_home:
        return None
    known = at_home or (address.host in _KNOWN_HOSTS and not address.port)
    return Link(address.url, shown=address.url, known=known)


def tidy(raw: str) -> str | None:
    """A link of the wire format made whole: an https address, or None where there is none in it.

    The Hub's data has spaces around links, line breaks within, `http:`, and relative paths.
    """
    if len(raw) <= _LONGEST and _TIDY.fullmatch(raw):
        return raw
    address = _read(re.sub(r"[ \t]*[\r\n]+[ \t]*", "", raw[: 2 * _LONGEST].strip()))
    return address.url if address is not None and address.scheme == "https" else None


def hub_endpoint(endpoint: str | None = None) -> str:
    """Where the Hub is, without a slash at the end: `endpoint`, else HF_ENDPOINT, else the Hub.

    The Hub itself also where these are neither https nor http to this very machine.
    """
    address = _read((endpoint or os.environ.get("HF_ENDPOINT", "") or HUB).strip())
    if address is None or "?" in address.rest or "#" in address.rest:
        return HUB
    if address.scheme != "https" and address.host not in _LOOPBACK:
        return HUB
    return address.url.rstrip("/")


def hub_page(paper_id: str, endpoint: str | None = None) -> str:
    """The paper's page on the Hub. Raises ValueError for what is not an id, like the next two."""
    return f"{hub_endpoint(endpoint)}/papers/{_checked(paper_id)}"


def arxiv_page(paper_id: str) -> str:
    return f"https://arxiv.org/abs/{_checked(paper_id)}"


def arxiv_pdf(paper_id: str) -> str:
    return f"https://arxiv.org/pdf/{_checked(paper_id)}"


def open_link(link: Link, opener: Sequence[str] | None = None) -> bool:
    """Opens a link of the door in a browser, or with `opener`: a command, the URL its last word.

    True where something was started. It never takes over the terminal: a browser that would run
    in it counts as none. Whether to ask first (`known`) is the caller's part.
    """
    if re.fullmatch(r"https?://[!-~]+", link.url) is None:
        return False
    if opener:
        return _start([*opener, link.url])
    import webbrowser

    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        browser = None
    if getattr(browser, "basename", "") in _TEXT_BROWSERS:
        return False
    if isinstance(browser, webbrowser.GenericBrowser):
        # webbrowser would let these write over the reader's page, and wait for some of them.
        return _start([browser.name, *(word.replace("%s", link.url) for word in browser.args)])
    try:
        return webbrowser.open(link.url)
    except (OSError, ValueError, webbrowser.Error):
        return False


def open_own_file(
    path: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    opener: Sequence[str] | None = None,
) -> bool:
    """The second door: opens a file that we wrote ourselves, with the desktop's program for it.

    Only a regular file, not a link, that lies directly in `folder`. True where something started.
    """
    import sys

    try:
        parent, name = os.path.split(os.path.abspath(path))
        place = os.path.realpath(folder, strict=True)
        if os.path.realpath(parent, strict=True) != place:
            return False
        own = os.path.join(place, name)
        if not stat.S_ISREG(os.lstat(own).st_mode):
            return False
    except (OSError, ValueError):
        return False
    return _start([*(opener or ["open" if sys.platform == "darwin" else "xdg-open"]), own])


@lru_cache(256)  # a page names the same few at each change of a mark
def _read(raw: str) -> _Address | None:
    """The parts of an http or https address in their one spelling, or None."""
    if len(raw) > _LONGEST or _REFUSED.search(raw):
        return None
    match = _ADDRESS.fullmatch(raw)
    if match is None:
        return None
    scheme, host, port = match["scheme"].lower(), _ascii_host(match["host"]), match["port"]
    number = int(port) if port else None
    if host is None or (number is not None and not 1 <= number <= 65_535):
        return None
    if number == {"http": 80, "https": 443}[scheme]:
        number = None
    if scheme == "http" and host in _KNOWN_HOSTS and number is None:
        scheme = "https"
    rest = _ENCODED.sub(
        lambda char: "".join(f"%{b:02X}" for b in char[0].encode()), match["rest"] or ""
    )
    address = _Address(scheme, host, str(number or ""), rest)
    return address if len(address.url) <= _LONGEST else None


def _ascii_host(host: str) -> str | None:
    if host == "[::1]":
        return host
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    host = host.lower()
    # Also after the encoding: it turns some letters into "/" and the like.
    return host if _HOST.fullmatch(host) else None


def _checked(paper_id: str) -> str:
    if not is_id(paper_id):
        raise ValueError(f"not an arXiv id: {paper_id[:40]!r}")
    return paper_id


def _start(command: Sequence[str]) -> bool:
    """Starts a program that outlives us, away from our terminal; False where there is no such."""
    import subprocess
    import threading

    nothing = subprocess.DEVNULL
    try:
        program = subprocess.Popen(
            command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    except (OSError, ValueError):
        return False
    # Somebody must wait for it, or it stays a zombie until we end.
    threading.Thread(target=program.wait, daemon=True).start()
    return True
