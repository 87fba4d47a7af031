"""What the providers of EC2 share: tags, and the wait for network interfaces that outlive their owner."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.providers.provider import Properties, Work, tag_changes, tag_map


def tag_specification(properties: Properties, kind: str) -> list[dict[str, Any]]:
    """The TagSpecifications of a create call; empty where there are no tags."""
    tags = [{"Key": key, "Value": value} for key, value in tag_map(properties.get("Tags")).items()]
    return [{"ResourceType": kind, "Tags": tags}] if tags else []


def set_tags(work: Work, new: Any, old: Any) -> None:
    """Brings the tags of any EC2 resource to what is wanted."""
    removed, changed = tag_changes(old, new)
    ec2 = work.client("ec2")
    if removed:
        ec2.delete_tags(Resources=[work.physical_id], Tags=[{"Key": key} for key in removed])
    if changed:
        tags = [{"Key": key, "Value": value} for key, value in changed.items()]
        ec2.create_tags(Resources=[work.physical_id], Tags=tags)
