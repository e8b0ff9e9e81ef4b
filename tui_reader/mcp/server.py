"""The MCP server: the tools with the protocol's descriptions, over stdio. Needs the extra `mcp`."""

from __future__ import annotations

import functools
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from tui_reader import __version__, query_hints
from tui_reader.hub.errors import HubError
from tui_reader.mcp.records import INSTRUCTIONS
from tui_reader.mcp.tools import Refused, Tools
from tui_reader.store import ReadOnly
from tui_reader.store.database import disk_problem

_SYNTAX = "\n".join(f"{example}    {meaning}" for example, meaning in query_hints.HELP)
_SEARCH = f"""Search the papers on disk, best matches first.

Query syntax:
{_SYNTAX}

sort is one of relevance, newest, upvotes, comments, title."""

Tool = Callable[..., Awaitable[Any]]


def build(tools: Tools, write: bool) -> MCPServer[Any]:
    """Return the server; `write` adds the tools that change the library."""
    server: MCPServer[Any] = MCPServer(
        "daily-papers", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR"
    )
    reading: tuple[Tool, ...] = (
        tools.editions, tools.papers, tools.search, tools.paper, tools.full_text, tools.comments,
        tools.similar, tools.bibtex,
    )  # fmt: skip
    writing: tuple[Tool, ...] = (tools.bookmark, tools.tag, tools.note, tools.mark_read)
    for tool in (*reading, *(writing if write else ())):
        changes = tool in writing
        server.add_tool(
            _reporting(tool),
            description=_SEARCH if tool.__name__ == "search" else None,
            annotations=ToolAnnotations(
                read_only_hint=not changes,
                destructive_hint=False,
                idempotent_hint=tool.__name__ != "note",
                open_world_hint=True,
            ),
        )
    return server


def _reporting(tool: Tool) -> Tool:
    """Report expected errors to the agent; the SDK hides the text of all others."""

    @functools.wraps(tool)
    async def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return await tool(*args, **kwargs)
        except (Refused, HubError) as error:
            raise ToolError(str(error)) from error
        except ReadOnly as error:
            raise ToolError(f"Not saved: {error}") from error
        except Exception as error:
            if (reason := disk_problem(error)) is None:
                raise
            raise ToolError(reason) from error

    return call


async def serve(tools: Tools, write: bool) -> None:
    """Serve one client over stdin and stdout until it closes them."""
    logging.getLogger("mcp").setLevel(logging.ERROR)
    await build(tools, write).run_stdio_async()
