"""The Hub's answers about a paper's discussion and about what is linked to it. Pure, as `wire`."""

from __future__ import annotations

import re
from typing import Any

from tui_reader.hub import lenient_json, parse_fields
from tui_reader.hub.errors import Broken
from tui_reader.models import Comment, Linked
from tui_reader.text import sanitize

_MOST_COMMENTS = 5_000
_DEEPEST = 20  # replies to replies; those further down stand beside the last
_MOST_LINKED = 1_000
_BODY = 100_000  # characters

_REPO = re.compile(r"[A-Za-z0-9_][\w.-]{0,95}(?:/[A-Za-z0-9_][\w.-]{0,95})?", re.ASCII)


def comments(body: bytes) -> tuple[Comment, ...]:
    """The threads of a discussion; replies may come nested or flat, by the id they answer."""
    answer = lenient_json.value(body)
    listed = answer.get("comments") if isinstance(answer, dict) else answer
    if not isinstance(listed, list):
        raise Broken(came="an answer without comments came")
    raw: dict[str, dict[str, Any]] = {}
    parents: dict[str, str] = {}
    waiting = [(one, "") for one in reversed(listed)]
    while waiting and len(raw) < _MOST_COMMENTS:
        one, parent = waiting.pop()
        own_id = parse_fields.handle(one.get("id")) if isinstance(one, dict) else None
        if own_id is None or own_id in raw or one.get("type", "comment") != "comment":
            continue
        raw[own_id] = one
        data = one.get("data")
        named = data.get("parentCommentId") if isinstance(data, dict) else None
        parents[own_id] = parent or parse_fields.handle(named or one.get("parentCommentId")) or ""
        waiting += [
            (reply, own_id) for reply in reversed(parse_fields.items(one.get("replies"), 1_000))
        ]
    return _threads(raw, parents)


def _threads(raw: dict[str, dict[str, Any]], parents: dict[str, str]) -> tuple[Comment, ...]:
    children: dict[str, list[str]] = {}
    for own_id, parent in _settled(parents).items():
        children.setdefault(parent, []).append(own_id)
    order = list(children.get("", []))
    for own_id in order:
        order += children.get(own_id, [])
    made: dict[str, Comment] = {}
    for own_id in reversed(order):  # replies first: a comment is made with them
        replies = tuple(made[child] for child in children.get(own_id, []))
        made[own_id] = _comment(own_id, raw[own_id], replies)
    return tuple(made[own_id] for own_id in children.get("", []))


def _settled(parents: dict[str, str]) -> dict[str, str]:
    """Each comment's parent, in the given order: "" for none, for one that is missing, and once
    in a ring; nothing deeper than the deepest."""
    settled: dict[str, str] = {}
    depth: dict[str, int] = {}
    for own_id in parents:
        chain = {own_id: None}
        top = own_id
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
                settled[one] = parent if level <= _DEEPEST else settled[parent]
                depth[one] = min(level, _DEEPEST)
    return {own_id: settled[own_id] for own_id in parents}


def _comment(own_id: str, one: dict[str, Any], replies: tuple[Comment, ...]) -> Comment:
    data = one.get("data")
    if not isinstance(data, dict):
        data = {}
    latest = data.get("latest")
    raw = latest.get("raw") if isinstance(latest, dict) else None
    hidden = data.get("hidden") not in (None, False)
    return Comment(
        id=own_id,
        author=parse_fields.account(one.get("author")),
        created=parse_fields.moment(one.get("createdAt")),
        body=None if hidden or not isinstance(raw, str) else sanitize.clean(raw, _BODY),
        edited=data.get("edited") is True,
        reactions=_reactions(data.get("reactions")),
        replies=replies,
    )


def _reactions(value: Any) -> tuple[tuple[str, int], ...]:
    found = []
    for one in parse_fields.items(value, 50):
        if isinstance(one, dict):
            sign, count = (
                parse_fields.line(one.get("reaction"), 20),
                parse_fields.count(one.get("count")),
            )
            if sign and count:
                found.append((sign, count))
    return tuple(found)


def links(body: bytes) -> tuple[Linked, ...]:
    """Models, datasets and Spaces that name a paper, in this order."""
    answer = lenient_json.value(body)
    if not isinstance(answer, dict):
        raise Broken(came="an answer without models, datasets and Spaces came")
    found = []
    for kind in ("model", "dataset", "space"):
        for one in parse_fields.items(answer.get(f"{kind}s"), _MOST_LINKED):
            own_id = one.get("id") if isinstance(one, dict) else None
            if isinstance(own_id, str) and _REPO.fullmatch(own_id):
                likes = parse_fields.count(one.get("likes"))
                found.append(Linked(kind, own_id, likes, parse_fields.count(one.get("downloads"))))
    return tuple(found)
