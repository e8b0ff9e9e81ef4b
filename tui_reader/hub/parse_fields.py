"""Parse single fields: a JSON value of any type to a sanitized value, or None."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from tui_reader import urls
from tui_reader.models import Account
from tui_reader.text import sanitize

_MAX_COUNT = 2**31
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.ASCII,
)
_ACCOUNT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,95}", re.ASCII)
_REPOSITORY = re.compile(r"(https://github\.com/[\w.-]+/[\w.-]+?)(?:\.git)?(?:[/?#].*)?", re.ASCII)
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def mapping(value: Any) -> dict[str, Any]:
    """Return an object, empty for any other type."""
    return value if isinstance(value, dict) else {}


def items(value: Any, limit: int) -> list[Any]:
    """Return the first `limit` entries of a list, none for any other type."""
    return value[:limit] if isinstance(value, list) else []


def line(value: Any, limit: int = 2_000) -> str | None:
    """Return one line of at most `limit` characters, None if there is nothing to show."""
    if not isinstance(value, str):
        return None
    return sanitize.line(value[: 2 * limit], limit) or None  # sanitizing megabytes takes seconds


def count(value: Any) -> int | None:
    """Return a number that is not negative, None for any other value."""
    return value if type(value) is int and 0 <= value <= _MAX_COUNT else None


def flag(value: Any) -> bool | None:
    """Return a boolean, None for any other value."""
    return value if isinstance(value, bool) else None


def is_hidden(value: Any) -> bool:
    """Return whether a `hidden` field hides something; in doubt it does."""
    return value not in (None, False)


def moment(value: Any) -> datetime | None:
    """Return an ISO 8601 time between 1990 and 2100, aware, in UTC."""
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
    """Return the date of a time, see `moment`."""
    found = moment(value)
    return found.date() if found else None


def url(value: Any) -> str | None:
    """Return a normalized https URL, None if the value is not one."""
    return urls.normalize(value) if isinstance(value, str) else None


def repository(value: Any) -> str | None:
    """Return a link to code, cut after the repository for GitHub."""
    found = url(value)
    match = _REPOSITORY.fullmatch(found) if found else None
    return match[1] if match else found


def identifier(value: Any) -> str | None:
    """Return an ID of the Hub, such as a discussion's."""
    return value if isinstance(value, str) and _IDENTIFIER.fullmatch(value) else None


def account_name(value: Any) -> str | None:
    """Return the name of an account, None if it cannot be part of a URL."""
    return value if isinstance(value, str) and _ACCOUNT.fullmatch(value) else None


def account(value: Any) -> Account | None:
    """Return a user or an organization, None if its name cannot be part of a URL."""
    fields = mapping(value)
    name = account_name(fields.get("name")) or account_name(fields.get("user"))
    if name is None:
        return None
    return Account(name, line(fields.get("fullname"), 200) or name)
