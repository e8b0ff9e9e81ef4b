"""`daily-papers digest`, `feed`: what there is to read, as a letter or for a feed reader."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from tui_reader import dates, query, selection
from tui_reader.cli import (
    completion,
    output,
    output_file,
    param_types,
)
from tui_reader.cli.context import Mode, demo_option, pass_mode
from tui_reader.cli.errors import NotFound
from tui_reader.cli.table import papers
from tui_reader.dates import Period
from tui_reader.export import digest, feed
from tui_reader.export.digest_model import Digest
from tui_reader.models import Entry
from tui_reader.store import Store, queries

TITLE = "Daily Papers"
_MOVING = timedelta(days=14)  # upvotes of older editions hardly move


@click.command("digest", short_help="the best of a period as text, Markdown, HTML or a mail")
@click.option(
    "--date", "day", type=param_types.day, shell_complete=completion.days,
    help="A day, month or week; the newest edition unless told.",
)  # fmt: skip
@click.option("--week", type=param_types.day, metavar="WEEK", help="A week, such as 2026-W34.")
@click.option("--since", type=param_types.day, help="From this day to the newest edition.")
@click.option(
    "--watch", "watches", multiple=True, metavar="NAME", shell_complete=completion.watches,
    help="Only what this watch caught; more than once for several.",
)  # fmt: skip
@click.option(
    "--top", type=click.IntRange(1, 1000), default=10, show_default=True, metavar="N",
    help="Papers of each section.",
)  # fmt: skip
@click.option(
    "--format", "-f", "form", type=click.Choice(digest.FORMS), default="text", show_default=True,
    help="eml is a whole message, of text and HTML.",
)  # fmt: skip
@click.option("--from", "sender", default="", metavar="ADDRESS", help="The message's sender.")
@click.option("--to", default="", metavar="ADDRESS", help="The message's receivers.")
@output_file.output_option
@demo_option
@pass_mode
def digest_command(
    mode: Mode,
    day: date | Period | None,
    week: date | Period | None,
    since: date | Period | None,
    watches: tuple[str, ...],
    top: int,
    form: str,
    sender: str,
    to: str,
    file: Path | None,
) -> None:
    """The top papers of a period, what your watches caught, and what is rising: upvotes gained
    since you looked. It is made of what is on disk: sync first.

    \b
    Examples:
      daily-papers digest
      daily-papers digest --week 2026-W34 --format markdown -o week.md
      daily-papers digest --date friday --format html -o friday.html
      daily-papers digest -f eml --to me@example.org | sendmail -t
    """
    param_types.only_one(date=day, week=week, since=since)
    if week is not None and not (isinstance(week, Period) and "W" in week.name):
        raise click.UsageError("--week is a week, such as 2026-W34.")
    with mode.store() as store:
        if since is not None:
            found = _since(mode, store, param_types.first_day(since))
        else:
            found = selection.of_day(mode, store, day or week)
        made = _digest(store, found, watches, top)
    try:
        text = digest.digest(made, form, sender=sender, to=to)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    output_file.write(text, file)


def _since(mode: Mode, store: Store, first: date) -> selection.Chosen:
    newest = store.read_sync(queries.newest)
    if newest is None:
        return selection.of_day(mode, store, None)
    if first > newest:
        advice = mode.command("sync")
        raise NotFound(f"No edition since {dates.long(first)} is on disk. Fetch with:", advice)
    return selection.Chosen(
        f"Since {dates.long(first)}", store.read_sync(queries.period, first, newest)
    )


def _digest(store: Store, found: selection.Chosen, only: tuple[str, ...], top: int) -> Digest:
    """The digest of the papers chosen; of `only` these watches, where any are named."""
    from tui_reader.store.search import full_text_search

    caught = []
    for name, text in watches_named(store, only):
        matching = store.read_sync(full_text_search.narrow, query.parse(text), found.keys)
        entries = selection.Chosen(name, matching, found.day).entries(store, top)
        caught.append((name, tuple(entries)))
    return Digest(
        TITLE,
        found.title,
        () if only else tuple(found.entries(store, top)),
        tuple(caught),
        () if only else _rising(store, found, top),
    )


def _rising(store: Store, found: selection.Chosen, top: int) -> tuple[Entry, ...]:
    """What gained upvotes since the reader's last look, of the period and of the days before it;
    without what stands at the top anyway."""
    entries = found.entries(store)
    days = [entry.edition for entry in entries if entry.edition]
    if days:
        around = store.read_sync(queries.period, min(days) - _MOVING, max(days))
        entries = selection.Chosen("", around).entries(store)
    shown = set(found.keys[:top])
    rising = [entry for entry in entries if entry.gained and entry.paper.key not in shown]
    return tuple(sorted(rising, key=lambda entry: -entry.gained)[:top])


def watches_named(store: Store, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """The watches of these names, all where none is given. Raises NotFound."""
    held = store.read_sync(queries.watches)
    unknown = set(names) - {name for name, _ in held}
    if unknown:
        raise NotFound(f"No watch is called {param_types.quoted(min(unknown))}.")
    return [watch for watch in held if not names or watch[0] in names]


@click.command("feed", short_help="an Atom feed of the editions, or of a watch")
@click.option(
    "--watch", metavar="NAME", shell_complete=completion.watches,
    help="What this watch matches, the newest first.",
)  # fmt: skip
@click.option(
    "--editions", type=click.IntRange(1, 1000), default=7, show_default=True, metavar="N",
    help="How many editions, the newest first.",
)  # fmt: skip
@click.option(
    "--limit", "-n", type=click.IntRange(1, 10_000), default=200, show_default=True, metavar="N",
    help="At most N papers.",
)  # fmt: skip
@click.option(
    "--url", default="", metavar="URL", help="The address of the feed, http or https.",
    type=param_types.web_address,
)  # fmt: skip
@output_file.output_option
@demo_option
@pass_mode
def feed_command(
    mode: Mode, watch: str | None, editions: int, limit: int, url: str, file: Path | None
) -> None:
    """Write an Atom feed of the newest editions, or of a watch. It is made of what is on disk.

    \b
    Examples:
      daily-papers feed -o ~/public_html/papers.atom
      daily-papers feed --watch diffusion -o diffusion.atom
      daily-papers sync -q && daily-papers feed -o papers.atom      in a crontab
    """
    with mode.store() as store:
        if watch is None:
            title, entries = TITLE, _newest(mode, store, editions)[:limit]
        else:
            title, entries = f"{TITLE}: {watch}", _caught(store, watch, limit)
    output_file.write(feed.feed(entries, title, self_url=url), file)
    if not output_file.is_stdout(file):
        output.tell(f"{papers(len(entries))} written to {file}.")


def _newest(mode: Mode, store: Store, editions: int) -> list[Entry]:
    days = store.read_sync(queries.days)[:editions]
    if not days:
        selection.of_day(mode, store, None)  # raises, with what to do
    each = [selection.of_day(mode, store, one.day).entries(store) for one in days]
    return list({entry.paper.key: entry for entries in each for entry in entries}.values())


def _caught(store: Store, watch: str, limit: int) -> list[Entry]:
    from tui_reader.store.search import full_text_search

    ((_, text),) = watches_named(store, (watch,))
    keys = store.read_sync(full_text_search.search, query.parse(text), "newest")
    return selection.Chosen(watch, keys).entries(store, limit)
