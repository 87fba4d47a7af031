"""Condition elements: operators with IfExists and set operators, Null, and what an absent key means.

Sources: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Set operators for multivalued context
keys". All conditions of a statement must hold; several values of one condition are alternatives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from generator.iam.evaluate.errors import NotUnderstood
from generator.iam.evaluate.operators import OPERATORS, Test
from generator.iam.evaluate.patterns import Context, written


class Quantifier(Enum):
    """How many of a key's values must match."""

    THE_ONE = ""
    ALL = "forallvalues:"
    ANY = "foranyvalue:"


@dataclass(frozen=True)
class Null:
    """`Null`: True in `wanted` asks that the key is absent, False that it is present."""

    key: str
    wanted: frozenset[bool]

    def holds(self, context: Context) -> bool:
        """Whether the key is as wanted; a multivalued key that was sent without values is present."""
        return (self.key not in context) in self.wanted


@dataclass(frozen=True)
class Comparison:
    """One operator, one key and the values that it is compared with."""

    key: str
    tests: tuple[Test, ...]
    negated: bool
    quantifier: Quantifier
    if_exists: bool

    def holds(self, context: Context) -> bool:
        """Whether the condition holds for the request."""
        value = context.get(self.key)
        if value is None:
            return self._holds_without()
        values = (value,) if isinstance(value, str) else value
        match self.quantifier:
            case Quantifier.ALL:
                return all(self._accepts(each, context) for each in values)
            case Quantifier.ANY:
                return any(self._accepts(each, context) for each in values)
        # A multivalued key needs a set operator; without one the condition does not hold.
        return isinstance(value, str) and self._accepts(value, context)

    def _holds_without(self) -> bool:
        """What an absent key means: ForAllValues, a negated operator and IfExists hold, ForAnyValue never does.

        AWS quirk: ForAnyValue passes over IfExists (iam.cloudcopilot.io, "ForAnyValue:BoolIfExists").
        """
        match self.quantifier:
            case Quantifier.ALL:
                return True
            case Quantifier.ANY:
                return False
        return self.negated or self.if_exists

    def _accepts(self, value: str, context: Context) -> bool:
        if not self.negated:
            return any(test(value, context) for test in self.tests)
        # A negated operator holds where no value matches; one with a variable without value never holds.
        return all(test(value, context) is False for test in self.tests)


Condition = Null | Comparison


def compile_conditions(element: object, variables: bool) -> tuple[Condition, ...]:
    """Compile a Condition element; raises NotUnderstood."""
    if not isinstance(element, Mapping):
        raise NotUnderstood(f"a Condition that is not an object: {element!r}")
    return tuple(_conditions(element, variables))


def _conditions(element: Mapping[str, Any], variables: bool) -> Iterator[Condition]:
    for name, keys in element.items():
        if not isinstance(keys, Mapping):
            raise NotUnderstood(f"the operator {name} without condition keys")
        for key, values in keys.items():
            if ":" not in key:
                raise NotUnderstood(f"the condition key {key!r}, which names no service")
            yield _condition(name, key.lower(), _values(name, key, values), variables)


def _condition(name: str, key: str, values: tuple[str, ...], variables: bool) -> Condition:
    low = name.lower()
    if low == "null":
        return Null(key, frozenset(_truth(value) for value in values))
    quantifier = next(
        each for each in (Quantifier.ALL, Quantifier.ANY, Quantifier.THE_ONE) if low.startswith(each.value)
    )
    stem = low.removeprefix(quantifier.value)
    if_exists = stem.endswith("ifexists")
    known = OPERATORS.get(stem.removesuffix("ifexists"))
    if known is None:
        raise NotUnderstood(f"the condition operator {name}")
    return Comparison(
        key, tuple(known.compile(value, variables) for value in values), known.negated, quantifier, if_exists
    )


def _values(name: str, key: str, values: object) -> tuple[str, ...]:
    listed = values if isinstance(values, (list, tuple)) else [values]
    if not listed:
        raise NotUnderstood(f"{name} on {key} without a value")
    return tuple(_value(name, key, value) for value in listed)


def _value(name: str, key: str, value: object) -> str:
    text = written(value)
    if text is None:
        raise NotUnderstood(f"{name} on {key} with a value that is no string, number or boolean")
    return text


def _truth(value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise NotUnderstood(f"Null with the value {value!r}, which is neither true nor false")
    return value.lower() == "true"
