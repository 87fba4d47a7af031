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


def changes(stacks: Stacks, stack: str, name: str = "next", **more: Any) -> dict[str, dict[str, Any]]:
    """The changes by logical id."""
    found = stacks.client.describe_change_set(StackName=stack, ChangeSetName=name, **more)
    return {one["ResourceChange"]["LogicalResourceId"]: one["ResourceChange"] for one in found["Changes"]}


def test_a_stack_can_be_created_by_a_change_set(stacks: Stacks) -> None:
    prepare(stacks, "cs", TEMPLATE, "CREATE")
    assert stacks.view("cs")["StackStatus"] == "REVIEW_IN_PROGRESS"
    assert {name: one["Action"] for name, one in changes(stacks, "cs").items()} == dict.fromkeys(
        ("Vpc", "Logs", "Group", "Rule"), "Add"
    )
    with pytest.raises(ClientError, match="ChangeSet next already exists"):
        prepare(stacks, "cs", TEMPLATE, "CREATE")
    stacks.client.execute_change_set(StackName="cs", ChangeSetName="next")
    assert stacks.settle("cs") == "CREATE_COMPLETE"


def test_one_that_was_executed_keeps_its_name_from_no_other(stacks: Stacks) -> None:
    prepare(stacks, "cs", TEMPLATE, "CREATE")
    stacks.client.execute_change_set(StackName="cs", ChangeSetName="next")
    assert stacks.settle("cs") == "CREATE_COMPLETE"
    prepare(stacks, "cs", TEMPLATE, "UPDATE", Size="60")
    assert list(changes(stacks, "cs")) == ["Logs"]


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
    client.create_change_set(ChangeSetName="first", IncludeNestedStacks=True, **wanted)
    (listed,) = client.list_change_sets(StackName="cs")["Summaries"]
    described = client.describe_change_set(StackName="cs", ChangeSetName="first")
    for answer in (listed, described):
        assert (answer["IncludeNestedStacks"], answer["ImportExistingResources"]) == (True, True)
    aws.client("s3").create_bucket(
        Bucket="kept-from-before", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    sentence = r"The import of kept-from-before \(Data\), which exists, .*is not part of the embedded AWS"
    with pytest.raises(ClientError, match=sentence):
        client.create_change_set(ChangeSetName="second", **wanted)
    client.delete_stack(StackName="cs")


@pytest.mark.slow
def test_what_became_of_a_change_set_is_said_afterwards(stacks: Stacks) -> None:
    setting = "Resources: {{One: {{Type: AWS::SSM::Parameter, Properties: {{Type: String, Value: {value}}}}}}}"

    def execution(name: str) -> str:
        return str(stacks.client.describe_change_set(StackName="cs", ChangeSetName=name)["ExecutionStatus"])

    prepare(stacks, "cs", setting.format(value="one"), "CREATE")
    stacks.client.execute_change_set(StackName="cs", ChangeSetName="next")
    assert stacks.settle("cs") == "CREATE_COMPLETE"
    assert execution("next") == "EXECUTE_COMPLETE"
    early = setting.format(value="!ImportValue not-yet")
    stacks.client.create_change_set(StackName="cs", ChangeSetName="early", TemplateBody=early)
    (detail,) = changes(stacks, "cs", name="early", IncludePropertyValues=True)["One"]["Details"]
    assert (detail["Evaluation"], detail["Target"]["AfterValue"]) == ("Dynamic", "{{changeSet:KNOWN_AFTER_APPLY}}")
    stacks.client.execute_change_set(StackName="cs", ChangeSetName="early")
    assert stacks.settle("cs") == "UPDATE_ROLLBACK_COMPLETE"
    assert stacks.reason("cs", "One", "UPDATE_FAILED") == "No export named not-yet found."
    assert execution("early") == "EXECUTE_FAILED"
    stacks.client.create_change_set(StackName="cs", ChangeSetName="late", TemplateBody=setting.format(value="two"))
    stacks.update("cs", setting.format(value="three"))
    assert execution("late") == "OBSOLETE"
    with pytest.raises(ClientError, match="cannot be executed in its current status"):
        stacks.client.execute_change_set(StackName="cs", ChangeSetName="late")


@pytest.mark.slow
def test_a_stack_in_review_is_a_name_and_may_be_made_otherwise(stacks: Stacks) -> None:
    """As AWS answered to the authors of LocalStack's tests, who run them against it."""
    client = stacks.client
    prepare(stacks, "cs", TEMPLATE, "CREATE", Name="first")
    review = stacks.view("cs")
    assert {"Parameters", "Capabilities", "ChangeSetId", "Description"} & set(review) == set()
    with pytest.raises(ClientError, match="GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks"):
        client.get_template_summary(StackName="cs")
    made = client.create_stack(StackName="cs", TemplateBody=TEMPLATE, ResourceTypes=["AWS::EC2::*", "AWS::Logs::*"])
    assert made["StackId"] == review["StackId"]
    assert stacks.settle("cs") == "CREATE_COMPLETE"
    assert client.describe_change_set(StackName="cs", ChangeSetName="next")["ExecutionStatus"] == "OBSOLETE"
    exists = r"Stack \[cs\] already exists and cannot be created again with the changeSet \[again\]."
    with pytest.raises(ClientError, match=exists):
        client.create_change_set(StackName="cs", ChangeSetName="again", ChangeSetType="CREATE", TemplateBody=TEMPLATE)
    allowed = r"Resource type AWS::EC2::SecurityGroup is not allowed by parameter ResourceTypes \[AWS::Logs::\*\]"
    with pytest.raises(ClientError, match=allowed):
        stacks.update("cs", TEMPLATE, {"Name": "other"}, ResourceTypes=["AWS::Logs::*"])
    for asked in (client.describe_change_set, client.delete_change_set):
        with pytest.raises(ClientError, match=r"Stack \[nobody\] does not exist"):
            asked(StackName="nobody", ChangeSetName="x")
        with pytest.raises(
            ClientError, match="StackName must be specified if ChangeSetName is not specified as an ARN"
        ):
            asked(ChangeSetName="x")
    with pytest.raises(ClientError, match="StackName is a required parameter"):
        client.get_template(ChangeSetName="x")


@pytest.mark.slow
def test_an_executed_change_set_outlives_its_stack(stacks: Stacks) -> None:
    prepare(stacks, "cs", TEMPLATE, "CREATE")
    executed = stacks.client.describe_change_set(StackName="cs", ChangeSetName="next")["ChangeSetId"]
    stacks.client.execute_change_set(ChangeSetName=executed)
    assert stacks.settle("cs") == "CREATE_COMPLETE"
    assert "LastUpdatedTime" in stacks.view("cs")
    stack_id = stacks.view("cs")["StackId"]
    stacks.delete("cs")
    assert "EnableTerminationProtection" not in stacks.view(stack_id)
    assert stacks.client.describe_change_set(ChangeSetName=executed)["ExecutionStatus"] == "EXECUTE_COMPLETE"
