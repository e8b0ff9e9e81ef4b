"""Find the user's Hub token where Hugging Face's own tools store it. Reading works without one."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from tui_reader import files

_TOKEN = re.compile(r"[!-~]{1,500}")
_LOOKS_LIKE_TOKEN = re.compile(r"\bhf_[A-Za-z0-9_]{3,}")
_TRUE = ("1", "ON", "YES", "TRUE")


@dataclass(frozen=True)
class Token:
    """A token and its source for messages: an environment variable or a file."""

    value: str = field(repr=False)
    source: str = "HF_TOKEN"

    @property
    def is_valid(self) -> bool:
        """False if it cannot be in a header: a byte order mark, white space, anything non-ASCII."""
        return _TOKEN.fullmatch(self.value) is not None


def find_token(implicit: bool = True) -> Token | None:
    """Return the token in HF_TOKEN, else in the token file, else None.

    `implicit` tokens, which reading does not require, are turned off by
    HF_HUB_DISABLE_IMPLICIT_TOKEN, as in huggingface_hub
    (https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables).
    """
    if implicit and is_set("HF_HUB_DISABLE_IMPLICIT_TOKEN"):
        return None
    return next(iter(_tokens()), None)


def token_path() -> Path:
    """Return the token file: HF_TOKEN_PATH, else `token` in HF_HOME."""
    if path := os.environ.get("HF_TOKEN_PATH"):
        return Path(os.path.expanduser(path))
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = os.environ.get("HF_HOME") or os.path.join(cache, "huggingface")
    return Path(os.path.expanduser(home), "token")


def is_set(name: str) -> bool:
    """Return whether a boolean environment variable is on, as huggingface_hub reads it."""
    return os.environ.get(name, "").upper() in _TRUE


def redact(text: str) -> str:
    """Redact tokens from third-party text that may echo our request."""
    for token in _tokens():
        text = text.replace(token.value, "…")
    return _LOOKS_LIKE_TOKEN.sub("…", text)


def _tokens() -> list[Token]:
    """All tokens that are set, by precedence."""
    found = [Token(os.environ.get("HF_TOKEN", "").strip())]
    try:
        path = token_path()
        with path.open("rb") as file:
            value = file.read(10_000).decode("utf-8", "replace").strip()
        found.append(Token(value, files.display_path(path)))
    except (OSError, ValueError, RuntimeError):
        pass
    return [token for token in found if token.value]
