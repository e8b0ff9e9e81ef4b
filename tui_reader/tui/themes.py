"""The app's two themes, and one without colors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from textual.theme import BUILTIN_THEMES, Theme

from tui_reader.settings import Settings, did_you_mean

DARK = Theme(
    name="paper-dark",
    primary="#7fa7d9",
    secondary="#9aa5b1",
    accent="#e0a458",
    foreground="#d8d5cf",
    background="#16181c",
    surface="#16181c",
    panel="#24282f",
    warning="#e0a458",
    error="#f08a7c",
    success="#8fbf87",
    dark=True,
    variables={
        "list-cursor": "#2f353e",
        "list-cursor-blurred": "#23272d",
        "list-bright": "#ffffff",
        "list-muted": "#9ea4ae",
        "pane-border": "#343a43",
        "text-muted": "#9ea4ae",
    },
)

LIGHT = Theme(
    name="paper-light",
    primary="#2a5d9f",
    secondary="#5a6472",
    accent="#9a4a00",
    foreground="#2b2b29",
    background="#fbfaf7",
    surface="#fbfaf7",
    panel="#efece5",
    warning="#9a4a00",
    error="#a5281b",
    success="#2e6b30",
    dark=False,
    variables={
        "list-cursor": "#e4e0d4",
        "list-cursor-blurred": "#efeeea",
        "list-bright": "#000000",
        "list-muted": "#62625c",
        "pane-border": "#d6d2c6",
        "text-muted": "#62625c",
    },
)

_VARIABLES = """
    ansi-background ansi-foreground border-blurred block-cursor-foreground block-cursor-background
    input-cursor-background input-cursor-foreground input-selection-background
    input-selection-foreground screen-selection-background screen-selection-foreground
    list-cursor list-cursor-blurred list-bright list-muted pane-border text-muted
"""
_ROLES = "primary secondary accent foreground background surface panel warning error success boost"
_NO_COLORS: dict[str, Any] = dict.fromkeys(_ROLES.split(), "ansi_default")
PLAIN = Theme(
    name="plain",
    **_NO_COLORS,
    dark=True,
    ansi=True,
    variables={
        **dict.fromkeys(_VARIABLES.split(), "ansi_default"),
        "input-cursor-text-style": "reverse",
    },
)

# Themes the user can choose; the plain one is a separate setting.
NAMES = (DARK.name, LIGHT.name, *BUILTIN_THEMES)
APP_THEMES = (DARK, LIGHT, PLAIN)


def defaults(dark: bool) -> dict[str, str]:
    """Variables of the app's style sheet, for themes that do not define them."""
    return (DARK if dark else LIGHT).variables


def with_known_theme(settings: Settings) -> Settings:
    """Return the settings without an unknown theme, which becomes one of their problems."""
    name, key = settings.reader.theme, "reader.theme"
    if not name or name in NAMES:
        return settings
    problem = f"{settings.sources[key]}: {key}: unknown theme {name!r}{did_you_mean(name, NAMES)}"
    return replace(
        settings,
        reader=replace(settings.reader, theme=""),
        problems=(*settings.problems, problem),
        sources={one: where for one, where in settings.sources.items() if one != key},
    )
