"""From a hub into its spokes: launch roles by a stack set, products by a share, no call in a spoke for a new version.

The hub manages the organization; a spoke lies in the shared unit, one in a unit below it, and one account outside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from embedded_aws import ACCOUNT, REGION, embedded
from tests.embedded_aws.servicecatalog.published_catalog import BODIES, LOGS, READS, SETTINGS, STACKS, allow
from tests.embedded_aws.servicecatalog.spokes import ACCOUNTS, FAR, LAUNCH_ROLE, NEAR, OUTSIDE, Spokes, document
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

NAME = "launch-roles"


def template() -> str:
    """The launch role, for any account."""
    stacks = allow(STACKS)
    stacks["Resource"] = {"Fn::Sub": "arn:aws:cloudformation:*:${AWS::AccountId}:stack/SC-*"}
    trusted = {"Effect": "Allow", "Principal": {"Service": "servicecatalog.amazonaws.com"}, "Action": "sts:AssumeRole"}
    statements = [stacks, allow(READS), BODIES, allow(LOGS), allow(SETTINGS)]
    role = {
        "RoleName": LAUNCH_ROLE,
        "AssumeRolePolicyDocument": json.loads(document([trusted])),
        "Policies": [{"PolicyName": "all", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}],
    }
    return json.dumps({"Resources": {"Launch": {"Type": "AWS::IAM::Role", "Properties": role}}})


def put_roles(spokes: Spokes) -> None:
    """The launch role in the accounts of the outer unit, and in those that join it."""
    cloudformation = spokes.aws.client("cloudformation")
    cloudformation.activate_organizations_access()
    cloudformation.create_stack_set(
        StackSetName=NAME,
        TemplateBody=template(),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        PermissionModel="SERVICE_MANAGED",
        AutoDeployment={"Enabled": True, "RetainStacksOnAccountRemoval": False},
    )
    targets = {"OrganizationalUnitIds": [spokes.outer]}
    cloudformation.create_stack_instances(StackSetName=NAME, DeploymentTargets=targets, Regions=[REGION])
    settle(spokes)


def settle(spokes: Spokes) -> None:
    """Wait until no operation of the stack set runs."""

    def done() -> bool:
        rows = spokes.aws.client("cloudformation").list_stack_set_operations(StackSetName=NAME)["Summaries"]
        assert {row["Status"] for row in rows} <= {"RUNNING", "QUEUED", "SUCCEEDED"}
        return {row["Status"] for row in rows} == {"SUCCEEDED"}

    wait_until(done, "the stack set's operations end")


@pytest.fixture(scope="module")
def spokes() -> Iterator[Spokes]:
    """Everything published, shared and deployed."""
    with embedded(accounts=ACCOUNTS, organization=True) as aws:
        made = Spokes(aws)
        put_roles(made)
        # A stack set does not reach its own management account, and the role must be there too.
        made.launch_role(ACCOUNT)
        made.publish({"LocalRoleName": LAUNCH_ROLE})
        made.share(SharePrincipals=True)
        yield made


def seen(scientist: Any) -> list[str]:
    return [row["Name"] for row in scientist.search_products()["ProductViewSummaries"]]


def calls_in_spokes(spokes: Spokes) -> int:
    return sum(entry.account in (NEAR, FAR) for entry in spokes.aws.gateway.audit.entries())


@pytest.mark.parametrize("account", [NEAR, FAR])
def test_each_spokes_scientist_launches_under_the_local_role(spokes: Spokes, account: str) -> None:
    dana = spokes.scientist(account)
    record = spokes.launch(dana)
    assert (record["Status"], record["RecordErrors"]) == ("SUCCEEDED", [])
    assert record["LaunchRoleArn"] == f"arn:aws:iam::{account}:role/{LAUNCH_ROLE}"
    assert spokes.setting(account) == "small"
    names = [one["StackName"] for one in spokes.admin(account, "cloudformation").describe_stacks()["Stacks"]]
    assert sorted(name.split("-")[0] for name in names) == ["SC", "StackSet"]


def test_a_new_version_is_there_in_every_spoke_without_a_call_in_one(spokes: Spokes) -> None:
    scientists = [spokes.scientist(account) for account in (NEAR, FAR)]
    before = calls_in_spokes(spokes)
    newer = spokes.publish_newer()
    assert calls_in_spokes(spokes) == before
    for dana in scientists:
        versions = dana.describe_product(Id=spokes.product)["ProvisioningArtifacts"]
        assert newer in [version["Id"] for version in versions]


def test_the_account_outside_sees_nothing_and_has_no_role_until_it_joins(spokes: Spokes) -> None:
    dana = spokes.scientist(OUTSIDE)
    assert seen(dana) == []
    spokes.move(OUTSIDE, spokes.inner)
    settle(spokes)
    assert seen(dana) == ["Logbook"]
    assert spokes.launch(dana)["Status"] == "SUCCEEDED"
    spokes.move(OUTSIDE, spokes.root)
    settle(spokes)
    assert seen(dana) == []
    roles = spokes.admin(OUTSIDE, "iam").list_roles()["Roles"]
    assert LAUNCH_ROLE not in [role["RoleName"] for role in roles]
