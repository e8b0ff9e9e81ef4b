"""What belongs to a paper: code, models, datasets, Spaces and people, each opened on the Hub."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tui_reader import dates, documents, urls
from tui_reader.hub.errors import HubError
from tui_reader.models import Linked, Paper
from tui_reader.store import rows
from tui_reader.tui.dialogs.prompts import Menu
from tui_reader.tui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from tui_reader.tui.deep import Deep

_FOLDERS = {"model": "", "dataset": "datasets/", "space": "spaces/"}
_ASKING = "Models, datasets and Spaces"


class Belongings(Menu):
    """What is known on disk is there at once; what the Hub links to the paper comes below it."""

    DEFAULT_CSS = "Belongings > Vertical { width: 88; }"

    def __init__(self, desk: Deep, paper: Paper) -> None:
        self.desk = desk
        self.paper = paper
        self.own = own(paper)
        choices = [*self.own, (None, _ASKING, "asking the Hub …")]
        super().__init__("What belongs to it", choices, choices[0][0])

    def on_mount(self) -> None:
        self.run_worker(self._load(), group="load")

    async def _load(self) -> None:
        store, paper_id = self.desk.store, self.paper.id
        kept = await documents.kept(documents.LINKS, store, paper_id)
        if kept is not None:
            self._fill(linked(kept.value))
        try:
            async with await self.desk.hub() as hub:
                new = await documents.fetch(documents.LINKS, store, hub, paper_id)
        except HubError as error:
            if kept is None:
                self._fill([(None, _ASKING, str(error))])
        else:
            if kept is None or kept.value != new.value:
                self._fill(linked(new.value))

    def _fill(self, more: list[Choice]) -> None:
        """Other rows after those of the paper itself, which stay."""
        self.choices.set_choices([*self.own, *more])

    def action_select(self) -> None:
        if self.choices.item is not None and self.choices.item[0] is not None:
            super().action_select()


async def ask(desk: Deep, key: int) -> None:
    """Show the list, and open what was taken."""
    entry = (await desk.store.read(rows.entries, [key])).get(key)
    if entry is not None:
        url = await desk.app.push_screen_wait(Belongings(desk, entry.paper))
        if url is not None:
            desk.follow_link(url)


def own(paper: Paper) -> list[Choice]:
    """What the paper itself says: code, project page, organization, submitter, authors."""
    found: list[Choice] = []
    if paper.code:
        stars = f", {dates.short_count(paper.stars)} stars" if paper.stars else ""
        found.append((paper.code, paper.code.removeprefix("https://"), f"code{stars}"))
    if paper.project:
        found.append((paper.project, paper.project.removeprefix("https://"), "project page"))
    if paper.organization and paper.organization.name:
        account = paper.organization
        found.append((_on_hub(account.name), account.fullname, "organization"))
    if paper.submitter:
        found.append((_on_hub(paper.submitter.name), paper.submitter.fullname, "submitted it"))
    for author in paper.shown_authors:
        if author.user:
            found.append((_on_hub(author.user), author.name, f"author, {author.user}"))
    return found


def linked(nouns: Iterable[Linked]) -> list[Choice]:
    """What names the paper on the Hub; one line where nothing does."""
    found: list[Choice] = []
    for one in nouns:
        facts = [one.kind.replace("space", "Space")]
        for number, word in ((one.likes, "like"), (one.downloads, "download")):
            if number is not None:
                facts.append(f"{dates.short_count(number)} {word}{'' if number == 1 else 's'}")
        found.append((_on_hub(_FOLDERS[one.kind] + one.id), one.id, ", ".join(facts)))
    return found or [(None, _ASKING, "none names this paper")]


def _on_hub(path: str) -> str:
    return f"{urls.find_endpoint().url}/{path}"
