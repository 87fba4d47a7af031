"""A stack of the embedded AWS against the symbolic resolution of its own template: value by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from embedded_aws import Embedded
from embedded_aws.cloudformation.engine.store import Stack
from embedded_aws.cloudformation.engine.tags import add_tags
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.registry.validate import load_properties
from generator.cloudformation.resolve import resolve
from generator.cloudformation.symbolic import NAMED_BY, SymbolicLookups
from generator.cloudformation.template.document import load_template
from generator.cloudformation.template.parameter import plain_text
from generator.cloudformation.template.scope import Scope, pseudo_parameters
from generator.diagnostics import Problems


def stacks_of(aws: Embedded) -> list[Stack]:
    """Every stack that exists, with what the engine resolved for it."""
    stacks: Mapping[str, Stack] = aws.gateway.services["cloudformation"].dump()["stacks"]
    return [stack for stack in stacks.values() if stack.status.endswith("_COMPLETE") and not stack.deleted]


def find_disagreements(aws: Embedded, stack: Stack) -> list[str]:
    """Where the symbolic resolution gives another value than the engine did, in the order of the template."""
    document = load_template(stack.revision.text).document
    given = {
        **{(name, "Ref"): resource.physical_id for name, resource in stack.resources.items()},
        **{
            (name, key): value
            for name, resource in stack.resources.items()
            for key, value in resource.attributes.items()
        },
    }
    try:
        made = resolve(document, stack.revision.given, pseudo_of(stack), given, stored(aws))
    except Problems as problems:
        return [finding.message for finding in problems.findings]
    found = [*_compare_names(stack, made), *_compare_resources(stack, made), *_compare_outputs(stack, made)]
    return [f"{stack.name}: {words}" for words in found]


def pseudo_of(stack: Stack) -> dict[str, Any]:
    """The pseudo parameters of a stack."""
    return pseudo_parameters(
        account=stack.account,
        region=stack.region,
        name=stack.name,
        stack_id=stack.stack_id,
        topics=list(stack.revision.topics),
    )


def stored(aws: Embedded) -> dict[str, str]:
    """Every SSM parameter by its name."""
    pages = aws.client("ssm").get_paginator("get_parameters_by_path").paginate(Path="/", Recursive=True)
    return {row["Name"]: row["Value"] for page in pages for row in page["Parameters"]}


def _compare_names(stack: Stack, made: Mapping[str, Any]) -> Iterator[str]:
    if set(made["Resources"]) != set(stack.resources):
        yield f"the resources {sorted(set(made['Resources']) ^ set(stack.resources))} are made by one side only"


def _compare_resources(stack: Stack, made: Mapping[str, Any]) -> Iterator[str]:
    for name, resource in stack.resources.items():
        properties = load_properties(resource.kind, name, made["Resources"][name].get("Properties", {}))
        symbolic, live = add_tags(resource.kind, name, properties, stack), resource.properties
        for key in sorted({*symbolic, *live}):
            if symbolic.get(key) != live.get(key):
                yield f"{name}.{key} is {symbolic.get(key)!r} symbolically, {live.get(key)!r} live"


def _compare_outputs(stack: Stack, made: Mapping[str, Any]) -> Iterator[str]:
    symbolic = {name: plain_text(output["Value"]) for name, output in made["Outputs"].items()}
    live = {output["OutputKey"]: output["OutputValue"] for output in stack.outputs}
    for name in sorted({*symbolic, *live}):
        if symbolic.get(name) != live.get(name):
            yield f"the output {name} is {symbolic.get(name)!r} symbolically, {live.get(name)!r} live"


def find_wrong_tables(aws: Embedded, stack: Stack) -> list[str]:
    """Where the tables of return values give a named resource another id or attribute than the engine did."""
    template = load_template(stack.revision.text)
    lookups = SymbolicLookups({}, stored(aws), {})
    parameters: dict[str, Any] = {**stack.revision.given, **stack.revision.resolved}
    scope = Scope(template, parameters, pseudo_of(stack), lookups)
    found = []
    for name, resource in stack.resources.items():
        if NAMED_BY.get(resource.kind) not in resource.properties:
            continue
        for key, live in {"Ref": resource.physical_id, **resource.attributes}.items():
            try:
                symbolic = lookups.reference(name, scope) if key == "Ref" else lookups.attribute(name, key, scope)
            except TemplateError:
                continue
            # What has a random part live has the logical id symbolically; moto's URLs have no TLS.
            if name.lower() not in symbolic and symbolic != str(live).replace("http://sqs", "https://sqs"):
                found.append(f"{resource.kind}: {key} gives {symbolic!r} symbolically, {live!r} live")
    return found
