"""Parsers of a paper's comments and of the repositories that cite it. See `parse`."""

from __future__ import annotations

import re
from typing import Any

from tui_reader.hub import parse_fields
from tui_reader.hub.errors import BadResponse
from tui_reader.hub.response import parse_json
from tui_reader.models import Comment, Linked
from tui_reader.text import sanitize

_MAX_COMMENTS = 5_000
_MAX_DEPTH = 20  # deeper replies become siblings of the last
_MAX_LINKED = 1_000
_MAX_BODY = 100_000  # characters

_REPOSITORY_ID = re.compile(r"[A-Za-z0-9_][\w.-]{0,95}(?:/[A-Za-z0-9_][\w.-]{0,95})?", re.ASCII)
_BOT_NAME = re.compile(r"(?:.*[-_])?bot", re.IGNORECASE)  # librarian-bot
_BOT_TEXT = re.compile(r"\W*this is an automated message\b", re.IGNORECASE)


def comments(body: bytes) -> tuple[Comment, ...]:
    """Parse the threads of a discussion. Replies may be nested, or flat with `parentCommentId`."""
    value = parse_json(body)
    listed = value.get("comments") if isinstance(value, dict) else value
    if not isinstance(listed, list):
        raise BadResponse("The response has no comments")
    raw: dict[str, dict[str, Any]] = {}
    parents: dict[str, str] = {}
    pending = [(one, "") for one in reversed(listed)]
    while pending and len(raw) < _MAX_COMMENTS:
        one, parent = pending.pop()
        comment_id = parse_fields.identifier(parse_fields.mapping(one).get("id"))
        if comment_id is None or comment_id in raw or one.get("type", "comment") != "comment":
            continue
        raw[comment_id] = one
        named = parse_fields.mapping(one.get("data")).get("parentCommentId")
        named = parse_fields.identifier(named or one.get("parentCommentId"))
        parents[comment_id] = parent or named or ""
        replies = parse_fields.items(one.get("replies"), 1_000)
        pending += [(reply, comment_id) for reply in reversed(replies)]
    return _threads(raw, parents)


def _threads(raw: dict[str, dict[str, Any]], parents: dict[str, str]) -> tuple[Comment, ...]:
    children: dict[str, list[str]] = {}
    for comment_id, parent in _without_cycles(parents).items():
        children.setdefault(parent, []).append(comment_id)
    order = list(children.get("", []))
    for comment_id in order:
        order += children.get(comment_id, [])
    made: dict[str, Comment] = {}
    for comment_id in reversed(order):  # replies first: a comment contains them
        replies = tuple(made[child] for child in children.get(comment_id, []))
        made[comment_id] = _comment(comment_id, raw[comment_id], replies)
    return tuple(made[comment_id] for comment_id in children.get("", []))


def _without_cycles(parents: dict[str, str]) -> dict[str, str]:
    """Return each comment's parent, in the given order.

    "" for a top-level comment, for a missing parent, and once in each cycle; replies below
    `_MAX_DEPTH` get their grandparent.
    """
    settled: dict[str, str] = {}
    depth: dict[str, int] = {}
    for comment_id in parents:
        chain = {comment_id: None}
        top = comment_id
        while top not in depth:
            parent = parents[top]
            if parent not in parents or parent in chain:
                settled[top], depth[top] = "", 0
            else:
                top = parent
                chain[top] = None
        for one in reversed(chain):
            if one not in depth:
                parent = parents[one]
                level = depth[parent] + 1
                settled[one] = parent if level <= _MAX_DEPTH else settled[parent]
                depth[one] = min(level, _MAX_DEPTH)
    return {comment_id: settled[comment_id] for comment_id in parents}


def _comment(comment_id: str, one: dict[str, Any], replies: tuple[Comment, ...]) -> Comment:
    data = parse_fields.mapping(one.get("data"))
    raw = parse_fields.mapping(data.get("latest")).get("raw")
    hidden = parse_fields.is_hidden(data.get("hidden"))
    author = parse_fields.account(one.get("author"))
    body = None if hidden or not isinstance(raw, str) else sanitize.clean(raw, _MAX_BODY)
    by_bot = author is not None and _BOT_NAME.fullmatch(author.name) is not None
    return Comment(
        id=comment_id,
        author=author,
        created=parse_fields.moment(one.get("createdAt")),
        body=body,
        edited=data.get("edited") is True,
        reactions=_reactions(data.get("reactions")),
        replies=replies,
        automated=by_bot or _BOT_TEXT.match(body or "") is not None,
    )


def _reactions(value: Any) -> tuple[tuple[str, int], ...]:
    found = []
    for one in parse_fields.items(value, 50):
        fields = parse_fields.mapping(one)
        emoji = parse_fields.line(fields.get("reaction"), 20)
        count = parse_fields.count(fields.get("count"))
        if emoji and count:
            found.append((emoji, count))
    return tuple(found)


def links(body: bytes) -> tuple[Linked, ...]:
    """Parse the models, datasets and Spaces that cite a paper, in this order."""
    value = parse_json(body)
    if not isinstance(value, dict):
        raise BadResponse("The response has no models, datasets and Spaces")
    found = []
    for kind in ("model", "dataset", "space"):
        for one in parse_fields.items(value.get(f"{kind}s"), _MAX_LINKED):
            fields = parse_fields.mapping(one)
            repository = fields.get("id")
            if isinstance(repository, str) and _REPOSITORY_ID.fullmatch(repository):
                likes = parse_fields.count(fields.get("likes"))
                downloads = parse_fields.count(fields.get("downloads"))
                found.append(Linked(kind, repository, likes, downloads))
    return tuple(found)
