"""Notes that are being written, each a file until the library has it.

What the line that drops, a crash or a kill leaves of a note is here, to be gone on with. Other
users can't look into the folder. The standard library alone.
"""

from __future__ import annotations

import os
from contextlib import suppress

from tui_reader.paths import Folders, make_private


class Draft:
    """The note on one paper, as far as it is written. `file` may also be given to an editor."""

    def __init__(self, folders: Folders, paper_id: str) -> None:
        self.file = folders.state / "drafts" / f"{paper_id}.md"

    def read(self) -> str | None:
        """What was left; None for nothing."""
        try:
            return self.file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None

    def write(self, text: str) -> None:
        """Raises OSError. It needs to outlive the process, not the machine: nothing is flushed,
        so that it costs next to nothing while somebody types."""
        make_private(self.file.parent)
        part = self.file.with_suffix(f".{os.getpid()}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(self.file)

    def drop(self) -> None:
        """The library has it."""
        with suppress(OSError):
            self.file.unlink()
