"""Running the user's programs, with real child processes."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from tui_reader.command_settings import PLACEHOLDER
from tui_reader.tui.services import command_process
from tui_reader.tui.services.command_process import CommandProcess, OutputText, arguments


class Program(CommandProcess):
    """A process with its arguments."""

    def __init__(self, words: list[str], stdin: bytes = b"", time_limit: float = 20) -> None:
        super().__init__()
        self.words, self.stdin, self.time_limit = words, stdin, time_limit

    async def start(self) -> None:
        await self.run(self.words, self.stdin, os.environ, self.time_limit)


def program(source: str, stdin: bytes = b"") -> Program:
    """Return a process that runs Python source."""
    return Program([sys.executable, "-c", source], stdin)


async def first_line(process: CommandProcess) -> str:
    """Wait until a program has printed its first line."""
    while not process.text.endswith("\n"):  # noqa: ASYNC110
        await asyncio.sleep(0)
    return process.text


async def test_program_reads_stdin_and_its_output_is_text() -> None:
    process = program("print(input() + ' ☃')", "λ\n".encode())
    await process.start()
    assert (process.text, process.problem, process.exit_code) == ("λ ☃\n", "", 0)


async def test_output_can_be_read_while_the_program_runs(tmp_path: Path) -> None:
    go_on = tmp_path / "fifo"
    os.mkfifo(go_on)
    process = program(
        f"print('first', flush=True); open({str(go_on)!r}).read(); print('last')",
    )
    running = asyncio.create_task(process.start())
    assert await first_line(process) == "first\n"
    await asyncio.to_thread(go_on.write_text, "")
    await running
    assert process.text == "first\nlast\n"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("import sys; sys.exit('no model\\n\\n')", "exit code 1: no model"),
        ("raise SystemExit(3)", "exit code 3"),
        ("import os; os.kill(os.getpid(), 9)", "terminated by SIGKILL"),
        ("import sys; sys.stdout.buffer.write(b'caf\\xe9')", "the output is not UTF-8"),
        ("import sys; sys.stdout.buffer.write(b'\\xe2\\x82')", "the output is not UTF-8"),
        ("print('x' * 2_000_001)", "stopped: it wrote more than 2 MB"),
        ("while True: print('x' * 9999)", "stopped: it wrote more than 2 MB"),
    ],
)
async def test_failure_is_one_line(source: str, problem: str) -> None:
    process = program(source)
    await process.start()
    assert process.problem == problem
    assert len(process.text) <= command_process.MAX_OUTPUT


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["no-such-command-at-all"], "no-such-command-at-all: command not found"),
        (["/etc/passwd"], "/etc/passwd: Permission denied"),
        ([sys.executable, "a\0b"], f"{sys.executable}: embedded null byte"),
        ([sys.executable, "x" * 5_000_000], f"{sys.executable}: Argument list too long"),
    ],
)
async def test_program_that_cannot_be_started_is_one_line(words: list[str], problem: str) -> None:
    process = Program(words)
    await process.start()
    assert (process.problem, process.exit_code, process.text) == (problem, None, "")


async def test_time_limit_stops_the_program_and_preserves_its_output() -> None:
    words = ["sh", "-c", "sleep 99 & echo $! $$; wait"]
    process = Program(words, time_limit=0.5)
    await process.start()
    assert process.problem == "stopped: it ran longer than its time limit of 0.5 s"
    assert process.exit_code is None
    pids = [int(pid) for pid in process.text.split()]
    assert len(pids) == 2
    await asyncio.to_thread(_wait_until_dead, pids)


async def test_stopping_also_stops_children_and_programs_that_ignore_sigterm() -> None:
    process = program(
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = os.fork()\n"
        "if child: print(os.getpid(), child, flush=True)\n"
        "time.sleep(99)",
    )
    running = asyncio.create_task(process.start())
    pids = [int(pid) for pid in (await first_line(process)).split()]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert len(pids) == 2
    await asyncio.to_thread(_wait_until_dead, pids)


def _wait_until_dead(pids: list[int]) -> None:
    deadline = time.monotonic() + 10
    while any(map(_is_alive, pids)):
        assert time.monotonic() < deadline, pids


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_child_that_outlives_the_program_does_not_extend_the_run() -> None:
    process = program(
        "import os, time\nif os.fork(): print('done', flush=True); os._exit(0)\ntime.sleep(30)"
    )
    async with asyncio.timeout(15):
        await process.start()
    assert (process.text, process.problem) == ("done\n", "")


async def test_program_that_does_not_read_stdin_succeeds() -> None:
    process = program("print('ok')", b"x" * 3_000_000)
    await process.start()
    assert (process.text, process.problem) == ("ok\n", "")


async def test_long_stderr_is_cut_at_its_start_without_overwritten_lines() -> None:
    process = program(
        "import sys\n"
        "for n in range(300_000): sys.stderr.write(f'line {n}\\n')\n"
        "sys.stderr.write('x' * 500_000 + '\\n')\n"
        "sys.stderr.write('10%\\r50%\\rloaded\\nno such model\\n'); sys.exit(1)"
    )
    await process.start()
    assert process.problem == "exit code 1: no such model"
    assert process.errors.endswith("loaded\nno such model\n")
    assert len(process.errors) <= command_process.MAX_ERRORS


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((b"\x1b[1mbold\x1b[0m\n",), "bold\n"),
        ((b"\x1b]0;title\x07x\x1b[?25l",), "x"),
        ((b"a\x1b[3", b"1mb\n"), "ab\n"),
        ((b"a\r", b"\nb"), "a\nb"),
        ((b"\xe2", b"\x98", b"\x83"), "☃"),
        (("a\u202eb\x07\n".encode(),), "a�b�\n"),
        ((b"x\x1b]8;;http://e", b"vil.example\n"), "x\n"),
    ],
)
def test_output_is_sanitized_across_its_parts(parts: tuple[bytes, ...], text: str) -> None:
    output = OutputText()
    for part in parts:
        output.add(part)
        assert "\x1b" not in output.text
    output.add(b"", last=True)
    assert (output.text, output.is_utf8) == (text, True)


def test_placeholders_are_filled_inside_arguments_and_never_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    values = {"id": "2408.01234", "title": "~root {id}", "url": "https://x", "pdf": "/p/a b.pdf"}
    words = ["tee", "~/vault/{id}.md", "{title}", "-o={pdf};rm", "{other} {}", "a~/b"]
    assert arguments(words, values, PLACEHOLDER) == [
        "tee", "/home/ada/vault/2408.01234.md", "~root {id}", "-o=/p/a b.pdf;rm", "{other} {}",
        "a~/b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "argument"),
    [
        ("Planning / Acting", "Planning Acting"),
        ("--version", "version"),
        ("- - x", "x"),
        ("../../etc/passwd", "....etcpasswd"),
        ("a\0b\nc\x1b[2J\x85d", "ab c[2J d"),
        ("..", "untitled"),
        ("", "untitled"),
        ("-", "untitled"),
    ],
)
def test_title_is_safe_as_an_argument_and_a_file_name(title: str, argument: str) -> None:
    assert command_process.title_argument(title) == argument


def test_only_the_token_is_removed_from_the_environment() -> None:
    environ = {
        "HF_TOKEN": "a", "HUGGING_FACE_HUB_TOKEN": "b", "HF_TOKEN_PATH": "c", "HF_HOME": "d",
        "HF_HUB_CACHE": "e", "PATH": "f",
    }  # fmt: skip
    assert set(command_process.environment(environ, token=False)) == {
        "HF_HOME", "HF_HUB_CACHE", "PATH",
    }  # fmt: skip
    assert command_process.environment(environ, token=True) == environ
