"""The Hub's client as the reader and the command line use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_reader.hub.client import Hub


def make_hub(demo: bool = False, offline: bool = False) -> Hub:
    """A client of the Hub, or one whose network is the bundled sample."""
    from tui_reader.hub.client import Hub

    if demo:
        from tui_reader.sample.transport import demo_transport

        return Hub(
            endpoint="https://huggingface.co", token="", transport=demo_transport(), offline=offline
        )
    return Hub(offline=offline)
