"""Whether who bootstraps may do it: everything that the stack, the bucket and service-linked roles take, at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator.aws.bootstrap.rights import Asked, Lacking, find_lacking, find_source
from generator.aws.session import Connection
from generator.diagnostics import AwsRefused, Finding, Severity
from generator.iam.delegation import BOUNDARY_KEY
from generator.iam.publishing import BOUNDARY, PATH
from generator.iam.publishing.bodies import MENDING
from generator.model.artifacts import artifact_bucket
from generator.planning.bootstrap.changes import STACK

_STACK = (
    "cloudformation:CreateChangeSet",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DescribeChangeSet",
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStacks",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:GetTemplate",
    "cloudformation:ListStackResources",
    "cloudformation:TagResource",
)
_MAKE = ("iam:CreateRole", "iam:PutRolePermissionsBoundary")
_ROLES = ("iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:GetRole", "iam:TagRole", "iam:UpdateAssumeRolePolicy")
_POLICIES = (
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicyVersion",
    "iam:GetPolicy",
    "iam:ListPolicyVersions",
)
_PROVIDERS = ("iam:CreateOpenIDConnectProvider", "iam:GetOpenIDConnectProvider", "iam:TagOpenIDConnectProvider")
_LINKED = "iam:CreateServiceLinkedRole"


def list_needs(connection: Connection, template: Mapping[str, Any], limit: str | None, linked: bool) -> list[Asked]:
    """What bootstrapping asks of its caller."""
    account, partition, region = connection.account, connection.partition, connection.region
    iam = f"arn:{partition}:iam::{account}"
    boundary = limit or f"{iam}:policy{PATH}{BOUNDARY}"
    kinds = {body["Type"] for body in template["Resources"].values()}
    needs = [
        Asked(_STACK, f"arn:{partition}:cloudformation:{region}:{account}:stack/{STACK}/x", {}),
        Asked(_MAKE, f"{iam}:role{PATH}ds-planner", {BOUNDARY_KEY: [boundary]}),
        Asked(_ROLES, f"{iam}:role{PATH}ds-planner", {BOUNDARY_KEY: [boundary]}),
        Asked(_POLICIES, f"{iam}:policy{PATH}{BOUNDARY}", {}),
        Asked((*MENDING, "s3:ListBucket"), f"arn:{partition}:s3:::{artifact_bucket(account, region)}", {}),
    ]
    if "AWS::IAM::OIDCProvider" in kinds:
        needs.append(Asked(_PROVIDERS, f"{iam}:oidc-provider/x", {}))
    if linked:
        needs.append(Asked((_LINKED,), f"{iam}:role/aws-service-role/x", {}))
    return needs


def check_caller(connection: Connection, needs: list[Asked]) -> Iterator[Finding]:
    """AWS753: what the caller lacks. A warning where IAM may not be asked."""
    try:
        source = find_source(connection)
        lacking = list(find_lacking(connection, source, needs)) if source is not None else []
    except AwsRefused as refused:
        what = f"what {connection.identity[1]} may do cannot be looked at: {refused.said}"
        fix = (
            "allow iam:SimulatePrincipalPolicy and iam:GetRole, or go on: CloudFormation rolls back what it may not do"
        )
        yield Finding("AWS753", what, fix=fix, severity=Severity.WARNING)
        return
    if lacking:
        yield _finding(connection.identity[1], lacking)


def _finding(who: str, lacking: list[Lacking]) -> Finding:
    actions = ", ".join(dict.fromkeys(each.action for each in lacking))
    if any(each.by_organization for each in lacking):
        what = f"policies of the organization keep {who} from: {actions}"
        return Finding("AWS753", what, fix="ask its administrator; where it demands a boundary: --boundary NAME")
    denied = [each for each in lacking if each.explicit]
    if denied:
        what = f"{who} is denied explicitly: {', '.join(dict.fromkeys(each.action for each in denied))}"
        return Finding("AWS753", what, fix="let somebody else bootstrap; where a boundary is demanded: --boundary NAME")
    places: dict[str, list[str]] = {}
    for each in lacking:
        places.setdefault(each.resource, []).append(each.action)
    rows = [{"Effect": "Allow", "Action": names, "Resource": place} for place, names in places.items()]
    what = f"{who} lacks what this takes: {actions}"
    return Finding("AWS753", what, fix=f"somebody with AdministratorAccess, or: {json.dumps(rows)}")
