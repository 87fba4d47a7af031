"""Answers of portfolio.yaml that a release cannot take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.cloudformation.template.parameter import Parameter
from generator.model import Environment, Network, Release, Target, Trust
from generator.model.base import Base
from generator.planning.environments import plan_deployment


@dataclass(frozen=True)
class Untaken:
    """An answer that a release's template does not take, and what it would take instead."""

    parameter: str
    value: str
    known: bool
    choices: str


def find_untaken(
    base: Base, environment: Environment, target: Target, release: Release, declared: Mapping[str, Parameter]
) -> Iterator[Untaken]:
    """What is answered otherwise than by default and the release has no question for, or refuses."""
    named = (environment.name, environment.target, environment.project, environment.stage, environment.version)
    plain = Environment(*named, Network(), Trust(environment.scientists.mode))
    default = plan_deployment(base, plain, target, release).parameters
    for name, value in plan_deployment(base, environment, target, release).parameters.items():
        if name not in declared:
            if value != default.get(name):
                yield Untaken(name, value, False, "")
        elif not declared[name].accepts(value):
            parameter = declared[name]
            yield Untaken(name, value, True, ", ".join(parameter.choices) or parameter.bounds or "another value")
