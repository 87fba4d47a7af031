"""SSM: Parameter."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.providers.provider import (
    Properties,
    Provider,
    Work,
    pick,
    shape,
    tag_changes,
    tag_map,
)

VALUE = "Type Value Description AllowedPattern DataType Tier Policies"


def _put(work: Work, name: str, wanted: Properties, **more: Any) -> None:
    work.client("ssm").put_parameter(Name=name, **pick(wanted, VALUE), **more)


def create_parameter(work: Work, wanted: Properties) -> None:
    """A parameter that must not exist yet."""
    name = work.name(2048, wanted.get("Name"))
    tags = [{"Key": key, "Value": value} for key, value in tag_map(wanted.get("Tags")).items()]
    _put(work, name, wanted, **({"Tags": tags} if tags else {}))
    arn = work.arn("ssm", f"parameter/{name.lstrip('/')}")
    work.made(name, Arn=arn, Type=wanted["Type"], Value=wanted["Value"])


def update_parameter(work: Work, old: Properties, wanted: Properties) -> None:
    """A new version; tags by their own calls."""
    ssm = work.client("ssm")
    if pick(old, VALUE) != pick(wanted, VALUE):
        _put(work, work.physical_id, wanted, Overwrite=True)
        work.made(work.physical_id, Type=wanted["Type"], Value=wanted["Value"])
    removed, changed = tag_changes(old.get("Tags"), wanted.get("Tags"))
    where = {"ResourceType": "Parameter", "ResourceId": work.physical_id}
    if removed:
        ssm.remove_tags_from_resource(**where, TagKeys=removed)
    if changed:
        ssm.add_tags_to_resource(**where, Tags=[{"Key": key, "Value": value} for key, value in changed.items()])


def delete_parameter(work: Work, _: Properties) -> None:
    """With its history."""
    work.client("ssm").delete_parameter(Name=work.physical_id)


PROVIDERS = (
    Provider(
        "AWS::SSM::Parameter",
        create_parameter,
        delete_parameter,
        shape(f"Name {VALUE} Tags"),
        update_parameter,
        named_by="Name",
    ),
)
