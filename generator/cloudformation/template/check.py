"""What can be said against a template before any value is known: names, types, attributes, counts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from generator.cloudformation.errors import invalid, not_supported
from generator.cloudformation.registry.custom import is_custom
from generator.cloudformation.registry.schema import all_types, has_attribute, read_schema
from generator.cloudformation.template.conditions import check_conditions
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.intrinsics import FUNCTIONS, STORING
from generator.cloudformation.template.loops import LOOP
from generator.cloudformation.template.parameters import check_declarations
from generator.cloudformation.template.references import DYNAMIC, Reference, depends_on, walk_references
from generator.cloudformation.template.scope import PSEUDO_NAMES
from generator.cloudformation.template.secrets import SECRET, SECRETS

CONDITION_FUNCTIONS = frozenset({"Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"})
MAXIMUM_DYNAMIC = 60
_NOT_OFFERED = "AWS::Serverless::"
"""Types that are not in the registry, since a macro of AWS writes them out."""
_FUNCTIONS_NOT_OFFERED = frozenset({"Fn::Transform", "Fn::GetStackOutput"})


def check_template(template: Template) -> None:
    """Raises TemplateError for the first thing that AWS would refuse before it creates a stack."""
    check_declarations(template)
    if twice := set(template.section("Parameters")) & set(template.resources):
        raise invalid(f"Template format error: Duplicate logical id {min(twice)} in Parameters and Resources")
    kinds = {str(one["Type"]) for one in template.resources.values()}
    if foreign := sorted(kind for kind in kinds if kind.startswith(_NOT_OFFERED) or kind.endswith("::MODULE")):
        raise not_supported(f"Resource type {foreign[0]}")
    if unknown := sorted(kind for kind in kinds - all_types() if not is_custom(kind)):
        raise invalid(f"Template format error: Unrecognized resource types: [{', '.join(unknown)}]")
    for resource in template.resources.values():
        read_schema(str(resource["Type"]))
    check_conditions(template.section("Conditions"), template.section("Parameters"))
    for block in ("Conditions", "Resources", "Outputs"):
        _check_functions(template.section(block), block == "Conditions")
    for logical_id, resource in template.resources.items():
        _check_resource(template, logical_id, resource)
    for output in template.section("Outputs").values():
        _check_references(template, output, "Outputs")
        if "Condition" in output:
            _check_condition(template, Reference(str(output["Condition"]), condition=True), "Outputs")
    _check_dynamic(template)


def _check_dynamic(template: Template) -> None:
    """How many there are, and that each can be carried out; a name that is computed is looked at when it is known."""
    found = sorted(set(DYNAMIC.findall(json.dumps(template.resources, default=str))))
    if len(found) > MAXIMUM_DYNAMIC:
        raise invalid(f"Template error: a template may hold at most {MAXIMUM_DYNAMIC} dynamic references")
    offered = {STORING: re.compile(".*"), SECRETS: SECRET}
    for service, name in found:
        if service not in offered or not offered[service].fullmatch(name):
            raise not_supported(f"Dynamic reference {{{{resolve:{service}:{name}}}}}")


def _check_resource(template: Template, logical_id: str, resource: Mapping[str, Any]) -> None:
    properties = resource.get("Properties") or {}
    if not isinstance(properties, dict):
        raise invalid(f"Template format error: [/Resources/{logical_id}/Properties] must be a map")
    _check_references(template, {"Properties": properties}, "Resources")
    if (name := resource.get("Condition")) is not None:
        _check_condition(template, Reference(str(name), condition=True), "Resources")
    for name in depends_on(resource):
        if name not in template.resources:
            raise _unresolved(name, "Resources")


def _check_references(template: Template, value: Any, block: str) -> None:
    for reference in walk_references(value):
        if reference.condition:
            _check_condition(template, reference, block)
        elif reference.attribute:
            _check_attribute(template, reference)
        elif reference.name not in template.resources and reference.name not in {
            *template.section("Parameters"),
            *PSEUDO_NAMES,
        }:
            raise _unresolved(reference.name, block)


def _check_condition(template: Template, reference: Reference, block: str) -> None:
    if reference.name not in template.section("Conditions"):
        raise invalid(
            f"Template format error: Unresolved condition dependency {reference.name} "
            f"in the {block} block of the template"
        )


def _check_attribute(template: Template, reference: Reference) -> None:
    resource = template.resources.get(reference.name)
    if resource is None:
        raise invalid(f"Template error: instance of Fn::GetAtt references undefined resource {reference.name}")
    if reference.attribute != "*" and not has_attribute(str(resource["Type"]), reference.attribute):
        raise invalid(
            f"Template error: resource {reference.name} does not support attribute type "
            f"{reference.attribute} in Fn::GetAtt"
        )


def _unresolved(name: str, block: str) -> Exception:
    return invalid(
        f"Template format error: Unresolved resource dependencies [{name}] in the {block} block of the template"
    )


def _check_functions(value: Any, conditions: bool) -> None:
    if isinstance(value, list):
        for item in value:
            _check_functions(item, conditions)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(key, str) and key.startswith("Fn::"):
                _check_function(key, len(value) == 1, conditions)
            _check_functions(inner, conditions)


def _check_function(name: str, alone: bool, conditions: bool) -> None:
    if name in _FUNCTIONS_NOT_OFFERED or name.startswith(LOOP):
        raise not_supported(name)
    supported = {*FUNCTIONS, *(CONDITION_FUNCTIONS if conditions else ())}
    if name not in supported or not alone:
        raise invalid(
            f"Template error: Encountered unsupported function: {name} Supported functions are: "
            f"[{', '.join(sorted(supported))}]"
        )
