"""KMS: Key, Alias."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.providers.endpoint import policy_text
from embedded_aws.cloudformation.providers.provider import (
    Properties,
    Provider,
    Setting,
    Work,
    apply_settings,
    pick,
    shape,
    tag_changes,
)


def create_key(work: Work, wanted: Properties) -> None:
    """A key, its policy, its rotation."""
    tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in wanted.get("Tags") or ()]
    policy = {"Policy": policy_text(wanted["KeyPolicy"])} if "KeyPolicy" in wanted else {}
    made = work.client("kms").create_key(
        **pick(wanted, "Description KeyUsage KeySpec MultiRegion Origin BypassPolicyLockoutSafetyCheck"),
        **policy,
        Tags=tags,
    )["KeyMetadata"]
    work.made(made["KeyId"], KeyId=made["KeyId"], Arn=made["Arn"])
    apply_settings(
        work, {"EnableKeyRotation": _set_rotation, "Enabled": _set_enabled}, KEY_DEFAULTS, {**KEY_DEFAULTS, **wanted}
    )


def _set_rotation(work: Work, new: Any, old: Any) -> None:
    kms = work.client("kms")
    if new:
        kms.enable_key_rotation(KeyId=work.physical_id)
    else:
        kms.disable_key_rotation(KeyId=work.physical_id)


def _set_enabled(work: Work, new: Any, old: Any) -> None:
    kms = work.client("kms")
    if new is False:
        kms.disable_key(KeyId=work.physical_id)
    else:
        kms.enable_key(KeyId=work.physical_id)


def _set_key_policy(work: Work, new: Any, old: Any) -> None:
    work.client("kms").put_key_policy(KeyId=work.physical_id, PolicyName="default", Policy=policy_text(new))


def _set_key_description(work: Work, new: Any, old: Any) -> None:
    work.client("kms").update_key_description(KeyId=work.physical_id, Description=new or "")


def _set_key_tags(work: Work, new: Any, old: Any) -> None:
    removed, changed = tag_changes(old, new)
    if removed:
        work.client("kms").untag_resource(KeyId=work.physical_id, TagKeys=removed)
    if changed:
        tags = [{"TagKey": key, "TagValue": value} for key, value in changed.items()]
        work.client("kms").tag_resource(KeyId=work.physical_id, Tags=tags)


def _only_at_deletion(work: Work, new: Any, old: Any) -> None:
    """The waiting time is used when the key is deleted; until then there is nothing to do."""


KEY_DEFAULTS = {"EnableKeyRotation": False, "Enabled": True}
KEY_SETTINGS: dict[str, Setting] = {
    "Enabled": _set_enabled,
    "KeyPolicy": _set_key_policy,
    "EnableKeyRotation": _set_rotation,
    "Description": _set_key_description,
    "PendingWindowInDays": _only_at_deletion,
    "Tags": _set_key_tags,
}


def update_key(work: Work, old: Properties, wanted: Properties) -> None:
    """Policy, rotation, description, tags."""
    apply_settings(work, KEY_SETTINGS, {**KEY_DEFAULTS, **old}, {**KEY_DEFAULTS, **wanted})


def delete_key(work: Work, standing: Properties) -> None:
    """Scheduled, after the waiting time that the key was given; 30 days otherwise."""
    kms = work.client("kms")
    if kms.describe_key(KeyId=work.physical_id)["KeyMetadata"]["KeyState"] != "PendingDeletion":
        days = standing.get("PendingWindowInDays", 30)
        kms.schedule_key_deletion(KeyId=work.physical_id, PendingWindowInDays=days)


def create_alias(work: Work, wanted: Properties) -> None:
    """An alias."""
    work.client("kms").create_alias(**pick(wanted, "AliasName TargetKeyId"))
    work.made(wanted["AliasName"])


def update_alias(work: Work, old: Properties, wanted: Properties) -> None:
    """Another target."""
    work.client("kms").update_alias(**pick(wanted, "AliasName TargetKeyId"))


def delete_alias(work: Work, _: Properties) -> None:
    """The key stays."""
    work.client("kms").delete_alias(AliasName=work.physical_id)


KEY = (
    "Description KeyPolicy EnableKeyRotation Enabled KeyUsage KeySpec MultiRegion Origin PendingWindowInDays "
    "BypassPolicyLockoutSafetyCheck Tags"
)
PROVIDERS = (
    Provider("AWS::KMS::Key", create_key, delete_key, shape(KEY), update_key),
    Provider(
        "AWS::KMS::Alias",
        create_alias,
        delete_alias,
        shape("AliasName TargetKeyId"),
        update_alias,
        named_by="AliasName",
    ),
)
