"""Errors of syncing with the Collection. `str()` is one line for the user, without the token."""

from __future__ import annotations


class CollectionError(Exception):
    """Base class."""


class NoToken(CollectionError):
    """There is no token, or it is malformed."""


class NotAllowed(CollectionError):
    """The Hub rejects the token (401) or its permissions (403)."""


class Gone(CollectionError):
    """The Collection does not exist, or not for this token (404)."""


class NotPrivate(CollectionError):
    """The Collection is public: nothing is sent to it."""


class RateLimited(CollectionError):
    """Too many requests (429), or nearly."""


class Unreachable(CollectionError):
    """No response, a malformed one, or 5xx: try again later."""


class ItemRejected(CollectionError):
    """The Hub refused one item (400, 404, 409, …); others may succeed."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The Hub refused this paper (HTTP {status}).")
        self.status = status
