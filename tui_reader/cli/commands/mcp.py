"""`daily-papers mcp`: serve the library to an agent."""

from __future__ import annotations

import asyncio

import click

from tui_reader.cli.context import (
    AppContext,
    demo_option,
    offline_option,
    pass_app,
)
from tui_reader.cli.errors import Failed

MISSING = "The MCP server needs an extra: pip install 'daily-papers[mcp]'"


@click.command("mcp")
@click.option("--write", is_flag=True, help="Add tools that change bookmarks, tags, notes, marks.")
@offline_option
@demo_option
@pass_app
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
        raise Failed(MISSING) from error
    from tui_reader.mcp.tools import Tools  # loads the network client: 100 ms

    with app.store() as store:
        asyncio.run(serve(Tools(store, app.hub), write))
