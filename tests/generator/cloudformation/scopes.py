"""What the tests of the template language share: a scope over a text, with lookups that hold fixed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from generator.cloudformation.errors import invalid
from generator.cloudformation.template.check import check_template
from generator.cloudformation.template.document import Template, load_template
from generator.cloudformation.template.intrinsics import unresolved
from generator.cloudformation.template.parameter import plain_text
from generator.cloudformation.template.parameters import load_parameters
from generator.cloudformation.template.scope import Scope, pseudo_parameters


@dataclass
class FixedLookups:
    """Lookups with fixed values."""

    stored: Mapping[str, str] = field(default_factory=dict)
    exports: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    resources: Mapping[str, Existing] = field(default_factory=dict)

    def parameter(self, name: str, version: str | None) -> str:
        wanted = f"{name}:{version}" if version else name
        if wanted not in self.stored:
            raise invalid(f"Unable to fetch parameters [{wanted}] from parameter store for this account.")
        return self.stored[wanted]

    def zones(self, region: str) -> list[str]:
        return [f"{region}{letter}" for letter in "abc"]

    def exported(self, name: str) -> str:
        if name not in self.exports:
            raise invalid(f"No export named {name} found.")
        return self.exports[name]

    def entities(self, parameter_type: str) -> Mapping[str, Mapping[str, Any]]:
        return self.found.get(parameter_type, {})

    def reference(self, logical_id: str, scope: Scope) -> Any:
        if logical_id not in self.resources:
            raise unresolved([logical_id], "Resources")
        return self.resources[logical_id].physical_id

    def attribute(self, logical_id: str, attribute: str, scope: Scope) -> Any:
        if logical_id not in self.resources:
            raise invalid(f"Template error: instance of Fn::GetAtt references undefined resource {logical_id}")
        attributes = self.resources[logical_id].attributes
        if attribute not in attributes:
            raise invalid(f"Template error: resource {logical_id} does not support attribute type {attribute}")
        return attributes[attribute]


@dataclass(frozen=True)
class Existing:
    """A resource that exists."""

    physical_id: str
    attributes: Mapping[str, Any]


TOPIC = """
  Topic:
    Type: AWS::SNS::Topic
"""


def load(text: str) -> Template:
    """A template's text with a resource added where it has none, checked."""
    template = load_template(text if "Resources:" in text else f"{text}\nResources:{TOPIC}")
    check_template(template)
    return template


def scope_of(
    text: str,
    given: Mapping[str, str] | None = None,
    lookups: FixedLookups | None = None,
    existing: Mapping[str, Existing] | None = None,
    region: str = "eu-west-1",
) -> Scope:
    """The scope of a template's text."""
    template = load(text)
    defaults = {
        name: plain_text(one["Default"]) for name, one in template.section("Parameters").items() if "Default" in one
    }
    known = lookups or FixedLookups()
    pseudo = pseudo_parameters(account="111122223333", region=region, name="one", stack_id="arn:one", topics=[])
    parameters = load_parameters(template, {**defaults, **(given or {})}, known)
    return Scope(template, parameters, pseudo, replace(known, resources=existing or {}))
