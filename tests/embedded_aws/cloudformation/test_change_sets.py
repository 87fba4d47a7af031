"""Change sets: what would happen, said before it happens."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import CAPABILITIES, Stacks, pairs

TEMPLATE = """
Parameters: {Name: {Type: String, Default: first}, Size: {Type: Number, Default: 30}}
Resources:
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: !Ref Name, VpcId: !Ref Vpc}}
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !GetAtt Group.GroupId, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}
  Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: !Ref Size}}
"""


def prepare(stacks: Stacks, name: str, template: str, kind: str, **parameters: str) -> None:
    """A change set called `next`, worked out."""
    stacks.client.create_change_set(
        StackName=name,
        ChangeSetName="next",
        ChangeSetType=kind,
        TemplateBody=template,
        Parameters=pairs(parameters),
        Capabilities=CAPABILITIES,
    )
    quick = {"Delay": 1, "MaxAttempts": 120}
    stacks.client.get_waiter("change_set_create_complete").wait(
        StackName=name, ChangeSetName="next", WaiterConfig=quick
    )


def changes(stacks: Stacks, name: str, **more: Any) -> dict[str, dict[str, Any]]:
    """The changes by logical id."""
    found = stacks.client.describe_change_set(StackName=name, ChangeSetName="next", **more)
    return {one["ResourceChange"]["LogicalResourceId"]: one["ResourceChange"] for one in found["Changes"]}


def test_a_stack_can_be_created_by_a_change_set(stacks: Stacks) -> None:
    prepare(stacks, "cs", TEMPLATE, "CREATE")
    assert stacks.view("cs")["StackStatus"] == "REVIEW_IN_PROGRESS"
    assert {name: one["Action"] for name, one in changes(stacks, "cs").items()} == dict.fromkeys(
        ("Vpc", "Logs", "Group", "Rule"), "Add"
    )
    stacks.client.execute_change_set(StackName="cs", ChangeSetName="next")
    assert stacks.settle("cs") == "CREATE_COMPLETE"


def test_an_update_says_what_is_replaced_and_what_follows_from_that(stacks: Stacks) -> None:
    stacks.create("cs", TEMPLATE)
    prepare(stacks, "cs", TEMPLATE, "UPDATE", Name="second", Size="60")
    found = changes(stacks, "cs", IncludePropertyValues=True)
    assert {name: one["Replacement"] for name, one in found.items()} == {
        "Group": "True",
        "Rule": "Conditional",
        "Logs": "False",
    }
    (group,) = found["Group"]["Details"]
    assert group["Evaluation"] == "Static"
    assert (group["ChangeSource"], group["CausingEntity"]) == ("ParameterReference", "Name")
    assert group["Target"]["Name"] == "GroupDescription"
    assert (group["Target"]["BeforeValue"], group["Target"]["AfterValue"]) == ("first", "second")
    (rule,) = found["Rule"]["Details"]
    assert (rule["Evaluation"], rule["ChangeSource"], rule["CausingEntity"]) == (
        "Dynamic",
        "ResourceAttribute",
        "Group.GroupId",
    )
    assert found["Logs"]["Scope"] == ["Properties"]
    before = stacks.physical("cs", "Group")
    stacks.client.execute_change_set(StackName="cs", ChangeSetName="next")
    assert stacks.settle("cs") == "UPDATE_COMPLETE"
    assert stacks.physical("cs", "Group") != before


def test_a_removed_resource_and_one_that_is_kept_are_told_apart(stacks: Stacks) -> None:
    kept = TEMPLATE.replace("Type: AWS::Logs::LogGroup", "Type: AWS::Logs::LogGroup, DeletionPolicy: Retain")
    stacks.create("cs", kept)
    smaller = "\n".join(line for line in kept.splitlines() if "Logs:" not in line).replace("Rule:", "Other:")
    prepare(stacks, "cs", smaller, "UPDATE")
    found = changes(stacks, "cs")
    assert {name: one["Action"] for name, one in found.items()} == {"Other": "Add", "Logs": "Remove", "Rule": "Remove"}
    assert (found["Logs"]["PolicyAction"], found["Rule"]["PolicyAction"]) == ("Retain", "Delete")


def test_a_change_set_without_changes_fails_with_the_sentence_of_aws(stacks: Stacks) -> None:
    stacks.create("cs", TEMPLATE)
    client = stacks.client
    client.create_change_set(StackName="cs", ChangeSetName="same", TemplateBody=TEMPLATE)
    found = client.describe_change_set(StackName="cs", ChangeSetName="same")
    assert (found["Status"], found["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert found["StatusReason"].startswith("The submitted information didn't contain changes.")
    with pytest.raises(ClientError, match="cannot be executed in its current status"):
        client.execute_change_set(StackName="cs", ChangeSetName="same")
    assert [one["ChangeSetName"] for one in client.list_change_sets(StackName="cs")["Summaries"]] == ["same"]
    client.delete_change_set(StackName="cs", ChangeSetName="same")
    assert client.list_change_sets(StackName="cs")["Summaries"] == []
    with pytest.raises(ClientError, match=r"ChangeSet \[same\] does not exist") as caught:
        client.describe_change_set(StackName="cs", ChangeSetName="same")
    assert caught.value.response["Error"]["Code"] == "ChangeSetNotFound"


def test_a_change_of_tags_is_a_change_of_every_resource_that_carries_them(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("cs", TEMPLATE)
    stacks.client.create_change_set(
        StackName="cs", ChangeSetName="next", TemplateBody=TEMPLATE, Tags=[{"Key": "team", "Value": "ds"}]
    )
    found = changes(stacks, "cs")
    assert sorted(found) == ["Group", "Logs", "Vpc"]
    assert all(one["Scope"] == ["Tags"] and one["Replacement"] == "False" for one in found.values())


def test_nothing_happens_until_a_change_set_is_executed(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("cs", TEMPLATE)
    events = stacks.events("cs")
    prepare(stacks, "cs", TEMPLATE, "UPDATE", Name="second")
    assert stacks.events("cs") == events
    assert stacks.view("cs")["StackStatus"] == "CREATE_COMPLETE"


def test_what_exists_already_is_said_where_aws_would_import_it(aws: Embedded, stacks: Stacks) -> None:
    named = """
Resources:
  Data: {Type: "AWS::S3::Bucket", DeletionPolicy: Retain, Properties: {BucketName: kept-from-before}}
"""
    client = stacks.client
    wanted = {"StackName": "cs", "TemplateBody": named, "ChangeSetType": "CREATE", "ImportExistingResources": True}
    client.create_change_set(ChangeSetName="first", **wanted)
    aws.client("s3").create_bucket(
        Bucket="kept-from-before", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    sentence = r"The import of kept-from-before \(Data\), which exists, .*is not part of the embedded AWS"
    with pytest.raises(ClientError, match=sentence):
        client.create_change_set(ChangeSetName="second", **wanted)
    client.delete_stack(StackName="cs")
