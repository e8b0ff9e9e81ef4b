"""One field of the wire format each: a value of any type → clean, or None where it is unusable."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from tui_reader import urls
from tui_reader.models import Account
from tui_reader.text import sanitize

_MOST = 2**31
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.ASCII,
)
_ACCOUNT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,95}", re.ASCII)
_REPOSITORY = re.compile(r"(https://github\.com/[\w.-]+/[\w.-]+?)(?:\.git)?(?:[/?#].*)?", re.ASCII)
_HANDLE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def line(value: Any, limit: int = 2_000) -> str | None:
    """One line, or None for what is no text or has nothing to show."""
    if not isinstance(value, str):
        return None
    return sanitize.line(value[: 2 * limit], limit) or None  # cleaning megabytes takes seconds


def items(value: Any, most: int) -> list[Any]:
    """The first entries of a list; of anything else, none."""
    return value[:most] if isinstance(value, list) else []


def count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= _MOST else None


def flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def moment(value: Any) -> datetime | None:
    """Aware, UTC, from the years in which papers are on the web."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    if not 1990 <= found.year <= 2100:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def day(value: Any) -> date | None:
    found = moment(value)
    return found.date() if found else None


def url(value: Any) -> str | None:
    return urls.tidy(value) if isinstance(value, str) else None


def repository(value: Any) -> str | None:
    """A link to code: of a GitHub link, what names the repository."""
    found = url(value)
    match = _REPOSITORY.fullmatch(found) if found else None
    return match[1] if match else found


def handle(value: Any) -> str | None:
    """An identifier of the Hub's, such as a discussion's."""
    return value if isinstance(value, str) and _HANDLE.fullmatch(value) else None


def account_name(value: Any) -> str | None:
    return value if isinstance(value, str) and _ACCOUNT.fullmatch(value) else None


def account(value: Any) -> Account | None:
    """A person or an organization: what has a name that can stand in an address."""
    if not isinstance(value, dict):
        return None
    name = account_name(value.get("name")) or account_name(value.get("user"))
    if name is None:
        return None
    return Account(name, line(value.get("fullname"), 200) or name)
