"""Service-managed stack sets over HTTP: a role for every account of a unit, those that join later included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, Embedded, embedded
from embedded_aws.service import Keys
from tests.embedded_aws.servicecatalog.published_catalog import allow
from tests.embedded_aws.servicecatalog.spokes import ACCOUNTS, FAR, NEAR, OUTSIDE, Spokes, document
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

NAME, REGION = "launch-roles", "eu-west-1"
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Path: {Type: String, Default: /ds/}
Resources:
  Launch:
    Type: AWS::IAM::Role
    Properties:
      RoleName: ds-launch
      Path: !Ref Path
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: servicecatalog.amazonaws.com}, Action: "sts:AssumeRole"}]
"""
WITH_SETTING = (
    TEMPLATE + "  Setting: {Type: 'AWS::SSM::Parameter', Properties: {Name: /ds/on, Type: String, Value: '1'}}\n"
)
SETTING = "Resources:\n  Setting: {Type: 'AWS::SSM::Parameter', Properties: {Name: /ds/on, Type: String, Value: '1'}}\n"
WHOLE = {"Capabilities": ["CAPABILITY_NAMED_IAM"]}
ON = {"Enabled": True, "RetainStacksOnAccountRemoval": False}


class Sets:
    """A stack set, and what became of its operations."""

    def __init__(self, spokes: Spokes) -> None:
        self.spokes = spokes
        self.client = spokes.aws.client("cloudformation")
        self.node = {"OrganizationalUnitIds": [spokes.outer]}

    def make(self, automatic: dict[str, bool] | None = None, **more: Any) -> str:
        """Activate access and create the set."""
        self.client.activate_organizations_access()
        return str(self.create(automatic or ON, **more)["StackSetId"])

    def create(self, automatic: dict[str, bool], **more: Any) -> Any:
        given = {"StackSetName": NAME, "TemplateBody": TEMPLATE, "PermissionModel": "SERVICE_MANAGED", **WHOLE, **more}
        return self.client.create_stack_set(**given, AutoDeployment=automatic)

    def deploy(self, **more: Any) -> str:
        """Create the stacks of the unit; the operation's status at its end."""
        given = {"StackSetName": NAME, "DeploymentTargets": self.node, "Regions": [REGION], **more}
        return self.ended(self.client.create_stack_instances(**given)["OperationId"])

    def remove(self, retain: bool = False) -> str:
        made = self.client.delete_stack_instances(
            StackSetName=NAME, DeploymentTargets=self.node, Regions=[REGION], RetainStacks=retain
        )
        return self.ended(made["OperationId"])

    def ended(self, operation: str) -> str:
        def found() -> str:
            row = self.client.describe_stack_set_operation(StackSetName=NAME, OperationId=operation)
            status = str(row["StackSetOperation"]["Status"])
            return status if status in ("SUCCEEDED", "FAILED", "STOPPED") else ""

        return wait_until(found, "the operation ends")

    def settled(self) -> None:
        """Wait until no operation runs, the automatic ones included."""

        def done() -> bool:
            rows = self.client.list_stack_set_operations(StackSetName=NAME)["Summaries"]
            return all(row["Status"] in ("SUCCEEDED", "FAILED", "STOPPED") for row in rows)

        wait_until(done, "all operations end")

    def accounts(self) -> dict[str, str]:
        """The accounts of the set's stacks, each with its status."""
        rows = self.client.list_stack_instances(StackSetName=NAME)["Summaries"]
        return {row["Account"]: row["Status"] for row in rows}

    def has_role(self, account: str) -> bool:
        roles = self.spokes.admin(account, "iam").list_roles()["Roles"]
        return "ds-launch" in [role["RoleName"] for role in roles]


@pytest.fixture
def sets() -> Iterator[Sets]:
    with embedded(accounts=ACCOUNTS, organization=True) as aws:
        yield Sets(Spokes(aws))


def code_of(call: Any, **params: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_role_comes_to_every_account_of_a_unit_and_to_no_other(sets: Sets) -> None:
    assert sets.make().startswith(f"{NAME}:")
    assert sets.deploy() == "SUCCEEDED"
    assert sets.accounts() == {NEAR: "CURRENT", FAR: "CURRENT"}
    assert [sets.has_role(account) for account in (NEAR, FAR, OUTSIDE, ACCOUNT)] == [True, True, False, False]
    (stack,) = sets.spokes.admin(FAR, "cloudformation").describe_stacks()["Stacks"]
    assert stack["StackName"].startswith(f"StackSet-{NAME}-")
    found = sets.client.describe_stack_instance(
        StackSetName=NAME, StackInstanceAccount=FAR, StackInstanceRegion=REGION
    )["StackInstance"]
    assert (found["StackId"], found["OrganizationalUnitId"]) == (stack["StackId"], sets.spokes.outer)
    (operation,) = sets.client.list_stack_set_operations(StackSetName=NAME)["Summaries"]
    results = sets.client.list_stack_set_operation_results(StackSetName=NAME, OperationId=operation["OperationId"])
    assert {row["Account"]: row["Status"] for row in results["Summaries"]} == {NEAR: "SUCCEEDED", FAR: "SUCCEEDED"}
    described = sets.client.describe_stack_set(StackSetName=NAME)["StackSet"]
    assert (described["OrganizationalUnitIds"], described["Regions"]) == ([sets.spokes.outer], [REGION])


def test_an_update_reaches_all_and_the_set_goes_when_it_is_empty(sets: Sets) -> None:
    sets.make()
    sets.deploy()
    made = sets.client.update_stack_set(StackSetName=NAME, TemplateBody=WITH_SETTING, **WHOLE)
    assert sets.ended(made["OperationId"]) == "SUCCEEDED"
    assert sets.spokes.admin(NEAR, "ssm").get_parameter(Name="/ds/on")["Parameter"]["Value"] == "1"
    assert code_of(sets.client.delete_stack_set, StackSetName=NAME)[0] == "StackSetNotEmptyException"
    assert sets.remove() == "SUCCEEDED"
    assert (sets.accounts(), sets.has_role(NEAR)) == ({}, False)
    sets.client.delete_stack_set(StackSetName=NAME)
    sets.client.delete_stack_set(StackSetName=NAME)
    assert code_of(sets.client.describe_stack_set, StackSetName=NAME)[0] == "StackSetNotFoundException"
    assert [row["Status"] for row in sets.client.list_stack_sets()["Summaries"]] == ["DELETED"]


def test_accounts_that_join_get_the_stack_and_those_that_leave_lose_it(sets: Sets) -> None:
    sets.make()
    sets.deploy()
    sets.spokes.move(OUTSIDE, sets.spokes.inner)
    sets.settled()
    assert (sets.accounts()[OUTSIDE], sets.has_role(OUTSIDE)) == ("CURRENT", True)
    sets.spokes.move(NEAR, sets.spokes.inner)
    sets.spokes.move(FAR, sets.spokes.root)
    sets.settled()
    assert {*sets.accounts()} == {NEAR, OUTSIDE}
    assert (sets.has_role(FAR), sets.has_role(NEAR)) == (False, True)


def test_without_automatic_deployment_nothing_follows_and_a_retained_stack_stays(sets: Sets) -> None:
    sets.make({"Enabled": False})
    sets.deploy()
    sets.spokes.move(OUTSIDE, sets.spokes.inner)
    sets.settled()
    assert {*sets.accounts()} == {NEAR, FAR}
    retaining = {"Enabled": True, "RetainStacksOnAccountRemoval": True}
    made = sets.client.update_stack_set(StackSetName=NAME, UsePreviousTemplate=True, AutoDeployment=retaining, **WHOLE)
    assert sets.ended(made["OperationId"]) == "SUCCEEDED"
    sets.spokes.move(FAR, sets.spokes.root)
    sets.settled()
    assert ({*sets.accounts()}, sets.has_role(FAR)) == ({NEAR}, True)


def test_a_failure_is_told_by_account_and_the_rest_is_cancelled_unless_it_is_tolerated(sets: Sets) -> None:
    sets.make()
    sets.spokes.role(NEAR, "ds-launch", {"AWS": NEAR}, [allow(["s3:ListAllMyBuckets"])])
    assert sets.deploy() == "FAILED"
    (operation,) = sets.client.list_stack_set_operations(StackSetName=NAME)["Summaries"]
    rows = sets.client.list_stack_set_operation_results(StackSetName=NAME, OperationId=operation["OperationId"])
    assert {row["Account"]: row["Status"] for row in rows["Summaries"]} == {NEAR: "FAILED", FAR: "CANCELLED"}
    assert "ResourceLogicalId:Launch" in rows["Summaries"][0]["StatusReason"]
    assert sets.deploy(OperationPreferences={"FailureToleranceCount": 1}) == "SUCCEEDED"
    assert sets.accounts() == {NEAR: "OUTDATED", FAR: "CURRENT"}
    iam = sets.spokes.admin(NEAR, "iam")
    iam.delete_role_policy(RoleName="ds-launch", PolicyName="all")
    iam.delete_role(RoleName="ds-launch")
    assert sets.deploy() == "SUCCEEDED"
    assert sets.accounts() == {NEAR: "CURRENT", FAR: "CURRENT"}


def test_one_operation_runs_at_a_time_and_the_same_request_once(sets: Sets) -> None:
    sets.make()
    given = {"StackSetName": NAME, "DeploymentTargets": sets.node, "Regions": [REGION]}
    first = sets.client.create_stack_instances(**given, OperationId="one")["OperationId"]
    assert code_of(sets.client.create_stack_instances, **given)[0] == "OperationInProgressException"
    assert sets.client.create_stack_instances(**given, OperationId="one")["OperationId"] == first
    another = {**given, "Regions": ["eu-central-1"], "OperationId": "one"}
    assert code_of(sets.client.create_stack_instances, **another)[0] == "OperationIdAlreadyExistsException"
    assert sets.ended(first) == "SUCCEEDED"
    assert len(sets.client.list_stack_set_operations(StackSetName=NAME)["Summaries"]) == 1


def test_operations_wait_for_one_another_where_the_set_lets_them_and_can_be_stopped(sets: Sets) -> None:
    sets.make(ManagedExecution={"Active": True})
    given = {"StackSetName": NAME, "DeploymentTargets": sets.node, "Regions": [REGION]}
    first = sets.client.create_stack_instances(**given)["OperationId"]
    second = sets.client.delete_stack_instances(**given, RetainStacks=False)["OperationId"]
    third = sets.client.create_stack_instances(**given)["OperationId"]
    assert code_of(sets.client.delete_stack_set, StackSetName=NAME)[0] == "OperationInProgressException"
    sets.client.stop_stack_set_operation(StackSetName=NAME, OperationId=third)
    assert [sets.ended(each) for each in (first, second, third)] == ["SUCCEEDED", "SUCCEEDED", "STOPPED"]
    results = sets.client.list_stack_set_operation_results(StackSetName=NAME, OperationId=third)["Summaries"]
    assert {row["Status"] for row in results} == {"CANCELLED"}
    assert sets.has_role(NEAR) is False
    stop = {"StackSetName": NAME, "OperationId": third}
    assert code_of(sets.client.stop_stack_set_operation, **stop)[0] == "InvalidOperationException"


def test_a_region_comes_after_another_and_not_where_that_one_failed(sets: Sets) -> None:
    sets.make(TemplateBody=SETTING)
    sets.spokes.admin(FAR, "ssm").put_parameter(Name="/ds/on", Value="0", Type="String")
    order = {"Regions": ["eu-central-1", REGION], "OperationPreferences": {"RegionOrder": [REGION, "eu-central-1"]}}
    assert sets.deploy(**order) == "FAILED"
    (operation,) = sets.client.list_stack_set_operations(StackSetName=NAME)["Summaries"]
    rows = sets.client.list_stack_set_operation_results(StackSetName=NAME, OperationId=operation["OperationId"])
    assert [(row["Account"], row["Region"], row["Status"]) for row in rows["Summaries"]] == [
        (NEAR, REGION, "SUCCEEDED"),
        (FAR, REGION, "FAILED"),
        (NEAR, "eu-central-1", "CANCELLED"),
        (FAR, "eu-central-1", "CANCELLED"),
    ]
    sets.spokes.admin(FAR, "ssm").delete_parameter(Name="/ds/on")
    assert sets.deploy(**order) == "SUCCEEDED"
    keys = sets.spokes.aws.keys("admin", FAR)
    there = sets.spokes.aws.client("ssm", region="eu-central-1", keys=keys)
    assert there.get_parameter(Name="/ds/on")["Parameter"]["Value"] == "1"


def test_parameters_are_overridden_for_some_accounts(sets: Sets) -> None:
    sets.make()
    sets.deploy()
    targets = {**sets.node, "Accounts": [FAR], "AccountFilterType": "INTERSECTION"}
    overrides = [{"ParameterKey": "Path", "ParameterValue": "/ds/far/"}]
    given = {"StackSetName": NAME, "Regions": [REGION], "ParameterOverrides": overrides}
    made = sets.client.update_stack_instances(**given, DeploymentTargets=targets)
    sets.ended(made["OperationId"])
    paths = [sets.spokes.admin(one, "iam").get_role(RoleName="ds-launch")["Role"]["Path"] for one in (NEAR, FAR)]
    # A role that has a name cannot be replaced under it: the stack stays as it was, and the set says so.
    assert (paths, sets.accounts()) == (["/ds/", "/ds/"], {NEAR: "CURRENT", FAR: "OUTDATED"})
    wrong = {**targets, "Accounts": [OUTSIDE], "AccountFilterType": "UNION"}
    assert code_of(sets.client.update_stack_instances, **given, DeploymentTargets=wrong)[0] == (
        "StackInstanceNotFoundException"
    )


def test_access_and_administrators_come_first(sets: Sets) -> None:
    assert sets.client.describe_organizations_access()["Status"] == "DISABLED"
    assert "You must enable organizations access" in code_of(sets.create, automatic=ON)[1]
    member = sets.spokes.admin(NEAR, "cloudformation")
    assert code_of(member.activate_organizations_access)[0] == "InvalidOperationException"
    sets.client.activate_organizations_access()
    given = {"StackSetName": "theirs", "TemplateBody": TEMPLATE, "PermissionModel": "SERVICE_MANAGED", **WHOLE}
    assert "You must be the management account" in code_of(member.create_stack_set, **given, AutoDeployment=ON)[1]
    assert (
        "not a delegated administrator"
        in (code_of(member.create_stack_set, **given, AutoDeployment=ON, CallAs="DELEGATED_ADMIN")[1])
    )
    principal = "member.org.stacksets.cloudformation.amazonaws.com"
    sets.spokes.organizations.register_delegated_administrator(AccountId=NEAR, ServicePrincipal=principal)
    member.create_stack_set(**given, AutoDeployment=ON, CallAs="DELEGATED_ADMIN")
    assert [row["StackSetName"] for row in sets.client.list_stack_sets()["Summaries"]] == ["theirs"]
    assert "self-managed" in code_of(sets.client.create_stack_set, StackSetName="own", TemplateBody=TEMPLATE)[1]
    wrong = {"StackSetName": "theirs", "Regions": [REGION]}
    targets = {"OrganizationalUnitIds": ["ou-none-12345678"]}
    assert "do not exist" in code_of(sets.client.create_stack_instances, **wrong, DeploymentTargets=targets)[1]


def test_the_capability_is_asked_for_and_a_name_is_taken_once(sets: Sets) -> None:
    sets.make()
    assert code_of(sets.create, automatic=ON)[0] == "NameAlreadyExistsException"
    named = {"StackSetName": "another", "Capabilities": []}
    assert code_of(lambda: sets.create(ON, **named))[0] == "InsufficientCapabilitiesException"


def test_stack_sets_survive_a_restart(tmp_path: Path) -> None:
    def begin(aws: Embedded) -> Sets:
        made = Sets(Spokes(aws))
        made.make()
        made.deploy()
        return made

    with embedded(tmp_path, accounts=ACCOUNTS, organization=True) as aws:
        begin(aws)
    with embedded(tmp_path, accounts=ACCOUNTS, organization=True) as aws:
        rows = aws.client("cloudformation").list_stack_instances(StackSetName=NAME)["Summaries"]
        assert {row["Account"] for row in rows} == {NEAR, FAR}


def test_iam_decides_by_the_name_of_the_set(sets: Sets) -> None:
    sets.make()
    iam = sets.spokes.aws.client("iam")
    iam.create_user(UserName="deployer")
    arn = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stackset/{NAME}:*"
    statements = [
        allow(["cloudformation:*StackInstances", "cloudformation:TagResource"], arn),
        allow(["cloudformation:CreateStackSet"]),
    ]
    iam.put_user_policy(UserName="deployer", PolicyName="own", PolicyDocument=document(statements))
    made = iam.create_access_key(UserName="deployer")["AccessKey"]
    keys = Keys(made["AccessKeyId"], made["SecretAccessKey"])
    theirs = sets.spokes.aws.client("cloudformation", keys=keys)
    given = {"DeploymentTargets": sets.node, "Regions": [REGION]}
    assert code_of(theirs.create_stack_instances, StackSetName="another", **given)[0] == "AccessDenied"
    assert sets.ended(theirs.create_stack_instances(StackSetName=NAME, **given)["OperationId"]) == "SUCCEEDED"
    whole = {"TemplateBody": TEMPLATE, "PermissionModel": "SERVICE_MANAGED", "AutoDeployment": ON, **WHOLE}
    tagged = {**whole, "StackSetName": "another", "Tags": [{"Key": "a", "Value": "b"}]}
    assert "cloudformation:TagResource" in code_of(theirs.create_stack_set, **tagged)[1]
    theirs.create_stack_set(**whole, StackSetName="another")


def test_the_summary_of_a_sets_template(sets: Sets) -> None:
    sets.make()
    summary = sets.client.get_template_summary(StackSetName=NAME)
    assert (summary["ResourceTypes"], summary["Capabilities"]) == (["AWS::IAM::Role"], ["CAPABILITY_NAMED_IAM"])


def test_an_operation_that_a_restart_broke_off_is_stopped_and_can_be_repeated(sets: Sets) -> None:
    sets.make()
    given = {"StackSetName": NAME, "DeploymentTargets": sets.node, "Regions": [REGION]}
    cloudformation = sets.spokes.aws.gateway.services["cloudformation"]
    operation = sets.client.create_stack_instances(**given)["OperationId"]
    dumped = cloudformation.dump()
    sets.ended(operation)
    sets.remove()
    cloudformation.load(dumped)
    assert sets.ended(operation) == "STOPPED"
    results = sets.client.list_stack_set_operation_results(StackSetName=NAME, OperationId=operation)["Summaries"]
    assert results[-1]["Status"] == "CANCELLED"
    assert sets.deploy() == "SUCCEEDED"
    assert sets.accounts() == {NEAR: "CURRENT", FAR: "CURRENT"}
