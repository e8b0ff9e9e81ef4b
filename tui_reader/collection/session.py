"""A guarded client for huggingface_hub, which by itself waits forever and follows any redirect.

It works with the client of either generation (1.x has httpx, 2.x httpx2) by taking that client's
own class, and imports neither.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tui_reader.collection.errors import CollectionError, Unreachable
from tui_reader.hub.address import origin

# httpx's form: for a connection, and between two bytes; `_WHOLE` is for a whole answer.
_TIMEOUT = 10.0
_WHOLE = 30.0
_MOST_BYTES = 25_000_000
_MOST_REDIRECTS = 3
_RECODED = ("content-encoding", "content-length", "transfer-encoding")


@dataclass(slots=True)
class Session:
    """What the Hub's last answer said: `left` requests until the rate limit, None if nothing."""

    left: int | None = None


@contextmanager
def guarded(endpoint: str) -> Iterator[Session]:
    """Inside, all that huggingface_hub sends goes to the endpoint's origin, and ends in time.

    What goes wrong on the way is raised as Unreachable, whose text has nothing of the request.
    """
    from huggingface_hub import get_session, set_client_factory

    usual = get_session()
    kind: Any = type(usual)
    hooks = usual.event_hooks
    session = Session()

    def bounded_client() -> Any:
        client = kind(event_hooks=hooks, follow_redirects=False, timeout=_TIMEOUT)
        plain_send = client.send

        def send(request: Any, **options: Any) -> Any:
            options |= {"stream": True, "follow_redirects": False}
            try:
                return _send(plain_send, request, options, origin(endpoint), session)
            except CollectionError:
                raise
            except Exception as error:  # of a library whose classes we do not import
                raise Unreachable(f"The Hub was not reached ({type(error).__name__}).") from None

        client.send = send
        return client

    logger = logging.getLogger("huggingface_hub")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # it prints the Hub's warnings, uncleaned, on our terminal
    set_client_factory(bounded_client)
    try:
        yield session
    finally:
        set_client_factory(lambda: kind(event_hooks=hooks, follow_redirects=True, timeout=None))
        logger.setLevel(level)


def _send(
    plain_send: Any,
    request: Any,
    options: dict[str, Any],
    home: tuple[str, str, int],
    session: Session,
) -> Any:
    until = time.monotonic() + _WHOLE
    for _ in range(_MOST_REDIRECTS + 1):
        if origin(str(request.url)) != home:
            raise Unreachable("The Hub's answer leads to another host; not followed.")
        response = plain_send(request, **options)
        try:
            if response.next_request is None:
                session.left = _left(response.headers.get("ratelimit", ""))
                return _whole(response, until)
            request = response.next_request
        finally:
            response.close()
    raise Unreachable("The Hub's answer leads round in a circle; not followed.")


def _whole(response: Any, until: float) -> Any:
    """The response with its body read, decoded and counted."""
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > _MOST_BYTES:
            raise Unreachable("The Hub's answer is far too large; given up.")
        if time.monotonic() > until:
            raise Unreachable("The Hub's answer took too long; given up.")
    return type(response)(
        response.status_code,
        headers=[pair for pair in response.headers.multi_items() if pair[0] not in _RECODED],
        content=bytes(body),
        request=response.request,
    )


def _left(header: str) -> int | None:
    """The requests left of `"api";r=480;t=200`."""
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == "r" and value.isascii() and value.isdigit() and len(value) < 10:
            return int(value)
    return None
