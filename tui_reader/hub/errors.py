"""Errors of the Hub's client.

`str()` of each is one printable line for the user: what happened, then what to do. It contains no
token and no URL (`url` is for logs); third-party text in it is sanitized.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui_reader.text.sanitize import line


class HubError(Exception):
    """Base class.

    Attributes:
        problem: What happened, as a sentence without its full stop.
        hint: What to do, as a sentence.
        url: The requested URL without credentials, "" if unknown.
    """

    default_hint = "Try again later."

    def __init__(self, problem: str = "", hint: str = "", url: str = "") -> None:
        from tui_reader.hub.auth import redact  # imported on first use: saves 1 ms

        self.problem = line(redact(problem), 300)
        self.hint = hint or self.default_hint
        self.url = line(redact(url), 300)
        super().__init__(self.problem, self.hint, self.url)

    def __str__(self) -> str:
        return f"{self.problem.rstrip('.')}. {self.hint}"


class Offline(HubError):
    """No connection is possible, HF_ENDPOINT cannot be used, or the app was started offline."""

    default_hint = "Check the network connection."


class RequestRefused(HubError):
    """The Hub refused the request (4xx), or the client did not send it.

    Attributes:
        status: The HTTP status, 0 if the request was not sent.
        details: The JSON object of the response, untrusted.
    """

    status = 0

    def __init__(self, problem: str = "", hint: str = "", url: str = "") -> None:
        self.details: Mapping[str, Any] = {}
        super().__init__(problem, hint, url)


class NotFound(RequestRefused):
    """404: the Hub does not have it."""

    default_hint = "The Hub may not have it yet."
    status = 404


class TooManyRequests(RequestRefused):
    """The rate limit is used up (429). `wait` is the time until the next request, in seconds."""

    status = 429

    def __init__(self, wait: float = 0.0, url: str = "") -> None:
        self.wait = wait
        super().__init__("The Hub's rate limit is used up", f"Try again in {wait:.0f} s.", url)


class BadResponse(HubError):
    """The response cannot be used: damaged, too large, not JSON, or a 5xx."""


class Truncated(BadResponse):
    """The response ended early; it may be complete the next time."""


class Timeout(HubError):
    """The response took too long."""

    default_hint = "The network or the Hub is slow. Try again."
