"""What an offer leaves of a product's parameters → the rules of a template constraint."""

from __future__ import annotations

from typing import Any

from generator.cloudformation.template.narrowing import render_assertion
from generator.model import AllowedValues, Environment, Offer, Product

CURRENT = "current"


def build_rules(offer: Offer, product: Product, environment: Environment | None) -> dict[str, Any]:
    """`{"Rules": {...}}`: the environment pinned, and each narrowed parameter held to its values."""
    rules: dict[str, Any] = {}
    if (pinned := product.environment_parameter) is not None and environment is not None:
        words = f"This portfolio launches into {environment.name} only: set {pinned} to {environment.name}"
        rules["PinEnvironment"] = _rule(pinned, _pin(environment), words)
    for name, allowed in sorted(offer.narrow, key=lambda entry: entry[0]):
        rules[f"Narrow{name}"] = _rule(name, allowed, f"{name} must be {allowed.words}")
    return {"Rules": rules}


def _pin(environment: Environment) -> AllowedValues:
    """The environment by its name; also as `current`, where it is the account's current one."""
    if environment.options.current:
        return AllowedValues((environment.name, CURRENT))
    return AllowedValues((environment.name,), pinned=True)


def _rule(parameter: str, allowed: AllowedValues, words: str) -> dict[str, Any]:
    return {"Assertions": [{"Assert": render_assertion(parameter, allowed), "AssertDescription": words}]}
