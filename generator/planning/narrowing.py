"""What an offer leaves of a product's parameters → the rules of a template constraint, and two of them compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.template.narrowing import (
    Narrowing,
    leave,
    lists_values_only,
    read_narrowing,
    render_assertion,
)
from generator.cloudformation.template.parameter import Parameter
from generator.model import AllowedValues, Environment, Offer, Product, Version

Declared = Mapping[tuple[str, Version], Mapping[str, Parameter]]
"""The parameters of each release, by product and version."""


def build_rules(
    offer: Offer,
    product: Product,
    environment: Environment | None,
    declared: Declared | None = None,
    pins: Mapping[str, AllowedValues] | None = None,
) -> dict[str, Any]:
    """`{"Rules": {...}}`: the environment and what else is pinned, and each narrowed parameter held to its values."""
    rules: dict[str, Any] = {}
    if (pinned := product.environment_parameter) is not None and environment is not None:
        words = f"This portfolio launches into {environment.name} only: set {pinned} to {environment.name}"
        rules["PinEnvironment"] = _rule(render_assertion(pinned, environment.pin), words)
    for name, allowed in sorted((pins or {}).items()):
        words = f"This portfolio launches with {name} of its own: set {name} to {allowed.words}"
        rules[f"Pin{name}"] = _rule(render_assertion(name, allowed), words)
    for name, written in sorted(offer.narrow, key=lambda entry: entry[0]):
        narrowings = find_narrowings(offer, name, written, declared or {})
        listed = any(narrowing.parameter.is_list for narrowing in narrowings)
        left = leave(narrowings)
        words = f"{'each of ' if listed else ''}{name} must be {left.words}"
        rules[f"Narrow{name}"] = _rule(render_assertion(name, left, listed=listed), words)
    return {"Rules": rules}


def find_narrowings(offer: Offer, name: str, written: AllowedValues, declared: Declared) -> list[Narrowing]:
    """What is written about one parameter, beside each version on offer; beside none where no release is known."""
    templates = [declared.get((offer.product, version), {}) for version in offer.versions]
    known = [template[name] for template in templates if name in template]
    return [Narrowing(parameter, written) for parameter in known or [Parameter(name)]]


def _rule(assertion: Mapping[str, Any], words: str) -> dict[str, Any]:
    return {"Assertions": [{"Assert": assertion, "AssertDescription": words}]}


@dataclass(frozen=True)
class Change:
    """What people may answer to one parameter, before and after; None where nothing holds them."""

    parameter: str
    old: AllowedValues | None
    new: AllowedValues | None

    @property
    def widens(self) -> bool:
        """Whether something may be answered that was refused."""
        return self.old is not None and (self.new is None or not set(self.new.texts) <= set(self.old.texts))

    @property
    def tightens(self) -> bool:
        """Whether something is refused that could be answered."""
        return self.new is not None and (self.old is None or not set(self.old.texts) <= set(self.new.texts))

    @property
    def words(self) -> str:
        """`VolumeSize: from 5 to 100 → from 5 to 200`."""
        return f"{self.parameter}: {' → '.join(self.sides)}"

    @property
    def sides(self) -> tuple[str, str]:
        """What people could answer before, and can after, in words."""
        return _side(self.old), _side(self.new)


def _side(allowed: AllowedValues | None) -> str:
    if allowed is None:
        return "any"
    return allowed.words if allowed.texts else "nothing"


def compare_rules(old: str | None, new: str | None) -> Sequence[Change] | None:
    """The changes between the parameters of two template constraints; what is None narrows nothing.

    None where one of the two says more than lists of values, such as a rule that somebody wrote by hand.
    """
    before, after = _rules(old), _rules(new)
    if before is None or after is None:
        return None
    return list(_changes(read_narrowing(before), read_narrowing(after)))


def _changes(old: Mapping[str, AllowedValues], new: Mapping[str, AllowedValues]) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        change = Change(name, old.get(name), new.get(name))
        if change.widens or change.tightens:
            yield change


def _rules(text: str | None) -> Sequence[Mapping[str, Any]] | None:
    try:
        rules = list((json.loads(text) if text else {}).get("Rules", {}).values())
    except (ValueError, AttributeError):
        return None
    return rules if lists_values_only(rules) else None
