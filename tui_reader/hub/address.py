"""Which address may be asked, what goes with it, and where a redirect may lead."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from tui_reader.hub.errors import Refused
from tui_reader.urls import hub_endpoint

# Parameters that errors show; others may be secret.
_SHOWN = frozenset({"date", "week", "month", "sort", "limit", "p", "q", "field"})
_CONTENT_HOSTS = re.compile(
    r"(?:[a-z0-9-]+\.)*(?:huggingface\.co|hf\.co)|(?:www\.|export\.)?arxiv\.org", re.ASCII
)
_NETLOC = re.compile(r"[\w.-]+(?::[0-9]+)?|\[[0-9A-Fa-f:.]+\](?::[0-9]+)?", re.ASCII)
_NUMERIC = re.compile(r"(?:.*\.)?(?:0x[0-9a-f]*|[0-9]+)", re.ASCII)


def is_offline() -> bool:
    """The environment says so, as huggingface_hub reads it."""
    return os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE")


@dataclass(frozen=True)
class Endpoint:
    """Where the Hub is. `url` has no slash at its end and may carry a path."""

    url: str

    @classmethod
    def find(cls, given: str | None = None) -> Endpoint:
        """The given one, else HF_ENDPOINT, else the Hub itself."""
        return cls(hub_endpoint(given))

    @property
    def local(self) -> bool:
        return is_local(self.url)

    def may_have_token(self, url: str) -> bool:
        """The token goes to the endpoint's own origin, over https or within this machine."""
        return origin(url) == origin(self.url) and (url.startswith("https:") or self.local)

    def place(self, url: str) -> str:
        """Where a picture or a PDF is asked for. Raises Refused where it must not be.

        An endpoint on this machine, a mirror, stands for every host: nothing leads away from it.
        """
        try:
            parts, whose = urlsplit(url), origin(url)
        except ValueError:
            raise Refused(shown(url), "this is no valid address") from None
        if whose == origin(self.url):
            return url
        known = whose[0] == "https" and whose[2] == 443 and _CONTENT_HOSTS.fullmatch(whose[1])
        if not known or "@" in parts.netloc:
            raise Refused(shown(url), "this is not on the Hub or arXiv", "open it in a browser")
        if self.local:
            return self.url + parts.path + (f"?{parts.query}" if parts.query else "")
        return url


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a valid http(s) URL."""
    parts = urlsplit(url)
    usual = 80 if parts.scheme == "http" else 443
    return parts.scheme, parts.hostname or "", parts.port or usual


def is_local(url: str) -> bool:
    return (urlsplit(url).hostname or "") in ("localhost", "127.0.0.1", "::1")


def redirected(url: str, location: str) -> str:
    """Where a redirect leads. Raises Refused unless that is https on a public host.

    From this machine only to the same server on it.
    """
    try:
        location = location.strip() if location.isprintable() else ""
        target = urljoin(url, location) if location else ""
        parts = urlsplit(target)
        same = origin(target) == origin(url)
        public = is_public(parts.hostname or "")
    except ValueError:
        raise Refused(shown(url), "a redirect to no valid address came") from None
    if not target.isascii() or len(target) > 8_000 or not _NETLOC.fullmatch(parts.netloc):
        raise Refused(shown(url), "a redirect to no valid address came")
    if is_local(url):
        if not same:
            raise Refused(shown(url), "a redirect away from this machine came; not followed")
    elif parts.scheme != "https" or not public:
        raise Refused(shown(url), "a redirect to an unsafe place came; not followed")
    return parts._replace(fragment="").geturl()


def is_public(host: str) -> bool:
    """False for this machine, for private and reserved addresses in any spelling, bare names."""
    host = host.lower().rstrip(".")
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        if _NUMERIC.fullmatch(host):  # "127.1", "0x7f000001": resolvers read these as addresses
            return False
        return "." in host and not host.endswith((".localhost", ".local", ".internal", ".lan"))
    mapped = number.ipv4_mapped if isinstance(number, ipaddress.IPv6Address) else None
    return (mapped or number).is_global


def shown(url: str) -> str:
    """An address as errors name it: without credentials and without parameters of others."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
        kept = [pair for pair in parse_qsl(parts.query) if pair[0] in _SHOWN]
    except ValueError:
        return "an address that is not valid"
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{parts.scheme}://{host}{port}{parts.path}{query}"
