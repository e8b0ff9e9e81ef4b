"""`daily-papers read`, `serve` and `mcp`: open the app, serve it to a browser or agent."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import date

import click

from tui_reader.cli import output, params
from tui_reader.cli.context import AppContext, network_options
from tui_reader.cli.errors import Failed
from tui_reader.dates import Period
from tui_reader.models import id_of

_NO_MCP = "The MCP server needs an extra: pip install 'daily-papers[mcp]'"


@click.command("mcp")
@click.option("--write", is_flag=True, help="Add tools that change bookmarks, tags, notes, marks.")
@network_options
def mcp_command(app: AppContext, write: bool) -> None:
    """Serve the library to an agent, as a Model Context Protocol server on stdin and stdout.

    The agent can list, search and read papers: from disk, and from the Hub if they are missing.
    Without --write it cannot change the library. With it, U in the app undoes what it changed.

    \b
    Examples:
      daily-papers mcp
      claude mcp add daily-papers -- daily-papers mcp
      daily-papers mcp --write --offline
    """
    try:
        from tui_reader.mcp.server import serve  # the extra
    except ImportError as error:
        raise Failed(_NO_MCP) from error
    from tui_reader.mcp.tools import Tools  # loads the network client: 100 ms

    with app.store() as store:
        asyncio.run(serve(Tools(store, app.hub), write))


_NO_SERVER = "Serving the app needs an extra: pip install 'daily-papers[web]'"


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8765,
    show_default=True,
    metavar="PORT",
    help="The port to listen on.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address to listen on.",
)
@network_options
def serve_command(app: AppContext, port: int, host: str) -> None:
    """Serve the app to a browser.

    The printed URL contains a random secret: anyone who has it can read and change your library.
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
        raise Failed(_NO_SERVER) from error
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


_COMMANDS = (
    "Commands that work here: daily-papers list --json, show, search … (daily-papers --help)"
)


def open_reader(
    app: AppContext, day: date | Period | None = None, paper: str | None = None, plain: bool = False
) -> int:
    """Open the app until the user quits. Returns the exit code."""
    if isinstance(day, Period):
        raise click.UsageError("--date must be a day, such as 2026-08-21.")
    if not (output.is_terminal(sys.stdin) and output.is_terminal(sys.stderr)):
        raise Failed("The app needs a terminal.", _COMMANDS)
    if os.environ.get("TERM") in output.DUMB:
        raise Failed(f"The app cannot run in this terminal (TERM={os.environ['TERM']}).", _COMMANDS)
    return app.run_app(day, paper, plain)


@click.command("read")
@params.paper_argument
@click.option("--plain", is_flag=True, help="No color, no lines, ASCII symbols.")
@network_options
def read_command(app: AppContext, paper: str, plain: bool) -> int:
    """Open the app at a paper. It is fetched if it is not on disk.

    \b
    Examples:
      daily-papers read 2512.08765
      daily-papers read https://huggingface.co/papers/2512.08765
    """
    with app.store() as store:
        result = params.fetch_and_save(app, store, [paper])
    if result.missing:
        return params.code(result)
    return open_reader(app, paper=id_of(result.keys[0]), plain=plain)
