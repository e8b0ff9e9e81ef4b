"""The console script: the app, or a command.

A launch of the app shows the saved first frame before it imports anything, so this module imports
neither the command line nor Textual until one is needed.
"""

from __future__ import annotations

import gc
import os
import sys

_APP_OPTIONS = {"--demo", "--offline"}  # the command line handles all others
_COMPLETION = "_DAILY_PAPERS_COMPLETE"  # set by a shell that asks click for completions


def main(argv: list[str] | None = None) -> int | None:
    """Run the app or a command; returns the exit code. `argv`: without the program's name."""
    if sys.platform == "win32":
        sys.stderr.write("Daily Papers needs WSL on Windows.\n")
        return 1
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        import signal

        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
        raise
    except Exception as error:  # the terminal has been restored
        from tui_reader.cli.main import handle_crash

        return handle_crash(error)


def _run(words: list[str]) -> int | None:
    interactive = "TEXTUAL_DRIVER" in os.environ or (os.isatty(0) and os.isatty(2))
    dumb = os.environ.get("TERM") in ("dumb", "unknown")
    app = interactive and not dumb and _APP_OPTIONS.issuperset(words)
    if _COMPLETION in os.environ or not app:
        from tui_reader.cli.main import main as command_line

        return command_line(words)
    return read(demo="--demo" in words, offline="--offline" in words)


def read(demo: bool, offline: bool) -> int:
    """Run the app in the terminal until the user quits. Returns the exit code."""
    gc.disable()  # nothing to collect during launch: 4-10 % faster; `key_priority` enables it
    from tui_reader import terminal

    session = terminal.start()
    try:
        if session and not os.environ.get("NO_COLOR"):
            from tui_reader import first_frame

            frame = first_frame.load(first_frame.state_folder(demo), session.size)
            if frame:
                session.show(frame)
        modules: dict[str, object] = sys.modules  # type: ignore[assignment]
        without_ssl = "ssl" not in modules
        if without_ssl:  # asyncio and Textual work without it: saves 4 MB
            modules["ssl"] = None  # documented: importing it raises ModuleNotFoundError
        try:
            from tui_reader.tui.run import run
        finally:
            if without_ssl:
                del modules["ssl"]
        return run(demo, offline)
    finally:
        if session:
            session.restore()
