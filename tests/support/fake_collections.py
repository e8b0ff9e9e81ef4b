"""The fake Hub's Collections: in memory, compatible with huggingface_hub.

`Collections.all` maps slugs to collections. Tests can change it, like edits on the web:

    hub.collections.all["ada/bookmarks-1"]["items"]
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.support.fake_papers import Json
from tests.support.fake_server import (
    Request,
    Response,
    error,
    make_response,
)

_TIME = "2026-08-21T10:00:00.000Z"


class Collections:
    """`tokens` maps each token to the name of its account."""

    def __init__(self, tokens: dict[str, str]) -> None:
        self.tokens = tokens
        self.all: dict[str, Json] = {}
        self.made = 0

    def route(self, request: Request, path: str, paper: Callable[[str], Json | None]) -> Response:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        who = self.tokens.get(token) if kind == "Bearer" else None
        if token and who is None:
            return error(401, "Invalid credentials in Authorization header")
        if path == "/api/whoami-v2":
            if who is None:
                return error(401, "Invalid username or password.")
            return make_response({"type": "user", "name": who, "fullname": who.title(), "orgs": []})
        if path == "/api/collections":
            return self._many(request, who)
        match = re.fullmatch(r"/api/collections/([\w-]+/[\w-]+)(/items(?:/(\w+))?)?", path)
        found = self.all.get(match[1]) if match else None
        owner = found["owner"]["name"] if found else None
        if match is None or found is None or (found["private"] and owner != who):
            return error(404, "Collection not found")
        if request.method != "GET" and owner != who:
            return error(403 if who else 401, "You may not change this collection")
        if match[2]:
            return self._item(request, found, match[3], paper)
        if request.method == "DELETE":
            del self.all[match[1]]
            return make_response({})
        if request.method == "PATCH":
            found.update(request.json)
            return make_response({"data": found})
        return make_response(found)

    def _many(self, request: Request, who: str | None) -> Response:
        if request.method == "GET":
            shown = [
                {name: one[name] for name in one if name != "position"}
                | {"items": one["items"][:4]}
                for one in self.all.values()
                if not one["private"] or one["owner"]["name"] == who
            ]
            if "owner" in request.query:
                shown = [one for one in shown if one["owner"]["name"] == request.query["owner"]]
            return make_response(shown[: int(request.query.get("limit", 10))])
        payload = request.json
        if who is None or payload.get("namespace") != who:
            return error(401 if who is None else 403, "You may not make a collection here")
        for one in self.all.values():
            if one["title"] == payload["title"] and one["owner"]["name"] == who:
                return make_response(
                    {"error": "This collection already exists", "slug": one["slug"]}, 409
                )
        self.made += 1
        words = re.sub(r"[^a-z0-9]+", "-", payload["title"].lower()).strip("-")
        made: Json = {
            "slug": f"{who}/{words}-{self.made:024x}",
            "title": payload["title"],
            "description": payload.get("description", ""),
            "owner": {"name": who, "fullname": who.title(), "type": "user"},
            "items": [],
            "lastUpdated": _TIME,
            "position": 0,
            "private": payload.get("private", False),
            "theme": "orange",
            "upvotes": 0,
        }
        self.all[made["slug"]] = made
        return make_response(made)

    def _item(
        self,
        request: Request,
        found: Json,
        item_id: str | None,
        paper: Callable[[str], Json | None],
    ) -> Response:
        items: list[Json] = found["items"]
        payload: Json = request.json if request.body else {}
        note: Any = payload.get("note")
        if isinstance(note, str) and len(note) > 500:
            return error(400, "✖ Too big: expected string to have <=500 characters\n  → at note")
        if item_id is None:
            wanted = payload["item"]
            if wanted["type"] == "paper" and paper(wanted["id"]) is None:
                return error(404, "Paper not found")
            if any(one["id"] == wanted["id"] for one in items):
                return error(409, "Item already exists in the collection")
            self.made += 1
            made: Json = {
                "_id": f"{self.made:024x}",
                "id": wanted["id"],
                "type": wanted["type"],
                "position": len(items),
            }
            if note:
                made["note"] = {"text": note, "html": ""}
            items.append(made)
            return make_response(found)
        one = next((one for one in items if one["_id"] == item_id), None)
        if one is None:
            return error(404, "Item not found")
        if request.method == "DELETE":
            items.remove(one)
        elif "note" in payload:
            one["note"] = {"text": note or "", "html": ""}
        return make_response({"success": True, "data": one})
