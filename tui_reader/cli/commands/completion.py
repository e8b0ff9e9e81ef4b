"""`daily-papers completion SHELL`: print a shell completion script."""

from __future__ import annotations

import click

from tui_reader.cli import output

_SET_UP = {
    "bash": 'eval "$(daily-papers completion bash)"       # in ~/.bashrc',
    "zsh": 'eval "$(daily-papers completion zsh)"        # in ~/.zshrc, after compinit',
    "fish": "daily-papers completion fish | source        # in ~/.config/fish/config.fish",
}
_EXAMPLES = "\n".join(f"      {line}" for line in _SET_UP.values())


@click.command(
    "completion",
    short_help="what makes a shell complete these commands",
    help=f"""Print what makes a shell complete the commands, with days, tags and watches.

    \b
    To set it up:
{_EXAMPLES}
    """,
)
@click.argument("shell", type=click.Choice(tuple(_SET_UP)))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    root = ctx.find_root()
    output.put(kind(root.command, {}, "daily-papers", "_DAILY_PAPERS_COMPLETE").source() + "\n")
