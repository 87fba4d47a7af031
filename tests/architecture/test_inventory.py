"""The pages that are made from the code say what the code says."""

from __future__ import annotations

import click
import pytest

from generator.cli.entry import cli
from generator.cli.table import ROWS
from pages.reference import FOLDER, PAGES
from tests.architecture.inventory import PAGE, write_inventory


def test_the_inventory_is_what_the_code_holds() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_inventory(), "make inventory"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_reference_is_what_the_program_says(name: str) -> None:
    assert (FOLDER / f"{name}.md").read_text(encoding="utf-8") == PAGES[name](), "make inventory"


def test_no_other_page_is_beside_them() -> None:
    assert sorted(page.stem for page in FOLDER.iterdir()) == sorted(PAGES)


def test_every_option_says_something() -> None:
    root = click.Context(cli)
    found = [(row.name, cli.get_command(root, row.name)) for row in ROWS]
    commands = [(name, command) for name, command in found if command is not None]
    groups = [(name, command) for name, command in commands if isinstance(command, click.Group)]
    commands += [(f"{name} {below}", each) for name, group in groups for below, each in group.commands.items()]
    silent = [
        f"{name} {option.opts[0]}"
        for name, command in commands
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []
