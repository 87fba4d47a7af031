"""Which part of portfolio.yaml is applied: all of it, its environments, one of these, the catalog, or a saved plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from generator.cli.project import Project
    from generator.planning.environment_plan import EnvironmentPlan

ENVIRONMENTS, CATALOG = "environments", "catalog"


@dataclass(frozen=True)
class Part:
    """`environment` names one of them; `saved` is a plan's file, which is about everything."""

    words: str = ""
    environments: bool = True
    catalog: bool = True
    environment: str | None = None
    target: str | None = None
    saved: Path | None = None

    def chosen(self, plans: Sequence[EnvironmentPlan]) -> tuple[EnvironmentPlan, ...]:
        """Those of the environments' plans that are applied."""
        if not self.environments:
            return ()
        return tuple(plan for plan in plans if self.environment in (None, plan.name))

    @property
    def command(self) -> str:
        """What was typed."""
        return f"./build.py apply {self.words}".rstrip()


def typed(*words: str, target: str | None, prune: bool, deep: bool) -> str:
    """The words and options of `plan` or `apply` that another command repeats, so that it means the same."""
    options = (f"--target {target}" if target else "", "--prune" if prune else "", "--deep" if deep else "")
    return " ".join(each for each in (*words, *options) if each)


def choose_part(project: Project, what: str | None) -> Part:
    """The part that a word means; raises UsageError where it means none."""
    environments = project.manifest.catalog.environments
    match what:
        case None:
            return Part()
        case "environments":
            return Part(ENVIRONMENTS, catalog=False)
        case "catalog":
            return Part(CATALOG, environments=False)
        case str() if what in environments:
            return Part(what, catalog=False, environment=what, target=environments[what].target)
        case str() if Path(what).is_file():
            return Part(what, saved=Path(what))
    names = ", ".join([ENVIRONMENTS, CATALOG, *environments])
    raise click.UsageError(f"`{what}` is no file of a saved plan; or name one of {names}")
