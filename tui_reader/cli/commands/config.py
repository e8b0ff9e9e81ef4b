"""`daily-papers config`: the settings file, and what is in force."""

from __future__ import annotations

import json

import click

from tui_reader.cli import output
from tui_reader.cli.errors import Failed
from tui_reader.paths import Folders


@click.group("config", short_help="the settings")
def config_command() -> None:
    """The settings: a file for them, and what is in force.

    \b
    Examples:
      daily-papers config init
      daily-papers config show
    """


@config_command.command("init", short_help="write a file with every setting")
def init() -> None:
    """Write a file with every setting, its meaning and its default, all commented out.

    \b
    Examples:
      daily-papers config init
    """
    from tui_reader import files, settings

    path = Folders.of_user().config / settings.FILE
    if path.exists():
        raise Failed(f"{path} is there already; it is left as it is.")
    path.parent.mkdir(parents=True, exist_ok=True)
    files.save(path, settings.template().encode())
    output.put(f"{path}\n")


@config_command.command("show", short_help="what is in force, and from where")
def show() -> None:
    """Show each setting in force and where it comes from, and each command with its keys.

    \b
    Examples:
      daily-papers config show
    """
    from tui_reader import settings
    from tui_reader.commands import COMMANDS

    read = settings.load(Folders.of_user().config)
    if read["reader.theme"]:  # the toolkit is imported to know its themes, and for nothing else
        from tui_reader.tui.themes import checked

        read = checked(read)
    for setting in settings.SETTINGS:
        name = setting.full_name
        value = json.dumps(read[name], ensure_ascii=False)
        output.put(f"{name} = {value}    # {read.sources.get(name, 'default')}\n")
    for command in COMMANDS:
        keys = read.keys.get(command.name, command.keys)
        source = read.sources.get(f"keys.{command.name}", "default")
        output.put(f"keys.{command.name} = {json.dumps(keys)}    # {source}\n")
    for problem in read.problems:
        output.tell(problem)
