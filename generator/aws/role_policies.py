"""The policies of a role, and one managed policy, as IAM holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


def inline_policies(client: IAMClient, role: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The name and the document of each inline policy of a role."""
    for page in client.get_paginator("list_role_policies").paginate(RoleName=role):
        for name in page["PolicyNames"]:
            yield name, _document(client.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"])


def attached_policies(client: IAMClient, role: str) -> Iterator[str]:
    """The ARN of each managed policy of a role."""
    for page in client.get_paginator("list_attached_role_policies").paginate(RoleName=role):
        yield from (each["PolicyArn"] for each in page["AttachedPolicies"])


def managed_policy(client: IAMClient, arn: str) -> Mapping[str, Any]:
    """The document of a managed policy's default version; raises ClientError (NoSuchEntity) where there is none."""
    version = client.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return _document(client.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"])


def _document(document: Any) -> Mapping[str, Any]:
    """botocore decodes a policy to plain data; its stubs also have a text."""
    assert isinstance(document, Mapping), "botocore decodes policies"
    return document
