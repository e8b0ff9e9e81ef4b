"""A note being written: many lines, on disk before they are the library's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static, TextArea

from tui_reader.drafts import Draft
from tui_reader.tui.dialogs.prompts import Dialog, clean_text, keys_line

DRAFT_DELAY = 0.5  # seconds that a draft may be behind the keys


class NoteArea(TextArea, inherit_bindings=False):  # it has keys of its own for all ways to scroll
    """Many lines, clean also where they were pasted."""

    BINDINGS: ClassVar[list[BindingType]] = [*TextArea.BINDINGS]

    def _on_paste(self, event: events.Paste) -> None:  # type: ignore[override]
        event.text = clean_text(event.text)


class NoteEditor(Dialog[str]):
    """A text of many lines. Leaving it keeps it, by whichever key: nothing typed is ever lost.
    `^o` hands it to the person's own editor, and what that saves is the answer. `draft` has it
    on disk meanwhile; what was `left` unsaved is there again, one undo away from `value`."""

    DEFAULT_CSS = """
    NoteEditor > Vertical { width: 88; height: 80%; min-height: 10; }
    NoteEditor NoteArea, NoteEditor NoteArea:focus {
        background: $background; padding: 0; height: 1fr;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "close", "Save", show=False, priority=True),
        Binding("ctrl+o", "own_editor", "In the editor of your own", show=False, priority=True),
    ]

    def __init__(self, title: str, value: str, draft: Draft, left: str | None = None) -> None:
        super().__init__(title)
        self.draft = draft
        self.left = left
        self._kept = clean_text(value)
        self.page = NoteArea(
            clean_text(value),
            compact=True,
            tab_behavior="indent",
            highlight_cursor_line=False,
            soft_wrap=True,
        )

    def widgets(self) -> Iterable[Widget]:
        yield self.page

    def on_mount(self) -> None:
        self.page.move_cursor(self.page.document.end)
        if self.left is not None:
            self._put(
                self.left,
                "What was not saved the last time is here again; ^z takes it back, Esc saves",
            )

    def _put(self, text: str, why: str) -> None:
        """Another text in its place, as one change that can be undone."""
        document = self.page.document
        self.page.replace(clean_text(text), document.start, document.end)
        self.query_one(".keys", Static).update(Content.styled(why, "$text-accent"))

    def on_text_area_changed(self) -> None:
        if not [worker for worker in self.workers if worker.group == "draft"]:
            self.run_worker(self._keep(), group="draft")

    async def _keep(self) -> None:
        """Bring the draft along, a moment behind the keys."""
        while self._kept != self.page.text:
            await asyncio.sleep(DRAFT_DELAY)
            self._kept = self.page.text
            with suppress(OSError):
                await asyncio.to_thread(self.draft.write, self._kept)

    def keys(self) -> Content:
        from tui_reader.tui.dialogs.external_editor import name

        return keys_line(("Esc", "saves"), ("^z", "undoes"), ("^o", f"opens {name()}"))

    def action_close(self) -> None:
        self.dismiss(clean_text(self.page.text))

    def action_own_editor(self) -> None:
        from tui_reader.tui.dialogs.external_editor import edit

        text, problem = edit(self.app, self.page.text, self.draft)
        if problem is None:
            self.dismiss(clean_text(text))
        elif clean_text(text) != self.page.text:
            self._put(text, f"{problem}; what it saved is here, ^z takes it back")
        else:
            self.query_one(".keys", Static).update(Content.styled(problem, "$text-error"))
