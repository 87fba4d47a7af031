"""Stack policies, and what becomes of an operation that fails and is left so, or takes too long."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks
from tests.embedded_aws.cloudformation.test_nested_stacks import store

TEMPLATE = """
Parameters: {Value: {Type: String, Default: first}, Name: {Type: String, Default: /policy/one}}
Resources:
  Setting: {Type: AWS::SSM::Parameter, Properties: {Name: !Ref Name, Type: String, Value: !Ref Value}}
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Value}}
"""
WITHOUT_TOPIC = "\n".join(line for line in TEMPLATE.splitlines() if "Topic" not in line)
ALLOW = {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}
INVALID = "Error validating stack policy: Invalid stack policy"
TOO_LATE = "Stack creation time exceeded the specified timeout. Rollback requested by user."


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Statement": list(statements)})


def deny(action: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Principal": "*", "Resource": "*", **more}


@pytest.mark.slow
def test_a_policy_is_set_shown_and_kept_to(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("guarded", TEMPLATE)
    assert "StackPolicyBody" not in stacks.client.get_stack_policy(StackName="guarded")
    sns = {"StringEquals": {"ResourceType": ["AWS::SNS::Topic"]}}
    for statements, asked, template, resource, said in (
        ([ALLOW, deny("Update:Modify", Resource="LogicalResourceId/Set*")], {"Value": "b"}, TEMPLATE, "Setting", None),
        ([ALLOW, deny("Update:Replace")], {"Name": "/policy/two"}, TEMPLATE, "Setting", None),
        ([ALLOW, deny("Update:Delete", Condition=sns)], {}, WITHOUT_TOPIC, "Topic", None),
        ([deny("Update:Delete")], {"Value": "b"}, TEMPLATE, "Setting", "Action not allowed by stack policy"),
    ):
        stacks.client.set_stack_policy(StackName="guarded", StackPolicyBody=policy(*statements))
        assert stacks.client.get_stack_policy(StackName="guarded")["StackPolicyBody"] == policy(*statements)
        assert stacks.update("guarded", template, asked) == "UPDATE_ROLLBACK_COMPLETE"
        action = statements[-1]["Action"]
        denied = f"Action denied by stack policy: Statement [#1] does not allow [{action}] for resource "
        reason = stacks.reason("guarded", resource, "UPDATE_FAILED")
        assert reason == (said or f"{denied}[LogicalResourceId/{resource}]")
    stacks.client.set_stack_policy(StackName="guarded", StackPolicyBody="{}")
    assert stacks.update("guarded", TEMPLATE, {"Value": "b"}) == "UPDATE_COMPLETE"


def test_an_update_has_a_policy_of_its_own_and_sets_one_for_what_follows(aws: Embedded, stacks: Stacks) -> None:
    closed, opened = policy(deny("Update:*")), policy(ALLOW)
    stacks.create("asked", TEMPLATE, StackPolicyBody=closed)
    assert stacks.update("asked", TEMPLATE, {"Value": "b"}) == "UPDATE_ROLLBACK_COMPLETE"
    during = {"StackPolicyDuringUpdateBody": opened}
    assert stacks.update("asked", TEMPLATE, {"Value": "b"}, **during) == "UPDATE_COMPLETE"
    assert stacks.client.get_stack_policy(StackName="asked")["StackPolicyBody"] == closed
    url = store(aws, "policy.json", opened)
    stacks.client.set_stack_policy(StackName="asked", StackPolicyURL=url)
    assert stacks.update("asked", TEMPLATE, {"Value": "c"}, StackPolicyBody=closed) == "UPDATE_COMPLETE"
    assert stacks.client.get_stack_policy(StackName="asked")["StackPolicyBody"] == closed
    for wrong in (
        "x",
        "[]",
        policy(deny("Delete:*")),
        policy({**ALLOW, "Principal": "me"}),
        policy({**ALLOW, "More": 1}),
    ):
        with pytest.raises(ClientError, match=INVALID):
            stacks.client.set_stack_policy(StackName="asked", StackPolicyBody=wrong)
    with pytest.raises(ClientError, match="You cannot specify both StackPolicyURL and StackPolicyBody"):
        stacks.client.set_stack_policy(StackName="asked", StackPolicyBody="{}", StackPolicyURL=url)


@pytest.mark.slow
def test_what_was_left_as_it_failed_is_rolled_back_on_demand(aws: Embedded, stacks: Stacks) -> None:
    failing = TEMPLATE + "  Bad: {Type: AWS::SSM::Parameter, Properties: {Name: aws/x, Type: String, Value: x}}\n"
    kept = failing.replace("Type: AWS::SNS::Topic,", "Type: AWS::SNS::Topic, DeletionPolicy: Retain,")
    with pytest.raises(ClientError, match="The deployment mode EXPRESS of a stack is not part of the embedded AWS"):
        stacks.create("left", kept, DeploymentConfig={"Mode": "EXPRESS"})
    left = {"DeploymentConfig": {"Mode": "STANDARD", "DisableRollback": True}}
    assert stacks.create("left", kept, **left) == "CREATE_FAILED"
    topic = stacks.physical("left", "Topic")
    stacks.client.rollback_stack(StackName="left", RetainExceptOnCreate=True)
    assert stacks.settle("left") == "ROLLBACK_COMPLETE"
    assert topic not in [one["TopicArn"] for one in aws.client("sns").list_topics()["Topics"]]
    with pytest.raises(ClientError, match="is in ROLLBACK_COMPLETE state and can not be rolled back"):
        stacks.client.rollback_stack(StackName="left")
    stacks.delete("left")
    stacks.create("left", TEMPLATE)
    for value in ("second", "third"):
        assert stacks.update("left", failing, {"Value": value}, DisableRollback=True) == "UPDATE_FAILED"
    stacks.client.rollback_stack(StackName="left")
    assert stacks.settle("left") == "UPDATE_ROLLBACK_COMPLETE"
    assert aws.client("ssm").get_parameter(Name="/policy/one")["Parameter"]["Value"] == "first"
    assert stacks.client.get_template(StackName="left")["TemplateBody"] == TEMPLATE


def test_a_creation_that_takes_longer_than_it_may_is_rolled_back(aws: Embedded, stacks: Stacks) -> None:
    waiting = "Resources: {Ready: {Type: AWS::CloudFormation::WaitCondition, CreationPolicy: {ResourceSignal: %s}}}"
    for wrong in ("{Count: some}", "{Timeout: 15}", "{Timeout: PT}", "{Timeout: PT13H}", "{Times: 1}"):
        with pytest.raises(ClientError, match="creation policy"):
            stacks.client.create_stack(StackName="slow", TemplateBody=waiting % wrong)
    made = stacks.client.create_stack(StackName="slow", TemplateBody=waiting % "{Timeout: PT1H}", TimeoutInMinutes=1)
    assert stacks.view("slow")["TimeoutInMinutes"] == 1
    # A minute passes.
    service = aws.gateway.services["cloudformation"]
    stack = service._context.store.stacks[made["StackId"]]  # type: ignore[attr-defined]
    stack.created -= timedelta(minutes=1)
    assert stacks.settle("slow") == "ROLLBACK_COMPLETE"
    assert stacks.reason("slow", "slow", "ROLLBACK_IN_PROGRESS") == TOO_LATE


def test_a_summary_says_what_names_what_is_imported(stacks: Stacks) -> None:
    text = "Resources: {A: {Type: AWS::S3::Bucket}, B: {Type: AWS::S3::Bucket}, V: {Type: AWS::EC2::VPC}}"
    found = stacks.client.get_template_summary(TemplateBody=text)["ResourceIdentifierSummaries"]
    names = {one["ResourceType"]: (one["LogicalResourceIds"], one.get("ResourceIdentifiers")) for one in found}
    assert names["AWS::S3::Bucket"] == (["A", "B"], ["BucketName"])
    assert set(names) == {"AWS::S3::Bucket", "AWS::EC2::VPC"}
