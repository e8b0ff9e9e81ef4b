"""The reader's token for the Hub, where Hugging Face's own tools keep it. Reading needs none."""

from __future__ import annotations

import os
import re
from pathlib import Path

_TOKEN = re.compile(r"[!-~]{1,500}")
_LIKE_ONE = re.compile(r"\bhf_[A-Za-z0-9_]{3,}")  # whoever's it is


def find_token() -> str | None:
    """HF_TOKEN, else the token file (HF_TOKEN_PATH, HF_HOME/token), else None."""
    return next(iter(known_tokens()), None)


def known_tokens() -> list[str]:
    """All that there are, the one that is used first."""
    found = [os.environ.get("HF_TOKEN", "").strip()]
    try:
        with token_path().open("rb") as file:
            found.append(file.read(10_000).decode("utf-8", "replace").strip())
    except (OSError, ValueError):
        pass
    return [token for token in found if token]


def token_path() -> Path:
    if path := os.environ.get("HF_TOKEN_PATH"):
        return Path(os.path.expanduser(path))
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = os.environ.get("HF_HOME") or os.path.join(cache, "huggingface")
    return Path(os.path.expanduser(home), "token")


def hidden(text: str) -> str:
    """A text of others, which may repeat what they were sent, without any token."""
    for token in known_tokens():
        text = text.replace(token, "…")
    return _LIKE_ONE.sub("…", text)


def is_token(text: str) -> bool:
    """False for what must not stand in a header: line breaks, spaces, anything but ASCII."""
    return _TOKEN.fullmatch(text) is not None
