"""Resolve the paper arguments of a command: IDs, URLs or days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import click

from tui_reader import dates, ensure_local, selection
from tui_reader.cli import completion, output, param_types
from tui_reader.cli.context import AppContext
from tui_reader.cli.errors import NOT_FOUND, Failed, NotFound, code_of, explain
from tui_reader.cli.progress import Progress
from tui_reader.dates import Period
from tui_reader.ensure_local import FetchResult
from tui_reader.hub.errors import HubError, Offline
from tui_reader.hub_client import once
from tui_reader.models import Entry
from tui_reader.selection import Selection
from tui_reader.settings import ORDERS
from tui_reader.store import ReadOnly, Store, queries
from tui_reader.store.database import one_deadline

if TYPE_CHECKING:
    from tui_reader.query import Query

F = TypeVar("F", bound=Callable[..., object])

paper_argument = click.argument(
    "paper", type=param_types.paper, metavar="ID|URL", shell_complete=completion.bookmarked
)


def papers_argument(required: bool = True) -> Callable[[F], F]:
    return click.argument(
        "ids",
        type=param_types.paper,
        nargs=-1,
        required=required,
        metavar="ID|URL..." if required else "[ID|URL]...",
        shell_complete=completion.bookmarked,
    )


limit_option = click.option(
    "--limit",
    "-n",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Maximum number of papers.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def tags_option(help: str, name: str = "tag") -> Callable[[F], F]:
    """An option for tags, which can be repeated; its short form is the first letter."""
    return click.option(
        f"--{name}",
        f"-{name[0]}",
        multiple=True,
        metavar="TAG",
        shell_complete=completion.tags,
        help=f"{help} Can be repeated.",
    )


def date_option(help: str) -> Callable[[F], F]:
    return click.option(
        "--date", "day", type=param_types.day, shell_complete=completion.days, help=help
    )


def fetch(app: AppContext, store: Store, ids: Sequence[str]) -> FetchResult:
    """Find papers on disk and fetch the others, without saving them. Prints errors."""
    result = ensure_local.look_up(store, ids)
    missing = result.missing
    if not missing:
        return result
    if app.offline:
        for one in missing:
            output.echo_err(f"{one} is not on disk, and --offline does not use the network.")
        return result
    import asyncio  # 20 ms, with ssl, that a command without network does not need

    with Progress("papers") as progress:
        print_once = once(progress.print)

        def report(paper_id: str, error: HubError | None) -> None:
            if isinstance(error, Offline):
                print_once(str(error))
            elif error is not None:
                progress.print(f"{paper_id}: {error}")
            progress.show(len(result.fetched) + len(result.errors), len(missing))

        asyncio.run(ensure_local.fetch_missing(app.hub, result, report))
    return result


def code(result: FetchResult) -> int:
    """Return the exit code: 0 if all papers are available."""
    if not result.missing:
        return 0
    return max(map(code_of, result.errors.values()), default=NOT_FOUND)


def fetch_and_save(app: AppContext, store: Store, ids: Sequence[str]) -> FetchResult:
    """Like `fetch`, for a command that marks papers: they are on disk afterwards."""
    result = fetch(app, store, ids)
    if result.fetched:
        ensure_local.save(store, result.fetched.values())
    return result


@contextmanager
def entries(app: AppContext, store: Store, ids: Sequence[str]) -> Iterator[list[Entry]]:
    """Papers for a command that prints them: fetched ones are saved after the block.

    Exits if a paper is not available. A failure to save is only printed, since the user did not
    request it.
    """
    result = fetch(app, store, ids)
    if result.missing:
        raise click.exceptions.Exit(code(result))
    yield result.entries(store)
    if result.fetched:
        output.flush()
        try:
            with one_deadline(requested=False):
                ensure_local.save(store, result.fetched.values())
        except Exception as error:
            report_not_cached(error)


def report_not_cached(error: Exception) -> None:
    """Print why results could not be saved. Raises errors that are not about the disk."""
    report = explain(error)
    if isinstance(error, ReadOnly):
        reason = str(error)
    elif isinstance(error, TimeoutError):
        reason = "the cache is busy"
    elif report is not None:
        reason = report.lines[0]
    else:
        raise error
    output.echo_err(f"Not cached: {reason}")


def select_day(
    app: AppContext, store: Store, day: date | Period | None, with_hidden: bool = False
) -> Selection:
    """Select the papers of a day or period; prints how many of its editions are missing."""
    found = selection.of_day(store, day, with_hidden)
    if found.missing and isinstance(day, Period):
        editions = dates.counted(found.missing, "day")
        command = app.command("sync", "--since", day.first.isoformat())
        output.echo_err(
            f"{editions} of {selection.period_name(day)} not on disk. Fetch with: {command}"
        )
    return found


def require_library(store: Store, problem: str = "Not printed") -> None:
    """Raise Failed if the library cannot be read: an empty result would be wrong."""
    library = store.opened.library
    if library.memory:
        raise Failed(f"{problem}: {library.read_only}.")


def watches_named(store: Store, names: tuple[str, ...]) -> list[tuple[str, Query]]:
    """Return the watches with these names, or all of them. Raises Failed, NotFound.

    An invalid watch matches nothing; the reason goes to stderr.
    """
    from tui_reader import query  # 8 ms that most commands do not need

    if names:
        require_library(store)
    held = [(name, query.parse(text)) for name, text in store.read_sync(queries.watches)]
    unknown = set(names) - {name for name, _ in held}
    if unknown:
        raise NotFound(f"There is no watch named {param_types.quoted(min(unknown))}.")
    wanted = [watch for watch in held if not names or watch[0] in names]
    for name, parsed in wanted:
        if problem := query.problem(parsed):
            output.echo_err(f"The watch {param_types.quoted(name)} is invalid: {problem}")
    return wanted


def select_watch(store: Store, name: str) -> Selection:
    """Select the papers of a watch, newest first. Raises NotFound."""
    ((_, parsed),) = watches_named(store, (name,))
    return Selection(name, selection.watch_papers(store, parsed))


FOR_YOU = "for-you"
sort_option = click.option(
    "--sort",
    type=click.Choice(ORDERS),
    help="Sort order. Default: the list's own.",
)


def sorted_selection(
    app: AppContext, store: Store, found: Selection, order: str | None
) -> Selection:
    """Sort a selection by the order of `--sort`, muted papers last."""
    if order is None:
        return selection.muted_last(store, found)
    if order == FOR_YOU:
        selection.warn_if_too_few(store, output.echo_err)
    return selection.sort(store, found, order, app.settings.for_you.upvotes)
