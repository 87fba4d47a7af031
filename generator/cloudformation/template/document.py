"""A template's text becomes a `Template`: its sections, checked for their shape.

Sources: the pages "Template anatomy", "YAML" and "CloudFormation quotas" of the CloudFormation user guide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from generator.cloudformation.errors import invalid, not_supported
from generator.cloudformation.registry.custom import is_custom
from generator.cloudformation.template.loops import LOOP, unroll
from generator.cloudformation.template.reader import read_document
from generator.cloudformation.template.references import find_lookups, is_function

SECTIONS = (
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
)
"""In the order of the page "Template anatomy"; `Hooks`, which some macro makes of its own, is none that we provide."""
RESOURCE_KEYS = frozenset(
    [
        "Type",
        "Description",
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
"""`Description` is in no page of the guide, and CodeStar writes it into every resource (aws-cdk pull request 10522)."""
CUSTOM_KEYS = RESOURCE_KEYS | {"Version"}
"""Of a custom resource: older editions of the page "AWS::CloudFormation::CustomResource" have it; it does nothing."""
POLICIES: Mapping[str, tuple[str, ...]] = {
    "DeletionPolicy": ("Delete", "Retain", "RetainExceptOnCreate", "Snapshot"),
    "UpdateReplacePolicy": ("Delete", "Retain", "Snapshot"),
}
MEANINGFUL: Mapping[str, frozenset[str]] = {
    "CreationPolicy": frozenset(
        [
            "AWS::AppStream::Fleet",
            "AWS::AutoScaling::AutoScalingGroup",
            "AWS::CloudFormation::WaitCondition",
            "AWS::EC2::Instance",
        ]
    ),
    "UpdatePolicy": frozenset(
        [
            "AWS::AppStream::Fleet",
            "AWS::AutoScaling::AutoScalingGroup",
            "AWS::ElastiCache::ReplicationGroup",
            "AWS::Elasticsearch::Domain",
            "AWS::Lambda::Alias",
            "AWS::OpenSearchService::Domain",
        ]
    ),
}
"""The pages "CreationPolicy attribute" and "UpdatePolicy attribute". Any other type may have one, which does nothing
(cfn-lint issue 3598)."""
SIGNALLED = ("AWS::CloudFormation::WaitCondition", "AWS::EC2::Instance")
"""The types whose creation policies are kept to: they wait for signals."""
EMULATED = {("CreationPolicy", kind) for kind in SIGNALLED}
LIMITS = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}
DESCRIPTION = 1024
"""Bytes ("Understand CloudFormation quotas"); the sentence is that of Zalando's senza, issue 319."""
WITH_SNAPSHOTS = frozenset(
    [
        "AWS::DocDB::DBCluster",
        "AWS::EC2::Volume",
        "AWS::ElastiCache::CacheCluster",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::Neptune::DBCluster",
        "AWS::RDS::DBCluster",
        "AWS::RDS::DBInstance",
        "AWS::Redshift::Cluster",
    ]
)
"""The page "DeletionPolicy attribute"; of those that we provide for, the volume, the provider takes the snapshot."""
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

    @cached_property
    def lookups(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """The rows of maps that each resource looks up; kept, since every change of a stack asks for them."""
        return {name: find_lookups(resource.get("Properties")) for name, resource in self.resources.items()}

    @property
    def description(self) -> str | None:
        """The template's description."""
        return self.document.get("Description")

    @property
    def transforms(self) -> tuple[str, ...]:
        """The macros that the template names."""
        given = self.document.get("Transform") or ()
        listed = given if isinstance(given, list | tuple) else [given]
        return tuple(str(one.get("Name")) if isinstance(one, dict) else str(one) for one in listed)

    @property
    def extended(self) -> bool:
        """Whether the language extensions (ToJsonString, Length, default values of maps) are switched on."""
        return EXTENSIONS in self.transforms


@lru_cache(maxsize=64)
def load_template(text: str, given: tuple[tuple[str, str], ...] | None = None) -> Template:
    """The template of a text, its loops written out with these values of parameters; raises TemplateError where it is
    malformed. Without values, loops over parameters that have no default are left out.

    Kept, since every look at a stack asks for it again, and reading a large one takes a good part of a second.
    """
    document = read_document(text)
    for block, entries in (("the template", document), *document.items()):
        for name in entries if isinstance(entries, dict) else ():
            if name.startswith("Fn::") and not name.startswith(LOOP):
                raise not_supported(f"{name} (in {block})")
    if Template(text, document).extended:
        document = _write_loops_out(document, given)
    # Sections and attributes of a macro's own, such as SAM's `Globals`, are for the macro to know.
    _check_transforms(Template(text, document))
    if unknown := [str(key) for key in document if key not in SECTIONS]:
        raise invalid(f"Invalid template property or properties [{', '.join(unknown)}]")
    _check_version(document.get("AWSTemplateFormatVersion"))
    if len(str(document.get("Description") or "").encode()) > DESCRIPTION:
        raise invalid(f"Template format error: 'Description' length is greater than {DESCRIPTION}.")
    template = Template(text, document)
    _check_sections(template)
    for logical_id, resource in template.resources.items():
        _check_resource(logical_id, resource, extended=template.extended)
    return template


def _write_loops_out(document: dict[str, Any], given: tuple[tuple[str, str], ...] | None) -> dict[str, Any]:
    unrolled = unroll(document, dict(given or ()))
    for path in unrolled.unknown:
        loop: Any = document
        for step in path:
            loop = loop[step]
        if not (isinstance(loop, list) and len(loop) == 3 and isinstance(loop[0], str) and isinstance(loop[2], dict)):
            # The shape of the sentence: cfn-lint issue 3996, cfn-language-discussion issue 156.
            raise invalid("Transform AWS::LanguageExtensions failed with: Fn::ForEach layout is incorrect")
        if given is not None:
            raise not_supported(f"The collection of {path[-1]}")
    return unrolled.document


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
    for block in ("Resources", "Parameters", "Outputs"):
        for name in template.section(block):
            if not (isinstance(name, str) and name.isalnum() and name.isascii()):
                raise invalid(f"Template format error: {block[:-1]} name {name} is non alphanumeric.")
    for name, output in template.section("Outputs").items():
        if not isinstance(output, dict) or "Value" not in output:
            raise invalid(f"Template format error: Output {name} is malformed. The output must contain a Value member.")
        if unknown := set(output) - {"Value", "Description", "Export", "Condition"}:
            raise invalid(f"Invalid template output property '{min(unknown)}'")


def _check_resource(logical_id: str, resource: object, *, extended: bool) -> None:
    path = f"[/Resources/{logical_id}]"
    if not isinstance(resource, dict):
        raise invalid(f"Template format error: {path} resource definition is malformed")
    if "Type" not in resource:
        raise invalid(f"Template format error: {path} Every Resources object must contain a Type member.")
    if not isinstance(resource["Type"], str):
        raise invalid(f"Template format error: {path} Type must be a string.")
    if unknown := set(resource) - (CUSTOM_KEYS if is_custom(resource["Type"]) else RESOURCE_KEYS):
        raise invalid(f"Invalid template resource property '{min(unknown)}'")
    for name, kinds in MEANINGFUL.items():
        if name in resource and not _may_be_object(resource[name]):
            # cfn-lint pull request 4641, verified against CloudFormation there
            raise invalid("Template format error: Expected an object")
        if name in resource and resource["Type"] in kinds and (name, resource["Type"]) not in EMULATED:
            raise not_supported(f"{name} (of resource {logical_id})")
    for name in POLICIES:
        value = resource.get(name, "Delete")
        # With the language extensions a policy may be a function, whose value is known with the parameters only.
        if not (extended and isinstance(value, dict)):
            check_policy(logical_id, resource, name, value)


def _may_be_object(value: object) -> bool:
    """Whether a creation or update policy is an object: written out, or the one that `Fn::If` chooses."""
    return isinstance(value, dict) and (not is_function(value) or "Fn::If" in value)


def check_policy(logical_id: str, resource: Mapping[str, Any], name: str, value: object) -> None:
    """Raises TemplateError for a DeletionPolicy or UpdateReplacePolicy that there is not."""
    if not isinstance(value, str):
        raise invalid(f"Template format error: Every {name} member must be a string.")
    if value not in POLICIES[name]:
        raise invalid(f"Template format error: Unrecognized {name} {value} for resource {logical_id}")
    if value == "Snapshot" and resource["Type"] not in WITH_SNAPSHOTS:
        raise invalid(f"Template error: resource type {resource['Type']} does not support deletion policy Snapshot")


def _check_transforms(template: Template) -> None:
    for name in template.transforms:
        if name != EXTENSIONS:
            raise not_supported(f"Transform {name}")
