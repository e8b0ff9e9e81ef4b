"""Run a user's program: feed it, stream its output, stop it."""

from __future__ import annotations

import asyncio
import codecs
import os
import re
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from tui_reader.text.sanitize import clean_whole, line

MAX_OUTPUT = 2_000_000  # bytes of stdout; a program that prints more is stopped
MAX_ERRORS = 20_000  # characters at the end of stderr that are retained
STOP_TIMEOUT = 1.0  # seconds between SIGTERM and SIGKILL, and for the last output of children

# Escape sequences of terminals: many programs color their output even in a pipe.
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*(?:[@-~]|(?=\n)|\Z)|\][^\x07\x1b\n]*(?:\x07|\x1b\\|(?=\n)|\Z)|[@-Z\\-_])"
)
_OVERWRITTEN = re.compile(r"^[^\n]*\r(?!\n)", re.MULTILINE)  # written by progress bars


class OutputText:
    """The output of a program as sanitized text, decoded as it arrives."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._lines: list[str] = []
        self._rest = ""  # the line that has not ended yet
        self.is_utf8 = True

    def add(self, data: bytes, last: bool = False) -> None:
        """Append bytes; `last`: there will be no more."""
        pending = self._decoder.getstate()[0]
        try:
            text = self._decoder.decode(data, last)
        except UnicodeDecodeError:
            self.is_utf8 = False
            self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
            text = self._decoder.decode(pending + data, last)
        ended, newline, self._rest = (self._rest + text).rpartition("\n")
        if newline:
            self._lines.append(_sanitized(ended + newline))

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._lines) + _sanitized(self._rest)


def _sanitized(text: str) -> str:
    return clean_whole(_ESCAPES.sub("", text))


class CommandProcess:
    """A program in a separate process group, without a terminal and a shell.

    Attributes:
        problem: One line about what went wrong; "" after a success.
        exit_code: None if the program was not started or was stopped.
    """

    def __init__(self) -> None:
        self._stdout, self._stderr = OutputText(), OutputText()
        self._size = self._errors_size = 0
        self.problem = ""
        self.exit_code: int | None = None

    @property
    def text(self) -> str:
        """The output so far."""
        return self._stdout.text

    @property
    def errors(self) -> str:
        """The end of what it has written to stderr, without overwritten lines."""
        return _OVERWRITTEN.sub("", self._stderr.text)[-MAX_ERRORS:]

    async def run(
        self, arguments: Sequence[str], stdin: bytes, environ: Mapping[str, str], time_limit: float
    ) -> None:
        """Run the program until it ends. If this is canceled, the program is stopped.

        Args:
            arguments: The program and its arguments.
            stdin: What it can read.
            environ: Its environment.
            time_limit: Seconds after which it is stopped.
        """
        loop = asyncio.get_running_loop()
        try:
            transport, protocol = await loop.subprocess_exec(
                lambda: _Protocol(self._add),
                *arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environ,
                start_new_session=True,  # no terminal, and all children can be stopped
            )
        except (OSError, ValueError) as error:
            self.problem = _not_started(arguments[0], error)
            return
        try:
            async with asyncio.timeout(time_limit):
                await self._communicate(transport, protocol, stdin)
            self.exit_code = transport.get_returncode()
        except TimeoutError:
            self.problem = f"stopped: it ran longer than its time limit of {time_limit:g} s"
        except _TooMuchOutput:
            self.problem = f"stopped: it wrote more than {MAX_OUTPUT // 1_000_000} MB"
        finally:
            if self.exit_code is None:  # a program that has ended may leave a window open
                await _stop(transport.get_pid(), protocol)
            transport.close()
            self._stdout.add(b"", last=True)
            self._stderr.add(b"", last=True)
        self.problem = self.problem or self._failure()

    async def _communicate(
        self, transport: asyncio.SubprocessTransport, protocol: _Protocol, stdin: bytes
    ) -> None:
        pipe = transport.get_pipe_transport(0)
        assert isinstance(pipe, asyncio.WriteTransport)
        pipe.write(stdin)
        pipe.close()  # once everything is written
        await protocol.ended.wait()
        await _wait_briefly(protocol.closed)
        if self._size > MAX_OUTPUT:
            raise _TooMuchOutput

    def _add(self, descriptor: int, data: bytes) -> bool:
        """Add output. Return False if it is too much."""
        if descriptor == 2:
            self._errors_size += len(data)
            if self._errors_size > MAX_OUTPUT:  # drop the beginning
                self._stderr, self._errors_size = OutputText(), len(data)
            self._stderr.add(data)
            return True
        room = max(0, MAX_OUTPUT - self._size)
        self._size += len(data)
        self._stdout.add(data[:room])
        return len(data) <= room

    def _failure(self) -> str:
        """Return why the program failed, or ""."""
        if self.exit_code:
            number = -self.exit_code
            reason = f"exit code {self.exit_code}"
            if number > 0:
                reason = f"terminated by {_SIGNALS.get(number, f'signal {number}')}"
            lines = self.errors.split("\n")
            last = next((one for one in reversed(lines) if one.strip()), "")
            return f"{reason}: {line(last, 200)}" if last else reason
        return "" if self._stdout.is_utf8 else "the output is not UTF-8"


def _not_started(program: str, error: OSError | ValueError) -> str:
    reason = error.strerror if isinstance(error, OSError) else error
    if isinstance(error, FileNotFoundError):
        reason = "command not found"
    return f"{line(program, 60)}: {reason}"


_SIGNALS = {int(one): one.name for one in signal.Signals}


class _TooMuchOutput(Exception):
    pass


class _Protocol(asyncio.SubprocessProtocol):
    """Passes output on. `ended` is set when the program exits or there is too much output.

    `asyncio.subprocess.Process.wait` would wait for the pipes, which a child may keep open.
    """

    def __init__(self, add: Callable[[int, bytes], bool]) -> None:
        self._add = add
        self._open = {1, 2}
        self.exited, self.ended, self.closed = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        if not self._add(fd, data):
            self.ended.set()
            self.closed.set()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        self._open.discard(fd)
        if not self._open:
            self.closed.set()

    def process_exited(self) -> None:
        self.exited.set()
        self.ended.set()


async def _stop(pid: int, protocol: _Protocol) -> None:
    """Stop a program and all its children, and wait until it has ended."""
    try:
        _signal_group(pid, signal.SIGTERM)
        await _wait_briefly(protocol.exited)
    finally:
        _signal_group(pid, signal.SIGKILL)
    await _wait_briefly(protocol.exited)


def _signal_group(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


async def _wait_briefly(event: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(STOP_TIMEOUT):
            await event.wait()


def arguments(
    run: Sequence[str], values: Mapping[str, str], placeholder: re.Pattern[str]
) -> list[str]:
    """Fill placeholders into a command line, and expand a `~` at the start of an argument.

    The home folder is filled in first: a title that starts with `~` names no folder.
    """
    home = map(os.path.expanduser, run)
    return [placeholder.sub(lambda match: values[match[1]], word) for word in home]


def title_argument(title: str) -> str:
    """Return a title that is safe in an argument and in a file name."""
    kept = (char for char in title if char.isprintable() or char.isspace())
    text = "".join(char for char in kept if char not in "/\ufffd")  # replaced control characters
    text = " ".join(text.split()).lstrip("- ")
    return text if text.strip(". ") else "untitled"


def environment(environ: Mapping[str, str], token: bool) -> dict[str, str]:
    """Return the environment of a command; without the Hub token, unless `token`."""
    return {name: value for name, value in environ.items() if token or name not in TOKENS}


TOKENS = frozenset(("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH"))
