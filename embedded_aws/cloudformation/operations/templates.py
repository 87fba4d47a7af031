"""Operations about templates: what a stack has, what a text would ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.engine.store import require_change_set
from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.operations.capabilities import needed_capabilities
from embedded_aws.cloudformation.operations.request_context import RequestContext, load_checked, read_body
from embedded_aws.service import Call
from generator.cloudformation.template.parameter import Parameter, read_parameters

Answer = Mapping[str, Any]


def read_template(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """GetTemplate: the text as it was submitted."""
    if name := params.get("ChangeSetName"):
        stack = context.store.find(params.get("StackName") or "", call.account, call.region)
        text = require_change_set(context.store, name, stack).revision.text
    else:
        text = context.stack(params, call).revision.text
    return {"TemplateBody": text, "StagesAvailable": ["Original", "Processed"]}


def summarize_template(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """GetTemplateSummary, of a text, a URL or a stack."""
    if params.get("StackName"):
        text = context.stack(params, call).revision.text
    elif params.get("StackSetName"):
        raise invalid("Stack sets are not part of the embedded AWS")
    else:
        text = read_body(context, params, call)
    template = load_checked(text)
    capabilities, reason = needed_capabilities(template)
    kinds = [str(one["Type"]) for one in template.resources.values()]
    summary = {
        "Parameters": list(map(_parameter, read_parameters(template.section("Parameters")).values())),
        "Capabilities": capabilities,
        "CapabilitiesReason": reason or None,
        "ResourceTypes": sorted(set(kinds)),
        "ResourceIdentifierSummaries": [],
        "Version": template.document.get("AWSTemplateFormatVersion"),
        "Description": template.description,
        "Metadata": json.dumps(template.document["Metadata"]) if "Metadata" in template.document else None,
        "DeclaredTransforms": list(template.transforms),
    }
    return {name: value for name, value in summary.items() if value is not None}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    limits = {"AllowedValues": list(parameter.allowed)} if parameter.allowed is not None else None
    summary = {
        "ParameterKey": parameter.name,
        "ParameterType": parameter.type,
        "NoEcho": parameter.no_echo,
        "DefaultValue": parameter.default,
        "Description": parameter.description or None,
        "ParameterConstraints": limits,
    }
    return {name: value for name, value in summary.items() if value is not None}


def validate_template(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ValidateTemplate."""
    template = load_checked(read_body(context, params, call))
    capabilities, reason = needed_capabilities(template)
    kept = ("ParameterKey", "DefaultValue", "NoEcho", "Description")
    rows = list(map(_parameter, read_parameters(template.section("Parameters")).values()))
    answer = {
        "Parameters": [{name: row[name] for name in kept if name in row} for row in rows],
        "Description": template.description,
        "Capabilities": capabilities,
        "CapabilitiesReason": reason or None,
        "DeclaredTransforms": list(template.transforms),
    }
    return {name: value for name, value in answer.items() if value is not None}
