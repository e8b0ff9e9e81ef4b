"""URLs in running text."""

from __future__ import annotations

import re

_URL = r"https?://[^\s<>\[\]{}\"'`|\\^“”‘’«»，。、；：！？）】」]{1,2000}"
_VIDEO = re.compile(r"\.(?:mp4|webm|mov|m4v|avi|mkv)(?:[?#].*)?$", re.I)
_AFTER = ".,;:!?*_~…–—"  # punctuation of the sentence


def find_urls(text: str) -> list[tuple[int, int]]:
    """Return start and end of each http and https URL in a text without LaTeX.

    Punctuation after a URL is not part of it, nor is an unmatched closing parenthesis:
    `(see https://x.org/a_(b)).` has `https://x.org/a_(b)`. The URLs are not checked.
    """
    if "://" not in text:
        return []
    found = []
    for match in re.finditer(_URL, text):
        url = match[0].rstrip(_AFTER)
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(_AFTER)
        if not url.endswith("://"):
            found.append((match.start(), match.start() + len(url)))
    return found


def is_video(url: str) -> bool:
    """Return whether a URL is that of a video, by its file name."""
    return _VIDEO.search(url) is not None
