"""The Collection on the Hub, through huggingface_hub, which is imported when it is first used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from tui_reader import __version__
from tui_reader.collection.errors import (
    Busy,
    CollectionError,
    Declined,
    Gone,
    NotAllowed,
    NotInstalled,
    NoToken,
    Public,
    Unreachable,
)
from tui_reader.collection.item_text import read, write
from tui_reader.collection.session import Session, guarded
from tui_reader.hub.address import Endpoint
from tui_reader.hub.auth import is_token
from tui_reader.models import SavedPaper, id_of, is_id, key_of

if TYPE_CHECKING:
    from huggingface_hub import Collection as Answer
    from huggingface_hub import HfApi

TITLE = "Daily Papers bookmarks"
DESCRIPTION = "SavedPaper in step by daily-papers, which writes to it only while it is private."
TOKEN_HELP = (
    "No token. Make one at {endpoint}/settings/tokens: a fine-grained one that may write to your "
    "collections and read your account's name; it needs nothing else. Then set HF_TOKEN to it, "
    "or run: hf auth login"
)
LOGIN = "daily-papers collection login"

_SLUG = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
_SPARE = 5  # requests left to the reader itself before the Hub's limit
_T = TypeVar("_T")


@contextmanager
def collection(endpoint: str, token: str | None, slug: str | None = None) -> Iterator[Collection]:
    """The Collection of the token's owner; `slug` names it, None for one still to be made.

    The token goes to the endpoint's origin alone, which is https or loopback. Not for two threads
    at once: inside the block the client of huggingface_hub is guarded, for the whole process.
    Raises CollectionError.
    """
    if not Endpoint(endpoint).may_have_token(endpoint):
        raise CollectionError("The Hub's address is not https: no token is sent there.")
    if not token:
        raise NoToken(TOKEN_HELP.format(endpoint=endpoint))
    if not is_token(token):
        raise NoToken("The token has characters that no token has (a line break?). Not sent.")
    try:
        from huggingface_hub import HfApi
    except ImportError:
        raise NotInstalled from None
    api = HfApi(
        endpoint=endpoint,
        token=token,
        library_name="daily-papers",
        library_version=__version__,
    )
    with guarded(endpoint) as session:
        yield Collection(api, session, slug)


class Collection:
    """`keep.Remote` over HTTP. `slug` changes when the Collection is renamed on the web."""

    def __init__(self, api: HfApi, session: Session, slug: str | None) -> None:
        self._api = api
        self._session = session
        self._slug = slug
        self._items: dict[int, str] = {}

    @property
    def slug(self) -> str:
        if self._slug is None or _SLUG.fullmatch(self._slug) is None:
            raise CollectionError(f"No collection yet: {LOGIN}")
        return self._slug

    def create(self) -> str:
        """Find the Collection or make it, private. Returns its slug."""
        answer = self._ask(
            lambda: self._api.create_collection(
                TITLE, description=DESCRIPTION, private=True, exists_ok=True
            )
        )
        self._check(answer)
        return self.slug

    def read(self) -> dict[int, SavedPaper]:
        """The papers in it. What else is in it is left alone."""
        try:
            answer = self._ask(lambda: self._api.get_collection(self.slug))
        except Declined as error:
            if error.status != 404:
                raise
            raise Gone(
                "The collection is not on the Hub any more, or not this token's. Nothing was "
                f"removed here. To make it again: {LOGIN}"
            ) from None
        self._check(answer)
        self._items.clear()
        found = {}
        for item in answer.items:
            if item.item_type == "paper" and is_id(item.item_id):
                key = key_of(item.item_id)
                if key not in found:
                    found[key] = read(key, item.note or "")
                    self._items[key] = item.item_object_id
        return found

    def add(self, kept: SavedPaper) -> None:
        note = write(kept) or None
        self._change(
            lambda: self._api.add_collection_item(self.slug, id_of(kept.key), "paper", note=note)
        )

    def note(self, kept: SavedPaper) -> None:
        item = self._items[kept.key]
        self._change(lambda: self._api.update_collection_item(self.slug, item, note=write(kept)))

    def remove(self, kept: SavedPaper) -> None:
        item = self._items[kept.key]
        self._change(lambda: self._api.delete_collection_item(self.slug, item, missing_ok=True))

    def knows(self, key: int) -> bool:
        """False where the Hub has no such paper (any more)."""
        try:
            self._ask(lambda: self._api.paper_info(id_of(key)))
        except Declined as error:
            if error.status == 404:
                return False
            raise
        return True

    def _check(self, answer: Answer) -> None:
        if answer.private is not True:
            raise Public(
                f'The collection "{TITLE}" is public: make it private on the Hub (or rename it '
                f"there), then: {LOGIN}. Nothing was sent."
            )
        if not isinstance(answer.slug, str) or _SLUG.fullmatch(answer.slug) is None:
            raise _unreadable()
        self._slug = answer.slug

    def _change(self, call: Callable[[], object]) -> None:
        if self._session.left is not None and self._session.left <= _SPARE:
            raise _busy()
        self._ask(call)

    def _ask(self, call: Callable[[], _T]) -> _T:
        # `from None` everywhere: the library's own errors carry requests, and those the token.
        from huggingface_hub.errors import HfHubHTTPError

        try:
            return call()
        except CollectionError:
            raise
        except HfHubHTTPError as error:
            raise _error(error.response.status_code) from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise _unreadable() from None


def _error(status: int) -> CollectionError:
    if status == 401:
        return NotAllowed("The Hub does not accept the token (401): it may have expired.")
    if status == 403:
        return NotAllowed(
            "The token may not do this (403): it must be allowed to write to your collections."
        )
    if status == 429:
        return _busy()
    if status >= 500:
        return Unreachable(f"The Hub has a problem of its own ({status}).")
    return Declined(status)


def _busy() -> Busy:
    return Busy("The Hub asks for a pause (too many requests).")


def _unreadable() -> Unreachable:
    return Unreachable("The Hub's answer could not be read (a network's login page?).")
