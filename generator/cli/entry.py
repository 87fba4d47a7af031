"""The entry: a click group that imports a command only when it is run, and the single place that catches."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from generator.cli.exits import Exit
from generator.cli.session import Session
from generator.cli.table import ROWS

HERE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
PROJECT = HERE if os.path.isfile(os.path.join(HERE, "build.py")) else os.getcwd()
"""The checkout; where the generator is installed from its wheel, the folder that one is in."""
WIDEST = 110
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": WIDEST}


class Commands(click.Group):
    """A group whose commands are rows of a table; help is grouped by person."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, in the table's order."""
        return [row.name for row in ROWS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module, and only that; the table says which attribute of it is the click command."""
        row = next((row for row in ROWS if row.name == cmd_name), None)
        if row is None:
            return None
        module, _, attribute = row.place.partition(":")
        command: click.Command = getattr(import_module(f"generator.cli.{module}"), attribute or "command")
        return _with_examples(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a name that does not exist."""
        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx):
            from difflib import get_close_matches

            near = get_close_matches(name, self.list_commands(ctx), 1)
            hint = f" Did you mean `{near[0]}`?" if near else " `./build.py --help` lists them."
            raise click.UsageError(f"There is no command `{name}`.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One heading for each kind of person."""
        width = max(len(row.name) for row in ROWS)
        for group in dict.fromkeys(row.group for row in ROWS):
            with formatter.section(group):
                formatter.write_dl([(row.name.ljust(width), row.help) for row in ROWS if row.group == group])


def _with_examples(command: click.Command) -> click.Command:
    """The command, its examples one a line: what is typed is never broken, and is copied whole."""
    if found := re.fullmatch(r"Examples: `(.+)`", command.epilog or ""):
        command.epilog = "\n  ".join(("\b\nExamples:", *found[1].split("` · `")))
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        _with_examples(each)
    return command


def find_width(most: int) -> int:
    """How wide help is, as click has it: two columns less than COLUMNS or the terminal, of which 80 where none says."""
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdigit() else 0
    if not width and sys.__stdout__ is not None:
        with suppress(OSError, ValueError):
            width = os.get_terminal_size(sys.__stdout__.fileno()).columns
    return max(min(width or 80, most) - 2, 50)


@click.group(cls=Commands, context_settings=CONTEXT)
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False),
    default=PROJECT,
    show_default="this checkout, or the folder you are in",
    help="The project's folder: portfolio.yaml, products/ and dist/.",
)
@click.pass_context
def cli(ctx: click.Context, project: str) -> None:
    """The data science catalog: templates that are proven, frozen, published and launched."""
    ctx.obj.folder, ctx.obj.command = os.path.realpath(project), ctx.invoked_subcommand or ""
    if ctx.obj.folder not in (os.path.realpath(PROJECT), os.path.realpath(os.getcwd())):
        ctx.obj.elsewhere = project
    if ctx.obj.folder not in sys.path[:1]:
        sys.path.insert(0, ctx.obj.folder)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code and never raises."""
    session, stdout = Session(PROJECT), sys.stdout
    try:
        if "_BUILD_PY_COMPLETE" in os.environ:
            from generator.cli.shells import register

            register()
        # click asks shutil for the width, which imports every archive format.
        answer: Any = cli.main(
            args=arguments,
            prog_name="build.py",
            standalone_mode=False,
            obj=session,
            terminal_width=find_width(WIDEST),
        )
        sys.stdout.flush()
    except BaseException as error:
        if sys.stdout is not stdout:  # click's doing: whoever read our output has seen enough, and is gone
            return Exit.FINE
        from generator.cli.catcher import report

        return report(error, session)
    return answer if isinstance(answer, int) else Exit.FINE
