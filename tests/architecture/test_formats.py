"""Every command that prints for programs is on the page of formats, and the page names no other."""

from __future__ import annotations

from collections.abc import Iterator

import click

from generator.cli.entry import cli
from generator.cli.table import ROWS
from pages.reference.formats import load_outputs

PROGRAMS = {"json", "ndjson"}
DOCUMENTS = {"permissions", "spoke-roles", "schema"}
"""They print policies, templates and schemas, which are no formats of ours."""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Each command by its words, those of groups too."""
    root = click.Context(cli)
    for row in ROWS:
        command = cli.get_command(root, row.name)
        assert command is not None
        yield row.name, command
        for name, below in (command.commands if isinstance(command, click.Group) else {}).items():
            yield f"{row.name} {name}", below


def printing(command: click.Command) -> set[str]:
    """The formats for programs that a command's --format takes."""
    kinds = [each.type for each in command.params if "--format" in each.opts]
    return {str(choice) for kind in kinds if isinstance(kind, click.Choice) for choice in kind.choices} & PROGRAMS


def test_every_command_that_prints_for_programs_is_on_the_page() -> None:
    wanted = {f"{name} {form}" for name, command in commands() for form in printing(command) if name not in DOCUMENTS}
    known = dict(commands())
    named = set()
    for output in load_outputs().values():
        for line in output.by:
            before, _, form = line.partition(" --format ")
            name = " ".join(word for word in before.split() if word.islower() and not word.startswith("-"))
            assert name in known, line
            if form:
                named.add(f"{name} {form}")
    assert named == wanted
