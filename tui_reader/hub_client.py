"""The paper source that the app uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_reader.hub.client import Source


def once(show: Callable[[str], object]) -> Callable[[str], None]:
    """Return a function that shows each text only the first time."""
    shown: set[str] = set()

    def show_once(text: str) -> None:
        if text not in shown:
            shown.add(text)
            show(text)

    return show_once


def make_hub(
    demo: bool = False,
    offline: bool = False,
    warn: Callable[[str], object] = lambda text: None,
) -> Source:
    """Return the Hub, or with `demo` the bundled sample. `warn` shows a line to the user."""
    from tui_reader.hub.client import Hub  # httpx takes 80 ms to import

    if demo:
        from tui_reader.sample.transport import demo_transport

        return Hub("https://huggingface.co", token="", transport=demo_transport(), offline=offline)
    return Hub(offline=offline, warn=warn)
