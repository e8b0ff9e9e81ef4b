"""The one table of commands: bindings, footer, help, palette, settings and README come from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tui_reader.keys import sign_of

# Where a command holds: everywhere on the main screen, or in one of its panes, or in a view.
MAIN, DATES, LIST, DETAIL, TEXT, SEARCH = "main", "dates", "list", "detail", "text", "search"
PICTURES = "pictures"


class Command(NamedTuple):
    """`name` is the action and the name in the settings; `keys` are as a person names them.

    A command without keys is in the palette alone.
    """

    name: str
    keys: tuple[str, ...]
    help: str
    group: str
    where: str = MAIN


COMMANDS: tuple[Command, ...] = (
    Command("down", ("j", "down"), "Down", "Move"),
    Command("up", ("k", "up"), "Up", "Move"),
    Command("first", ("g", "home"), "To the first", "Move"),
    Command("last", ("G", "end"), "To the last", "Move"),
    Command("page_down", ("ctrl+d", "pagedown"), "A page down", "Move"),
    Command("page_up", ("ctrl+u", "pageup"), "A page up", "Move"),
    Command("next_pane", ("tab", "l"), "To the next pane", "Move"),
    Command("previous_pane", ("shift+tab", "h"), "To the pane before", "Move"),
    Command("deeper", ("enter",), "One step deeper: dates, list, abstract, full text", "Move"),
    Command("back", ("escape",), "One step back", "Move"),
    Command("page_abstract", ("space",), "Page the abstract", "Move"),
    Command("scroll_down", ("J",), "Scroll the abstract down", "Move"),
    Command("scroll_up", ("K",), "Scroll the abstract up", "Move"),
    Command("dates", ("D",), "To the dates", "Move"),
    Command("wider", (">",), "Make the pane wider", "Move"),
    Command("narrower", ("<",), "Make the pane narrower", "Move"),
    Command("older", ("[",), "The older edition", "Editions"),
    Command("newer", ("]",), "The newer edition", "Editions"),
    Command("newest", (".",), "The first unread paper of the newest edition", "Editions"),
    Command("next_unread", ("n",), "The next unread paper, going on to older editions",
            "Editions"),
    Command("previous_unread", ("N",), "The unread paper before", "Editions"),
    Command("go_to_date", ("d",), "Go to a date", "Editions"),
    Command("edition", ("=",), "The edition of this paper", "Editions"),
    Command("sync", ("r",), "Sync again", "Editions"),
    Command("bookmark", ("b",), "Bookmark, or take the bookmark away", "Keep"),
    Command("bookmarks", ("B",), "The bookmarks; there again: by tag, by date", "Keep"),
    Command("tags", (), "The tags", "Keep"),
    Command("tag", ("t",), "Tag", "Keep"),
    Command("note", ("e",), "Write a note", "Keep"),
    Command("select", ("v",), "Select for a command on several papers", "Keep"),
    Command("read", ("u",), "Read, or unread again", "Keep"),
    Command("read_all", ("A",), "All of this list are read", "Keep"),
    Command("hide", ("x",), "Not interested: hide, or show again", "Keep"),
    Command("mute", (), "Mute words: their papers come last", "Keep"),
    Command("unmute", (), "Remove muted words", "Keep"),
    Command("undo", ("U",), "Undo the last change of marks", "Keep"),
    Command("search", ("/",), "Search what is on disk", "Find"),
    Command("search_hub", ("ctrl+o",), "Search the Hub for these words", "Find"),
    Command("filter", ("f",), "Filter this list", "Find"),
    Command("order", ("s",), "Another order", "Find"),
    Command("similar", ("m",), "More like this", "Find"),
    Command("watch", ("W",), "Save this search as a watch; elsewhere: the watches", "Find"),
    Command("language", ("f1",), "What can be searched for", "Find", SEARCH),
    Command("archive", (), "Fetch the whole archive, back to May 2023", "Find"),
    Command("open", ("o",), "Open the Hub's page", "Take along"),
    Command("open_arxiv", ("O",), "Open the arXiv page", "Take along"),
    Command("open_pdf", ("p",), "Open the PDF", "Take along"),
    Command("download", ("P",), "Download the PDF and open it", "Take along"),
    Command("copy", ("y",), "Copy the link", "Take along"),
    Command("copy_as", ("Y",), "Copy as BibTeX, citation, id …", "Take along"),
    Command("export", ("E",), "Export to a file", "Take along"),
    Command("discussion", ("c",), "The discussion", "Read deep"),
    Command("links", ("L",), "What belongs to it: code, models, datasets …", "Read deep"),
    Command("pictures", ("i",), "Pictures", "Read deep"),
    Command("contents", ("T",), "Table of contents", "Read deep", TEXT),
    Command("find", ("/",), "Search in this text", "Read deep", TEXT),
    Command("next_match", ("n",), "The next match", "Read deep", TEXT),
    Command("previous_match", ("N",), "The match before", "Read deep", TEXT),
    Command("text_links", ("l",), "Links in this text", "Read deep", TEXT),
    Command("next_link", ("tab",), "Select the next link", "Read deep", TEXT),
    Command("previous_link", ("shift+tab",), "Select the previous link", "Read deep", TEXT),
    Command("follow_link", ("enter",), "Follow the link, or show the figure", "Read deep", TEXT),
    Command("jump_back", ("backspace",), "Return to where a link was followed", "Read deep", TEXT),
    Command("table_right", ("right",), "Scroll a wide table to the right", "Read deep", TEXT),
    Command("table_left", ("left",), "Scroll a wide table to the left", "Read deep", TEXT),
    Command("again", ("r",), "Ask the Hub for it again", "Read deep", TEXT),
    Command("sample", ("S",), "Open the sample edition", "Reader"),
    Command("theme", (), "Choose a theme", "Reader"),
    Command("palette", (":", "ctrl+p"), "All commands", "Reader"),
    Command("help", ("?", "f1"), "Help", "Reader"),
    Command("quit", ("q",), "Quit", "Reader"),
)  # fmt: skip

# Commands of the app, available on every screen.
APP_COMMANDS = frozenset(("sample", "theme", "palette", "help"))

# Movement commands and the actions of the widgets that bind them.
MOVEMENT = {
    "down": "cursor_down",
    "up": "cursor_up",
    "first": "top",
    "last": "bottom",
    "page_down": "page_down",
    "page_up": "page_up",
}

# Those of the main screen that hold in a text too: how to move in it, and what is about its paper.
IN_TEXT = frozenset(
    ("down", "up", "first", "last", "page_down", "page_up", "page_abstract", "back", "help",
     "bookmark", "tag", "note", "undo", "open", "open_arxiv", "open_pdf", "download", "copy",
     "copy_as", "discussion", "links", "pictures", "theme", "palette")
)  # fmt: skip

# Those that hold in the pictures, with what they do there.
IN_PICTURES = {
    "down": "The next picture", "up": "The picture before", "page_abstract": "The next picture",
    "back": "Back to the paper", "open": "Open this picture in the browser",
    "pictures": "Back to the paper", "palette": "All commands", "help": "Help",
}  # fmt: skip

# Those that open a line or a dialog: keys pressed behind them are for that, not for the list.
ASK = frozenset(
    ("search", "filter", "go_to_date", "order", "watch", "tag", "note", "copy_as", "export",
     "links", "contents", "find", "text_links", "palette", "help")
)  # fmt: skip

Words = tuple[tuple[tuple[str, ...], str], ...]  # commands, with the word for them

# What the bottom line shows in each place: at most seven.
FOOTER: dict[str, Words] = {
    DATES: (
        (("down", "up"), "move"), (("deeper",), "open"), (("newest",), "newest"),
        (("go_to_date",), "date"), (("search",), "search"), (("help",), "help"),
    ),
    LIST: (
        (("down", "up"), "move"), (("deeper",), "read"), (("bookmark",), "bookmark"),
        (("older", "newer"), "day"), (("next_unread",), "unread"), (("search",), "search"),
        (("help",), "help"),
    ),
    DETAIL: (
        (("down", "up"), "scroll"), (("deeper",), "full text"), (("bookmark",), "bookmark"),
        (("open",), "Hub"), (("next_unread",), "unread"), (("back",), "back"), (("help",), "help"),
    ),
    SEARCH: (
        (("deeper",), "keeps it"), (("back",), "back"), (("search_hub",), "on the Hub"),
        (("language",), "language"),
    ),
    TEXT: (
        (("down", "up"), "scroll"), (("contents",), "contents"), (("find",), "find"),
        (("next_match",), "next"), (("back",), "back"), (("help",), "help"),
    ),
    PICTURES: (
        (("down", "up"), "next, before"), (("open",), "browser"), (("back",), "back"),
        (("help",), "help"),
    ),
}  # fmt: skip

# What stands over it at the first launch, until a key was used.
FIRST: tuple[Words, ...] = (
    ((("down", "up"), "move"), (("deeper",), "read"), (("bookmark",), "bookmark")),
    ((("older", "newer"), "day before, after"), (("search",), "search")),
    ((("help",), "all keys"), (("palette",), "all commands")),
)

BY_NAME = {command.name: command for command in COMMANDS}


def action_of(command: Command) -> str:
    """Return the action string that runs a command, for Textual's bindings."""
    if command.name in MOVEMENT:
        return f"focused.{MOVEMENT[command.name]}"
    return f"app.{command.name}" if command.name in APP_COMMANDS else command.name


def commands_of(place: str) -> list[Command]:
    """The commands that hold in a place, in the table's order."""
    if place == PICTURES:
        return [
            command._replace(help=IN_PICTURES[command.name])
            for command in COMMANDS
            if command.name in IN_PICTURES
        ]
    if place == TEXT:
        return [one for one in COMMANDS if one.where == TEXT or one.name in IN_TEXT]
    return [one for one in COMMANDS if one.where == MAIN]


def keys_of(command: Command, changed: Mapping[str, str]) -> str:
    """The keys of a command as a person sees them, "" where it has none; `changed` are those that
    the settings gave it."""
    return changed.get(command.name) or " ".join(map(key_name, command.keys))


def key_name(key: str) -> str:
    """How a key is shown to a person: `ctrl+d` → `^d`, `enter` → `Enter`."""
    shown = {
        "left": "←", "right": "→", "backspace": "Backspace", "delete": "Del",
        "down": "↓", "up": "↑", "enter": "Enter", "escape": "Esc", "space": "Space", "tab": "Tab",
        "shift+tab": "S-Tab", "home": "Home", "end": "End", "pagedown": "PgDn", "pageup": "PgUp",
        "insert": "Ins", **{f"f{number}": f"F{number}" for number in range(1, 25)},
    }  # fmt: skip
    if key in shown:
        return shown[key]
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    sign = sign_of(last)
    if modifiers == ["ctrl"] and len(sign) == 1:
        return "^" + sign
    return "-".join([*map(str.title, modifiers), shown.get(sign, sign)])
