"""What can go wrong between the library and the Collection. Each says what to do, in one line."""

from __future__ import annotations


class CollectionError(Exception):
    """`str()` is one line for a person, with no token and no text of a stranger in it."""


class NotInstalled(CollectionError):
    def __init__(self) -> None:
        super().__init__(
            "This needs huggingface_hub, which is not installed: pip install 'daily-papers[hub]'"
        )


class NoToken(CollectionError):
    """No token at all, or one that no header can carry."""


class NotAllowed(CollectionError):
    """The Hub refuses the token (401), or what it asks to do (403)."""


class Gone(CollectionError):
    """The Collection is not on the Hub, or not for this token (404)."""


class Public(CollectionError):
    """The Collection is not private: nothing is sent to it."""


class Busy(CollectionError):
    """Too many requests (429), or nearly."""


class Unreachable(CollectionError):
    """No answer, a broken one, or 5xx: to be tried again later."""


class Declined(CollectionError):
    """This one item was not taken (400, 404, 409, …); the others may be. `status` is HTTP's."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The Hub did not take this paper (HTTP {status}).")
        self.status = status
