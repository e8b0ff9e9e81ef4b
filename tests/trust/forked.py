"""Run commands in forks of a process that has imported all modules, which takes milliseconds. A
command with a time to live is killed (SIGKILL) when it is over.

    with ForkServer(environment) as forks:
        forks.run([["sync"]], home)                   a FinishedProcess
        forks.run([["sync"]], home, live=0.03)

The process records which commands it has started and completed.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.terminal import environment

_ROOT = Path(__file__).parents[2]
_LIMIT = 60.0  # seconds; no command takes longer


@dataclass(frozen=True)
class FinishedProcess:
    """The result of a process: exit code (-9: killed), duration and output.

    `started` is the number of commands started, `done` the exit codes of the finished ones.
    """

    code: int
    seconds: float
    out: str
    started: int
    done: tuple[int, ...]


class ForkServer:
    """The parent process. `environ` overrides the environment of a terminal."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.trust.forked"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            text=True,
            bufsize=1,
            env={**os.environ, **environ},
        )

    def run(
        self,
        commands: Sequence[Sequence[str]],
        home: Path,
        live: float | None = None,
        upgraded: bool = False,
        environ: Mapping[str, str] | None = None,
    ) -> FinishedProcess:
        """Run commands in sequence in one process; with `upgraded`, those of the next version."""
        order = {
            "commands": commands,
            "home": str(home),
            "environ": {**environment(home), **self._environ, **(environ or {})},
            "live": live,
            "upgraded": upgraded,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        response = json.loads(self._process.stdout.readline())
        return FinishedProcess(**{**response, "done": tuple(response["done"])})

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def _serve() -> None:
    _import_all()
    for line in sys.stdin:
        print(json.dumps(_fork(json.loads(line))), flush=True)


def _import_all() -> None:
    import importlib

    import httpx  # noqa: F401
    import sqlite_utils.migrations  # noqa: F401

    from tui_reader.cli import main as cli
    from tui_reader.export import FORMATS

    for rows in cli.COMMANDS.values():
        for _, module, _ in rows:
            with contextlib.suppress(ImportError):
                importlib.import_module(f"tui_reader.cli.commands.{module}")
    for module in (
        "store.safety.recovery",
        "store.safety.integrity",
        "store.safety.restore",
        "hub.client",
        "sync",
        "store.import_export",
    ):
        importlib.import_module(f"tui_reader.{module}")
    assert FORMATS


def _fork(order: dict[str, Any]) -> dict[str, Any]:
    home = Path(order["home"])
    home.mkdir(parents=True, exist_ok=True)
    output, acknowledged = home / ".output", home / ".acknowledged"
    for one in (output, acknowledged):
        one.unlink(missing_ok=True)
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os._exit(_work(order, output, acknowledged))
    status = _wait(child, began + (_LIMIT if order["live"] is None else order["live"]))
    marks = acknowledged.read_text().split() if acknowledged.exists() else []
    done = [int(mark) for mark in marks if mark != "started"]
    return {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": time.monotonic() - began,
        "out": output.read_text(errors="replace") if output.exists() else "",
        "started": marks.count("started"),
        "done": done,
    }


def _wait(child: int, until: float) -> int:
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        if time.monotonic() >= until:
            os.kill(child, signal.SIGKILL)
            return os.waitpid(child, 0)[1]
        time.sleep(0.0005)


def _work(order: dict[str, Any], output: Path, acknowledged: Path) -> int:
    """Run the commands in the child process."""
    from tests.support.kill_points import of_next_version

    out = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(source, target)
    tell = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.environ.clear()
    os.environ.update(order["environ"])
    time.tzset()
    code = 0
    try:
        from tui_reader import launch

        with of_next_version() if order["upgraded"] else contextlib.nullcontext():
            for words in order["commands"]:
                os.write(tell, b"started\n")
                code = launch.main(words) or 0
                sys.stdout.flush()
                os.write(tell, b"%d\n" % code)
    except BaseException:
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
        return 99
    return code


if __name__ == "__main__":
    _serve()
