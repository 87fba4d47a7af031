"""The tags of a stack on each of its resources, where the registry's schema says that the type is taggable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.engine.store import Stack
from generator.cloudformation.registry.schema import read_schema


def system_tags(stack: Stack, logical_id: str) -> dict[str, str]:
    """The tags that CloudFormation itself puts on a resource."""
    return {
        "aws:cloudformation:logical-id": logical_id,
        "aws:cloudformation:stack-id": stack.stack_id,
        "aws:cloudformation:stack-name": stack.name,
    }


def all_tags(value: Any) -> bool:
    """Whether a value is a list of tags."""
    return isinstance(value, list) and all(isinstance(tag, Mapping) and "Key" in tag for tag in value)


def add_tags(kind: str, logical_id: str, properties: Mapping[str, Any], stack: Stack) -> dict[str, Any]:
    """The properties with the stack's tags, which the resource's own override; unchanged for a type without tags."""
    schema = read_schema(kind)
    tagging = schema.get("tagging", {})
    name = tagging.get("tagProperty", "/properties/Tags").removeprefix("/properties/")
    if not tagging.get("taggable", True) or name not in schema["properties"]:
        return dict(properties)
    tags = dict(stack.revision.tags)
    if tagging.get("cloudFormationSystemTags", True):
        tags |= system_tags(stack, logical_id)
    own = properties.get(name)
    if schema["properties"][name].get("type") == "object":
        own = own or {}
        return {**properties, name: {**tags, **own}} if isinstance(own, Mapping) else dict(properties)
    if not all_tags(own or []):
        # The type's schema refuses them.
        return dict(properties)
    mine = {tag["Key"] for tag in own or ()}
    merged = [*(own or ()), *({"Key": key, "Value": value} for key, value in tags.items() if key not in mine)]
    return {**properties, name: merged}
