"""Answers of portfolio.yaml that a release cannot take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.cloudformation.template.parameter import Parameter
from generator.model import Environment, Network, Release, Target, Trust
from generator.model.declaration import (
    ASSET_BUCKET,
    ASSET_KEY,
    BOUNDARY,
    FIELDS,
    NAMING,
    PATH,
    Base,
    place_of,
    read_field,
)
from generator.planning.environments import plan_deployment

_NOTHING = (None, False, "", "none", "off", ())
"""What a product that does not know the field does anyway."""


@dataclass(frozen=True)
class Untaken:
    """An answer that a release's template does not take, and what it would take instead."""

    parameter: str
    """Or the field, where no parameter takes it."""
    place: tuple[str | int, ...]
    value: str
    known: bool
    choices: str


def list_answers(base: Base, environment: Environment, target: Target, release: Release) -> dict[str, str]:
    """What whoever launches the environment from a portfolio answers, by parameter; the portfolio has the rest."""
    pinned = (PATH, BOUNDARY, ASSET_BUCKET, ASSET_KEY)
    theirs = {each.parameter for each in base.questions if each.field not in pinned}
    default = plan_deployment(base, _plain(environment), target, release).parameters
    given = plan_deployment(base, environment, target, release).parameters
    asked = {each.parameter for each in base.questions if each.field in NAMING}
    return {name: text for name, text in given.items() if name in theirs and (text != default[name] or name in asked)}


def _plain(environment: Environment) -> Environment:
    named = (environment.name, environment.target, environment.project, environment.stage, environment.version)
    return Environment(*named, Network(), Trust(environment.scientists.mode))


def find_untaken(
    base: Base, environment: Environment, target: Target, release: Release, declared: Mapping[str, Parameter]
) -> Iterator[Untaken]:
    """What is answered otherwise than by default and the release has no question for, or refuses."""
    plain = _plain(environment)
    taken = {each.field for each in base.questions}
    for field in FIELDS:
        if field not in (*taken, ASSET_BUCKET, ASSET_KEY):
            value = read_field(environment, field)
            if value not in _NOTHING and value != read_field(plain, field):
                yield Untaken(field, place_of(field), str(value), False, "")
    yield from _unknown_words(base, environment)
    default = plan_deployment(base, plain, target, release).parameters
    for name, value in plan_deployment(base, environment, target, release).parameters.items():
        if name not in declared:
            if value != default.get(name):
                yield Untaken(name, base.place(name), value, False, "")
        elif not declared[name].accepts(value):
            parameter = declared[name]
            yield Untaken(
                name, base.place(name), value, True, ", ".join(parameter.choices) or parameter.bounds or "another value"
            )


def _unknown_words(base: Base, environment: Environment) -> Iterator[Untaken]:
    """The words of a list for which there is no question, where each question asks whether one word is there."""
    for field in dict.fromkeys(each.field for each in base.questions if each.has is not None):
        asked = {each.has for each in base.questions if each.field == field}
        value = read_field(environment, field)
        for index, word in enumerate(value if isinstance(value, tuple) and None not in asked else ()):
            if word not in asked:
                where: list[str | int] = [*place_of(field), index]
                yield Untaken(f"whether {field} has `{word}`", tuple(where), str(word), False, "")
