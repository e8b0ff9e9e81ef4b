"""The command line: results on stdout, messages on stderr, exit codes for scripts.

A command's module is imported only when it runs. To add a command, add a function `<name>_command`
to a module in `commands/` and a line to `COMMANDS`.
"""

from __future__ import annotations

import importlib
from datetime import date

import click

from tui_reader import __version__
from tui_reader.cli import errors, output, param_types
from tui_reader.cli.context import AppContext, demo_option, offline_option
from tui_reader.dates import Period
from tui_reader.paths import Folders

NAME = "daily-papers"

# By section of the help: name, module, one line of help.
COMMANDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Read": (
        ("read", "app", "open the app at a paper"),
        ("list", "list", "list a day's papers, bookmarks or unread papers"),
        ("search", "search", "search downloaded papers, or the Hub"),
        ("show", "show", "show a paper: abstract, links, marks"),
        ("text", "documents", "print a paper's full text as Markdown"),
        ("discussion", "documents", "show comments on a paper"),
        ("links", "documents", "list models, datasets and Spaces citing a paper"),
        ("similar", "similar", "list papers similar to a paper"),
        ("for-you", "similar", "list unread papers that fit your interests"),
    ),
    "Fetch": (
        ("sync", "sync", "fetch new editions, a day, or all since a day"),
        ("archive", "sync", "fetch all editions since the first"),
    ),
    "Organize": (
        ("bookmark", "bookmark", "add, remove, list and restore bookmarks"),
        ("tag", "marks", "add and remove tags, or list them"),
        ("note", "marks", "print or edit a paper's note"),
        ("mark", "marks", "mark papers as read or unread"),
        ("watch", "watch", "manage saved searches"),
        ("mute", "mute", "mute words: sort matching papers last"),
    ),
    "Export and import": (
        ("export", "import_export", "export papers as BibTeX, RIS, Markdown, JSON, CSV, HTML …"),
        ("cite", "show", "print a BibTeX entry, a citation, a link …"),
        ("pdf", "pdf", "download a paper's PDF"),
        ("import", "import_export", "import bookmarks from JSON, IDs, URLs, BibTeX, RIS, CSL"),
        ("digest", "digest", "print the best of a period as text, Markdown, HTML or mail"),
        ("feed", "digest", "write an Atom feed of the editions or of a watch"),
    ),
    "Library": (
        ("backup", "backup", "back up the library to a file"),
        ("restore", "backup", "restore the library from a backup"),
        ("collection", "collection", "sync bookmarks between machines through the Hub"),
        ("where", "backup", "print the folders in use"),
        ("serve", "app", "serve the app to a browser on this machine"),
        ("mcp", "app", "serve the library to an agent (Model Context Protocol)"),
        ("config", "config", "write a settings file, show current settings"),
        ("completion", "config", "print a shell completion script"),
    ),
}
_MODULES = {name: module for rows in COMMANDS.values() for name, module, _ in rows}
_HELP = {name: line for rows in COMMANDS.values() for name, _, line in rows}


class Commands(click.Group):
    """The commands of `COMMANDS`, each imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return None
        module = importlib.import_module(f"tui_reader.cli.commands.{_MODULES[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        command.short_help = _HELP[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section, rows in COMMANDS.items():
            with formatter.section(section):
                formatter.write_dl([(name.ljust(10), line) for name, _, line in rows])


@click.command(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--date", "day", type=param_types.day, help="Open the edition of this day.")
@click.option("--plain", is_flag=True, help="No color, no lines, ASCII symbols.")
@offline_option
@demo_option
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def daily_papers(ctx: click.Context, day: date | Period | None, plain: bool) -> None:
    """Hugging Face's Daily Papers in the terminal.

    Without a command, this opens the app.

    \b
    Examples:
      daily-papers                      open the app
      daily-papers --demo               try it with a bundled sample
      daily-papers --date yesterday     open a day
      daily-papers list --json | jq -r '.papers[].title'
      daily-papers search 'flow matching has:code after:2026-01'

    Exit codes: 0 success, 1 failure, 2 usage error, 3 not found, 4 network error.
    """
    if ctx.invoked_subcommand is not None:
        if day or plain:
            raise click.UsageError("--date and --plain cannot be used with a command.")
        return
    from tui_reader.cli.commands.app import open_reader

    ctx.exit(open_reader(ctx.ensure_object(AppContext), day=day, plain=plain))


def main(argv: list[str] | None = None) -> int:
    """Run a command. Returns the exit code."""
    app = AppContext()
    try:
        output.begin()
        result = daily_papers.main(argv, prog_name=NAME, standalone_mode=False, obj=app)
        output.flush()
        return result if isinstance(result, int) else errors.DONE
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        output.flush()
        return errors.INTERRUPTED
    except Exception as error:
        report = errors.explain(error, app.demo)
        if report is None:
            raise
        output.flush()
        return _print(report)


def handle_crash(error: Exception) -> int:
    """Print an error that ended the app or a command; a bug gets a crash report.

    Returns the exit code.
    """
    report = errors.explain(error)
    if report is None:
        from tui_reader import crash  # 2 ms

        message = crash.report(error, Folders.of_user().state)
        report = errors.Report(errors.FAILED, (message,))
    return _print(report)


def _print(report: errors.Report) -> int:
    for line in report.lines:
        output.echo_err(line)
    return report.code
