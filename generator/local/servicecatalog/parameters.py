"""DescribeProvisioningParameters: all that a person has to know before a launch."""

from __future__ import annotations

import json

from generator.local.cloudformation.template.document import load_template
from generator.local.servicecatalog.choice import choose
from generator.local.servicecatalog.constraints import constraint_summary, merged_rules
from generator.local.servicecatalog.desk import Answer, Desk, Params, present
from generator.local.servicecatalog.launch_paths import LaunchPath
from generator.local.servicecatalog.launch_tags import open_options
from generator.local.servicecatalog.template_parameters import narrowed_values, parameter_details


def describe_provisioning_parameters(desk: Desk, params: Params) -> Answer:
    """DescribeProvisioningParameters: template constraints narrow what the template allows."""
    choice = choose(desk, params)
    path, template = choice.path, load_template(choice.artifact.body)
    rules = merged_rules(template.section("Rules"), path.constraints)
    outputs = [
        present(Key=key, Description=given.get("Description")) for key, given in template.section("Outputs").items()
    ]
    return {
        "ProvisioningArtifactParameters": parameter_details(template, narrowed_values(rules.values())),
        "ConstraintSummaries": [constraint_summary(each) for each in path.constraints],
        "UsageInstructions": _instructions(desk, path, rules),
        "TagOptions": [{"Key": key, "Values": values} for key, values in open_options(path).items()],
        "ProvisioningArtifactOutputs": outputs,
        "ProvisioningArtifactOutputKeys": outputs,
    }


def _instructions(desk: Desk, path: LaunchPath, rules: dict[str, object]) -> list[Answer]:
    role = path.launch_role(desk.call.account)
    said = {"rules": json.dumps(rules) if rules else None, "launchAsRole": role}
    return [{"Type": kind, "Value": value} for kind, value in said.items() if value is not None]


OPERATIONS = {"DescribeProvisioningParameters": describe_provisioning_parameters}
