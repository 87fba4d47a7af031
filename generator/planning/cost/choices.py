"""What another answer would add: each parameter with a list of choices, and the cost with each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from generator.cloudformation.template.compared import tested
from generator.cloudformation.template.parameter import Parameter, read_parameters
from generator.cloudformation.template.references import walk_references
from generator.planning.cost.estimate import Estimate, estimate
from generator.planning.cost.making import COUNTED

_MOST = 40
"""Choices of a parameter that are tried."""


@dataclass(frozen=True)
class Choice:
    """One answer to one parameter: what it adds to the cost, by month and by hour of running."""

    parameter: str
    value: str
    current: bool
    month: Decimal | None
    """USD a month more than with the answer that is given; less than 0 where it saves, None where a price lacks."""
    hour: Decimal | None
    """USD an hour of running more than with the answer that is given."""
    cost: Estimate
    uses: bool
    """Whether what is paid by use differs."""


def compare_choices(
    document: Mapping[str, Any],
    answers: Mapping[str, str],
    pseudo: Mapping[str, Any],
    left: Mapping[str, Collection[str]] | None = None,
) -> Iterator[Choice]:
    """Every choice of every parameter whose choices differ in what they cost, the given answer among them.

    `left` are the choices that a portfolio leaves, by parameter. Other answers stay as they are, whether or not a
    rule of the template takes them together.
    """
    given, mentioned = estimate(document, answers, pseudo), _mentioned(document)
    for name, parameter in read_parameters(document.get("Parameters", {})).items():
        now = answers.get(name, parameter.default)
        if name not in mentioned or now is None:
            continue
        choices = _choices(document, parameter, now)
        choices = [each for each in choices if left is None or name not in left or each in left[name]]
        if not 1 < len(choices) <= _MOST:
            continue
        costs = {value: given if value == now else _ask(document, answers, pseudo, name, value) for value in choices}
        if any(_paid(cost) != _paid(given) for cost in costs.values()):
            for value, cost in costs.items():
                known = not cost.incomplete and not given.incomplete
                month, hour = (cost.month - given.month, cost.hour - given.hour) if known else (None, None)
                yield Choice(name, value, value == now, month, hour, cost, _used(cost) != _used(given))


def _ask(
    document: Mapping[str, Any], answers: Mapping[str, str], pseudo: Mapping[str, Any], name: str, value: str
) -> Estimate:
    return estimate(document, {**answers, name: value}, pseudo)


def _choices(document: Mapping[str, Any], parameter: Parameter, now: str) -> list[str]:
    """The values that the template lists; where it lists none, the words that its conditions ask about."""
    if parameter.choices:
        return list(parameter.choices)
    conditions = document.get("Conditions") or {}
    asked = {text for each in conditions for name, text in tested(each, conditions) if name == parameter.name and text}
    words = (now, *sorted(asked), parameter.default or "")
    return [value for value in dict.fromkeys(words) if value and parameter.accepts(value)] if asked else []


def _mentioned(document: Mapping[str, Any]) -> set[str]:
    """The parameters on which conditions or what is counted depend."""
    bodies = (each.get("Properties") or {} for each in (document.get("Resources") or {}).values())
    counted = [body[name] for body in bodies for name in COUNTED if name in body]
    return {each.name for each in walk_references([document.get("Conditions") or {}, counted])}


def _used(cost: Estimate) -> set[str]:
    return {item.what for item in cost.items if item.when == "use"}


def _paid(cost: Estimate) -> set[tuple[str, object]]:
    return {(item.what, item.month) for item in cost.items}
