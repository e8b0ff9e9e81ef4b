"""The URL policy: which URLs may be opened or requested, how they are shown and opened.

URLs are parsed with a grammar stricter than any browser's, so that none is ambiguous: no
credentials, no backslash, no white space, no control character. The result is plain ASCII with the
host in punycode and everything unusual percent-encoded. The same string is shown, confirmed, opened
and requested.

Parsing never raises: an invalid URL is None.
"""

import os
import re
import stat
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tui_reader.models import Paper, checked_id

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

HUB = "https://huggingface.co"
_KNOWN_HOSTS = frozenset(
    {"huggingface.co", "hf.co", "arxiv.org", "www.arxiv.org", "export.arxiv.org", "github.com"}
)
_CONTENT_HOSTS = r"(?:[a-z0-9-]+\.)*(?:huggingface\.co|hf\.co)|(?:www\.|export\.)?arxiv\.org"
_PRIVATE_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")  # RFC 1918, 4193
_LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".lan")

_MAX_LENGTH = 2_000
_MAX_REQUEST_LENGTH = 8_000  # signed download URLs are long
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[^\s/?#@:\\\[\]]+)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<rest>[/?#].*)?",
    re.ASCII | re.IGNORECASE,
)
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_NUMERIC_HOST = r"(?:.*\.)?(?:0x[0-9a-f]*|[0-9]+)"
# Already normalized, as nearly all URLs are; a long host is left to `_parse`.
_NORMALIZED = re.compile(
    rf"https://(?=[^/?#]{{1,253}}(?:[/?#]|\Z)){_LABEL}(?:\.{_LABEL})*(?:[/?#][!#-;=?-\[\]_a-z~]*)?"
)
# Compiled on first use: a URL in ASCII does not need it, and it takes 0.6 ms of a launch.
_REFUSED = r"[\x00-\x20\x7f-\xa0\\\s\u200b-\u200f\u2028-\u202f\u2060-\u206f\ud800-\udfff\ufeff]"
_ENCODED = re.compile(r"[\"<>^`{|}]|[^\x00-\x7f]")
_TEXT_BROWSERS = frozenset({"www-browser", "w3m", "lynx", "links", "links2", "elinks", "browsh"})


class Link(NamedTuple):
    """A URL that passed `check`.

    `url` is opened and shown in the confirmation: the whole URL, with its host in punycode.
    `written` is the checked text. A `known` link (the Hub, arXiv, GitHub) opens without a
    confirmation.
    """

    url: str
    written: str
    known: bool

    @property
    def is_upgraded(self) -> bool:
        """True if the source says `http:`, and `https:` is opened instead."""
        return self.url.startswith("https:") and self.written[:5].lower() == "http:"


class _Address(NamedTuple):
    scheme: str
    host: str
    port: str  # "" for the scheme's default
    rest: str  # path, query and fragment

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}" + (f":{self.port}" if self.port else "")

    @property
    def url(self) -> str:
        return self.origin + self.rest


class Endpoint(NamedTuple):
    """The Hub's base URL.

    `url` has no trailing slash and may include a path. `problem` says why the given URL cannot be
    used, "" if it can; with a problem, no request may be sent, and `url` is the Hub's own, for
    links to its pages.
    """

    url: str = HUB
    problem: str = ""

    @property
    def is_loopback(self) -> bool:
        return _is_loopback(self._address.host)

    @property
    def is_mirror(self) -> bool:
        """A server on this machine or network: requests never leave it for another host."""
        return self._address.scheme == "http" or self.is_loopback

    def may_have_token(self, url: str) -> bool:
        """Return whether `url` may get the token: only the endpoint, by https or on loopback."""
        address = _parse(url, _MAX_REQUEST_LENGTH)
        if address is None or address.origin != self._address.origin:
            return False
        return address.scheme == "https" or self.is_loopback

    def allow(self, url: str, same_origin: bool = False) -> str | None:
        """Return the URL to request, or None if it must not be requested.

        Allowed are the endpoint and, unless `same_origin` is set or the endpoint is a mirror,
        https on public hosts.
        """
        address = _parse(url, _MAX_REQUEST_LENGTH)
        if address is None:
            return None
        if address.origin != self._address.origin and (
            same_origin
            or self.is_mirror
            or address.scheme != "https"
            or not is_public(address.host)
        ):
            return None
        return address.url.partition("#")[0]

    def resolve(self, url: str) -> str | None:
        """Return the URL from which to download a picture or PDF, or None if it is not allowed.

        Allowed are the endpoint, the Hub's hosts and arXiv's. A mirror replaces all of them.
        """
        address = _parse(url, _MAX_REQUEST_LENGTH)
        if address is None:
            return None
        if address.origin == self._address.origin:
            return address.url
        if (
            address.scheme != "https"
            or address.port
            or not re.fullmatch(_CONTENT_HOSTS, address.host)
        ):
            return None
        return self.url + address.rest.partition("#")[0] if self.is_mirror else address.url

    @property
    def _address(self) -> _Address:
        address = _parse(self.url)
        assert address is not None
        return address


def find_endpoint(given: str | None = None) -> Endpoint:
    """Return the Hub's endpoint: `given`, else HF_ENDPOINT, else https://huggingface.co.

    https is allowed for any host, http only for `localhost` and for literal loopback and private
    addresses.
    """
    raw = (given or os.environ.get("HF_ENDPOINT", "")).strip()
    return _endpoint(raw) if raw else Endpoint()


@lru_cache(16)
def _endpoint(raw: str) -> Endpoint:
    scheme, separator, rest = raw.partition("://")
    address = _parse(raw)
    if not separator or scheme.lower() not in ("http", "https"):
        problem = "it does not start with https://"
    elif "@" in re.split(r"[/?#]", rest, maxsplit=1)[0]:
        problem = "it contains a user name or password"
    elif address is None or "?" in address.rest or "#" in address.rest:
        problem = "it is not a valid base URL"
    elif scheme.lower() == "http" and not (_is_loopback(address.host) or _is_private(address.host)):
        problem = "http:// is only allowed for localhost and private addresses"
    else:
        return Endpoint(address.url.rstrip("/"))
    return Endpoint(problem=problem)


def check(raw: str) -> Link | None:
    """Return a link to open, or None if it must not be opened.

    Only https; `http:` without a port is upgraded. The endpoint (see `find_endpoint`) is a known
    host too, over http if it is local.
    """
    address = _parse_link(raw)
    if address is None:
        return None
    base = find_endpoint()
    is_endpoint = not base.problem and address.origin == base._address.origin
    secure = address if is_endpoint else _upgraded(address)
    if secure is None:
        return None
    known = is_endpoint or (secure.host in _KNOWN_HOSTS and not secure.port)
    return Link(secure.url, raw, known)


def normalize(raw: str) -> str | None:
    """Return a link of the Hub's data as an https URL, or None if it is not one.

    The data has spaces around links, line breaks in them, `http:` and relative paths.
    """
    if len(raw) <= _MAX_LENGTH and _NORMALIZED.fullmatch(raw):
        return raw
    address = _parse_link(re.sub(r"[ \t]*[\r\n]+[ \t]*", "", raw[: 2 * _MAX_LENGTH].strip()))
    secure = _upgraded(address) if address is not None else None
    return secure.url if secure is not None else None


def is_http_url(raw: str) -> bool:
    """Return whether a text is a valid http or https URL."""
    return _parse(raw) is not None


def is_public(host: str) -> bool:
    """Return False for this machine, private and reserved addresses, and names without a domain."""
    address = _ip(host)
    if address is not None:
        return address.is_global
    # Resolvers read "127.1" and "0x7f000001" as addresses.
    if re.fullmatch(_NUMERIC_HOST, host):
        return False
    return "." in host and not host.endswith(_LOCAL_SUFFIXES)


def _is_loopback(host: str) -> bool:
    address = _ip(host)
    return host == "localhost" if address is None else address.is_loopback


def _is_private(host: str) -> bool:
    from ipaddress import ip_network  # see `_ip`

    address = _ip(host)
    return address is not None and any(
        address in ip_network(network) for network in _PRIVATE_NETWORKS
    )


def _ip(host: str) -> "IPv4Address | IPv6Address | None":
    """Return a literal address, an IPv4 address that is mapped to IPv6 as IPv4; else None."""
    if not re.fullmatch(r"\[.*\]|[0-9.]+", host):
        return None
    from ipaddress import IPv6Address, ip_address  # 2 ms at launch, where hosts are names

    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def hub_page(paper_id: str) -> str:
    """Return the URL of the paper's page on the Hub. Raises ValueError if it is not an arXiv ID."""
    return f"{find_endpoint().url}/papers/{checked_id(paper_id)}"


def arxiv_page(paper_id: str) -> str:
    return f"https://arxiv.org/abs/{checked_id(paper_id)}"


def arxiv_pdf(paper_id: str) -> str:
    return f"https://arxiv.org/pdf/{checked_id(paper_id)}"


def of_paper(paper: Paper) -> dict[str, str]:
    """Return a paper's own links by name: Hub, arXiv, PDF, and code and project if it has them."""
    links = {
        "Hub": hub_page(paper.id),
        "arXiv": arxiv_page(paper.id),
        "PDF": arxiv_pdf(paper.id),
        "code": paper.code,
        "project": paper.project,
    }
    return {name: url for name, url in links.items() if url}


def open_link(link: Link, opener: Sequence[str] | None = None) -> bool:
    """Open a checked link in a browser, or with the command `opener` and the URL as its argument.

    Returns whether something was started. Browsers that would take over the terminal are not used.
    Asking for confirmation (see `Link.known`) is up to the caller.
    """
    if re.fullmatch(r"https?://[!-~]+", link.url) is None:
        return False
    if opener:
        return _start([*opener, link.url])
    import webbrowser  # only needed here, and not at launch

    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        browser = None
    if getattr(browser, "basename", "") in _TEXT_BROWSERS:
        return False
    if isinstance(browser, webbrowser.GenericBrowser):
        # webbrowser would let these write to the terminal, and wait for some of them.
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
    """Open a file that the app wrote, with the desktop's default program.

    Only a regular file (no symbolic link) directly in `folder`. Returns whether something started.
    """
    try:
        parent, name = os.path.split(os.path.abspath(path))
        real_folder = os.path.realpath(folder, strict=True)
        if os.path.realpath(parent, strict=True) != real_folder:
            return False
        own = os.path.join(real_folder, name)
        if not stat.S_ISREG(os.lstat(own).st_mode):
            return False
    except (OSError, ValueError):
        return False
    return _start([*(opener or ["open" if sys.platform == "darwin" else "xdg-open"]), own])


@lru_cache(256)  # the page of a paper checks the same few URLs at each redraw
def _parse(raw: str, limit: int = _MAX_LENGTH) -> _Address | None:
    """Return the normalized parts of an http or https URL, or None."""
    is_simple = raw.isascii() and raw.isprintable() and " " not in raw and "\\" not in raw
    if len(raw) > limit or (not is_simple and re.search(_REFUSED, raw)):
        return None
    match = _URL.fullmatch(raw)
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
    return address if len(address.url) <= limit else None


def _parse_link(raw: str) -> _Address | None:
    """Like `_parse`, without IPv6 addresses: no link in a paper needs one."""
    address = _parse(raw)
    return None if address and address.host.startswith("[") and address.host != "[::1]" else address


def _upgraded(address: _Address) -> _Address | None:
    """Return an address for https; None if its port is one of http."""
    if address.scheme == "https":
        return address
    return None if address.port else address._replace(scheme="https")


def _ascii_host(host: str) -> str | None:
    if host.startswith("["):
        address = _ip(host)
        return f"[{address}]" if address is not None and address.version == 6 else None
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    host = host.lower()
    # Checked after the encoding, which turns some letters into "/" and other separators.
    return host if _HOST.fullmatch(host) else None


def _start(command: Sequence[str]) -> bool:
    """Start a detached program. Returns False if it does not exist."""
    import subprocess  # not needed at launch
    import threading

    nothing = subprocess.DEVNULL
    try:
        program = subprocess.Popen(
            command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    except (OSError, ValueError):
        return False
    # Without wait() the program would stay a zombie until we exit.
    threading.Thread(target=program.wait, daemon=True).start()
    return True
