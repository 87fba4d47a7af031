"""What a portfolio narrows → the rules of a template constraint.

A template constraint knows only rule functions, and none of them compares numbers (documentation: "Template
constraint rules" of the Service Catalog administrator guide), so a range becomes the list of its whole numbers.
"""

from __future__ import annotations

from typing import Any

from generator.model import Environment, Narrowing, Offer

PIN = "Environment"
CURRENT = "current"


def build_rules(offer: Offer, environment: Environment) -> dict[str, Any]:
    """`{"Rules": {...}}`: the environment pinned, and each narrowed parameter held to its values."""
    words = f"This portfolio launches into {environment.name} only: set {PIN} to {environment.name}"
    rules: dict[str, Any] = {"PinEnvironment": _rule(_pin(environment), words)}
    for narrowing in sorted(offer.narrow, key=lambda narrowing: narrowing.parameter):
        test = {"Fn::Contains": [list(allowed_values(narrowing)), {"Ref": narrowing.parameter}]}
        rules[f"Narrow{narrowing.parameter}"] = _rule(test, f"{narrowing.parameter} must be {describe(narrowing)}")
    return {"Rules": rules}


def _pin(environment: Environment) -> dict[str, Any]:
    """The environment by its name; also as `current`, where it is the account's current one."""
    if environment.options.current:
        return {"Fn::Contains": [[environment.name, CURRENT], {"Ref": PIN}]}
    return {"Fn::Equals": [{"Ref": PIN}, environment.name]}


def allowed_values(narrowing: Narrowing) -> tuple[str, ...]:
    """Every value that a narrowing allows, as CloudFormation compares them: as text."""
    if narrowing.values:
        return narrowing.values
    assert narrowing.maximum is not None, "a narrowing has values or an upper bound"
    return tuple(str(number) for number in range(narrowing.minimum or 1, narrowing.maximum + 1))


def describe(narrowing: Narrowing) -> str:
    """The narrowing in words: `one of a, b` or `from 5 to 100`."""
    if narrowing.values:
        return f"one of {', '.join(narrowing.values)}"
    return f"from {narrowing.minimum or 1} to {narrowing.maximum}"


def _rule(test: dict[str, Any], words: str) -> dict[str, Any]:
    return {"Assertions": [{"Assert": test, "AssertDescription": words}]}
