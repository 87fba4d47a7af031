"""A template's text becomes a `Template`: JSON or YAML with short tags, its sections checked.

Sources: the pages "Template anatomy", "YAML" and "CloudFormation quotas" of the CloudFormation user guide.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from generator.cloudformation.errors import invalid, not_supported
from generator.cloudformation.template.loader import parse_yaml

SECTIONS = frozenset(
    [
        "AWSTemplateFormatVersion",
        "Description",
        "Metadata",
        "Parameters",
        "Rules",
        "Mappings",
        "Conditions",
        "Transform",
        "Resources",
        "Outputs",
    ]
)
RESOURCE_KEYS = frozenset(
    [
        "Type",
        "Properties",
        "Metadata",
        "DependsOn",
        "Condition",
        "DeletionPolicy",
        "UpdateReplacePolicy",
        "CreationPolicy",
        "UpdatePolicy",
    ]
)
NOT_EMULATED = ("CreationPolicy", "UpdatePolicy")
LIMITS = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}
EXTENSIONS = "AWS::LanguageExtensions"


@dataclass(frozen=True)
class Template:
    """A template: its text and its sections (empty where absent)."""

    text: str
    document: Mapping[str, Any]

    def section(self, name: str) -> Mapping[str, Any]:
        """A top-level section that is a mapping."""
        return self.document.get(name) or {}

    @property
    def resources(self) -> Mapping[str, Mapping[str, Any]]:
        """The resources by logical id, in the template's order."""
        return self.section("Resources")

    @property
    def description(self) -> str | None:
        """The template's description."""
        return self.document.get("Description")

    @property
    def transforms(self) -> tuple[str, ...]:
        """The macros that the template names."""
        given = self.document.get("Transform") or ()
        return (given,) if isinstance(given, str) else tuple(given)

    @property
    def extended(self) -> bool:
        """Whether the language extensions (ToJsonString, Length, default values of maps) are switched on."""
        return EXTENSIONS in self.transforms


@lru_cache(maxsize=64)
def load_template(text: str) -> Template:
    """The template of a text; raises TemplateError where it is malformed.

    Kept, since every look at a stack asks for it again, and reading a large one takes a good part of a second.
    """
    document = _parse(text)
    if not isinstance(document, dict):
        raise invalid("Template format error: unsupported structure.")
    if unknown := [str(key) for key in document if key not in SECTIONS]:
        raise invalid(f"Invalid template property or properties [{', '.join(unknown)}]")
    _check_version(document.get("AWSTemplateFormatVersion"))
    template = Template(text, document)
    _check_sections(template)
    for logical_id, resource in template.resources.items():
        _check_resource(logical_id, resource)
    _check_transforms(template)
    return template


def _parse(text: str) -> Any:
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text, object_pairs_hook=_unique)
        except json.JSONDecodeError as error:
            where = f"(line {error.lineno}, column {error.colno})"
            raise invalid(f"Template format error: JSON not well-formed. {where}") from None
    try:
        return parse_yaml(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise invalid(f"Template format error: YAML not well-formed.{where}") from None
    except yaml.YAMLError:
        raise invalid("Template format error: YAML not well-formed.") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise invalid(f"Template format error: JSON not well-formed. Duplicate key {twice}")
    return document


def _check_version(version: object) -> None:
    if version not in (None, "2010-09-09"):
        raise invalid(f"Template format error: {version} is not a supported value for AWSTemplateFormatVersion.")


def _check_sections(template: Template) -> None:
    for name, limit in LIMITS.items():
        section = template.document.get(name)
        if section is not None and not isinstance(section, dict):
            raise invalid(f"Template format error: {name} must be a map.")
        if section and len(section) > limit:
            raise invalid(
                f"Template format error: Number of {name.lower()}, {len(section)}, "
                f"is greater than maximum allowed, {limit}"
            )
    if not template.resources:
        raise invalid("Template format error: At least one Resources member must be defined.")
    for block in ("Resources", "Parameters", "Outputs"):
        for name in template.section(block):
            if not (isinstance(name, str) and name.isalnum() and name.isascii()):
                raise invalid(f"Template format error: {block[:-1]} name {name} is non alphanumeric.")
    for name, output in template.section("Outputs").items():
        if not isinstance(output, dict) or "Value" not in output:
            raise invalid(f"Template format error: Output {name} is malformed. The output must contain a Value member.")
        if unknown := set(output) - {"Value", "Description", "Export", "Condition"}:
            raise invalid(f"Invalid template output property '{min(unknown)}'")


def _check_resource(logical_id: str, resource: object) -> None:
    path = f"[/Resources/{logical_id}]"
    if not isinstance(resource, dict):
        raise invalid(f"Template format error: {path} resource definition is malformed")
    if "Type" not in resource:
        raise invalid(f"Template format error: {path} Every Resources object must contain a Type member.")
    if unknown := set(resource) - RESOURCE_KEYS:
        raise invalid(f"Invalid template resource property '{min(unknown)}'")
    for name in NOT_EMULATED:
        if name in resource:
            raise not_supported(f"{name} (of resource {logical_id})")
    _check_policy(logical_id, resource, "DeletionPolicy", ("Delete", "Retain", "RetainExceptOnCreate", "Snapshot"))
    _check_policy(logical_id, resource, "UpdateReplacePolicy", ("Delete", "Retain", "Snapshot"))


def _check_policy(logical_id: str, resource: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> None:
    value = resource.get(name, "Delete")
    if value not in allowed:
        raise invalid(f"Template format error: Unrecognized {name} {value} for resource {logical_id}")
    if value == "Snapshot":
        # No type that we provide for can be snapshotted, see the page "DeletionPolicy attribute".
        raise invalid(f"Template error: resource type {resource['Type']} does not support deletion policy Snapshot")


def _check_transforms(template: Template) -> None:
    for name in template.transforms:
        if name != EXTENSIONS:
            raise not_supported(f"Transform {name}")
