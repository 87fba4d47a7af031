"""Translates a bucket's lifecycle rules from CloudFormation's names to the names of the S3 API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import Shape, shape

LIFECYCLE: Shape = shape(
    "TransitionDefaultMinimumObjectSize",
    Rules=shape(
        "Id Status Prefix TagFilters ObjectSizeGreaterThan ObjectSizeLessThan ExpirationInDays ExpirationDate "
        "ExpiredObjectDeleteMarker NoncurrentVersionExpirationInDays NoncurrentVersionExpiration "
        "AbortIncompleteMultipartUpload",
        Transitions=shape("StorageClass TransitionInDays TransitionDate"),
        NoncurrentVersionTransitions=shape("StorageClass TransitionInDays NewerNoncurrentVersions"),
    ),
)


def build_lifecycle(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """The LifecycleConfiguration of the API."""
    return {"Rules": [_rule(one) for one in configuration["Rules"]]}


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    made = {**pick(rule, "Status AbortIncompleteMultipartUpload", Id="ID"), "Filter": _filter(rule)}
    expiration = pick(rule, "ExpiredObjectDeleteMarker", ExpirationInDays="Days", ExpirationDate="Date")
    noncurrent = rule.get("NoncurrentVersionExpiration")
    if "NoncurrentVersionExpirationInDays" in rule:
        noncurrent = {"NoncurrentDays": rule["NoncurrentVersionExpirationInDays"]}
    parts = {
        "Expiration": expiration,
        "NoncurrentVersionExpiration": noncurrent,
        "Transitions": [
            pick(one, "StorageClass", TransitionInDays="Days", TransitionDate="Date")
            for one in rule.get("Transitions", ())
        ],
        "NoncurrentVersionTransitions": [
            pick(one, "StorageClass NewerNoncurrentVersions", TransitionInDays="NoncurrentDays")
            for one in rule.get("NoncurrentVersionTransitions", ())
        ],
    }
    return {**made, **{name: value for name, value in parts.items() if value}}


def _filter(rule: Mapping[str, Any]) -> dict[str, Any]:
    conditions = pick(rule, "Prefix ObjectSizeGreaterThan ObjectSizeLessThan")
    tags = list(rule.get("TagFilters", ()))
    if len(conditions) + len(tags) > 1:
        return {"And": {**conditions, **({"Tags": tags} if tags else {})}}
    if tags:
        return {"Tag": tags[0]}
    return conditions or {"Prefix": ""}
