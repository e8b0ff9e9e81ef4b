"""The commands of the shell: results on stdout, all else on stderr, exit codes for scripts.

Each noun is a file here, and is imported only when its command runs. To add a command: a function
`<name>_command` in a file of its own, and its line in `COMMANDS`.
"""

from __future__ import annotations

import importlib
from datetime import date

import click

from tui_reader import __version__
from tui_reader.cli import errors, output, param_types
from tui_reader.cli.context import Mode, demo_option, offline_option
from tui_reader.dates import Period

NAME = "daily-papers"

# By section of the help: name, the module it is in, one line of help.
COMMANDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Read": (
        ("read", "read", "open the reader at a paper"),
        ("list", "list", "the papers of a day, the bookmarks, what is unread"),
        ("search", "search", "find papers on disk, or on the Hub"),
        ("show", "show", "one paper: abstract, links, marks"),
        ("text", "documents", "a paper's full text, as Markdown"),
        ("discussion", "documents", "what people on the Hub say of a paper"),
        ("links", "documents", "models, datasets and Spaces that name a paper"),
        ("similar", "similar", "papers on disk that are like one"),
    ),
    "Fetch": (
        ("sync", "sync", "fetch what is new, a day, or everything since a day"),
        ("archive", "sync", "fetch every edition since the first"),
    ),
    "Keep": (
        ("bookmark", "bookmark", "add, remove, list, restore bookmarks"),
        ("tag", "marks", "add tags to papers, take them away, list them"),
        ("note", "marks", "write or print a paper's note"),
        ("mark", "marks", "mark papers read or unread"),
        ("watch", "watch", "saved searches"),
    ),
    "Take out, bring in": (
        ("export", "import_export", "BibTeX, RIS, Markdown, JSON, CSV, HTML … of papers"),
        ("cite", "cite", "papers as BibTeX, a citation, a link …"),
        ("pdf", "pdf", "download a paper's PDF"),
        ("import", "import_export", "bookmarks from our JSON, or from a list of ids or URLs"),
        ("digest", "digest", "the best of a period as text, Markdown, HTML or a mail"),
        ("feed", "digest", "an Atom feed of the editions, or of a watch"),
    ),
    "Library": (
        ("backup", "backup", "copy the library to a file"),
        ("restore", "backup", "put a copy in the library's place"),
        ("collection", "collection", "the same bookmarks on every machine, through the Hub"),
        ("where", "backup", "the folders in use"),
        ("serve", "serve", "the reader in a browser on this machine"),
        ("config", "config", "the settings: write a file for them, show what is in force"),
        ("completion", "completion", "what makes a shell complete these commands"),
    ),
}
_MODULES = {name: module for rows in COMMANDS.values() for name, module, _ in rows}


class Commands(click.Group):
    """The commands by name. One is imported when it is asked for, none for the list of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return None
        module = importlib.import_module(f"tui_reader.cli.commands.{_MODULES[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section, rows in COMMANDS.items():
            with formatter.section(section):
                formatter.write_dl([(name.ljust(10), line) for name, _, line in rows])


@click.command(
    cls=Commands,
    commands={
        name: click.Command(name, short_help=line)
        for rows in COMMANDS.values()
        for name, _, line in rows
    },
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--date", "day", type=param_types.day, help="Open at this day's papers.")
@click.option("--plain", is_flag=True, help="No colours, no lines, ASCII marks.")
@offline_option
@demo_option
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def _daily_papers(ctx: click.Context, day: date | Period | None, plain: bool) -> None:
    """Hugging Face's Daily Papers in the terminal.

    Without a command, it opens the reader.

    \b
    Examples:
      daily-papers                      open the reader
      daily-papers --demo               try it with a bundled sample
      daily-papers --date yesterday     open it at a day
      daily-papers list --json | jq -r '.papers[].title'
      daily-papers search 'flow matching has:code after:2026-01'

    Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 no network.
    """
    if ctx.invoked_subcommand is not None:
        if day or plain:
            raise click.UsageError("--date and --plain are for the reader: no command with them.")
        return
    from tui_reader.cli.commands.read import open_reader

    ctx.exit(open_reader(ctx.ensure_object(Mode), day=day, plain=plain))


def main(argv: list[str] | None = None) -> int:
    """Run the command that the words say. Returns the exit code."""
    try:
        output.begin()
        answer = _daily_papers.main(argv, prog_name=NAME, standalone_mode=False)
        output.end()
        return answer if isinstance(answer, int) else errors.DONE
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.Abort:
        output.end()
        return errors.INTERRUPTED
    except Exception as error:
        known = errors.explain(error)
        if known is None:
            raise
        output.end()
        for line in known.lines:
            output.tell(line)
        return known.code
