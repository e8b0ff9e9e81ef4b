"""Output of the command line about hostile papers: on a terminal, in pipes and files."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.fake_hub import FakeHub
from tests.support.terminal import Terminal, environment
from tests.trust.results import CaseResults
from tests.trust.screening import faults, forbidden
from tests.trust.session import COMMAND, leaked_tokens
from tui_reader.export import FORMATS

KIND = "command line"
_WORDS = ("a\x9b31m\u202eb\x1b]0;owned\x07", "\x1b[2J", "-rf", "../../x", "[red]x[/nope]")
_PART = "MadeUpForThis"
_NO_TOKENS = (
    *(f"hf_{_PART}\nX-Evil: 1", f"hf_{_PART}\r\n\r\nGET /evil", f"hf_{_PART} spaced"),
    *(f"hf_ä{_PART}", f"hf_{_PART}\x1b]0;owned\x07", f"hf_{_PART}{'x' * 600}"),
)
_FINE = (0, 1, 3)  # success, failure, not found


def print_all(
    home: Path,
    environ: Mapping[str, str],
    days: Sequence[str],
    ids: Sequence[str],
    results: CaseResults,
) -> None:
    """Print papers in every format.

    `days` have hostile papers, and `ids` are some of them. For a single day, only some commands
    run.
    """
    few = len(days) == 1
    for day in days:
        _on_terminal(home, environ, ("list", "--date", day), results)
        for name in list(FORMATS)[: 2 if few else None]:
            _in_pipe(home, environ, ("export", "--date", day, "--format", name), results)
        if not few:
            _on_terminal(home, environ, ("list", "--date", day, "--json"), results)
            _on_terminal(home, environ, ("digest", "--date", day), results)
            _in_pipe(home, environ, ("list", "--date", day), results)
            _in_pipe(home, environ, ("digest", "--date", day, "--format", "eml"), results)
    for own_id in ids:
        _on_terminal(home, environ, ("show", own_id), results)
    for odd in _WORDS[: 1 if few else None]:
        for words in (("show", "--", odd), ("search", "--", odd), ("tag", "add", "--", odd, "x")):
            _on_terminal(home, environ, words, results)


def refuse_tokens(hub: FakeHub, home: Path, results: CaseResults) -> None:
    """Invalid tokens are reported, never sent or shown; reading works without one."""
    for number, token in enumerate(_NO_TOKENS):
        found = results.add("token", f"no token, {number}")
        environ = {"HF_ENDPOINT": hub.url, "HF_TOKEN": token}
        sent = len(hub.requests)
        with Terminal([*COMMAND, "sync"], home, size=(100, 30), environ=environ) as terminal:
            terminal.wait_exit(20)
        if not hub.requests[sent:]:
            found.faults.append("nothing was requested")
        if any("authorization" in request.headers for request in hub.requests[sent:]):
            found.faults.append("the token was sent")
        if b"was not sent" not in terminal.raw:
            found.faults.append("not reported")
        found.faults += [fault for _, fault in faults(bytes(terminal.raw))]
        found.faults += leaked_tokens(home, bytes(terminal.raw), [_PART])


def _on_terminal(
    home: Path, environ: Mapping[str, str], words: Sequence[str], results: CaseResults
) -> None:
    found = results.add(KIND, f"{_named(words)} on a terminal")
    with Terminal([*COMMAND, *words], home, size=(100, 30), environ=environ) as terminal:
        try:
            code = terminal.wait_exit(20)
        except AssertionError:
            found.faults.append("still running after 20 s")
            return
    if code not in (*_FINE, 2):
        found.faults.append(f"exit code {code}")
    found.faults += [fault for _, fault in faults(bytes(terminal.raw))]


def _in_pipe(
    home: Path, environ: Mapping[str, str], words: Sequence[str], results: CaseResults
) -> None:
    found = results.add(KIND, f"{_named(words)} in a pipe")
    done = subprocess.run(
        [*COMMAND, *words],
        env={**environment(home), **environ},
        capture_output=True,
        timeout=60,
        check=False,
    )
    if done.returncode not in _FINE:
        found.faults.append(f"exit code {done.returncode}: {done.stderr[-200:]!r}")
    try:
        found.faults += forbidden((done.stdout + done.stderr).decode())
    except UnicodeDecodeError as error:
        found.faults.append(f"not UTF-8: {error.object[error.start : error.start + 8]!r}")


def _named(words: Sequence[str]) -> str:
    return ascii(" ".join(words)).strip("'")
