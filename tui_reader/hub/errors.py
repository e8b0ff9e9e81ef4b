"""What can go wrong between us and the Hub, each said in one line.

An error tells what was asked, what came and what to try. Nothing in it is secret or unsafe to
show: the address is without credentials and foreign parameters, the words were cleaned.
"""

from __future__ import annotations

from tui_reader.hub.auth import hidden
from tui_reader.text.sanitize import line


class HubError(Exception):
    """The family. `asked` is a URL ("" before it is known), `came` and `advice` are phrases."""

    usual = "try again later"

    def __init__(self, asked: str = "", came: str = "", advice: str = "") -> None:
        self.asked = line(hidden(asked), 300)
        self.came = line(hidden(came), 300)
        self.advice = advice or self.usual
        super().__init__(self.asked, self.came, self.advice)

    def __str__(self) -> str:
        where = f" ({self.asked})" if self.asked else ""
        return f"{self.came}{where}; {self.advice}"


class Offline(HubError):
    """No connection can be made, or the reader was told not to."""

    usual = "check the network"


class Refused(HubError):
    """The Hub, or we ourselves, will not have this request: 4xx, an address not to be asked.

    `status` is 0 where it was not the Hub.
    """

    status = 0


class NotFound(Refused):
    """404: the Hub does not have it."""

    usual = "the Hub may not have it yet"
    status = 404


class TooManyRequests(Refused):
    """The rate limit is used up. `wait` is in seconds."""

    status = 429

    def __init__(self, asked: str = "", wait: float = 0.0, came: str = "") -> None:
        self.wait = wait
        super().__init__(
            asked, came or "the Hub's rate limit is used up", f"try again in {wait:.0f} s"
        )


class Broken(HubError):
    """What came is not what it should be: torn, too big, not JSON, a 5xx."""


class Slow(HubError):
    """The answer took too long."""

    usual = "the network or the Hub is slow; try again"
