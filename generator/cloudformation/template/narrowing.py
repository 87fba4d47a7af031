"""What a portfolio narrows of parameters: the values that are left, the assertions of a template constraint that hold
people to them, and what is left read back from these.

The assertions are Fn::Contains for a list of values, Fn::EachMemberIn where the parameter itself is a list, and
Fn::Equals for a single value that is set; no rule function compares numbers (Service Catalog administrator guide,
"Template constraint rules"), so that a range is the list of its numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.template.entity_forms import FORMS
from generator.cloudformation.template.parameter import Parameter, is_number, plain_text
from generator.model.allowed_values import AllowedValues

_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)


@dataclass(frozen=True)
class Narrowing:
    """What a portfolio wrote about a parameter, beside what one released template declares of it."""

    parameter: Parameter
    written: AllowedValues

    @property
    def own_bounds(self) -> tuple[int | None, int | None]:
        """The smallest and the largest whole number that the template takes; None where nothing bounds it."""
        if self.parameter.allowed is not None:
            numbers = [int(text) for text in self.parameter.allowed if _WHOLE.fullmatch(text)]
            return (min(numbers), max(numbers)) if numbers else (None, None)
        low, high = self.parameter.minimum, self.parameter.maximum
        return None if low is None else math.ceil(low), None if high is None else math.floor(high)

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """Where a range begins and ends: as written, or as the template has it."""
        low, high = self.own_bounds
        written = self.written
        return (
            low if written.minimum is None else written.minimum,
            high if written.maximum is None else written.maximum,
        )

    @property
    def open_ends(self) -> tuple[str, ...]:
        """`min`, `max`: what neither the portfolio nor the template bounds."""
        if not self.written.is_range or self.parameter.allowed is not None:
            return ()
        return tuple(name for name, bound in zip(("min", "max"), self.bounds, strict=True) if bound is None)

    @property
    def count(self) -> int:
        """How many values would be listed, at most."""
        if not self.written.is_range:
            return len(self.written.values)
        if self.parameter.allowed is not None:
            return len(self.left)
        low, high = self.bounds
        return 0 if low is None or high is None else max(0, high - low + 1)

    @property
    def refused(self) -> tuple[str, ...]:
        """What is written and the template never takes: listed values, or an end of a range beyond its bounds."""
        if not self.written.is_range:
            return tuple(text for text in self.written.values if not self.takes(text))
        low, high = self.own_bounds
        ends = (self.written.minimum, self.written.maximum)
        beyond = [
            end
            for end in ends
            if end is not None and ((low is not None and end < low) or (high is not None and end > high))
        ]
        return tuple(map(str, dict.fromkeys(beyond)))

    @property
    def left(self) -> tuple[str, ...]:
        """The values that portfolio and template both allow, in an order that is the same however they were written."""
        return sort_values(text for text in self._listed if self.takes(text))

    @property
    def _listed(self) -> Iterable[str]:
        if not self.written.is_range:
            return self.written.values
        low, high = self.bounds
        if self.parameter.allowed is None:
            assert not self.open_ends, "a range that nothing bounds cannot be listed"
            return () if low is None or high is None else map(str, range(low, high + 1))
        numbers = (text for text in self.parameter.allowed if _WHOLE.fullmatch(text))
        return (t for t in numbers if (low is None or int(t) >= low) and (high is None or int(t) <= high))

    def takes(self, text: str) -> bool:
        """Whether the template takes a value: of a list, as one of its items; of a type of AWS's, by its form."""
        if self.parameter.items(text) != [text]:
            return False
        form = FORMS.get(self.parameter.item_type)
        return self.parameter.accepts(text) and (form is None or form.fullmatch(text) is not None)


def leave(narrowings: Sequence[Narrowing]) -> AllowedValues:
    """What all versions on offer are held to. Where they differ each keeps its own bounds, so this is their union."""
    return AllowedValues(sort_values({text for narrowing in narrowings for text in narrowing.left}))


def sort_values(texts: Iterable[str]) -> tuple[str, ...]:
    """Numbers by size, then all else by letters; each once."""
    return tuple(sorted(set(texts), key=lambda text: (0, float(text), text) if is_number(text) else (1, 0.0, text)))


def render_assertion(parameter: str, allowed: AllowedValues, *, listed: bool = False) -> dict[str, Any]:
    """The rule function that holds where a parameter has one of the values; where it is a list, each of its items."""
    if allowed.pinned:
        return {"Fn::Equals": [{"Ref": parameter}, *allowed.texts]}
    if listed:
        return {"Fn::EachMemberIn": [{"Ref": parameter}, list(allowed.texts)]}
    return {"Fn::Contains": [list(allowed.texts), {"Ref": parameter}]}


def read_narrowing(rules: Iterable[Mapping[str, Any]]) -> dict[str, AllowedValues]:
    """What the rules without a condition leave, by parameter; an assertion of another form is left out."""
    left: dict[str, AllowedValues] = {}
    for rule in rules:
        for assertion in rule.get("Assertions") or () if "RuleCondition" not in rule else ():
            for name, allowed in _read(assertion.get("Assert")):
                left[name] = left[name] & allowed if name in left else allowed
    return left


def lists_values_only(rules: Iterable[Any]) -> bool:
    """Whether `read_narrowing` reads all that rules say: no condition, and no assertion of another form."""
    for rule in rules:
        match rule:
            case {"Assertions": [*assertions], **more} if not more:
                tests = [each.get("Assert") if isinstance(each, dict) else None for each in assertions]
                if not all(map(_is_read, tests)):
                    return False
            case _:
                return False
    return True


def _is_read(assertion: Any) -> bool:
    match assertion:
        case {"Fn::And": [*assertions]}:
            return all(map(_is_read, assertions))
    return any(True for _ in _read(assertion))


def _read(assertion: Any) -> Iterator[tuple[str, AllowedValues]]:
    match assertion:
        case {"Fn::Contains": [[*values], {"Ref": str() as name}]} if all(map(_is_plain, values)):
            yield name, AllowedValues(tuple(map(plain_text, values)))
        case {"Fn::EachMemberIn": [{"Ref": str() as name}, [*values]]} if all(map(_is_plain, values)):
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
