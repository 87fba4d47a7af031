"""KMS: Key, Alias."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.providers.arguments import json_text, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import Settings, apply_settings, update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list

AT_CREATION = "Description KeyUsage KeySpec MultiRegion Origin BypassPolicyLockoutSafetyCheck"


def create_key(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a key with its policy, then sets its rotation and its state."""
    policy = {"Policy": json_text(wanted["KeyPolicy"])} if "KeyPolicy" in wanted else {}
    made = request.client("kms").create_key(
        **pick(wanted, AT_CREATION), **policy, Tags=tag_list(wanted.get("Tags"), "TagKey", "TagValue")
    )["KeyMetadata"]
    _record_key(request, made)
    later = {name: KEY_SETTINGS[name] for name in ("EnableKeyRotation", "Enabled")}
    apply_settings(request, later, KEY_DEFAULTS, {**KEY_DEFAULTS, **wanted})


def _record_key(request: HandlerRequest, found: Mapping[str, Any]) -> None:
    request.record(found["KeyId"], KeyId=found["KeyId"], Arn=found["Arn"])


def find_key(request: HandlerRequest, identifier: str) -> None:
    """Records the existing key that has this id."""
    _record_key(request, request.client("kms").describe_key(KeyId=identifier)["KeyMetadata"])


def _set_rotation(request: HandlerRequest, new: Any, old: Any) -> None:
    kms = request.client("kms")
    change = kms.enable_key_rotation if new else kms.disable_key_rotation
    change(KeyId=request.physical_id)


def _set_enabled(request: HandlerRequest, new: Any, old: Any) -> None:
    kms = request.client("kms")
    change = kms.disable_key if new is False else kms.enable_key
    change(KeyId=request.physical_id)


def _set_key_policy(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("kms").put_key_policy(KeyId=request.physical_id, PolicyName="default", Policy=json_text(new))


def _set_key_description(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("kms").update_key_description(KeyId=request.physical_id, Description=new or "")


def _keep_for_deletion(request: HandlerRequest, new: Any, old: Any) -> None:
    """Does nothing: the waiting period is used only when the key is deleted."""


KEY_DEFAULTS = {"EnableKeyRotation": False, "Enabled": True}
KEY_SETTINGS: Settings = {
    "Enabled": _set_enabled,
    "KeyPolicy": _set_key_policy,
    "EnableKeyRotation": _set_rotation,
    "Description": _set_key_description,
    "PendingWindowInDays": _keep_for_deletion,
    "Tags": set_tags("kms"),
}


def delete_key(request: HandlerRequest, existing: Properties) -> None:
    """Schedules the key's deletion after its waiting period, which is 30 days where the template sets none."""
    kms = request.client("kms")
    if kms.describe_key(KeyId=request.physical_id)["KeyMetadata"]["KeyState"] != "PendingDeletion":
        days = existing.get("PendingWindowInDays", 30)
        kms.schedule_key_deletion(KeyId=request.physical_id, PendingWindowInDays=days)


def create_alias(request: HandlerRequest, wanted: Properties) -> None:
    """Creates an alias."""
    request.client("kms").create_alias(**pick(wanted, "AliasName TargetKeyId"))
    request.record(wanted["AliasName"])


def find_alias(request: HandlerRequest, name: str) -> None:
    """Records the existing alias."""
    request.client("kms").describe_key(KeyId=name)
    request.record(name)


def update_alias(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Points the alias to another key."""
    request.client("kms").update_alias(**pick(wanted, "AliasName TargetKeyId"))


def delete_alias(request: HandlerRequest, _: Properties) -> None:
    """Deletes the alias; its key stays."""
    request.client("kms").delete_alias(AliasName=request.physical_id)


PROVIDERS = (
    Provider(
        "AWS::KMS::Key",
        create_key,
        delete_key,
        shape(f"{AT_CREATION} KeyPolicy EnableKeyRotation Enabled PendingWindowInDays Tags"),
        update_each(KEY_SETTINGS, **KEY_DEFAULTS),
        find=find_key,
        attributes="Arn KeyId",
    ),
    Provider(
        "AWS::KMS::Alias",
        create_alias,
        delete_alias,
        shape("AliasName TargetKeyId"),
        update_alias,
        named_by="AliasName",
        find=find_alias,
    ),
)
