"""Parameter values: what is given or defaulted, checked against the declaration with AWS's sentences.

Sources: the pages "Parameters" and "Systems Manager parameter types" of the CloudFormation user guide.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from generator.cloudformation.errors import invalid, not_supported
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.parameter import (
    CONSTRAINTS,
    LIST,
    STORED,
    Parameter,
    plain_text,
    read_parameters,
)
from generator.cloudformation.template.scope import Lookups

KEYS = frozenset({"Type", "Default", "Description", "NoEcho", "AllowedValues", *CONSTRAINTS})
ENTITIES = frozenset(
    [
        "AWS::EC2::AvailabilityZone::Name",
        "AWS::EC2::Image::Id",
        "AWS::EC2::Instance::Id",
        "AWS::EC2::KeyPair::KeyName",
        "AWS::EC2::SecurityGroup::Id",
        "AWS::EC2::SecurityGroup::GroupName",
        "AWS::EC2::Subnet::Id",
        "AWS::EC2::VPC::Id",
        "AWS::EC2::Volume::Id",
    ]
)
PLAIN = frozenset({"String", "Number", "CommaDelimitedList", "List<Number>", "List<String>"})

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
    inner = STORED.fullmatch(kind)
    plain = inner.group(1) if inner else kind
    listed = LIST.fullmatch(plain)
    item = listed.group(1) if listed else plain
    if plain in PLAIN or item in ENTITIES or kind == "AWS::SSM::Parameter::Name":
        return
    if kind.startswith(("AWS::EC2::", "AWS::Route53::", "AWS::SSM::", "List<AWS::")):
        raise not_supported(f"Parameter type {kind}")
    raise invalid(f"Template format error: Unrecognized parameter type: {kind}")


def load_parameters(
    template: Template, given: Mapping[str, str], lookups: Lookups, unresolved: Collection[str] = ()
) -> Parameters:
    """The value of every parameter of a template; raises TemplateError where one is missing, unknown or not allowed.

    Of those in `unresolved` the value is not known yet, only its place: nothing but the Parameter Store is asked of it.
    """
    declared = read_parameters(template.section("Parameters"))
    if unknown := [name for name in given if name not in declared]:
        raise invalid(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    values = {name: given.get(name, parameter.default) for name, parameter in declared.items()}
    if missing := [name for name, value in values.items() if value is None]:
        raise invalid(f"Parameters: [{', '.join(missing)}] must have values")
    return {
        name: _place(declared[name], value, lookups) if name in unresolved else _load(declared[name], value, lookups)
        for name, value in values.items()
        if value is not None
    }


def _place(parameter: Parameter, text: str, lookups: Lookups) -> str | list[str]:
    if parameter.stored is not None or parameter.type == "AWS::SSM::Parameter::Name":
        lookups.parameter(text, None)
    return [text] if parameter.is_list else text


def _load(parameter: Parameter, text: str, lookups: Lookups) -> str | list[str]:
    if refused := parameter.refusal(text):
        raise invalid(refused)
    if parameter.type == "AWS::SSM::Parameter::Name":
        lookups.parameter(text, None)
    if parameter.stored is not None:
        return _load(parameter.stored, lookups.parameter(text, None), lookups)
    items = parameter.items(text)
    if parameter.item_type in ENTITIES:
        _check_exist(parameter, items, lookups)
    return items if parameter.is_list else text


def _check_exist(parameter: Parameter, items: list[str], lookups: Lookups) -> None:
    known = lookups.entities(parameter.item_type)
    if unknown := [item for item in items if item not in known]:
        raise invalid(
            f"Parameter validation failed: parameter value {unknown[0]} for parameter name {parameter.name} "
            "does not exist"
        )


def hidden(template: Template, name: str) -> bool:
    """Whether a parameter's value is never shown (`NoEcho`)."""
    return Parameter.declared(name, template.section("Parameters").get(name, {})).no_echo


__all__ = ["Parameters", "check_declarations", "hidden", "load_parameters", "plain_text"]
