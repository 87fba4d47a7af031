"""--all and --ring of `plan` and `apply`: the options, and what is counted of each target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from generator.cli.exits import Exit
from generator.cli.session import Session

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Outcome:
    """What was planned for a target, or done there."""

    steps: int = 0
    environments: int = 0
    code: Exit = Exit.FINE
    text: str = ""
    """The plan as JSON."""

    @property
    def words(self) -> str:
        """`3 steps, 1 environment`, or `no changes`."""
        counts = [(self.steps, "step"), (self.environments, "environment")]
        return ", ".join(f"{count} {noun}{'s' * (count != 1)}" for count, noun in counts if count) or "no changes"


def many_targets(command: Command) -> Command:
    """The options that name several targets."""
    command = click.option("--ring", type=click.IntRange(0, 99), help="Every target of this ring.")(command)
    return click.option("--all", "every", is_flag=True, help="Every target, ring by ring, lowest first.")(command)


def require_many(session: Session, target: str | None, *, alone: bool) -> None:
    """Raises UsageError beside an option that is about one target; `alone`: something else that is was given."""
    if target is not None or session.aws.region is not None:
        raise click.UsageError("--all and --ring take the targets of portfolio.yaml: leave out --target and --region")
    if alone:
        raise click.UsageError("a saved plan and an environment are of one target: leave out --all and --ring")
