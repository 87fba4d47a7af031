"""What a template makes for some answers, as far as prices ask: types, and the properties that count.

Properties are resolved one by one and not the whole template: an answer that is missing hides only what depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.symbolic import PSEUDO, SymbolicLookups
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.intrinsics import is_made, resolve
from generator.cloudformation.template.parameters import load_parameters
from generator.cloudformation.template.references import is_function
from generator.cloudformation.template.scope import ABSENT, Scope

COUNTED = (
    "VpcEndpointType",
    "SubnetIds",
    "LogDestinationType",
    "Domains",
    "InstanceType",
    "VolumeSizeInGB",
    "ProductionVariants",
    "EventSelectors",
    "AdvancedEventSelectors",
)
"""The properties that say how many units there are."""


@dataclass(frozen=True)
class Units:
    """So many units of a rate, for one resource; `number` is 0 where it goes by use, None where it is not known."""

    rate: str
    number: Decimal | None
    machine: str = ""


def list_made(
    document: Mapping[str, Any], answers: Mapping[str, str], pseudo: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The type and the counted properties of each resource that is made."""
    scope = _scope(document, answers, pseudo)
    for part in scope.template.resources.values():
        try:
            made = is_made(part, scope)
        except TemplateError:
            made = True
        if made:
            properties = part.get("Properties") or {}
            yield str(part["Type"]), {name: _value(properties[name], scope) for name in COUNTED if name in properties}


def count_units(kind: str, properties: Mapping[str, Any], rates: tuple[str, ...]) -> Iterator[Units]:
    """The units of each of a resource's rates."""
    if kind == "AWS::EC2::VPCEndpoint" and properties.get("VpcEndpointType") != "Interface":
        return  # gateway endpoints are free
    if kind == "AWS::CloudTrail::Trail" and (
        properties.get("EventSelectors") or properties.get("AdvancedEventSelectors")
    ):
        rates = (*rates, "trail-data")
    if kind == "AWS::EC2::FlowLog" and properties.get("LogDestinationType") == "s3":
        rates = ("flow-log-bucket",)
    for rate in rates:
        yield from _count(rate, properties)


def _count(rate: str, properties: Mapping[str, Any]) -> Iterator[Units]:
    match rate:
        case "endpoint-zone":
            yield Units(rate, _length(properties.get("SubnetIds")))
        case "firewall-domain":
            yield Units(rate, _length(properties.get("Domains")))
        case "notebook":
            yield Units(rate, Decimal(1), str(properties.get("InstanceType") or ""))
        case "notebook-volume":
            yield Units(rate, _number(properties.get("VolumeSizeInGB", "5")))
        case "hosting":
            for each in properties.get("ProductionVariants") or []:
                number = _number(each.get("InitialInstanceCount", "1"))
                yield Units(rate, number, str(each.get("InstanceType") or ""))
        case _:
            yield Units(rate, Decimal(1))


def _length(value: Any) -> Decimal | None:
    return Decimal(len(value)) if isinstance(value, list) else None


def _number(value: Any) -> Decimal | None:
    return Decimal(str(value)) if str(value).isdecimal() else None


def _scope(document: Mapping[str, Any], answers: Mapping[str, str], pseudo: Mapping[str, Any]) -> Scope:
    template, lookups = Template("", document), SymbolicLookups({}, {}, {})
    given: dict[str, str | list[str]] = {}
    for name, declared in template.section("Parameters").items():
        one = Template("", {"Parameters": {name: declared}})
        try:
            given |= load_parameters(one, {name: answers[name]} if name in answers else {}, lookups)
        except TemplateError:
            continue
    return Scope(template, given, {**PSEUDO, **pseudo}, lookups)


def _value(written: Any, scope: Scope) -> Any:
    """What a property comes to; None where that is not known before it is deployed."""
    try:
        value = resolve(written, scope)
    except TemplateError:
        match written:
            case list():
                return [_value(each, scope) for each in written]
            case dict() if not is_function(written):
                return {key: _value(each, scope) for key, each in written.items()}
        return None
    return None if value is ABSENT else value
