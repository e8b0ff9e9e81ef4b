"""`daily-papers serve`: the reader in a browser on this machine."""

from __future__ import annotations

import click

from tui_reader.cli import output
from tui_reader.cli.context import (
    AppContext,
    demo_option,
    offline_option,
    pass_app,
)
from tui_reader.cli.errors import Failed

MISSING = "The reader in a browser needs an extra: pip install 'daily-papers[web]'"


@click.command("serve", short_help="the reader in a browser on this machine")
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@offline_option
@demo_option
@pass_app
def serve_command(app: AppContext, port: int, host: str) -> None:
    """Serve the reader to a browser, on this machine alone unless told otherwise.

    Whoever can open the address can read and change your library: there is no password.

    \b
    Examples:
      daily-papers serve
      daily-papers serve --port 9000 --demo
    """
    try:
        from tui_reader.serve.server import LOOPBACK, ReaderServer
    except ImportError as error:
        raise Failed(MISSING) from error
    if host not in LOOPBACK:
        output.echo_err(f"Warning: everybody who reaches {host}:{port} can use your library.")
    options = [*(["--demo"] if app.demo else []), *(["--offline"] if app.offline else [])]
    try:
        ReaderServer(options, host, port).serve()
    except OSError as error:
        raise Failed(f"Nothing can be served at {host}:{port}: {error.strerror}") from error
