"""How a command runs: on the reader's own folders or on the sample's, with a network or without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tui_reader.cli import output
from tui_reader.paths import Folders

if TYPE_CHECKING:
    from tui_reader.hub.client import Hub
    from tui_reader.settings import Config
    from tui_reader.store import Store

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(slots=True)
class Mode:
    """What `--demo` and `--offline` said, wherever on the line they stood."""

    demo: bool = False
    offline: bool = False

    @property
    def folders(self) -> Folders:
        folders = Folders.of_user()
        if _is_there(folders.config / "config.toml"):  # else no need to know what could be in it
            settings = self.settings
            folders = folders.moved(settings["folders.cache"], settings["folders.data"])
        return folders.demo() if self.demo else folders

    @property
    def settings(self) -> Config:
        from tui_reader import settings as config

        return config.load(Folders.of_user().config)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The databases. What had to be done to open them is told; the sample fetches itself."""
        from tui_reader.store import Store, queries

        with Store(self.folders) as store:
            store.repaired = lambda: _tell_news(store)
            _tell_news(store)
            if self.demo and store.read_sync(queries.newest) is None:
                import asyncio

                asyncio.run(self._fill(store))
            store.before_change = lambda: _copy(store)
            yield store

    def hub(self) -> Hub:
        from tui_reader.hub_client import make_hub

        return make_hub(self.demo, self.offline)

    def command(self, *words: str) -> str:
        """A command line to advise, for this mode."""
        from tui_reader.cli.param_types import command_line

        return command_line(*words, *(["--demo"] if self.demo else []))

    async def _fill(self, store: Store) -> None:
        from tui_reader import sync
        from tui_reader.hub_client import make_hub

        async with make_hub(demo=True) as hub:
            async for _ in sync.launch(hub, store):
                pass


def _is_there(path: Path) -> bool:
    """Also where it can't be looked at."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        pass
    return True


def _tell_news(store: Store) -> None:
    for news in store.opened.messages:
        output.tell(news)


def _copy(store: Store) -> None:
    """Today's copy of the library, as it was before the command."""
    problem = store.back_up_sync(datetime.now(UTC))
    if problem:
        output.tell(problem)


def _switch(name: str, help: str) -> Callable[[F], F]:
    def switch(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            setattr(ctx.find_root().ensure_object(Mode), name, True)

    return click.option(f"--{name}", is_flag=True, expose_value=False, callback=switch, help=help)


offline_option = _switch("offline", "Do not ask the network.")
demo_option = _switch("demo", "Use a bundled sample in folders of its own.")
pass_mode = click.make_pass_decorator(Mode, ensure=True)
