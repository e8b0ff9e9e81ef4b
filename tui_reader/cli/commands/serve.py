"""`daily-papers serve`: serve the app to a browser."""

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

MISSING = "Serving the app needs an extra: pip install 'daily-papers[web]'"


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@offline_option
@demo_option
@pass_app
def serve_command(app: AppContext, port: int, host: str) -> None:
    """Serve the app to a browser.

    The printed URL contains a random secret: everyone who has it can read and change your library.
    In the browser, files are written to the downloads folder only, under new names, and no other
    program is started on this machine.

    \b
    Examples:
      daily-papers serve
      daily-papers serve --port 9000 --demo
    """
    try:
        from tui_reader.serve.server import LOOPBACK, AppServer
    except ImportError as error:
        raise Failed(MISSING) from error
    if host not in LOOPBACK:
        output.echo_err(
            f"Warning: {host}:{port} is reachable from other machines, and HTTP is not encrypted: "
            "everyone on the network path can read the secret and use your library."
        )
    options = [*(["--demo"] if app.demo else []), *(["--offline"] if app.offline else [])]
    try:
        AppServer(options, host, port).serve()
    except OSError as error:
        raise Failed(f"Cannot listen on {host}:{port}: {error.strerror}") from error
