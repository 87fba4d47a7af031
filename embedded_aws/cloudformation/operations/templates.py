"""Operations about templates: the text that a stack has, and what a text needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.engine.change_sets import REVIEW, require_change_set
from embedded_aws.cloudformation.engine.scoping import expand
from embedded_aws.cloudformation.errors import invalid, not_supported
from embedded_aws.cloudformation.operations.answers import Answer, present
from embedded_aws.cloudformation.operations.capabilities import needed_capabilities
from embedded_aws.cloudformation.operations.request_context import RequestContext, load_checked, read_body
from embedded_aws.cloudformation.providers import find_provider
from embedded_aws.cloudformation.stacksets.access import require_set
from embedded_aws.service import Call
from generator.cloudformation.registry.custom import is_custom
from generator.cloudformation.registry.schema import read_schema
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.parameter import Parameter, read_parameters


def read_template(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """GetTemplate: the text as it was submitted, or as the language extensions have made it.

    The sentences here and of the summary: LocalStack's test_templates, which its authors have run against AWS.
    """
    name = params.get("ChangeSetName") or ""
    if not params.get("StackName") and not name.startswith("arn:"):
        raise invalid("StackName is a required parameter.")
    if name:
        stack = context.stack(params, call) if params.get("StackName") else None
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
    if (params.get("TemplateSummaryConfig") or {}).get("TreatUnrecognizedResourceTypesAsWarnings"):
        raise not_supported("A template summary that takes unrecognized resource types")
    if params.get("StackName"):
        stack = context.stack(params, call)
        if stack.status == REVIEW:
            raise invalid("GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.")
        text = stack.revision.text
    elif params.get("StackSetName"):
        text = require_set(context, params, call).blueprint.text
    else:
        text = read_body(context, params, call)
    template = load_checked(text)
    document = template.document
    return _summary(template) | present(
        Parameters=_parameters(template),
        ResourceTypes=sorted({str(one["Type"]) for one in template.resources.values()}),
        ResourceIdentifierSummaries=_identifiers(template),
        Version=document.get("AWSTemplateFormatVersion"),
        Metadata=json.dumps(document["Metadata"]) if "Metadata" in document else None,
    )


def _identifiers(template: Template) -> list[dict[str, Any]]:
    """What names a resource of each type, of those that stacks import."""
    kinds: dict[str, list[str]] = {}
    for name, declared in template.resources.items():
        kinds.setdefault(str(declared["Type"]), []).append(name)
    return [
        present(ResourceType=kind, LogicalResourceIds=names, ResourceIdentifiers=_primary(kind))
        for kind, names in kinds.items()
    ]


def _primary(kind: str) -> list[str] | None:
    if is_custom(kind) or find_provider(kind).find is None:
        return None
    return [path.removeprefix("/properties/") for path in read_schema(kind)["primaryIdentifier"]]


def _summary(template: Template) -> dict[str, Any]:
    capabilities, reason = needed_capabilities(template)
    return present(
        Description=template.description,
        Capabilities=capabilities or None,
        CapabilitiesReason=reason or None,
        DeclaredTransforms=list(template.transforms) or None,
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
