"""What a role of a test may do, given as AWS takes it: a role's inline policies hold 10,240 characters together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LONGEST = 6144
"""Characters of one managed policy, without white space
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)."""
Statement = Mapping[str, Any]


def permit(iam: Any, role: str, statements: Sequence[Statement]) -> None:
    """Replace what a role may do, by as many managed policies as the statements need."""
    documents = list(_documents(statements))
    attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    ours = [policy["PolicyArn"] for policy in attached if policy["PolicyName"].startswith(f"{role}-part-")]
    for number, document in enumerate(documents):
        name = f"{role}-part-{number}"
        if held := next((arn for arn in ours if arn.endswith(f"/{name}")), None):
            _replace(iam, held, document)
        else:
            iam.attach_role_policy(RoleName=role, PolicyArn=_made(iam, name, document))
    for arn in ours:
        if int(arn.rpartition("-")[2]) >= len(documents):
            iam.detach_role_policy(RoleName=role, PolicyArn=arn)
            iam.delete_policy(PolicyArn=arn)


def _documents(statements: Sequence[Statement]) -> Iterator[str]:
    """The statements in their order, as documents that are no longer than a managed policy may be."""
    held: list[Statement] = []
    for statement in statements:
        if held and len(_document([*held, statement])) > LONGEST:
            yield _document(held)
            held = []
        held.append(statement)
    if held:
        yield _document(held)


def _document(statements: Sequence[Statement]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":"))


def _made(iam: Any, name: str, document: str) -> str:
    return str(iam.create_policy(PolicyName=name, PolicyDocument=document)["Policy"]["Arn"])


def _replace(iam: Any, arn: str, document: str) -> None:
    """Put a document in the place of a policy's default version, and delete what it replaces."""
    before = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)
    iam.delete_policy_version(PolicyArn=arn, VersionId=before)
