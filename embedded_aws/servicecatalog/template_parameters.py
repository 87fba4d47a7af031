"""A template's parameters as Service Catalog describes them, narrowed by the rules of template constraints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from embedded_aws.servicecatalog.request_context import Answer, present
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.narrowing import read_narrowing
from generator.cloudformation.template.parameter import Parameter, read_parameters


def parameter_details(template: Template, rules: Iterable[Mapping[str, Any]] = ()) -> list[Answer]:
    """ProvisioningArtifactParameters of a template, with the values that `rules` leave."""
    left = read_narrowing(rules)
    declared = read_parameters(template.section("Parameters"))
    return [_detail(parameter.narrow(left.get(name))) for name, parameter in declared.items()]


def _detail(parameter: Parameter) -> Answer:
    choices = {"AllowedValues": list(parameter.choices)} if parameter.choices else {}
    return present(
        ParameterKey=parameter.name,
        DefaultValue=parameter.default,
        ParameterType=parameter.type,
        IsNoEcho=parameter.no_echo,
        Description=parameter.description or None,
        ParameterConstraints={**choices, **parameter.constraints},
    )
