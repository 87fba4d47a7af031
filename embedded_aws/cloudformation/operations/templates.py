"""Operations about templates: the text that a stack has, and what a text needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.engine.scoping import expand
from embedded_aws.cloudformation.engine.store import require_change_set
from embedded_aws.cloudformation.operations.answers import Answer, present
from embedded_aws.cloudformation.operations.capabilities import needed_capabilities
from embedded_aws.cloudformation.operations.request_context import RequestContext, load_checked, read_body
from embedded_aws.cloudformation.stacksets.access import require_set
from embedded_aws.service import Call
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.parameter import Parameter, read_parameters


def read_template(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """GetTemplate: the text as it was submitted, or as the language extensions have made it."""
    if name := params.get("ChangeSetName"):
        stack = context.store.find(params.get("StackName") or "", call.account, call.region)
        revision = require_change_set(context.store, name, stack).revision
    else:
        revision = context.stack(params, call).revision
    text = revision.text
    if params.get("TemplateStage") == "Processed" and text and (template := load_checked(text)).extended:
        document = expand(template, revision.given).document
        text = json.dumps({name: section for name, section in document.items() if name != "Transform"})
    return {"TemplateBody": text, "StagesAvailable": ["Original", "Processed"]}


def summarize_template(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """GetTemplateSummary, of a text, a URL or a stack."""
    if params.get("StackName"):
        text = context.stack(params, call).revision.text
    elif params.get("StackSetName"):
        text = require_set(context, params, call).blueprint.text
    else:
        text = read_body(context, params, call)
    template = load_checked(text)
    document = template.document
    return _summary(template) | present(
        Parameters=_parameters(template),
        ResourceTypes=sorted({str(one["Type"]) for one in template.resources.values()}),
        ResourceIdentifierSummaries=[],
        Version=document.get("AWSTemplateFormatVersion"),
        Metadata=json.dumps(document["Metadata"]) if "Metadata" in document else None,
    )


def _summary(template: Template) -> dict[str, Any]:
    capabilities, reason = needed_capabilities(template)
    return present(
        Description=template.description,
        Capabilities=capabilities,
        CapabilitiesReason=reason or None,
        DeclaredTransforms=list(template.transforms),
    )


def _parameters(template: Template) -> list[dict[str, Any]]:
    return list(map(_parameter, read_parameters(template.section("Parameters")).values()))


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return present(
        ParameterKey=parameter.name,
        ParameterType=parameter.type,
        NoEcho=parameter.no_echo,
        DefaultValue=parameter.default,
        Description=parameter.description or None,
        ParameterConstraints={"AllowedValues": list(parameter.allowed)} if parameter.allowed is not None else None,
    )


def validate_template(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ValidateTemplate."""
    template = context.load(read_body(context, params, call))
    kept = ("ParameterKey", "DefaultValue", "NoEcho", "Description")
    rows = _parameters(template)
    return {
        **_summary(template),
        "Parameters": [{name: row[name] for name in kept if name in row} for row in rows],
    }
