"""Parameter values: what is given or defaulted, checked against the declaration with AWS's sentences.

Sources: the pages "Parameters" and "Systems Manager parameter types" of the CloudFormation user guide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from generator.cloudformation.errors import invalid, not_supported
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.scope import Lookups

KEYS = frozenset(
    [
        "Type",
        "Default",
        "Description",
        "NoEcho",
        "AllowedValues",
        "AllowedPattern",
        "MinLength",
        "MaxLength",
        "MinValue",
        "MaxValue",
        "ConstraintDescription",
    ]
)
ENTITIES = frozenset(
    [
        "AWS::EC2::AvailabilityZone::Name",
        "AWS::EC2::SecurityGroup::Id",
        "AWS::EC2::SecurityGroup::GroupName",
        "AWS::EC2::Subnet::Id",
        "AWS::EC2::VPC::Id",
    ]
)
PLAIN = frozenset({"String", "Number", "CommaDelimitedList", "List<Number>", "List<String>"})
FROM_STORE = re.compile(r"AWS::SSM::Parameter::Value<(.+)>")
LIST_OF = re.compile(r"List<(.+)>")

Parameters = dict[str, str | list[str]]


def check_declarations(template: Template) -> None:
    """Raises TemplateError where the Parameters section is malformed."""
    for name, declared in template.section("Parameters").items():
        if not isinstance(declared, dict) or "Type" not in declared:
            raise invalid(f"Template format error: Every Parameters object must contain a Type member. ({name})")
        if unknown := set(declared) - KEYS:
            raise invalid(f"Invalid template parameter property '{min(unknown)}'")
        _check_type(str(declared["Type"]))
        if isinstance(declared.get("Default"), list | dict):
            raise invalid(f"Template format error: Every Default member must be a string. ({name})")


def _check_type(kind: str) -> None:
    inner = FROM_STORE.fullmatch(kind)
    plain = inner.group(1) if inner else kind
    listed = LIST_OF.fullmatch(plain)
    item = listed.group(1) if listed else plain
    if plain in PLAIN or item in ENTITIES or kind == "AWS::SSM::Parameter::Name":
        return
    if kind.startswith(("AWS::EC2::", "AWS::Route53::", "AWS::SSM::", "List<AWS::")):
        raise not_supported(f"Parameter type {kind}")
    raise invalid(f"Template format error: Unrecognized parameter type: {kind}")


def load_parameters(template: Template, given: Mapping[str, str], lookups: Lookups) -> Parameters:
    """The value of every parameter of a template; raises TemplateError where one is missing, unknown or not allowed."""
    declared = template.section("Parameters")
    if unknown := [name for name in given if name not in declared]:
        raise invalid(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    if missing := [name for name, one in declared.items() if name not in given and "Default" not in one]:
        raise invalid(f"Parameters: [{', '.join(missing)}] must have values")
    return {
        name: _load(name, one, given[name] if name in given else plain_text(one["Default"]), lookups)
        for name, one in declared.items()
    }


def plain_text(value: Any) -> str:
    """A scalar as CloudFormation writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _load(name: str, declared: Mapping[str, Any], text: str, lookups: Lookups) -> str | list[str]:
    kind = str(declared["Type"])
    _check_constraints(name, declared, text)
    if kind == "AWS::SSM::Parameter::Name":
        lookups.parameter(text, None)
        return text
    if stored := FROM_STORE.fullmatch(kind):
        text, kind = lookups.parameter(text, None), stored.group(1)
    listed = LIST_OF.fullmatch(kind)
    items = [item.strip() for item in text.split(",")] if listed or kind == "CommaDelimitedList" else None
    item_kind = listed.group(1) if listed else kind
    for item in items if items is not None else [text]:
        _check_item(name, item_kind, item, lookups)
    return text if items is None else items


def _check_item(name: str, kind: str, item: str, lookups: Lookups) -> None:
    if kind == "Number" and not _is_number(item):
        raise invalid(f"Parameter '{name}' must be a number.")
    if kind in ENTITIES and item not in lookups.entities(kind):
        raise invalid(f"Parameter validation failed: parameter value {item} for parameter name {name} does not exist")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _check_constraints(name: str, declared: Mapping[str, Any], text: str) -> None:
    listed = str(declared["Type"]) == "CommaDelimitedList" or str(declared["Type"]).startswith("List<")
    for key, (fits, sentence) in CONSTRAINTS.items():
        if key not in declared:
            continue
        bound = declared[key]
        # AWS checks every item of a list against AllowedValues and AllowedPattern.
        items = [item.strip() for item in text.split(",")] if listed else [text]
        if not all(_fits(fits, bound, item, name) for item in items):
            if described := declared.get("ConstraintDescription"):
                raise invalid(f"Parameter {name} failed to satisfy constraint: {described}")
            raise invalid(sentence.format(name=name, bound=bound))


def _fits(fits: Callable[[Any, str], bool], bound: Any, item: str, name: str) -> bool:
    try:
        return fits(bound, item)
    except re.error:
        raise invalid(f"Template error: AllowedPattern of parameter {name} is not a regular expression") from None
    except ValueError:
        raise invalid(f"Parameter '{name}' must be a number.") from None


CONSTRAINTS: Mapping[str, tuple[Callable[[Any, str], bool], str]] = {
    "AllowedValues": (
        lambda bound, text: text in [plain_text(value) for value in bound],
        "Parameter '{name}' must be one of AllowedValues",
    ),
    "AllowedPattern": (
        lambda bound, text: re.fullmatch(str(bound), text) is not None,
        "Parameter '{name}' must match pattern {bound}",
    ),
    "MinLength": (
        lambda bound, text: len(text) >= int(bound),
        "Parameter '{name}' must contain at least {bound} characters",
    ),
    "MaxLength": (
        lambda bound, text: len(text) <= int(bound),
        "Parameter '{name}' must contain at most {bound} characters",
    ),
    "MinValue": (
        lambda bound, text: float(text) >= float(bound),
        "Parameter '{name}' must be a number not less than {bound}",
    ),
    "MaxValue": (
        lambda bound, text: float(text) <= float(bound),
        "Parameter '{name}' must be a number not greater than {bound}",
    ),
}


def hidden(template: Template, name: str) -> bool:
    """Whether a parameter's value is never shown (`NoEcho`)."""
    return plain_text(template.section("Parameters").get(name, {}).get("NoEcho", False)) == "true"


__all__ = ["Parameters", "check_declarations", "hidden", "load_parameters", "plain_text"]
