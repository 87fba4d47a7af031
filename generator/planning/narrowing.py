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
    """`{"Rules": {...}}`: the environment and what else is pinned, each narrowed parameter held to its values, and the
    rules that the offer adds: all in one constraint, so that no moment has one half of them."""
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
    return {"Rules": {**rules, **offer.rules}}


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
    def about(self) -> str:
        """The parameter."""
        return self.parameter

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


@dataclass(frozen=True)
class RuleChange:
    """A rule that says more than lists of values, before and after; None where there is none of its name."""

    rule: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None

    @property
    def about(self) -> str:
        """`rule NoLargeVolumes`."""
        return f"rule {self.rule}"

    @property
    def widens(self) -> bool:
        """Whether something may be answered that was refused; of a rule that is another now nobody can say."""
        return self.old is not None

    @property
    def tightens(self) -> bool:
        """Whether something is refused that could be answered; of a rule that is another now nobody can say."""
        return self.new is not None

    @property
    def words(self) -> str:
        """`rule NoLargeVolumes: none → “Large volumes need a large machine”`."""
        return f"{self.about}: {' → '.join(self.sides)}"

    @property
    def sides(self) -> tuple[str, str]:
        """What people are told before and after, with the rule's text where that is the same."""
        old, new = _told(self.old), _told(self.new)
        return (old, new) if old != new else (json.dumps(self.old), json.dumps(self.new))


AnyChange = Change | RuleChange


def _told(rule: Mapping[str, Any] | None) -> str:
    if rule is None:
        return "none"
    texts = [each.get("AssertDescription") for each in rule.get("Assertions") or () if isinstance(each, dict)]
    return f"“{'; '.join(map(str, texts))}”" if texts and all(texts) else json.dumps(rule)


def _side(allowed: AllowedValues | None) -> str:
    if allowed is None:
        return "any"
    return allowed.words if allowed.texts else "nothing"


def compare_rules(old: str | None, new: str | None) -> Sequence[AnyChange] | None:
    """The changes between the parameters of two template constraints; what is None narrows nothing.

    Lists of values are compared by parameter, what says more by its name; None where one of the two is no rules at all.
    """
    before, after = _rules(old), _rules(new)
    if before is None or after is None:
        return None
    (plain, others), (plain_after, others_after) = _parted(before), _parted(after)
    names = [name for name in sorted({*others, *others_after}) if others.get(name) != others_after.get(name)]
    return [
        *_changes(read_narrowing(plain), read_narrowing(plain_after)),
        *(RuleChange(name, others.get(name), others_after.get(name)) for name in names),
    ]


def _parted(rules: Mapping[str, Any]) -> tuple[Sequence[Mapping[str, Any]], Mapping[str, Any]]:
    """The rules that list values only, and the others by their names."""
    plain = [rule for rule in rules.values() if lists_values_only([rule])]
    return plain, {name: rule for name, rule in rules.items() if not lists_values_only([rule])}


def _changes(old: Mapping[str, AllowedValues], new: Mapping[str, AllowedValues]) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        change = Change(name, old.get(name), new.get(name))
        if change.widens or change.tightens:
            yield change


def _rules(text: str | None) -> Mapping[str, Any] | None:
    try:
        rules = (json.loads(text) if text else {}).get("Rules", {})
    except (ValueError, AttributeError):
        return None
    whole = isinstance(rules, dict) and all(isinstance(rule, dict) for rule in rules.values())
    return rules if whole else None
