"""Every command with its options, in the words of its own help."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc
from itertools import groupby

import click

from generator.cli.entry import cli
from generator.cli.session import aws, everywhere
from generator.cli.table import ROWS
from pages.reference.markdown import escape, table

_HEAD = """# Commands

What `./build.py COMMAND --help` says, for every command. `./build.py` is the launcher of a checkout and of a project of
your own; where the wheel is installed, the command is `data-science-catalog`. What a command ends with is in
[exit codes](exit-codes.md): 0 where it is fine, 2 for a command line that is off, and what its own text says besides.
Findings carry [codes](codes.md); what is printed for programs is in [formats](formats.md).
"""


def render_commands() -> str:
    """The page: the index, the options that many share, and every command below the person whom it serves."""
    root = click.Context(cli, info_name="./build.py")
    parts = [_HEAD, *_index(), *_shared(root)]
    for group, rows in groupby(ROWS, lambda row: row.group):
        parts.append(f"## {group} commands\n")
        for row in rows:
            command = cli.get_command(root, row.name)
            assert command is not None
            parts += _command(command, click.Context(command, info_name=row.name, parent=root))
    return "\n".join(parts)


def _index() -> Iterator[str]:
    rows = [(row.group, f"[{row.name}](#{row.name})", escape(row.help)) for row in ROWS]
    yield f"{table(('for', 'command', 'what it is for'), rows)}\n"


def _shared(root: click.Context) -> Iterator[str]:
    """The options before a command, those of every command, and those of commands that call AWS."""
    yield "## Options of every command\n"
    yield f"Before the command:\n\n{_options(cli.params, root)}\n\nBehind it:\n"
    yield f"{_options(everywhere(click.Command('any')).params, root)}\n"
    yield "## Options of commands that call AWS\n"
    yield f"{_options(aws(click.Command('any')).params, root)}\n"


def _command(command: click.Command, ctx: click.Context) -> Iterator[str]:
    """A command with all that it says of itself, and the commands below it."""
    words = ctx.command_path.removeprefix("./build.py ")
    yield f"{'#' * (3 + words.count(' '))} {words}\n"
    pieces = command.collect_usage_pieces(ctx)
    yield f"```\n{' '.join([ctx.command_path, *pieces])}\n```\n"
    for paragraph in cleandoc(command.help or "").split("\n\n"):
        yield f"{escape(' '.join(paragraph.split()))}\n"
    own = [each for each in command.params if not (each.name or "").startswith("_")]
    if any(isinstance(each, click.Option) for each in own):
        yield f"{_options(own, ctx)}\n"
    if any(each.name == "_profile" for each in command.params):
        yield "It takes the [options of commands that call AWS](#options-of-commands-that-call-aws), too.\n"
    if examples := [line.strip() for line in (command.epilog or "").splitlines() if line.startswith("  ")]:
        yield "\n".join(["```", *examples, "```\n"])
    for name, below in (command.commands if isinstance(command, click.Group) else {}).items():
        yield from _command(below, click.Context(below, info_name=name, parent=ctx))


def _options(parameters: list[click.Parameter], ctx: click.Context) -> str:
    options = [each for each in parameters if isinstance(each, click.Option)]
    records = [record for each in options if (record := each.get_help_record(ctx)) is not None]
    rows = [(f"`{option}`", *map(escape, _parted(words))) for option, words in records]
    return table(("option", "what it says", "default and limits"), rows)


def _parted(words: str) -> tuple[str, str]:
    """An option's words, and what click puts in brackets behind them."""
    said, _, limits = words.removesuffix("]").partition("  [")
    return said, limits.removeprefix("default: ").strip("()")
