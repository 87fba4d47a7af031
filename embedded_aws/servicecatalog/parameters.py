"""Parameters of versions: what a user has to know before a launch, narrowed by the rules of template constraints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from embedded_aws.servicecatalog.constraints import constraint_summary, merged_rules
from embedded_aws.servicecatalog.launch_paths import LaunchPath, choose, options_on_path
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, present
from generator.cloudformation.template.document import Template, load_template
from generator.cloudformation.template.narrowing import read_narrowing
from generator.cloudformation.template.parameter import Parameter, read_parameters


def describe_provisioning_parameters(context: RequestContext, params: Params) -> Answer:
    """DescribeProvisioningParameters: template constraints narrow what the template allows."""
    choice = choose(context, params)
    path, template = choice.path, load_template(choice.artifact.body)
    rules = merged_rules(template.section("Rules"), path.constraints)
    outputs = [
        present(Key=key, Description=given.get("Description")) for key, given in template.section("Outputs").items()
    ]
    return {
        "ProvisioningArtifactParameters": parameter_details(template, rules.values()),
        "ConstraintSummaries": [constraint_summary(each) for each in path.constraints],
        "UsageInstructions": _instructions(context, path, rules),
        "TagOptions": [{"Key": key, "Values": values} for key, values in options_on_path(path).items()],
        "ProvisioningArtifactOutputs": outputs,
        "ProvisioningArtifactOutputKeys": outputs,
    }


def _instructions(context: RequestContext, path: LaunchPath, rules: dict[str, object]) -> list[Answer]:
    role = path.launch_role(context.call.account)
    values = {"rules": json.dumps(rules) if rules else None, "launchAsRole": role}
    return [{"Type": kind, "Value": value} for kind, value in values.items() if value is not None]


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


OPERATIONS = {"DescribeProvisioningParameters": describe_provisioning_parameters}
