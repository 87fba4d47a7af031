"""A template's parameters as Service Catalog tells them, narrowed by what template constraints leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from embedded_aws.servicecatalog.request_context import Answer, present
from generator.cloudformation.template.document import Template

_BOUNDS = ("AllowedPattern", "ConstraintDescription", "MaxLength", "MinLength", "MaxValue", "MinValue")


def parameter_details(template: Template, narrowed: Mapping[str, Sequence[str]] | None = None) -> list[dict[str, Any]]:
    """ProvisioningArtifactParameters of a template; `narrowed` holds the values that constraints leave."""
    left = narrowed or {}
    return [_detail(key, given, left.get(key)) for key, given in template.section("Parameters").items()]


def _detail(key: str, given: Mapping[str, Any], left: Sequence[str] | None) -> Answer:
    allowed = [_text(value) for value in given.get("AllowedValues") or ()]
    if left is not None:
        allowed = [value for value in allowed if value in left] if allowed else list(left)
    bounds = {bound: _text(given[bound]) for bound in _BOUNDS if bound in given}
    return present(
        ParameterKey=key,
        DefaultValue=_text(given["Default"]) if "Default" in given else None,
        ParameterType=given.get("Type"),
        IsNoEcho=_text(given.get("NoEcho", False)) == "true",
        Description=given.get("Description"),
        ParameterConstraints={**({"AllowedValues": allowed} if allowed else {}), **bounds},
    )


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def narrowed_values(rules: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The values that unconditional assertions leave to a parameter; what they do not list plainly is left out."""
    left: dict[str, list[str]] = {}
    for rule in rules:
        if "RuleCondition" in rule:
            continue
        for assertion in rule.get("Assertions") or ():
            for key, values in _left_by(assertion.get("Assert")):
                left[key] = [value for value in left[key] if value in values] if key in left else values
    return left


def _left_by(test: Any) -> Iterable[tuple[str, list[str]]]:
    match test:
        case {"Fn::Contains": [[*values], {"Ref": str() as key}]}:
            yield key, [_text(value) for value in values]
        case {"Fn::Equals": [{"Ref": str() as key}, str() as value]} | {
            "Fn::Equals": [str() as value, {"Ref": str() as key}]
        }:
            yield key, [value]
        case {"Fn::And": [*tests]}:
            for each in tests:
                yield from _left_by(each)
