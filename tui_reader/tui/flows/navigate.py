"""Choose a date, a sort order, a related link or a theme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from textual.app import App

from tui_reader import dates, documents, urls
from tui_reader.dates import Period
from tui_reader.hub.errors import HubError
from tui_reader.models import FIRST_EDITION, Day, Linked, ListSource, Paper
from tui_reader.store import rows
from tui_reader.text.sanitize import line
from tui_reader.tui.context import ReaderContext
from tui_reader.tui.dialogs.prompts import Menu, Prompt
from tui_reader.tui.flows import share
from tui_reader.tui.lists.sort_orders import ORDER_LETTERS
from tui_reader.tui.rendering.paper_page import text_links, video_urls
from tui_reader.tui.themes import PLAIN
from tui_reader.tui.widgets.choice_list import Choice

DATE_EXAMPLES = "2025-03-17, mar 17, yesterday, friday, 2025-03, 2025-W12"
MAX_HUB_QUERY = 250  # characters that the Hub accepts

# A date


async def choose_date(
    context: ReaderContext, days: Sequence[Day], today: date
) -> date | Period | None:
    """Ask for a day, week or month until the input is valid."""

    def check(typed: str) -> str:
        found = dates.parse_day(typed, today)
        return date_problem(typed, found, today) if typed.strip() else ""

    prompt = Prompt("Go to a date", suggestions=suggest_dates(days), check=check)
    typed = await context.ask(prompt)
    return dates.parse_day(typed or "", today)


def suggest_dates(days: Sequence[Day]) -> list[str]:
    """Return the newest editions, all months, then the other cached editions."""
    cached = [dates.long(day.day) for day in days]
    newest = days[0].day if days else FIRST_EDITION
    months = []
    month = dates.month_of(newest)
    while month.last >= FIRST_EDITION:
        months.append(str(month))
        month = dates.month_of(month.first - timedelta(days=1))
    return ["yesterday", *cached[1:6], *months, *cached[:1], *cached[6:]]


def date_problem(typed: str, found: date | Period | None, today: date) -> str:
    """Return why a typed date cannot be opened; "" if it can."""
    if found is None:
        return f"Not a day, week or month: {typed.strip()}\nExamples: {DATE_EXAMPLES}"
    first, last = (found.first, found.last) if isinstance(found, Period) else (found, found)
    if last < FIRST_EDITION:
        return f"The first edition was {dates.long(FIRST_EDITION)}"
    if first > today + timedelta(days=1):
        return f"In the future: the newest edition is {dates.long(today)}"
    return ""


# Lists


async def choose_order(context: ReaderContext, source: ListSource) -> bool:
    """Choose the sort order for lists of this kind. Return False if the menu was closed."""
    orders = context.lists.orders
    menu = Menu("Sort", orders.choices(source), orders.order_of(source), ORDER_LETTERS)
    chosen = await context.ask(menu)
    if chosen is not None:
        orders.choose(source, chosen)
    return chosen is not None


def hub_query(typed: str) -> str:
    """Return a typed query in the form sent to the Hub."""
    return line(typed)[:MAX_HUB_QUERY].strip()


# Links

_FOLDERS = {"model": "", "dataset": "datasets/", "space": "spaces/"}
_ARTIFACTS = "Models, datasets and Spaces"


async def open_related_link(context: ReaderContext, key: int) -> None:
    """Choose from the paper's own links and, once they are fetched, the Hub's."""
    entry = (await context.store.read(rows.entries, [key])).get(key)
    if entry is None:
        return
    own = own_links(entry.paper)
    menu = Menu("Related links", [*own, (None, _ARTIFACTS, "fetching …")])
    menu.run_worker(_load_links(context, entry.paper.id, menu, own), group="load")
    if url := await context.ask(menu):
        await share.open_url(context, url)


async def _load_links(context: ReaderContext, paper_id: str, menu: Menu, own: list[Choice]) -> None:
    """Show cached links, then the current ones."""
    cached = await documents.cached(documents.LINKS, context.store, paper_id)
    if cached is not None:
        menu.choices.set_choices([*own, *hub_links(cached.value)])
    try:
        async with context.hub() as hub:
            fetched = await documents.refresh(documents.LINKS, context.store, hub, paper_id)
    except HubError as error:
        if cached is None:
            menu.choices.set_choices([*own, (None, _ARTIFACTS, str(error))])
    else:
        if cached is None or cached.value != fetched.value:
            menu.choices.set_choices([*own, *hub_links(fetched.value)])


def own_links(paper: Paper) -> list[Choice]:
    """Return code, project page, organization, submitter and authors as menu choices."""
    found: list[Choice] = []
    if paper.code:
        stars = f", {dates.short_count(paper.stars)} stars" if paper.stars else ""
        found.append((paper.code, paper.code.removeprefix("https://"), f"code{stars}"))
    if paper.project:
        found.append((paper.project, paper.project.removeprefix("https://"), "project page"))
    known = {url for url, _, _ in found}
    found += [
        (named.name, named.name.removeprefix("https://"), "in the abstract")
        for named in text_links(paper)
        if named.link.url not in known
    ]
    found += [(url, url.removeprefix("https://"), "video") for url in video_urls(paper)]
    for account, role in ((paper.organization, "organization"), (paper.submitter, "submitter")):
        if account is not None and account.name:
            found.append((_hub_url(account.name), account.fullname, role))
    for author in paper.shown_authors:
        if author.user:
            found.append((_hub_url(author.user), author.name, f"author, {author.user}"))
    return found


async def open_text_link(context: ReaderContext, key: int) -> None:
    """Open the URL in a paper's title, summary or abstract, chosen if there are several."""
    entry = (await context.store.read(rows.entries, [key])).get(key)
    found = [named.name for named in text_links(entry.paper)] if entry else []
    url = next(iter(found), None)
    if len(found) > 1:
        url = await context.ask(Menu("Open a URL", [(one, one, "") for one in found]))
    elif not found:
        context.set_status("This abstract has no URL", until="moved")
    if url is not None:
        await share.open_url(context, url)


def hub_links(linked: Iterable[Linked]) -> list[Choice]:
    """Return the models, datasets and Spaces that cite a paper as menu choices."""
    found: list[Choice] = []
    for one in linked:
        details = [one.kind.replace("space", "Space")]
        for number, word in ((one.likes, "like"), (one.downloads, "download")):
            if number is not None:
                details.append(f"{dates.short_count(number)} {word}{'' if number == 1 else 's'}")
        found.append((_hub_url(_FOLDERS[one.kind] + one.id), one.id, ", ".join(details)))
    return found or [(None, _ARTIFACTS, "none cite this paper")]


def _hub_url(path: str) -> str:
    return f"{urls.find_endpoint().url}/{path}"


# Themes


class ThemeMenu(Menu):
    """A menu whose cursor previews the theme."""

    def on_mount(self) -> None:
        self.watch(self.choices, "cursor", self._preview, init=False)

    def _preview(self) -> None:
        if self.choices.value is not None:
            self.app.theme = self.choices.value


async def choose_theme(app: App[object]) -> str | None:
    """Choose a theme with a preview. Return None, with the old theme, if the menu was closed."""
    before = app.theme
    themes = app.available_themes
    names = sorted(themes, key=lambda name: not name.startswith("paper-"))
    choices = [
        (name, name, "dark" if themes[name].dark else "light")
        for name in names
        if name != PLAIN.name
    ]
    chosen: str | None = await app.push_screen_wait(ThemeMenu("Theme", choices, before))
    app.theme = chosen or before
    return chosen
