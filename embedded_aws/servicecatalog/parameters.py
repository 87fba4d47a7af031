"""DescribeProvisioningParameters: what a user has to know before a launch."""

from __future__ import annotations

import json

from embedded_aws.servicecatalog.constraints import constraint_summary, merged_rules
from embedded_aws.servicecatalog.launch_paths import LaunchPath, choose, options_on_path
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, present
from embedded_aws.servicecatalog.template_parameters import parameter_details
from generator.cloudformation.template.document import load_template


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


OPERATIONS = {"DescribeProvisioningParameters": describe_provisioning_parameters}
