"""What a property can be: in either branch of a choice, and by every answer that the template lists for a parameter.

What only AWS or whoever launches knows is `UNKNOWN`, and no rule says anything of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.verify.rules.template import Template, listed

ABSENT, UNKNOWN = object(), object()
"""A property that is not there, and a value that a template alone does not tell."""


def values_at(template: Template, node: Any, path: str) -> Iterator[Any]:
    """Each value of a property such as `Options.Enabled`, of every item where there is a list on the way."""
    yield from _walk(template, node, path.split("."))


def values_of(template: Template, value: Any) -> Iterator[Any]:
    """Each value that one thing can have."""
    match value:
        case {"Ref": "AWS::NoValue"}:
            yield ABSENT
        case {"Fn::If": [_, then, otherwise]}:
            yield from values_of(template, then)
            yield from values_of(template, otherwise)
        case {"Ref": str(name)} if name in template.document.get("Parameters", {}):
            yield from _answers(template.document["Parameters"][name])
        case {"Ref": _} | {"Fn::GetAtt": _} | {"Fn::ImportValue": _} | {"Fn::FindInMap": _} | {"Fn::Sub": _}:
            yield UNKNOWN
        case _:
            yield value


def is_on(value: Any) -> bool:
    """Whether a switch is on; CloudFormation takes the text, too."""
    return value is UNKNOWN or value is True or str(value).lower() == "true"


def is_off(value: Any) -> bool:
    """Whether a switch is written to be off."""
    return value is False or str(value).lower() == "false"


def _answers(parameter: Mapping[str, Any]) -> Iterator[Any]:
    if not str(parameter.get("Type", "String")).startswith(("String", "Number", "CommaDelimitedList")):
        yield UNKNOWN
        return
    known = listed(parameter.get("AllowedValues"))
    yield from known
    if not known:
        yield UNKNOWN
        if "Default" in parameter:
            yield parameter["Default"]


def _walk(template: Template, node: Any, path: list[str]) -> Iterator[Any]:
    for value in values_of(template, node):
        if isinstance(value, list | tuple):
            for item in value:
                yield from _walk(template, item, path)
        elif not path or value is ABSENT or value is UNKNOWN:
            yield value
        elif isinstance(value, Mapping):
            yield from _walk(template, value.get(path[0], ABSENT), path[1:])
        else:
            yield UNKNOWN
