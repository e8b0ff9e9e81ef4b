"""Drafts of notes: each is a file until the library has the note.

A draft survives a dropped connection, a crash or a kill, and the next edit goes on with it. Only
its user can read the folder.
"""

from __future__ import annotations

from contextlib import suppress

from tui_reader.files import save_private
from tui_reader.paths import Folders


class Draft:
    """The unsaved note on a paper. `file` can be given to an editor."""

    def __init__(self, folders: Folders, paper_id: str) -> None:
        self.file = folders.state / "drafts" / f"{paper_id}.md"

    def read(self) -> str | None:
        """The text of the draft; None if there is none."""
        try:
            return self.file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None

    def write(self, text: str) -> None:
        """Save the draft, without waiting for the disk: it is called while the user types.

        Raises OSError.
        """
        save_private(self.file, text.encode("utf-8", "replace"), durable=False)

    def drop(self) -> None:
        """Delete the draft: the library has the note."""
        with suppress(OSError):
            self.file.unlink()
