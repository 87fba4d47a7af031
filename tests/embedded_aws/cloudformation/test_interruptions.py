"""What happens to an operation that is stopped, and to one that cannot go back."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks
from tests.embedded_aws.cloudformation.test_roles import make_role


def many(value: str, count: int = 60) -> str:
    """A template with many parameters of one value."""
    return json.dumps(
        {
            "Resources": {
                f"T{number:03}": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}}
                for number in range(count)
            }
        }
    )


def test_an_update_can_be_cancelled_and_is_rolled_back(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("long", many("a"))
    stacks.client.update_stack(StackName="long", TemplateBody=many("b"))
    stacks.client.cancel_update_stack(StackName="long")
    assert stacks.settle("long") == "UPDATE_ROLLBACK_COMPLETE"
    names = [stacks.physical("long", f"T{number:03}") for number in range(10)]
    found = aws.client("ssm").get_parameters(Names=names)["Parameters"]
    assert {one["Value"] for one in found} == {"a"}
    with pytest.raises(ClientError, match="cannot be called from current stack status UPDATE_ROLLBACK_COMPLETE"):
        stacks.client.cancel_update_stack(StackName="long")


def test_a_stack_that_is_deleted_while_it_is_created_leaves_nothing(aws: Embedded, stacks: Stacks) -> None:
    stack_id = stacks.client.create_stack(StackName="short", TemplateBody=many("a", 200))["StackId"]
    stacks.client.delete_stack(StackName="short")
    assert stacks.settle(stack_id) == "DELETE_COMPLETE"
    assert not [one for one in aws.client("ssm").describe_parameters()["Parameters"] if "short" in one["Name"]]


ONE_WAY = """
Parameters: {Value: {Type: String, Default: first}}
Conditions: {Changed: !Equals [!Ref Value, second]}
Resources:
  Policy:
    Type: AWS::IAM::RolePolicy
    Properties:
      RoleName: back
      PolicyName: extra
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: !Ref Value
            Effect: !If [Changed, Deny, Allow]
            Action: iam:PutRolePolicy
            Resource: "*"
  Alias:
    Type: AWS::KMS::Alias
    Condition: Changed
    DependsOn: Policy
    Properties: {AliasName: alias/back, TargetKeyId: nowhere}
"""


def test_a_rollback_that_fails_can_be_continued_once_its_cause_is_gone(aws: Embedded, stacks: Stacks) -> None:
    role = make_role(aws, "back", "iam:*", "kms:*")
    stacks.create("back", ONE_WAY, RoleARN=role)
    # The update takes from the stack's own role what the way back needs, and then fails.
    assert stacks.update("back", ONE_WAY, {"Value": "second"}) == "UPDATE_ROLLBACK_FAILED"
    assert "not authorized to perform: iam:PutRolePolicy" in stacks.reason("back", "Policy", "UPDATE_FAILED")
    with pytest.raises(ClientError, match="is in UPDATE_ROLLBACK_FAILED state and can not be updated"):
        stacks.update("back", ONE_WAY)
    aws.client("iam").delete_role_policy(RoleName="back", PolicyName="extra")
    stacks.client.continue_update_rollback(StackName="back")
    assert stacks.settle("back") == "UPDATE_ROLLBACK_COMPLETE"
    found = aws.client("iam").get_role_policy(RoleName="back", PolicyName="extra")["PolicyDocument"]
    assert found["Statement"][0]["Sid"] == "first"


def test_a_rollback_goes_on_without_the_resources_that_are_skipped(aws: Embedded, stacks: Stacks) -> None:
    role = make_role(aws, "skip", "iam:*", "kms:*")
    template = ONE_WAY.replace("RoleName: back", "RoleName: skip")
    stacks.create("skip", template, RoleARN=role)
    assert stacks.update("skip", template, {"Value": "second"}) == "UPDATE_ROLLBACK_FAILED"
    stacks.client.continue_update_rollback(StackName="skip", ResourcesToSkip=["Policy"])
    assert stacks.settle("skip") == "UPDATE_ROLLBACK_COMPLETE"
