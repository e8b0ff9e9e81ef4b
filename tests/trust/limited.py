"""Run a command with file permissions enforced, even for root, and a maximum file size.

    python -m tests.trust.limited SIZE COMMAND …      SIZE in bytes (RLIMIT_FSIZE), or "-"

Root stays root, but loses the capabilities that override permissions. (Another user could not
execute a Python in root's home folder.)
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
import tempfile
from pathlib import Path

_DROP = 24  # PR_CAPBSET_DROP
_CAPABILITIES = (1, 2, 3)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
_CHECK = "--check"


def command(words: list[str], size: int | None = None) -> list[str]:
    """Return the command line that runs a command with these limits."""
    limit = "-" if size is None else str(size)
    return [sys.executable, "-m", "tests.trust.limited", limit, *words]


def _drop_capabilities() -> None:
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for power in _CAPABILITIES:
            if libc.prctl(_DROP, power, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "cannot drop root's capabilities")


def _check() -> None:
    """Exit if a read-only folder can be written to."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o500)
        try:
            Path(folder, "file").touch()
        except PermissionError:
            return
        finally:
            os.chmod(folder, 0o700)
        sys.exit("file permissions have no effect here, so the test would be meaningless")


def main() -> None:
    size, *words = sys.argv[1:]
    if size != _CHECK:
        _drop_capabilities()  # effective from the next exec on
        os.execv(sys.executable, [*command([])[:3], _CHECK, size, *words])
    _check()
    size, *words = words
    if size != "-":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    os.execvp(words[0], words)


if __name__ == "__main__":
    main()
