"""Conditions, thin over awacs: each function takes a condition key and its values, and returns awacs's element.

`ForAllValues` and `…IfExists` are true when the key is missing (IAM User Guide, "Multivalued context keys" and
"IfExists"): pair an allow-list that uses them with `present(key)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from awacs import aws
from awacs.aws import ConditionElement

from generator.iam.refusal import refuse

_ELEMENTS: dict[str, type[ConditionElement]] = {
    vars(element)["condition"]: element for element in ConditionElement.__subclasses__()
}


def _element(operator: str, key: str, *values: Any) -> ConditionElement:
    if not values:
        refuse("SEC405", f"the condition {operator} on `{key}` has no value", "name at least one value")
    return _ELEMENTS[operator](key, values[0] if len(values) == 1 else list(values))


string_equals = partial(_element, "StringEquals")
"""The key's value is one of the values, letter by letter."""
string_not_equals = partial(_element, "StringNotEquals")
"""The key's value is none of the values; true when the key is missing."""
string_like = partial(_element, "StringLike")
"""The key's value fits one of the patterns (`*` and `?`)."""
string_not_like = partial(_element, "StringNotLike")
"""The key's value fits none of the patterns; true when the key is missing."""
arn_equals = partial(_element, "ArnEquals")
"""The key's value is one of these ARNs."""
arn_like = partial(_element, "ArnLike")
"""The key's value fits one of these ARN patterns, part by part."""
arn_not_equals = partial(_element, "ArnNotEquals")
"""The key's value is none of these ARNs; true when the key is missing."""
arn_not_like = partial(_element, "ArnNotLike")
"""The key's value fits none of these ARN patterns; true when the key is missing."""
ip = partial(_element, "IpAddress")
"""The address is in one of the ranges."""
not_ip = partial(_element, "NotIpAddress")
"""The address is in none of the ranges; true when the key is missing."""


def bool_(key: str, value: bool) -> ConditionElement:
    """The key is the string `true` or `false`."""
    return _element("Bool", key, _word(value))


def json_bool(key: str, value: bool) -> ConditionElement:
    """The same, written as a JSON boolean: some compliance rules look for the one form, some for the other."""
    return aws.Bool(key, value)


def null(key: str, missing: bool) -> ConditionElement:
    """The key is missing (`True`) or there (`False`)."""
    return _element("Null", key, _word(missing))


def present(key: str) -> ConditionElement:
    """The key is in the request."""
    return null(key, False)


def absent(key: str) -> ConditionElement:
    """The key is not in the request."""
    return null(key, True)


def at_most(key: str, value: Any) -> ConditionElement:
    """The number is no larger than `value`."""
    return _element("NumericLessThanEquals", key, value)


def more_than(key: str, value: Any) -> ConditionElement:
    """The number is larger than `value`."""
    return _element("NumericGreaterThan", key, value)


def if_exists(element: ConditionElement) -> ConditionElement:
    """The same condition, true also when the key is missing."""
    return _rename(element, f"{element.condition}IfExists")


def for_all_values(element: ConditionElement) -> ConditionElement:
    """Every value of the key meets the condition; true also when there is none."""
    return _rename(element, f"ForAllValues:{element.condition}")


def for_any_value(element: ConditionElement) -> ConditionElement:
    """At least one value of the key meets the condition."""
    return _rename(element, f"ForAnyValue:{element.condition}")


def merge(conditions: tuple[ConditionElement, ...]) -> list[ConditionElement]:
    """One element for each operator, in order of appearance.

    awacs keeps only the last of two elements with one operator, which would drop a condition without a word.
    """
    merged: dict[str, dict[str, Any]] = {}
    for element in conditions:
        tests = merged.setdefault(element.condition, {})
        for key, value in element.get_dict().items():
            if key in tests:
                refuse(
                    "SEC405",
                    f"`{key}` is tested twice with {element.condition}, and a statement can hold only one such test",
                    "give both values to one condition, or write two statements",
                )
            tests[key] = value
    return [_ELEMENTS[operator](tests) for operator, tests in merged.items()]


def operators() -> tuple[str, ...]:
    """Every operator, with its quantifiers and `IfExists`, as policies write it."""
    return tuple(_ELEMENTS)


def condition(operator: str, tests: Mapping[str, Any]) -> ConditionElement:
    """The element of an operator that stands in data: key → values."""
    return _ELEMENTS[operator](dict(tests))


def _rename(element: ConditionElement, operator: str) -> ConditionElement:
    if operator not in _ELEMENTS:
        refuse("SEC405", f"there is no condition operator {operator}", "use if_exists or a set operator once")
    return _ELEMENTS[operator](element.get_dict())


def _word(value: bool) -> str:
    return "true" if value else "false"
