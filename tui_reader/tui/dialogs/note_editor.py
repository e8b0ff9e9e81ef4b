"""The note editor: a text area whose draft is saved while the user types."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import TextArea

from tui_reader.files import Draft
from tui_reader.text.sanitize import clean_whole
from tui_reader.tui.dialogs import external_editor
from tui_reader.tui.dialogs.base import Dialog, keys_line

DRAFT_DELAY = 0.5  # seconds between two writes of the draft


class NoteArea(TextArea, inherit_bindings=False):  # its own bindings scroll in all directions
    """A text area that sanitizes pasted text."""

    BINDINGS: ClassVar[list[BindingType]] = [*TextArea.BINDINGS]

    def on_paste(self, event: events.Paste) -> None:
        event.text = clean_whole(event.text)


class NoteEditor(Dialog[str]):
    """Edit a text of many lines. Every way of closing it returns the text, so nothing is lost.

    `^o` opens the text in the user's own editor, whose saved text is the result.
    """

    DEFAULT_CSS = """
    NoteEditor > Vertical { height: 80%; min-height: 10; }
    NoteEditor NoteArea, NoteEditor NoteArea:focus {
        background: $background; padding: 0; height: 1fr;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "close", "Save", show=False, priority=True),
        Binding("ctrl+o", "own_editor", "Open in an external editor", show=False, priority=True),
    ]

    def __init__(self, title: str, value: str, draft: Draft, unsaved: str | None = None) -> None:
        """
        Args:
            title: The title.
            value: The saved text.
            draft: Where the text is stored while it is edited.
            unsaved: A text that was not saved before. It is shown; `^z` returns to `value`.
        """
        super().__init__(title)
        self.draft = draft
        self.unsaved = unsaved
        self._drafted = clean_whole(value)
        self.area = NoteArea(
            clean_whole(value),
            compact=True,
            tab_behavior="indent",
            highlight_cursor_line=False,
            soft_wrap=True,
        )

    def compose_body(self) -> Iterable[Widget]:
        yield self.area

    def on_mount(self) -> None:
        self.area.move_cursor(self.area.document.end)
        if self.unsaved is not None:
            self._replace_text(
                self.unsaved,
                "Unsaved draft restored; ^z reverts to the saved note, Esc saves",
            )

    def _replace_text(self, text: str, reason: str) -> None:
        """Replace the text as one change that can be undone, and show why."""
        document = self.area.document
        self.area.replace(clean_whole(text), document.start, document.end)
        self.show_hint(reason)

    def on_text_area_changed(self) -> None:
        if not [worker for worker in self.workers if worker.group == "draft"]:
            self.run_worker(self._write_draft(), group="draft")

    async def _write_draft(self) -> None:
        """Write the draft until it is up to date."""
        while self._drafted != self.area.text:
            await asyncio.sleep(DRAFT_DELAY)
            self._drafted = self.area.text
            with suppress(OSError):
                await asyncio.to_thread(self.draft.write, self._drafted)

    def key_hints(self) -> Content:
        opens = f"opens {external_editor.name()}"
        return keys_line(("Esc", "saves"), ("^z", "undoes"), ("^o", opens))

    def action_close(self) -> None:
        # After the previous keys, which the app has passed on to the text area
        self.area.call_later(self._save_and_close)

    def _save_and_close(self) -> None:
        self.dismiss(clean_whole(self.area.text))

    def action_own_editor(self) -> None:
        text, problem = external_editor.edit(self.app, self.area.text, self.draft)
        if problem is None:
            self.dismiss(clean_whole(text))
        elif clean_whole(text) != self.area.text:
            self._replace_text(text, f"{problem}; the text it saved is shown, ^z reverts")
        else:
            self.show_hint(problem, "$text-error")
