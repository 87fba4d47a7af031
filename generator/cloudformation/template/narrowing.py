"""What the rules of a template constraint leave of parameters: written as assertions, and read back from them.

The assertions are Fn::Contains for a list and Fn::Equals for a single value that is set; no rule function compares
numbers (Service Catalog administrator guide, "Template constraint rules").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.cloudformation.template.parameter import plain_text
from generator.model.allowed_values import AllowedValues


def render_assertion(parameter: str, allowed: AllowedValues) -> dict[str, Any]:
    """The rule function that holds where a parameter has one of the values."""
    if allowed.pinned:
        return {"Fn::Equals": [{"Ref": parameter}, *allowed.texts]}
    return {"Fn::Contains": [list(allowed.texts), {"Ref": parameter}]}


def read_narrowing(rules: Iterable[Mapping[str, Any]]) -> dict[str, AllowedValues]:
    """What the rules without a condition leave, by parameter; an assertion of another form is left out."""
    left: dict[str, AllowedValues] = {}
    for rule in rules:
        for assertion in rule.get("Assertions") or () if "RuleCondition" not in rule else ():
            for name, allowed in _read(assertion.get("Assert")):
                left[name] = left[name] & allowed if name in left else allowed
    return left


def _read(assertion: Any) -> Iterator[tuple[str, AllowedValues]]:
    match assertion:
        case {"Fn::Contains": [[*values], {"Ref": str() as name}]} if all(map(_is_plain, values)):
            yield name, AllowedValues(tuple(map(plain_text, values)))
        case {"Fn::Equals": [{"Ref": str() as name}, value]} | {"Fn::Equals": [value, {"Ref": str() as name}]} if (
            _is_plain(value)
        ):
            yield name, AllowedValues((plain_text(value),), pinned=True)
        case {"Fn::And": [*assertions]}:
            for each in assertions:
                yield from _read(each)


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float)
