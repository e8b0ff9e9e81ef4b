"""State and services shared by all screens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from tui_reader.commands import BY_NAME, key_name, keys_of
from tui_reader.glyphs import Glyphs
from tui_reader.hub_client import make_hub
from tui_reader.models import ListSource, Paper
from tui_reader.settings import Settings
from tui_reader.store import Query, Store, queries
from tui_reader.tui.lists.paper_lists import PaperLists
from tui_reader.tui.services.catch_up import CatchUp
from tui_reader.tui.services.custom_commands import CustomCommands
from tui_reader.tui.services.desktop import Links
from tui_reader.tui.services.downloads import Downloads
from tui_reader.tui.services.mark_service import MarkService, Saved
from tui_reader.tui.services.watches import Watches

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui_reader.hub.client import Source

Result = TypeVar("Result")


class Page(Enum):
    """A full-screen page about one paper."""

    FULL_TEXT = "full text"
    COMMENTS = "comments"
    IMAGES = "images"


class Status(NamedTuple):
    """The message of the status bar.

    `until`: "moved" disappears when the cursor moves or a list opens, "list" when a list opens,
    "sync" when a sync succeeds, "saved" when a change is saved, "" when another message replaces
    it.
    """

    text: str = ""
    error: bool = False
    until: str = ""


class LaunchOptions(NamedTuple):
    """Options of a launch. `first_source` and `first_paper` override the saved session.

    `visiting_sample`: the user's own app opened the sample, and Esc returns to it. `plain`: ASCII
    only.
    """

    demo: bool = False
    offline: bool = False
    first_source: ListSource | None = None
    first_paper: str | None = None
    settings: Settings = Settings()
    visiting_sample: bool = False
    plain: bool = False


class OpenList(Protocol):
    """The list on the main screen, as actions on papers need it."""

    @property
    def source(self) -> ListSource | None: ...

    def loaded_papers(self, keys: Iterable[int]) -> list[Paper]:
        """Return the papers whose rows are loaded."""

    def rows_query(self, keys: Iterable[int] | None) -> Query[[], queries.Refreshed]: ...

    async def show_saved(self, saved: Saved, source: ListSource | None) -> None:
        """Refresh rows and counts after a saved change; `source` was open when it began."""


class SetStatus(Protocol):
    """See `ReaderApp.set_status`."""

    def __call__(self, text: str, error: bool = False, until: str = "") -> None: ...


class Ask(Protocol):
    """Shows a dialog and waits for its result; call it in a worker."""

    async def __call__(self, dialog: Screen[Result], /) -> Result: ...


@dataclass(eq=False, repr=False)
class ReaderContext:
    """Services and shared state. The app and the main screen set the callables."""

    store: Store
    options: LaunchOptions
    glyphs: Glyphs
    lists: PaperLists
    marks: MarkService
    watches: Watches
    catch_up: CatchUp
    downloads: Downloads
    links: Links
    custom: CustomCommands
    is_web: bool  # a browser shows the app
    ask: Ask
    copy: Callable[[str], Awaitable[None]]
    set_status: SetStatus
    add_status: Callable[..., None]
    clear_status: Callable[..., None]  # takes any number of `Status.until`
    open_page: Callable[[Page, int], None]
    open_output: Callable[[str, int], None]  # name of a custom command, key of a paper
    open_list: OpenList = field(init=False)  # set by the main screen
    warn_once: Callable[[str], None]  # about an ignored endpoint or token
    unsaved_notes: dict[int, str] = field(default_factory=dict)  # saving failed; by paper key

    @property
    def key_names(self) -> dict[str, str]:
        """The names of keys that the settings change, by command name."""
        keys = self.options.settings.keys
        return {name: " ".join(map(key_name, changed)) for name, changed in keys.items()}

    def keys_of(self, name: str) -> str:
        """Return the keys of a command as the user sees them."""
        return self.glyphs.keys(keys_of(BY_NAME[name], self.key_names))

    def hub(self) -> Source:
        """Return a new client; the caller closes it."""
        return make_hub(self.options.demo, self.options.offline, self.warn_once)
