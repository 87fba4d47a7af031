"""Stacks that other stacks nest: made, changed, rolled back and deleted with their parent."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

CHILD = """
Parameters: {{ Value: {{ Type: String }} }}
Resources:
  Setting: {{ Type: AWS::SSM::Parameter, Properties: {{ Type: String, Value: !Sub "{word} ${{Value}}" }} }}
Outputs:
  Name: {{ Value: !Ref Setting }}
"""
PARENT = """
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: {{ TemplateURL: "{url}", Parameters: {{ Value: {value} }} }}
  Copy: {{ Type: AWS::SSM::Parameter, Properties: {{ Type: String, Value: !GetAtt Child.Outputs.Name{more} }} }}
Outputs:
  Name: {{ Value: !GetAtt Child.Outputs.Name }}
"""
NAMED = """
Resources:
  Role:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: nested
      PolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:ListBucket", Resource: "*"}]}
"""


def store(aws: Embedded, key: str, text: str) -> str:
    """Puts a template into a bucket; its URL."""
    s3 = aws.client("s3")
    if "nested" not in [each["Name"] for each in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket="nested", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="nested", Key=key, Body=text.encode())
    return f"https://nested.s3.eu-west-1.amazonaws.com/{key}"


def parent(aws: Embedded, value: str = "one", word: str = "hello", more: str = "") -> str:
    return PARENT.format(url=store(aws, "child", CHILD.format(word=word)), value=value, more=more)


def child(stacks: Stacks, name: str) -> dict[str, Any]:
    return stacks.view(stacks.physical(name, "Child"))


def setting(aws: Embedded, stacks: Stacks, name: str) -> str:
    parameter = stacks.outputs(name)["Name"]
    return str(aws.client("ssm").get_parameter(Name=parameter)["Parameter"]["Value"])


def test_a_nested_stack_lives_with_its_parent(aws: Embedded, stacks: Stacks) -> None:
    assert stacks.create("outer", parent(aws), Tags=[{"Key": "team", "Value": "ds"}]) == "CREATE_COMPLETE"
    nested, outer = child(stacks, "outer"), stacks.view("outer")
    assert nested["StackName"].startswith("outer-Child-")
    assert (nested["ParentId"], nested["RootId"]) == (outer["StackId"], outer["StackId"])
    assert nested["Tags"] == [{"Key": "team", "Value": "ds"}]
    assert "ParentId" not in outer
    assert setting(aws, stacks, "outer") == "hello one"
    assert stacks.update("outer", parent(aws, "two")) == "UPDATE_COMPLETE"
    assert setting(aws, stacks, "outer") == "hello two"
    assert stacks.delete("outer") == "DELETE_COMPLETE"
    assert stacks.view(nested["StackId"])["StackStatus"] == "DELETE_COMPLETE"


def test_an_update_takes_what_lies_at_the_url_now(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("again", parent(aws))
    assert stacks.update("again", parent(aws, word="bye")) == "UPDATE_COMPLETE"
    assert setting(aws, stacks, "again") == "bye one"


def test_a_parent_that_fails_takes_its_nested_stack_back(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("back", parent(aws))
    failing = parent(aws, word="bye", more=", Name: aws/reserved")
    assert stacks.update("back", failing) == "UPDATE_ROLLBACK_COMPLETE"
    assert setting(aws, stacks, "back") == "hello one"


def test_a_nested_stack_that_fails_is_said_and_taken_back(aws: Embedded, stacks: Stacks) -> None:
    wrong = CHILD.format(word="hello").replace("Value: !Sub", "Name: aws/reserved, Value: !Sub")
    template = PARENT.format(url=store(aws, "wrong", wrong), value="x", more="")
    assert stacks.create("failing", template) == "ROLLBACK_COMPLETE"
    said = stacks.reason("failing", "Child", "CREATE_FAILED")
    assert said.startswith("Embedded stack arn:aws:cloudformation:eu-west-1:111122223333:stack/failing-Child-")
    assert "was not successfully created: The following resource(s) failed to create: [Setting]." in said
    stacks.create("changing", parent(aws))
    changed = PARENT.format(url=store(aws, "wrong", wrong), value="x", more="")
    assert stacks.update("changing", changed) == "UPDATE_ROLLBACK_COMPLETE"
    said = stacks.reason("changing", "Child", "UPDATE_FAILED")
    assert "was not successfully updated. Currently in UPDATE_ROLLBACK" in said
    assert child(stacks, "changing")["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"TemplateURL": "https://example.com/x"}, "TemplateURL must be a supported URL."),
        ({"TemplateURL": "https://nested.s3.eu-west-1.amazonaws.com/absent"}, "S3 error: "),
        ({"TemplateURL": "https://nested.s3.eu-west-1.amazonaws.com/child"}, r"Parameters: \[Value\] must have values"),
    ],
)
def test_what_is_wrong_with_the_inner_template_is_said_when_it_is_made(
    aws: Embedded, stacks: Stacks, properties: dict[str, Any], said: str
) -> None:
    parent(aws)
    template = {"Resources": {"Child": {"Type": "AWS::CloudFormation::Stack", "Properties": properties}}}
    assert stacks.create("wrong", json.dumps(template)) == "ROLLBACK_COMPLETE"
    assert re.search(said, stacks.reason("wrong", "Child", "CREATE_FAILED"))


def test_capabilities_and_the_role_of_a_parent_are_the_nested_stack_s_too(aws: Embedded, stacks: Stacks) -> None:
    inner = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": store(aws, "named", NAMED)}}
    template = json.dumps({"Resources": {"Child": inner}})
    assert stacks.create("named", template, Capabilities=[]) == "ROLLBACK_COMPLETE"
    said = stacks.reason("named", "Child", "CREATE_FAILED")
    assert said == "Requires capabilities : [CAPABILITY_NAMED_IAM]"
    stacks.delete("named")
    assert stacks.create("named", template) == "CREATE_COMPLETE"


def test_a_template_that_nests_itself_comes_to_an_end(aws: Embedded, stacks: Stacks) -> None:
    inner = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": store(aws, "self", "")}}
    template = json.dumps({"Resources": {"Child": inner}})
    store(aws, "self", template)
    assert stacks.create("self", template) == "ROLLBACK_COMPLETE"


def test_a_change_set_names_a_nested_stack_each_time(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("changed", parent(aws))
    ask = {"StackName": "changed", "ChangeSetName": "c", "TemplateBody": parent(aws)}
    stacks.client.create_change_set(**ask)
    (change,) = stacks.client.describe_change_set(StackName="changed", ChangeSetName="c")["Changes"]
    assert change["ResourceChange"]["LogicalResourceId"] == "Child"
    assert change["ResourceChange"]["Details"][0]["ChangeSource"] == "Automatic"
