"""What a caller asks before it tries: SimulatePrincipalPolicy and the quotas of the account."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT

ANYBODY = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}


def simulate(world: Any, arn: str, *actions: str, **more: Any) -> dict[str, str]:
    rows = world.aws.client("iam").simulate_principal_policy(PolicySourceArn=arn, ActionNames=list(actions), **more)
    return {row["EvalActionName"]: row["EvalDecision"] for row in rows["EvaluationResults"]}


def test_a_simulation_says_what_the_call_would_be_told(world: Any) -> None:
    reads = {"Effect": "Allow", "Action": ["s3:ListAllMyBuckets", "s3:DeleteBucket"], "Resource": "*"}
    never = {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}
    role = world.role(ANYBODY, reads, never)
    found = simulate(world, role, "s3:ListAllMyBuckets", "s3:CreateBucket", "s3:DeleteBucket")
    assert list(found.values()) == ["allowed", "implicitDeny", "explicitDeny"]
    session = world.aws.client("s3", keys=world.assume(role))
    session.list_buckets()
    with pytest.raises(ClientError, match="not authorized to perform: s3:CreateBucket"):
        session.create_bucket(Bucket="b-1", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})


def test_conditions_are_met_by_the_context_that_is_given(world: Any) -> None:
    held = {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/limit"}}
    role = world.role(ANYBODY, {"Effect": "Allow", "Action": "iam:CreateRole", "Resource": "*", "Condition": held})
    assert simulate(world, role, "iam:CreateRole") == {"iam:CreateRole": "implicitDeny"}
    entry = {
        "ContextKeyName": "iam:PermissionsBoundary",
        "ContextKeyType": "string",
        "ContextKeyValues": ["arn:aws:iam::111122223333:policy/limit"],
    }
    assert simulate(world, role, "iam:CreateRole", ContextEntries=[entry]) == {"iam:CreateRole": "allowed"}


def test_a_user_is_simulated_and_a_stranger_is_not_found(world: Any) -> None:
    assert simulate(world, f"arn:aws:iam::{ACCOUNT}:user/admin", "iam:CreateUser") == {"iam:CreateUser": "allowed"}
    with pytest.raises(ClientError, match="NoSuchEntity"):
        simulate(world, f"arn:aws:iam::{ACCOUNT}:user/nobody", "iam:CreateUser")
    with pytest.raises(ClientError, match="not part of the embedded AWS"):
        simulate(
            world, f"arn:aws:iam::{ACCOUNT}:user/admin", "iam:CreateUser", ResourceOwner=f"arn:aws:iam::{ACCOUNT}:root"
        )


def test_quotas_are_listed_by_service(world: Any) -> None:
    quotas = world.aws.client("service-quotas")
    pages = quotas.get_paginator("list_service_quotas").paginate(
        ServiceCode="sagemaker", PaginationConfig={"PageSize": 5}
    )
    values = {row["QuotaName"]: row["Value"] for page in pages for row in page["Quotas"]}
    assert values["ml.t3.medium for notebook instance usage"] > 0
    assert values["ml.p3.2xlarge for notebook instance usage"] == 0
    assert quotas.get_service_quota(ServiceCode="vpc", QuotaCode="L-F678F1CE")["Quota"]["Value"] == 5
    with pytest.raises(ClientError, match="NoSuchResource"):
        quotas.get_service_quota(ServiceCode="vpc", QuotaCode="L-00000000")
