"""One embedded AWS for each module of tests, and the few words that they share."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, Embedded, embedded
from embedded_aws.service import Keys


class World:
    """An embedded AWS, with short ways to make principals and to see what they may do."""

    def __init__(self, aws: Embedded) -> None:
        self.aws = aws

    def policy(self, *statements: dict[str, Any]) -> str:
        return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})

    def role(self, trust: dict[str, Any], *statements: dict[str, Any], **more: Any) -> str:
        """A role with an inline policy; returns its ARN."""
        name = f"ds-{uuid.uuid4().hex[:8]}"
        iam = self.aws.client("iam")
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=self.policy(trust), **more)
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=self.policy(*statements))
        return str(made["Role"]["Arn"])

    def role_of(self, *statements: dict[str, Any], **more: Any) -> Keys:
        """A session of a new role that everybody in the account may assume."""
        trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
        return self.assume(self.role(trust, *statements, **more))

    def assume(self, arn: str, who: str = "admin", **more: Any) -> Keys:
        sts = self.aws.client("sts", keys=self.aws.keys(who))
        found = sts.assume_role(RoleArn=arn, RoleSessionName="test", **more)["Credentials"]
        return Keys(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])

    def bucket(self) -> str:
        name = f"bucket-{uuid.uuid4().hex[:8]}"
        place = {"LocationConstraint": "eu-west-1"}
        self.aws.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration=place)
        return name

    def network(self) -> tuple[str, str, str]:
        """A VPC, a subnet and a security group in it."""
        ec2 = self.aws.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.0.0/24")["Subnet"]["SubnetId"]
        group = ec2.create_security_group(GroupName="workload", Description="workload", VpcId=vpc)["GroupId"]
        return vpc, subnet, group


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with embedded() as aws:
        yield World(aws)


def refused(call: Callable[..., Any], **params: Any) -> tuple[str, str]:
    """The code and the message with which AWS refuses a call; fails where it does not."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.fixture(name="refused", scope="session")
def refused_fixture() -> Callable[..., tuple[str, str]]:
    return refused
