"""`daily-papers config` and `completion`: settings, and completion in a shell."""

from __future__ import annotations

import json

import click

from tui_reader import files, folders, settings
from tui_reader.cli import output
from tui_reader.cli.errors import Failed
from tui_reader.commands import COMMANDS
from tui_reader.paths import Folders, make_private


@click.group("config")
def config_command() -> None:
    """The settings file and the current settings.

    \b
    Examples:
      daily-papers config init
      daily-papers config show
    """


@config_command.command("init", short_help="write a settings file")
def init() -> None:
    """Write a settings file with each setting, its help and its default, all commented out.

    \b
    Examples:
      daily-papers config init
    """
    path = Folders.of_user().config / settings.FILE
    make_private(path.parent)
    if path.exists():
        raise Failed(f"{path} already exists. It was not changed.")
    files.save(path, settings.template().encode(), mode=files.PRIVATE)
    output.echo(f"{path}\n")


@config_command.command("show", short_help="show current settings")
def show() -> None:
    """Show the current settings and keys, and where each is set.

    \b
    Examples:
      daily-papers config show
    """
    own = Folders.of_user()
    _, current = folders.resolve(own, settings.load(own.config))
    if current.reader.theme:
        # Imports Textual, for the names of its themes
        from tui_reader.tui.themes import with_known_theme

        current = with_known_theme(current)
    for name in settings.SETTINGS:
        value = json.dumps(current.value(name), ensure_ascii=False)
        output.echo(f"{name} = {value}    # {current.sources.get(name, 'default')}\n")
    for command in COMMANDS:
        keys = current.keys.get(command.name, command.keys)
        source = current.sources.get(f"keys.{command.name}", "default")
        output.echo(f"keys.{command.name} = {json.dumps(keys)}    # {source}\n")
    for custom in current.commands:
        run = json.dumps(custom.run, ensure_ascii=False)
        key = f", key {custom.key}" if custom.key else ""
        output.echo(f"commands.{custom.name} = {run}    # {custom.input} → {custom.output}{key}\n")
    for problem in current.problems:
        output.echo_err(problem)


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
