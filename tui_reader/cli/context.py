"""Options and state that all commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tui_reader import terminal
from tui_reader.cli import output
from tui_reader.cli.param_types import command_line
from tui_reader.hub_client import make_hub, once
from tui_reader.paths import Folders

if TYPE_CHECKING:
    from tui_reader.hub.client import Source
    from tui_reader.settings import Settings
    from tui_reader.store import Store

F = TypeVar("F", bound=Callable[..., Any])

_SHOWN_PROBLEMS = 3


@dataclass(slots=True)
class AppContext:
    """`--demo` and `--offline`, which are accepted before and after the command's name."""

    demo: bool = False
    offline: bool = False
    _warn: Callable[[str], None] = field(
        default_factory=lambda: once(output.echo_err), init=False, repr=False
    )
    _loaded: tuple[Folders, Settings] | None = field(default=None, init=False, repr=False)

    @property
    def folders(self) -> Folders:
        return self._load()[0]

    @property
    def settings(self) -> Settings:
        return self._load()[1]

    def _load(self) -> tuple[Folders, Settings]:
        """Read the settings once and print their problems."""
        if self._loaded is None:
            from tui_reader import folders as folders_module  # 8 ms that `--help` does not need
            from tui_reader import settings as module

            own = Folders.of_user()
            folders, settings = folders_module.resolve(own, module.load(own.config))
            for problem in settings.problems[:_SHOWN_PROBLEMS]:
                output.echo_err(problem)
            if more := len(settings.problems[_SHOWN_PROBLEMS:]):
                output.echo_err(f"{more} more: {self.command('config', 'show')}")
            self._loaded = folders.demo() if self.demo else folders, settings
        return self._loaded

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the databases and print any repairs. The sample fetches its editions."""
        from tui_reader.store import Store, queries

        with Store(self.folders) as store:
            store.repaired = lambda: _print_messages(store)
            _print_messages(store)
            if self.demo and store.read_sync(queries.newest) is None:
                import asyncio

                asyncio.run(self._fetch_sample(store))
            store.before_change = lambda: _back_up(store)
            yield store

    def run_app(self, day: date | None, paper: str | None, plain: bool) -> int:
        """Run the app in the terminal. Returns the exit code."""
        session = terminal.start()  # raw mode: keys typed during the import are not lost
        try:
            from tui_reader.tui.run import run  # Textual: 150 ms

            return run(self.demo, self.offline, day, paper, plain)
        finally:
            if session:
                session.restore()

    def hub(self) -> Source:
        return make_hub(self.demo, self.offline, self._warn)

    def command(self, *words: str) -> str:
        """Return a command line to suggest, with `--demo` if this one has it."""
        return command_line(*words, *(["--demo"] if self.demo else []))

    async def _fetch_sample(self, store: Store) -> None:
        from tui_reader import sync
        from tui_reader.store import ReadOnly

        async with self.hub() as hub:
            with suppress(ReadOnly):
                async for _ in sync.launch(hub, store):
                    pass


def _print_messages(store: Store) -> None:
    for news in store.opened.messages:
        output.echo_err(news)


def _back_up(store: Store) -> None:
    """Make today's backup of the library before the command changes it."""
    problem = store.back_up_sync(datetime.now(UTC))
    if problem:
        output.echo_err(problem)


def _switch(name: str, help: str) -> Callable[[F], F]:
    def switch(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            setattr(ctx.find_root().ensure_object(AppContext), name, True)

    return click.option(f"--{name}", is_flag=True, expose_value=False, callback=switch, help=help)


offline_option = _switch("offline", "Do not use the network.")
demo_option = _switch("demo", "Use a bundled sample, in separate folders.")
pass_app = click.make_pass_decorator(AppContext, ensure=True)


def local_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--demo` to a command, and pass the AppContext to it."""
    return demo_option(pass_app(command))


def network_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Like `local_options` for a command that uses the network: add `--offline`, too."""
    return offline_option(local_options(command))
