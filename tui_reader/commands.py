"""The table of commands, used for bindings, footer, help, palette and key settings."""

from collections.abc import Mapping
from typing import NamedTuple

from tui_reader.keys import char_of

# Where a command works: on the main screen, in one of its panes, or on a page.
MAIN, DATES, LIST, DETAIL, TEXT, SEARCH = "main", "dates", "list", "detail", "text", "search"
PICTURES, ZOOM = "pictures", "zoom"


class Command(NamedTuple):
    """`name` is the name in the settings, and the action if there is no other `action`.

    `keys` are written as in the settings; a command without keys is in the palette only. `keywords`
    are other search words for the palette and the help.
    """

    name: str
    keys: tuple[str, ...]
    help: str
    group: str
    where: str = MAIN
    keywords: str = ""
    action: str = ""


COMMANDS: tuple[Command, ...] = (
    Command("down", ("j", "down"), "Move down", "Move", keywords="next line scroll"),
    Command("up", ("k", "up"), "Move up", "Move", keywords="previous line scroll"),
    Command("first", ("g", "home"), "Go to top", "Move", keywords="first beginning start"),
    Command("last", ("G", "end"), "Go to bottom", "Move", keywords="last end"),
    Command("page_down", ("ctrl+d", "pagedown"), "Page down", "Move", keywords="scroll"),
    Command("page_up", ("ctrl+u", "pageup"), "Page up", "Move", keywords="scroll"),
    Command("next_pane", ("tab", "l"), "Go to next pane", "Move", keywords="focus right switch",
            action="focus_pane(1)"),
    Command("previous_pane", ("shift+tab", "h"), "Go to previous pane", "Move",
            keywords="focus left", action="focus_pane(-1)"),
    Command("deeper", ("enter",), "Open (dates → list → abstract → full text)", "Move",
            keywords="read paper html enter view"),
    Command("back", ("escape",), "Go back (clears a text input first)", "Move",
            keywords="close cancel return escape"),
    Command("page_abstract", ("space",), "Scroll abstract, then next unread", "Move",
            keywords="page"),
    Command("scroll_down", ("J",), "Scroll abstract down", "Move", action="scroll_abstract(1)"),
    Command("scroll_up", ("K",), "Scroll abstract up", "Move", action="scroll_abstract(-1)"),
    Command("dates", ("D",), "Go to dates", "Move", keywords="sidebar calendar days"),
    Command("zoom", ("z",), "Zoom in on one paper, or back", "Move",
            keywords="full screen fullscreen maximize focus reading mode panes"),
    Command("sidebar", ("Z",), "Hide or show sidebar", "Move", keywords="dates toggle pane"),
    Command("wider", (">",), "Make pane wider", "Move", keywords="resize width size larger",
            action="resize_pane(1)"),
    Command("narrower", ("<",), "Make pane narrower", "Move", keywords="resize width smaller",
            action="resize_pane(-1)"),
    Command("older", ("[",), "Go to previous day", "Days", keywords="older edition yesterday",
            action="turn(-1)"),
    Command("newer", ("]",), "Go to next day", "Days", keywords="newer edition tomorrow",
            action="turn(1)"),
    Command("newest", (".",), "Go to first unread paper of the newest day", "Days",
            keywords="latest today home edition"),
    Command("next_unread", ("n",), "Go to next unread paper, continuing in older days", "Days",
            keywords="new", action="go_to_unread(1)"),
    Command("previous_unread", ("N",), "Go to previous unread paper", "Days",
            action="go_to_unread(-1)"),
    Command("go_to_date", ("d",), "Go to date", "Days",
            keywords="day month week calendar jump goto edition archive"),
    Command("edition", ("=",), "Go to the day of this paper", "Days", keywords="edition date"),
    Command("away", ("w",), "Show new papers since you were away", "Days",
            keywords="catch up holiday vacation missed while"),
    Command("sync", ("r",), "Refresh", "Days", keywords="sync reload update fetch download new"),
    Command("bookmark", ("b",), "Add or remove bookmark", "Organize",
            keywords="star favorite favourite save read later unbookmark unstar delete keep like"),
    Command("bookmarks", ("B",), "Show bookmarks (press again to change grouping)", "Organize",
            keywords="stars favorites saved library list"),
    Command("tags", (), "Browse tags", "Organize", keywords="labels folders categories"),
    Command("tag", ("t",), "Edit tags", "Organize", keywords="label category folder add remove"),
    Command("note", ("e",), "Edit note", "Organize", keywords="annotate comment write memo"),
    Command("select", ("v",), "Select or deselect paper", "Organize",
            keywords="multiple mark choose batch"),
    Command("read", ("u",), "Mark as read or unread", "Organize", keywords="seen done toggle"),
    Command("read_all", ("A",), "Mark all as read", "Organize", keywords="seen catch up clear"),
    Command("hide", ("x",), "Hide or show again (not interested)", "Organize",
            keywords="dismiss ignore remove less uninteresting"),
    Command("mute", (), "Mute words (matching papers come last)", "Organize",
            keywords="block ignore"),
    Command("unmute", (), "Remove muted words", "Organize", keywords="unblock"),
    Command("read_before", (), "Mark everything before this day as read", "Organize",
            keywords="all older previous catch up seen"),
    Command("undo", ("U",), "Undo", "Organize", keywords="revert back restore mistake"),
    Command("redo", ("ctrl+r",), "Redo", "Organize", keywords="again repeat restore"),
    Command("search", ("/",), "Search downloaded papers", "Find",
            keywords="find authors title text query grep"),
    Command("search_hub", ("ctrl+o",), "Search the Hub", "Find",
            keywords="online web find semantic huggingface"),
    Command("filter", ("f",), "Filter this list", "Find", keywords="narrow search only"),
    Command("order", ("s",), "Sort", "Find",
            keywords="order by upvotes comments date title rising ranking"),
    Command("similar", ("m",), "Show similar papers", "Find", keywords="more like this related"),
    Command("watch", ("W",), "Save search as a watch, or manage watches", "Find",
            keywords="alert follow subscribe saved searches notify remove watch"),
    Command("language", ("f1",), "Show search syntax", "Find", SEARCH, "query language operators"),
    Command("archive", (), "Fetch whole archive, back to May 2023", "Find",
            keywords="download all history backfill offline old"),
    Command("stop_sync", (), "Stop fetching", "Find", keywords="cancel archive sync abort"),
    Command("open", ("o",), "Open Hub page", "Copy & export",
            keywords="browser website url huggingface"),
    Command("open_arxiv", ("O",), "Open arXiv page", "Copy & export",
            keywords="browser website url"),
    Command("open_pdf", ("p",), "Open PDF", "Copy & export", keywords="browser view paper"),
    Command("abstract_urls", ("F",), "Open URL in abstract", "Copy & export",
            keywords="browser website link follow title"),
    Command("download", ("P",), "Download and open PDF", "Copy & export",
            keywords="save file"),
    Command("copy", ("y",), "Copy link", "Copy & export", keywords="yank url clipboard share"),
    Command("copy_as", ("Y",), "Copy as BibTeX, citation, ID …", "Copy & export",
            keywords="cite citations references bibliography ris csl markdown clipboard share"),
    Command("export", ("E",), "Export to a file", "Copy & export",
            keywords="save write bibtex csv json markdown bibliography print"),
    Command("outputs", ("X",), "Show outputs of your commands", "Copy & export",
            keywords="custom llm result"),
    Command("stop_commands", ("ctrl+x",), "Stop your commands", "Copy & export",
            keywords="custom cancel"),
    Command("discussion", ("c",), "Show comments", "Full text & more",
            keywords="discussion replies community talk forum"),
    Command("links", ("L",), "Show related code, models, datasets, Spaces", "Full text & more",
            keywords="github repository author organization project demo artifacts links"),
    Command("pictures", ("i",), "Show images", "Full text & more",
            keywords="pictures figures thumbnail media video"),
    Command("figure", ("I",), "Draw first image in the page", "Full text & more",
            keywords="picture figure inline show hide thumbnail"),
    Command("contents", ("T",), "Show table of contents", "Full text & more", TEXT,
            "outline sections headings chapters"),
    Command("find", ("/",), "Find in this text", "Full text & more", TEXT, "search grep"),
    Command("next_match", ("n",), "Go to next match", "Full text & more", TEXT,
            action="go_to_match(1)"),
    Command("previous_match", ("N",), "Go to previous match", "Full text & more", TEXT,
            action="go_to_match(-1)"),
    Command("text_links", ("l",), "Show links in this text", "Full text & more", TEXT, "urls"),
    Command("next_link", ("tab",), "Select next link", "Full text & more", TEXT,
            action="select_link(1)"),
    Command("previous_link", ("shift+tab",), "Select previous link", "Full text & more", TEXT,
            action="select_link(-1)"),
    Command("follow_link", ("enter",), "Follow link, or show image", "Full text & more",
            TEXT),
    Command("jump_back", ("backspace",), "Go back to followed link",
            "Full text & more", TEXT),
    Command("table_right", ("right",), "Scroll wide table right", "Full text & more", TEXT,
            action="scroll_table(1)"),
    Command("table_left", ("left",), "Scroll wide table left", "Full text & more", TEXT,
            action="scroll_table(-1)"),
    Command("again", ("r",), "Fetch again", "Full text & more", TEXT, "refresh reload"),
    Command("sample", (), "Open sample", "App", keywords="demo example try"),
    Command("density", ("C",), "Switch between compact and comfortable list", "App",
            keywords="density rows lines titles settings size"),
    Command("theme", (), "Choose theme", "App",
            keywords="color colour dark light appearance settings preferences options"),
    Command("palette", (":", "ctrl+p"), "Show all commands", "App",
            keywords="command palette menu actions settings"),
    Command("help", ("?", "f1"), "Show help", "App", keywords="keys shortcuts bindings manual"),
    Command("suspend", ("ctrl+z",), "Suspend (fg resumes)", "App", keywords="background shell"),
    Command("quit", ("q",), "Quit", "App", keywords="exit close leave bye"),
)  # fmt: skip

# Commands of the app, available on every screen.
APP_COMMANDS = frozenset(("sample", "theme", "palette", "help", "suspend"))

# Movement commands and the actions of the widgets that bind them.
MOVEMENT = {
    "down": "move(1)",
    "up": "move(-1)",
    "first": "top",
    "last": "bottom",
    "page_down": "page(1)",
    "page_up": "page(-1)",
}

# Commands of the main screen that also work on pages of text: movement and actions on the paper.
IN_TEXT = frozenset(
    ("down", "up", "first", "last", "page_down", "page_up", "page_abstract", "back", "help",
     "bookmark", "tag", "note", "undo", "redo", "open", "open_arxiv", "open_pdf", "download",
     "copy", "copy_as", "outputs", "stop_commands", "discussion", "links", "pictures", "figure",
     "theme", "palette", "suspend")
)  # fmt: skip

# Commands of the images page, with their help there.
IN_PICTURES = {
    "down": "Go to next image", "up": "Go to previous image", "page_abstract": "Go to next image",
    "back": "Go back to the paper", "open": "Open image in browser",
    "pictures": "Go back to the paper", "palette": "Show all commands", "help": "Show help",
}  # fmt: skip

# Commands that open a prompt or a dialog: keys typed after them go there, not to the list.
PROMPTS = frozenset(
    ("search", "filter", "go_to_date", "order", "watch", "tag", "note", "copy_as", "export",
     "links", "abstract_urls", "contents", "find", "text_links", "palette", "help")
)  # fmt: skip

# Actions of the main screen that run while a search is typed.
WHILE_TYPING = {"move_results", "focus_pane", "search_hub"} | {
    command.name for command in COMMANDS if command.where == SEARCH
}

Words = tuple[tuple[tuple[str, ...], str], ...]  # commands, with the word for them

# Key hints in the footer of each pane: at most seven. A narrow window shows the first, and help.
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
        (("down", "up"), "scroll"), (("deeper",), "full text"), (("back",), "back"),
        (("bookmark",), "bookmark"), (("next_unread",), "unread"), (("open",), "Hub"),
        (("help",), "help"),
    ),
    ZOOM: (
        (("down", "up"), "scroll"), (("scroll_down", "scroll_up"), "paper"), (("back",), "panes"),
        (("next_unread",), "unread"), (("older", "newer"), "day"), (("bookmark",), "bookmark"),
        (("help",), "help"),
    ),
    SEARCH: (
        (("deeper",), "apply"), (("back",), "clear, close"), (("search_hub",), "search the Hub"),
        (("language",), "search syntax"),
    ),
    TEXT: (
        (("down", "up"), "scroll"), (("back",), "back"), (("contents",), "contents"),
        (("find",), "find"), (("next_match",), "next"), (("help",), "help"),
    ),
    PICTURES: (
        (("down", "up"), "next, previous"), (("open",), "browser"), (("back",), "back"),
        (("help",), "help"),
    ),
}  # fmt: skip

# The tip of the first launch, until a key is used. It does not repeat the footer.
FIRST: Words = (
    (("zoom",), "one paper, whole window"), (("palette",), "commands by name"),
    (("density",), "more titles"),
)  # fmt: skip

BY_NAME = {command.name: command for command in COMMANDS}


def action_of(command: Command) -> str:
    """Return the action string that runs a command, for Textual's bindings."""
    if command.name in MOVEMENT:
        return f"focused.{MOVEMENT[command.name]}"
    return f"app.{command.name}" if command.name in APP_COMMANDS else command.action or command.name


def commands_of(place: str) -> list[Command]:
    """Return the commands of a pane or page, in the table's order."""
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
    """Return the keys of a command as shown to the user, "" if it has none.

    `changed` are the keys from the settings, by command name.
    """
    return changed.get(command.name) or " ".join(map(key_name, command.keys))


def key_name(key: str) -> str:
    """Return how a key is shown: `ctrl+d` → `^d`, `enter` → `Enter`."""
    shown = {
        "left": "←", "right": "→", "backspace": "Backspace", "delete": "Del",
        "down": "↓", "up": "↑", "enter": "Enter", "escape": "Esc", "space": "Space", "tab": "Tab",
        "shift+tab": "S-Tab", "home": "Home", "end": "End", "pagedown": "PgDn", "pageup": "PgUp",
        "insert": "Ins", **{f"f{number}": f"F{number}" for number in range(1, 25)},
    }  # fmt: skip
    if key in shown:
        return shown[key]
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    char = char_of(last)
    if modifiers == ["ctrl"] and len(char) == 1:
        return "^" + char
    return "-".join([*map(str.title, modifiers), shown.get(char, char)])
