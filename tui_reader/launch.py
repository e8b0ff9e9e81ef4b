"""The console script: the reader, or a command of the shell.

A launch of the reader shows the page where it was left before it imports anything (see `frame`),
so this module knows neither the command line nor the toolkit until it needs one of them.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # `typing` would take longer than all else here
if TYPE_CHECKING:
    from datetime import date

_READER_OPTIONS = {"--demo", "--offline"}  # any other word is for the command line to judge
_COMPLETION = "_DAILY_PAPERS_COMPLETE"  # set by a shell that asks click for words


def main(argv: list[str] | None = None) -> int | None:
    """Run it; the exit code, where it is for the caller to exit with. `argv`: without the name."""
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        import signal

        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
        raise
    except Exception as error:  # by now the terminal has been given back
        from tui_reader.crash import end

        return end(error)


def _run(words: list[str]) -> int | None:
    shown = "TEXTUAL_DRIVER" in os.environ or (os.isatty(0) and os.isatty(2))
    if _COMPLETION in os.environ or not shown or not _READER_OPTIONS.issuperset(words):
        from tui_reader.cli.main import main as command_line

        return command_line(words)
    return read(demo="--demo" in words, offline="--offline" in words)


def read(
    demo: bool = False,
    offline: bool = False,
    day: date | None = None,
    paper: str | None = None,
    plain: bool = False,
) -> int:
    """Open the reader in the terminal and stay in it. Returns the exit code."""
    # Nothing that a launch imports or makes is garbage, and looking for some takes a tenth of it.
    # `unhurried` turns it on again, once the first page is painted.
    gc.disable()
    from tui_reader import terminal

    held = terminal.take()
    try:
        if held and not (day or paper or plain or os.environ.get("NO_COLOR")):
            from tui_reader import first_frame

            page = first_frame.kept(first_frame.state_folder(demo), held.size)
            if page:
                held.paint(page)
        from tui_reader.spared import toolkit

        with toolkit():
            from tui_reader.tui.app import run

        return run(demo, offline, day, paper, plain)
    finally:
        if held:
            held.give_back()
