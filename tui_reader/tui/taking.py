"""Taking along: links opened and copied, citations, export."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tui_reader import dates, files, urls
from tui_reader.models import Entry, id_of
from tui_reader.store import rows
from tui_reader.store.citation_keys import with_citation_keys
from tui_reader.text.sanitize import line
from tui_reader.tui.downloading import Downloading
from tui_reader.tui.keeping import named
from tui_reader.tui.rendering.paper_page import links_of
from tui_reader.urls import Link

AT_ONCE = 500  # papers that an export reads in one go; keys are heard in between


class Taking(Downloading):
    """Commands that bring a paper out of the reader."""

    # Links: all of them go through one door

    def follow_link(self, url: str) -> None:
        """Open an address in the browser; one of an unknown host is shown in full and asked about.

        Where there is no browser, the address is copied instead.
        """
        link = urls.check(url)
        if link is None:
            self.say(f"Not opened, this is not a plain https address: {line(url, 200)}", error=True)
        elif link.known:
            self.run_worker(self._visit(link), group="links", exclusive=True)
        else:
            self.run_worker(self._ask_to_visit(link), group="dialog", exclusive=True)

    async def _ask_to_visit(self, link: Link) -> None:
        from tui_reader.tui.dialogs.prompts import Confirm

        question = "Open this address? It is not on the Hub, arXiv or GitHub."
        if await self.app.push_screen_wait(Confirm(question, link.shown, "opens it", "leaves it")):
            await self._visit(link)

    async def _visit(self, link: Link) -> None:
        if self.app.is_web:  # the browser that shows the reader is the one to open it
            self.app.open_url(link.url)
            return
        opener = self.options.config.reader.opener
        if opener or browser_here(os.environ, sys.platform):
            if await asyncio.to_thread(urls.open_link, link, opener or None):
                self.mention(f"Opening {link.shown}")
                return
        await self.copy_text(link.url, link.shown, why="No browser here. ")

    def action_follow(self, number: int) -> None:
        """A click on one of the links of the page."""
        found = links_of(self.entry) if self.entry else []
        if 0 <= number < len(found):
            if found[number].name == "PDF":
                self.action_open_pdf()
            else:
                self.follow_link(found[number].link.url)

    def action_open(self) -> None:
        if self.key is not None:
            self.follow_link(urls.hub_page(id_of(self.key)))

    def action_open_arxiv(self) -> None:
        if self.key is not None:
            self.follow_link(urls.arxiv_page(id_of(self.key)))

    # The clipboard

    async def copy_text(self, text: str, what: str, why: str = "") -> None:
        """Copy, and say what was copied."""
        from tui_reader.tui.services import clipboard

        await clipboard.copy(self.app, text)
        too_long = len(text.encode()) > clipboard.LARGE
        hint = "; too long for some terminals, E writes a file" if too_long else ""
        self.mention(f"{why}Copied {line(what, 200)}{hint}")

    def action_copy(self) -> None:
        found = [urls.hub_page(id_of(key)) for key in self.chosen_keys]
        if found:
            what = found[0] if len(found) == 1 else f"{len(found)} links"
            self.run_worker(self.copy_text("\n".join(found), what), group="copy", exclusive=True)

    def action_copy_as(self) -> None:
        if self.chosen_keys:
            self.run_worker(self._copy_as(self.chosen_keys), group="dialog", exclusive=True)

    async def _copy_as(self, keys: list[int]) -> None:
        """Each form is offered with the beginning of what it gives."""
        from tui_reader.export.cite import FORMS
        from tui_reader.tui.dialogs.prompts import Menu

        entries = await self._entries_of(keys)
        made = await asyncio.to_thread(
            lambda: {form.label: form.render(entries) for form in FORMS.values()}
        )
        form = await self.app.push_screen_wait(
            Menu(
                f"Copy {named(entries)} as",
                [(form, form, text.lstrip().partition("\n")[0]) for form, text in made.items()],
            )
        )
        if form is not None:
            text = made[form].strip("\n")
            short = text if "\n" not in text else f"{form} of {named(entries)}"
            await self.copy_text(text, short)

    # Export

    def action_export(self) -> None:
        """The selected papers; where none is, the whole list."""
        keys = self.chosen_keys if self.papers.selected else list(self.keys)
        if keys:
            self.run_worker(self._export(keys), group="dialog", exclusive=True)
        else:
            self.mention("There is nothing in this list to export")

    async def _export(self, keys: list[int]) -> None:
        from tui_reader.export import FORMATS
        from tui_reader.tui.dialogs.prompts import Confirm, Menu, Prompt

        whole = "" if self.papers.selected or self.place is None else f" of {self.place.title()}"
        papers = f"{dates.count(len(keys))} paper{'' if len(keys) == 1 else 's'}"
        choices = [(form.name, form.name, form.help) for form in FORMATS.values()]
        name = await self.app.push_screen_wait(Menu(f"Export {papers}{whole} as", choices))
        if name is None:
            return
        form = FORMATS[name]
        place = self.place.value or self.place.kind if self.place else ""
        try:
            folder = await asyncio.to_thread(self.folder)
            wanted = folder / files.file_name(f"daily-papers-{place}", form.suffix)
            free = await asyncio.to_thread(files.free, wanted)
            typed = await self.app.push_screen_wait(Prompt("Write to the file", files.shown(free)))
            if typed is None or not typed.strip():
                return
            path = await asyncio.to_thread(in_folder, folder, typed, self.app.is_web)
            self.say(f"Writing {papers} …")
            entries = await self._entries_of(keys)
            data = (await asyncio.to_thread(form.render, entries)).encode()
            try:
                await asyncio.to_thread(files.save, path, data)
            except FileExistsError:
                if self.app.is_web:  # whoever has the page must not replace files
                    raise
                self.say("")
                asked = Confirm("Replace this file?", files.shown(path), "replaces it", "leaves it")
                if not await self.app.push_screen_wait(asked):
                    return
                await asyncio.to_thread(files.save, path, data, over=True)
        except OSError as error:
            where = f" ({line(error.filename, 200)})" if isinstance(error.filename, str) else ""
            self.say(f"Not saved: {line(error.strerror or str(error), 200)}{where}", error=True)
        else:
            self.mention(f"{papers} in {files.shown(path)}")

    async def _entries_of(self, keys: list[int]) -> list[Entry]:
        day = self.place.day if self.place else None
        found: dict[int, Entry] = {}
        for start in range(0, len(keys), AT_ONCE):
            found |= await self.store.read(rows.entries, keys[start : start + AT_ONCE], day)
        entries = [found[key] for key in keys if key in found]
        return await self.store.read(with_citation_keys, entries)


def in_folder(folder: Path, typed: str, confined: bool = False) -> Path:
    """Return the path that the user typed, relative to `folder`.

    Args:
        confined: Refuse paths outside the folder, symbolic links included (browser sessions).

    Raises OSError.
    """
    try:
        path = folder / Path(typed.strip()).expanduser()
    except RuntimeError:
        raise FileNotFoundError(2, "unknown user", typed) from None
    try:
        if confined and not path.resolve().is_relative_to(folder.resolve()):
            raise PermissionError(13, f"only files in {files.shown(folder)} can be written", typed)
    except (RuntimeError, ValueError):  # a loop of links, NUL
        raise PermissionError(13, "invalid path", typed) from None
    return path


def browser_here(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a browser that opens on this machine would be seen by the person."""
    return bool(environ.get("BROWSER")) or screen_here(environ, platform)


def screen_here(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a window that opens on this machine would be seen by the person."""
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        return True
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return False
    return platform == "darwin" or "TERMUX_VERSION" in environ
