"""`daily-papers completion`: print a shell completion script."""

from __future__ import annotations

import click

from tui_reader.cli import output

VARIABLE = "_DAILY_PAPERS_COMPLETE"
_SETUP = {
    "bash": 'eval "$(daily-papers completion bash)"       # in ~/.bashrc',
    "zsh": 'eval "$(daily-papers completion zsh)"        # in ~/.zshrc, after compinit',
    "fish": "daily-papers completion fish | source        # in ~/.config/fish/config.fish",
}
_EXAMPLES = "\n".join(f"      {line}" for line in _SETUP.values())


@click.command(
    "completion",
    help=f"""Print a shell completion script. It completes days, tags and watches, too.

    \b
    Setup:
{_EXAMPLES}
    """,
)
@click.argument("shell", type=click.Choice(tuple(_SETUP)))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    output.echo(script(ctx.find_root().command, shell))


def script(root: click.Command, shell: str) -> str:
    """Return the completion script of a shell: bash, zsh or fish."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    return kind(root, {}, "daily-papers", VARIABLE).source() + "\n"
