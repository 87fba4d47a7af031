"""What the rules of a template say, without a template: which functions they use, and which parameters they name.

Source: the page "Rules" of the CloudFormation user guide, "Rule-specific intrinsic functions", and "Template constraint
rules" of the Service Catalog administrator guide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.cloudformation.template.rules import TESTS

Path = tuple[str | int, ...]
VALUES = ("Ref", "Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll")
"""The functions that give a value inside one of those that test."""
_TWO = ("Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::Equals")
_PSEUDO = "AWS::"


def find_misused(expression: Any, path: Path = ()) -> Iterator[tuple[Path, str, str]]:
    """(place, what is wrong, fix) of every function that a rule cannot have there."""
    match expression:
        case dict() if len(expression) == 1:
            (name, argument), *_ = expression.items()
            if name in TESTS:
                yield from _arguments(name, argument, (*path, name))
            elif name in VALUES:
                yield (*path, name), f"`{name}` gives a value, and here something is tested", "Fn::Equals: [{ … }, …]"
            else:
                fix = f"one of {', '.join(sorted(TESTS))}"
                yield (*path, name), f"`{str(name)[:60]}` is no function that a rule tests by", fix
        case _:
            yield path, "a rule's expression is one function", "{ Fn::Equals: [{ Ref: PARAMETER }, VALUE] }"


def _arguments(name: str, argument: Any, path: Path) -> Iterator[tuple[Path, str, str]]:
    if not isinstance(argument, list):
        yield path, f"`{name}` takes a list", f"{name}: [ … ]"
    elif name in _TWO:
        if len(argument) != 2:
            yield path, f"`{name}` takes two things, and has {len(argument)}", f"{name}: [ …, … ]"
        for index, each in enumerate(argument):
            yield from _value(each, (*path, index))
    elif (name == "Fn::Not") is not (len(argument) == 1) or not argument:
        wants = "one test" if name == "Fn::Not" else "two tests or more"
        yield path, f"`{name}` takes {wants}, and has {len(argument)}", f"{name}: [ {{ Fn::Equals: [ …, … ] }} ]"
    else:
        for index, each in enumerate(argument):
            yield from find_misused(each, (*path, index))


def _value(value: Any, path: Path) -> Iterator[tuple[Path, str, str]]:
    match value:
        case {"Ref": str()} | {"Fn::RefAll": str()} if len(value) == 1:
            return
        case {"Fn::ValueOf": [str(), str()]} | {"Fn::ValueOfAll": [str(), str()]} if len(value) == 1:
            return
        case dict():
            name = str(next(iter(value), "{}"))[:60]
            yield (*path, name) if value else path, f"`{name}` gives a rule no value", f"one of {', '.join(VALUES)}"
        case list():
            for index, each in enumerate(value):
                yield from _value(each, (*path, index))
        case str() | int() | float():
            return
        case _:
            yield path, "a rule compares texts", "write a text in quotes"


def find_named(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """(place, name) of every parameter that an expression names."""
    match value:
        case {"Ref": str() as name} if not name.startswith(_PSEUDO):
            yield (*path, "Ref"), name
        case {"Fn::ValueOf": [str() as name, _]}:
            yield (*path, "Fn::ValueOf", 0), name
        case Mapping():
            for key, each in value.items():
                yield from find_named(each, (*path, key))
        case list() | tuple():
            for index, each in enumerate(value):
                yield from find_named(each, (*path, index))
