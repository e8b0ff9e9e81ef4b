"""Errors of syncing with the Collection. `str()` is one line for the user, without the token."""

from __future__ import annotations


class CollectionError(Exception):
    """Base class, also for a token or a Collection that cannot be used."""


class Gone(CollectionError):
    """The Collection does not exist, or not for this token (404)."""


class Unreachable(CollectionError):
    """No response, a malformed one, 429 or 5xx: try again later."""


class ItemRejected(CollectionError):
    """The Hub refused one item (400, 404, 409, …); others may succeed."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The Hub refused the request (HTTP {status}).")
        self.status = status
