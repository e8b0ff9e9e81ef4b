"""The Collection on the Hub: five API calls (https://huggingface.co/docs/hub/api#collections-api).

A Collection is public unless it was created as private; nothing is sent to a public one.
"""

from __future__ import annotations

import re
from typing import Any

from tui_reader.collection.errors import CollectionError, Gone, ItemRejected, Unreachable
from tui_reader.collection.item_text import decode, encode
from tui_reader.hub.auth import Token, find_token
from tui_reader.hub.client import Hub, Source
from tui_reader.hub.errors import BadResponse, HubError, RequestRefused, TooManyRequests
from tui_reader.hub.parse_fields import account_name, identifier, items, mapping
from tui_reader.hub.response import ANY, JSON, Kind, parse_json
from tui_reader.models import SavedPaper, id_of, is_id, key_of

TITLE = "Daily Papers bookmarks"
DESCRIPTION = "Synced by daily-papers, which writes to it only while it is private."
LOGIN = "daily-papers collection login"
_TOKEN_HELP = (
    "No token. Create one at {endpoint}/settings/tokens: a fine-grained one with write access to "
    "your collections and permission to read your account's name; it needs nothing else. Then set "
    "HF_TOKEN to it, or run: hf auth login"
)

_SLUG = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
_LIST = Kind("JSON", "application/json", 25_000_000, 25_000_000, ("json",))
_MAX_ITEMS = 50_000
_RESERVE = 5  # requests of the rate limit that are left to the app itself


class Collection:
    """The Collection of the token's owner.

    Args:
        source: Must be the Hub.
        slug: Its name, which changes when it is renamed on the web; "" before `create`.

    All methods raise CollectionError.
    """

    def __init__(self, source: Source, slug: str = "") -> None:
        if not isinstance(source, Hub):
            raise CollectionError("Collections exist on the Hub only.")
        self._hub = source
        self._slug = slug
        self._token = _require_token(source)
        self._item_ids: dict[int, str] = {}

    @property
    def slug(self) -> str:
        """The name of the Collection in API paths. Raises CollectionError if there is none yet."""
        if not _SLUG.fullmatch(self._slug):
            raise CollectionError(f"No collection yet. Create it with: {LOGIN}")
        return self._slug

    async def create(self) -> str:
        """Find the Collection, or create it as private. Returns its slug."""
        user = account_name(mapping(await self._call("GET", "whoami-v2")).get("name"))
        if user is None:
            raise Unreachable("The Hub's response has no account name.")
        payload = {
            "title": TITLE,
            "description": DESCRIPTION,
            "namespace": user,
            "private": True,
        }
        try:
            value = await self._request("POST", "collections", payload)
        except RequestRefused as error:
            if error.status != 409:  # 409 names the existing one
                raise _translate(error) from None
            self._set_slug(error.details.get("slug"))
            await self.read()
        except HubError as error:
            raise _translate(error) from None
        else:
            self._check(mapping(value))
        return self.slug

    async def read(self) -> dict[int, SavedPaper]:
        """Return the papers in it. Other items are ignored and left unchanged."""
        try:
            value = mapping(await self._call("GET", f"collections/{self.slug}", kind=_LIST))
        except ItemRejected as error:
            if error.status != 404:
                raise
            raise Gone(
                "The collection no longer exists on the Hub, or not for this token. Nothing was "
                f"removed here. Create it again with: {LOGIN}"
            ) from None
        self._check(value)
        if not isinstance(value.get("items"), list):
            raise _unreadable()
        self._item_ids.clear()
        papers: dict[int, SavedPaper] = {}
        for item in map(mapping, items(value["items"], _MAX_ITEMS)):
            paper_id, item_id = item.get("id"), identifier(item.get("_id"))
            if item.get("type") != "paper" or not isinstance(paper_id, str) or not is_id(paper_id):
                continue
            key = key_of(paper_id)
            if key not in papers:
                papers[key] = decode(key, _note(item))
                self._item_ids[key] = item_id or ""
        return papers

    async def add(self, paper: SavedPaper) -> None:
        """Add a paper, with its tags and note as the item's text."""
        payload: dict[str, object] = {"item": {"id": id_of(paper.key), "type": "paper"}}
        if note := encode(paper):
            payload["note"] = note
        value = await self._call("POST", f"collections/{self.slug}/items", payload)
        if not isinstance(mapping(value).get("slug"), str):
            raise _unreadable()

    async def update(self, paper: SavedPaper) -> None:
        """Replace the text of a paper's item."""
        await self._call("PATCH", self._item_path(paper), {"note": encode(paper)}, ANY)

    async def remove(self, paper: SavedPaper) -> None:
        """Remove a paper's item; an item that is gone already is not an error."""
        try:
            await self._call("DELETE", self._item_path(paper), kind=ANY)
        except ItemRejected as error:
            if error.status != 404:  # already removed
                raise

    async def has_paper(self, key: int) -> bool:
        """Return whether the Hub has this paper."""
        try:
            await self._call("GET", f"papers/{id_of(key)}")
        except ItemRejected as error:
            if error.status == 404:
                return False
            raise
        return True

    def _item_path(self, paper: SavedPaper) -> str:
        item_id = self._item_ids[paper.key]
        if not item_id:
            raise ItemRejected(0)
        return f"collections/{self.slug}/items/{item_id}"

    def _check(self, collection: dict[str, Any]) -> None:
        if "private" not in collection:
            raise _unreadable()
        if collection["private"] is not True:
            raise CollectionError(
                f'The collection "{TITLE}" is public. Nothing was sent. Make it private on the Hub '
                f"(or rename it there), then: {LOGIN}"
            )
        self._set_slug(collection.get("slug"))

    def _set_slug(self, slug: object) -> None:
        if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
            raise _unreadable()
        self._slug = slug

    async def _call(
        self, method: str, path: str, payload: dict[str, object] | None = None, kind: Kind = JSON
    ) -> Any:
        try:
            return await self._request(method, path, payload, kind)
        except HubError as error:
            raise _translate(error) from None

    async def _request(
        self, method: str, path: str, payload: dict[str, object] | None = None, kind: Kind = JSON
    ) -> Any:
        body = await self._hub.call(method, path, self._token, payload, kind, _RESERVE)
        return None if kind is ANY else parse_json(body, kind.max_decoded)


def _require_token(hub: Hub) -> Token:
    endpoint, token = hub.endpoint, find_token(implicit=False)
    if not endpoint.may_have_token(endpoint.url):
        raise CollectionError("HF_ENDPOINT is not an https:// URL: the token is not sent there.")
    if token is None:
        raise CollectionError(_TOKEN_HELP.format(endpoint=endpoint.url))
    if not token.is_valid:
        raise CollectionError(
            f"The token in {token.source} contains an invalid character and was not sent."
        )
    return token


def _note(item: dict[str, Any]) -> str:
    """Return the text of an item. A malformed one is an error: it must not look like a deletion."""
    note = item.get("note")
    text = note.get("text") if isinstance(note, dict) else note
    if text is None:
        return ""
    if not isinstance(text, str):
        raise _unreadable()
    return text


def _translate(error: HubError) -> CollectionError:
    if isinstance(error, RequestRefused) and error.status not in (0, TooManyRequests.status):
        if error.status == 401:
            return CollectionError("The Hub rejected the token (401). It may have expired.")
        if error.status == 403:
            return CollectionError(
                "The token lacks a permission (403): it needs write access to your collections."
            )
        return ItemRejected(error.status)
    return Unreachable(str(error))


def _unreadable() -> Unreachable:
    return Unreachable(str(BadResponse("The Hub's response is not a collection")))
