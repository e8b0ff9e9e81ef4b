"""`daily-papers digest` and `feed`: the best papers as a document, a mail or an Atom feed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from tui_reader import dates, selection
from tui_reader.cli import completion, output, param_types, params
from tui_reader.cli.context import AppContext, local_options
from tui_reader.cli.errors import NotFound
from tui_reader.dates import Period
from tui_reader.export import digest
from tui_reader.export.atom import feed
from tui_reader.export.digest_model import Digest
from tui_reader.models import Entry
from tui_reader.store import Store, queries

TITLE = "Daily Papers"
_RISING_WINDOW = timedelta(days=14)  # upvotes of older editions hardly change


@click.command("digest")
@params.date_option("A day, month or week. Default: the newest edition.")
@click.option("--week", type=param_types.day, metavar="WEEK", help="A week, such as 2026-W34.")
@click.option("--since", type=param_types.day, help="All editions since this day.")
@click.option(
    "--watch", "watches", type=param_types.watch_name, multiple=True, metavar="NAME",
    shell_complete=completion.watches, help="Only matches of this watch. Can be repeated.",
)  # fmt: skip
@click.option(
    "--top", type=click.IntRange(1, 1000), default=10, show_default=True, metavar="N",
    help="Number of papers per section.",
)  # fmt: skip
@params.sort_option
@click.option(
    "--format", "-f", "form", type=click.Choice(digest.FORMS), default="text", show_default=True,
    help="The format; eml is a complete message with text and HTML.",
)  # fmt: skip
@click.option(
    "--from", "sender", default="", metavar="ADDRESS", help="Sender of the message (eml)."
)
@click.option("--to", default="", metavar="ADDRESS", help="Recipients of the message (eml).")
@output.output_option()
@local_options
def digest_command(
    app: AppContext,
    day: date | Period | None,
    week: date | Period | None,
    since: date | Period | None,
    watches: tuple[str, ...],
    top: int,
    sort: str | None,
    form: str,
    sender: str,
    to: str,
    file: Path | None,
) -> None:
    """Print the top papers of a period, the matches of your watches, and rising papers (upvotes
    gained since you last saw them). Uses downloaded papers only: run `daily-papers sync` first.

    \b
    Examples:
      daily-papers digest
      daily-papers digest --week 2026-W34 --format markdown -o week.md
      daily-papers digest --date friday --format html -o friday.html
      daily-papers digest -f eml --to me@example.org | sendmail -t
    """
    param_types.mutually_exclusive(date=day, week=week, since=since)
    if week is not None and not (isinstance(week, Period) and "W" in week.name):
        raise click.UsageError("--week must be a week such as 2026-W34.")
    with app.store() as store:
        if since is not None:
            found = _since(app, store, param_types.first_day(since))
        else:
            found = params.select_day(app, store, day or week)
        made = _digest(store, params.sorted_selection(app, store, found, sort), watches, top)
    try:
        text = digest.digest(made, form, sender=sender, to=to)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    output.write(text, file)


def _since(app: AppContext, store: Store, first: date) -> selection.Selection:
    newest = store.read_sync(queries.newest)
    if newest is None:
        return selection.of_day(store, None)
    if first > newest:
        hint = app.command("sync")
        raise NotFound(f"No edition since {dates.long(first)} is on disk. Fetch with:", hint)
    return selection.Selection(
        f"Since {dates.long(first)}", store.read_sync(queries.period, first, newest)
    )


def _digest(store: Store, found: selection.Selection, only: tuple[str, ...], top: int) -> Digest:
    """Return the digest of a selection; with `only`, just the matches of these watches."""
    caught = []
    for name, parsed in params.watches_named(store, only):
        matching = selection.matching(store, parsed, found.keys)
        entries = selection.Selection(name, matching, found.day).entries(store, top)
        caught.append((name, tuple(entries)))
    return Digest(
        TITLE,
        found.title,
        () if only else tuple(found.entries(store, top)),
        tuple(caught),
        () if only else _rising(store, found, top),
    )


def _rising(store: Store, found: selection.Selection, top: int) -> tuple[Entry, ...]:
    """Return papers with the highest upvote gain since the user last saw them.

    They are from the period and the two weeks before it, without the top papers."""
    entries = found.entries(store)
    days = [entry.edition for entry in entries if entry.edition]
    if days:
        around = store.read_sync(queries.period, min(days) - _RISING_WINDOW, max(days))
        entries = selection.Selection("", around).entries(store)
    shown = set(found.keys[:top])
    rising = [entry for entry in entries if entry.gained and entry.paper.key not in shown]
    return tuple(sorted(rising, key=lambda entry: -entry.gained)[:top])


@click.command("feed")
@click.option(
    "--watch", type=param_types.watch_name, metavar="NAME", shell_complete=completion.watches,
    help="Matches of this watch, newest first.",
)  # fmt: skip
@click.option(
    "--editions", type=click.IntRange(1, 1000), default=7, show_default=True, metavar="N",
    help="Number of editions, newest first.",
)  # fmt: skip
@click.option(
    "--limit", "-n", type=click.IntRange(1, 10_000), default=200, show_default=True, metavar="N",
    help="Maximum number of papers.",
)  # fmt: skip
@click.option(
    "--url", default="", metavar="URL", help="The http or https URL of the published feed.",
    type=param_types.web_address,
)  # fmt: skip
@output.output_option()
@local_options
def feed_command(
    app: AppContext, watch: str | None, editions: int, limit: int, url: str, file: Path | None
) -> None:
    """Write an Atom feed of the newest editions, or of a watch. Uses downloaded papers only.

    \b
    Examples:
      daily-papers feed -o ~/public_html/papers.atom
      daily-papers feed --watch diffusion -o diffusion.atom
      daily-papers sync -q && daily-papers feed -o papers.atom      in a crontab
    """
    with app.store() as store:
        if watch is None:
            title, entries = TITLE, _newest(app, store, editions)[:limit]
        else:
            entries = params.select_watch(store, watch).entries(store, limit)
            title = f"{TITLE}: {watch}"
    output.write(feed(entries, title, self_url=url), file)
    if not output.is_stdout(file):
        output.echo_err(f"{dates.counted(len(entries), 'paper')} written to {file}.")


def _newest(app: AppContext, store: Store, editions: int) -> list[Entry]:
    days = store.read_sync(queries.days)[:editions]
    if not days:
        selection.of_day(store, None)  # raises NotDownloaded
    each = [selection.of_day(store, one.day).entries(store) for one in days]
    return list({entry.paper.key: entry for entries in each for entry in entries}.values())
