"""Answers that nobody may see: asked for without echo, or read from standard input, and never printed."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from generator.cloudformation.template.parameter import Parameter

FROM_INPUT = "-"
"""`--set Password=-` reads a line of standard input, so that no shell keeps the secret in its history."""


def read_secrets(parameters: Sequence[Parameter], given: Mapping[str, str]) -> dict[str, str]:
    """The answers to NoEcho parameters that are asked for: with `-`, or on a terminal where nothing answers them."""
    found: dict[str, str] = {}
    for parameter in parameters:
        answer = given.get(parameter.name)
        if not parameter.no_echo:
            continue
        if answer == FROM_INPUT:
            found[parameter.name] = _asked(parameter) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
        elif answer is None and parameter.default is None and sys.stdin.isatty():
            found[parameter.name] = _asked(parameter)
    return found


def _asked(parameter: Parameter) -> str:
    if parameter.description:
        click.echo(parameter.description, err=True)
    return str(click.prompt(parameter.name, hide_input=True, default="", show_default=False, err=True))
