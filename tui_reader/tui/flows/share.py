"""Open, download, copy and export papers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tui_reader import dates, files, urls
from tui_reader.export import FORMATS
from tui_reader.export.cite import FORMS
from tui_reader.hub.errors import HubError
from tui_reader.models import ListSource, id_of
from tui_reader.store.citation_keys import with_citation_keys
from tui_reader.text.sanitize import line
from tui_reader.tui.context import ReaderContext
from tui_reader.tui.dialogs.prompts import Confirm, Menu, Prompt
from tui_reader.tui.flows.organize import name_papers
from tui_reader.tui.services.desktop import LARGE_TEXT

CONFIRM_TABS_ABOVE = 10  # pages that are opened without a question


async def open_url(context: ReaderContext, url: str) -> None:
    """Open a URL in the browser, or copy it if there is none.

    URLs of hosts other than the Hub, arXiv and GitHub are shown in full and need confirmation.
    """
    link = urls.check(url)
    if link is None:
        text = f"Not opened: only https URLs are allowed. {line(url, 200)}"
        context.set_status(text, error=True)
        return
    if not link.known:
        question = "Open this URL? It is not on the Hub, arXiv or GitHub."
        if link.is_upgraded:
            question += " The text has an http: URL; this opens https:."
        if not await context.ask(Confirm(question, link.url, "open", "cancel")):
            return
    if await context.links.open(link):
        context.set_status(f"Opening {link.url}", until="moved")
    else:
        await copy(context, link.url, link.url, "No browser found. ")


async def open_all(context: ReaderContext, targets: Sequence[str | Path], what: str) -> None:
    """Open pages of the Hub or arXiv, or files; ask first for more than CONFIRM_TABS_ABOVE."""
    if len(targets) == 1 and isinstance(targets[0], str):
        await open_url(context, targets[0])
        return
    number = f"{len(targets)} {what}"
    if len(targets) > CONFIRM_TABS_ABOVE:
        question = Confirm(f"Open {number}?", "", "open", "cancel")
        if not await context.ask(question):
            return
    opened = [await _open_quietly(context, target) for target in targets]
    if all(opened):
        context.set_status(f"Opening {number}", until="moved")
    else:
        await copy(context, "\n".join(map(str, targets)), number, "No browser found. ")


async def _open_quietly(context: ReaderContext, target: str | Path) -> bool:
    if isinstance(target, Path):
        return await context.links.open_file(target)
    link = urls.check(target)
    return link is not None and await context.links.open(link)


# PDFs


async def open_pdfs(context: ReaderContext, keys: list[int]) -> None:
    """Open downloaded PDFs, and the URLs of the others."""
    paths = [await context.downloads.find(key) for key in keys]
    if len(paths) == 1 and (path := paths[0]):
        if await context.links.open_file(path):
            context.set_status(f"Opening {files.display_path(path)}", until="moved")
        else:
            await copy(context, str(path), files.display_path(path), "No viewer found. ")
        return
    targets = [path or urls.arxiv_pdf(id_of(key)) for path, key in zip(paths, keys, strict=True)]
    await open_all(context, targets, "PDFs")


async def download(context: ReaderContext, keys: list[int]) -> None:
    """Download PDFs and open a single one."""
    if context.options.demo:
        context.set_status("The sample has no PDFs", until="moved")
        return
    try:
        paths = await context.downloads.fetch(keys)
    except HubError as error:
        context.set_status(str(error), error=True)
    except OSError as error:
        context.set_status(f"Not saved: {error.strerror or error}", error=True)
    else:
        if len(paths) == 1:
            await context.links.open_file(paths[0])
            context.set_status(f"Saved {files.display_path(paths[0])}", until="moved")
        elif paths:
            text = f"Saved {len(paths)} PDFs in {files.display_path(paths[0].parent)}"
            context.set_status(text, until="moved")


# The clipboard


async def copy(context: ReaderContext, text: str, what: str, reason: str = "") -> None:
    """Copy a text and show "Copied …", preceded by `reason`."""
    await context.copy(text)
    hint = (
        "; too long for some terminals, E writes a file" if len(text.encode()) > LARGE_TEXT else ""
    )
    context.set_status(f"{reason}Copied {line(what, 200)}{hint}", until="moved")


async def copy_links(context: ReaderContext, keys: list[int]) -> None:
    """Copy the URLs of the papers' pages on the Hub."""
    pages = [urls.hub_page(id_of(key)) for key in keys]
    await copy(context, "\n".join(pages), pages[0] if len(pages) == 1 else f"{len(pages)} links")


async def copy_as(context: ReaderContext, keys: list[int]) -> None:
    """Choose a citation format, with a preview of each, and copy."""
    entries = await context.lists.entries(keys)
    entries = await context.store.read(with_citation_keys, entries)
    rendered = await asyncio.to_thread(
        lambda: {form.label: form.render(entries) for form in FORMS.values()}
    )
    choices = [(label, label, text.lstrip().partition("\n")[0]) for label, text in rendered.items()]
    label = await context.ask(Menu(f"Copy {name_papers(entries)} as", choices))
    if label is not None:
        text = rendered[label].strip("\n")
        await copy(
            context, text, text if "\n" not in text else f"{label} of {name_papers(entries)}"
        )


# Custom commands


async def show_output(context: ReaderContext, key: int) -> None:
    """Show the output of a command about a paper; choose it if there are several."""
    times = {one.command: one.at for one in await context.custom.outputs(key)}
    times |= {run.command.name: run.ended for run in context.custom.runs_of(key)}
    if not times:
        context.set_status("Your commands have no output about this paper", until="moved")
    name = next(iter(times), None)
    if len(times) > 1:
        now = datetime.now(UTC)
        choices = [(name, name, dates.ago(at, now)) for name, at in times.items()]
        name = await context.ask(Menu("Outputs of your commands", choices))
    if name is not None:
        context.open_output(name, key)


# Export


async def export(
    context: ReaderContext, keys: list[int], source: ListSource, selected: bool
) -> None:
    """Choose a format and a file, and write the papers to it."""
    papers = dates.counted(len(keys), "paper")
    title = f"Export {papers} as" if selected else f"Export {papers} of {source.title()} as"
    choices = [(form.name, form.name, form.help) for form in FORMATS.values()]
    name = await context.ask(Menu(title, choices))
    if name is None:
        return
    form = FORMATS[name]
    try:
        folder = await asyncio.to_thread(context.downloads.folder)
        file_name = files.file_name(f"daily-papers-{source.value or source.kind}", form.suffix)
        typed: str | None = files.display_path(
            await asyncio.to_thread(files.available_path, folder / file_name)
        )
    except OSError as error:
        context.set_status(f"Not saved: {_reason(error)}", error=True)
        return
    entries = await context.lists.entries(keys, source.day)
    entries = await context.store.read(with_citation_keys, entries)
    data = (await asyncio.to_thread(form.render, entries)).encode()
    problem = ""
    while True:
        title = f"{problem}\n\nWrite to the file" if problem else "Write to the file"
        typed = await context.ask(Prompt(title, typed or ""))
        if typed is None or not typed.strip():
            return
        context.set_status(f"Writing {papers} …")
        try:
            saved = await _write(context, folder, typed, data)
        except OSError as error:
            problem = f"Not saved: {_reason(error)} ({line(typed, 200).strip()})"
            context.set_status("")
            continue
        context.set_status(
            f"Saved {papers} in {line(typed, 200).strip()}" if saved else "", until="moved"
        )
        return


async def _write(context: ReaderContext, folder: Path, typed: str, data: bytes) -> bool:
    """Write a file, asking before it replaces one. Return False if the user declines.

    Raises OSError.
    """
    path = await asyncio.to_thread(resolve_path, folder, typed, context.is_web)
    try:
        await asyncio.to_thread(files.save, path, data)
    except FileExistsError:
        if context.is_web or path.is_dir():  # the web page must not replace files
            raise
        question = Confirm("Replace this file?", files.display_path(path), "replace", "cancel")
        if not await context.ask(question):
            return False
        await asyncio.to_thread(files.save, path, data, overwrite=True)
    return True


def _reason(error: OSError) -> str:
    return line(error.strerror or str(error), 200)


def resolve_path(folder: Path, typed: str, confined: bool = False) -> Path:
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
        if confined and not files.real_path(path).is_relative_to(files.real_path(folder)):
            raise PermissionError(
                13, f"files can be written in {files.display_path(folder)} only", typed
            )
    except ValueError:  # NUL
        raise PermissionError(13, "invalid path", typed) from None
    return path
