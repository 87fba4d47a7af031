"""Commands in what is printed, for whoever pastes them: with the options that this run was given and that one needs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache

import click

from generator.cli.session import AwsOptions
from generator.cli.table import ROWS
from generator.cli.wrapping import SOURCE

TYPED = re.compile(r"\./build\.py (?!--)([a-z-]+)((?: (?!\(|·|\|)[^ ;,`]+)*)")
"""A command and what follows it, to the end of its words."""
PROGRAM = "./build.py"
PEOPLE = frozenset(row.name for row in ROWS if row.group == "Launch")
"""Commands of people who become the same role each time; planning and publishing are different roles."""


def complete_commands(text: str, elsewhere: str, aws: AwsOptions) -> str:
    """The text with its commands completed; the lines of files stay as they are.

    `elsewhere` is `--project`, empty where a bare command takes the same project.
    """

    def completed(match: re.Match[str]) -> str:
        name, rest = match[1], match[2]
        more = [words for words in _options(name, aws) if words[0] not in rest.split()]
        project = ("--project", shlex.quote(elsewhere)) if elsewhere and _takes(name) is not None else ()
        return " ".join((PROGRAM, *project, name, *(word for words in more for word in words))) + rest

    return "\n".join(line if SOURCE.match(line) else TYPED.sub(completed, line) for line in text.split("\n"))


def _options(name: str, aws: AwsOptions) -> Iterator[tuple[str, str]]:
    """The options of AWS that this run was given and that a command takes, too; a code of MFA counts once."""
    takes = _takes(name) or frozenset()
    given = {"--profile": aws.profile, "--region": aws.region, "--endpoint-url": aws.endpoint_url}
    if name in PEOPLE:
        given |= {"--as": aws.role, "--mfa-code": aws.mfa_code and "CODE"}
    yield from ((option, shlex.quote(value)) for option, value in given.items() if value and option in takes)


@cache
def _takes(name: str) -> frozenset[str] | None:
    """The options of a command; None where there is no such command."""
    from generator.cli.entry import cli

    command = cli.get_command(click.Context(cli), name)
    return None if command is None else frozenset(option for each in command.params for option in each.opts)
