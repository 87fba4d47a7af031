"""Change sets with nested stacks: a change set for each of them, which stands and falls with the root's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks
from tests.embedded_aws.cloudformation.test_nested_stacks import NAMED, child, parent, store
from tests.embedded_aws.cloudformation.test_roles import make_role

ONLY_FROM_ROOT = "Only executable from the root change set."
NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."
OTHER = """
Parameters: {Given: {Type: String, AllowedPattern: "[A-Za-z0-9-]+"}, Sizes: {Type: List<Number>, Default: "1"}}
Resources:
  Copy: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Sub "copy of ${Given}"}}
Outputs: {Copied: {Value: !Ref Copy}}
"""


def two(aws: Embedded, value: str) -> str:
    """A template of two nested stacks, of which the second gets the first one's output."""
    return f"""
Resources:
  First:
    Type: AWS::CloudFormation::Stack
    Properties: {{TemplateURL: "{url_of_child(aws)}", Parameters: {{Value: {value}}}}}
  Second:
    Type: AWS::CloudFormation::Stack
    Properties: {{TemplateURL: "{store(aws, "other", OTHER)}", Parameters: {{Given: !GetAtt First.Outputs.Name}}}}
Outputs: {{Copied: {{Value: !GetAtt Second.Outputs.Copied}}}}
"""


def url_of_child(aws: Embedded) -> str:
    parent(aws)
    return "https://nested.s3.eu-west-1.amazonaws.com/child"


def nesting(url: str, **properties: Any) -> str:
    """A template of one nested stack."""
    inner = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url, **properties}}
    return json.dumps({"Resources": {"Child": inner}})


def make(stacks: Stacks, name: str, template: str, kind: str = "UPDATE", **more: Any) -> dict[str, Any]:
    """A change set with nested stacks, as it is described."""
    asked = {"Capabilities": ["CAPABILITY_NAMED_IAM"], **more}
    made = stacks.client.create_change_set(
        StackName=name,
        ChangeSetName="next",
        ChangeSetType=kind,
        TemplateBody=template,
        IncludeNestedStacks=True,
        **asked,
    )
    return describe(stacks, made["Id"])


def describe(stacks: Stacks, change_set: str) -> dict[str, Any]:
    found: dict[str, Any] = stacks.client.describe_change_set(ChangeSetName=change_set, IncludePropertyValues=True)
    return found


def below(stacks: Stacks, change_set: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The change sets of its nested stacks, by logical id."""
    changes = [one["ResourceChange"] for one in change_set["Changes"]]
    return {one["LogicalResourceId"]: describe(stacks, one["ChangeSetId"]) for one in changes if "ChangeSetId" in one}


def execute(stacks: Stacks, name: str) -> str:
    stacks.client.execute_change_set(StackName=name, ChangeSetName="next")
    return stacks.settle(name)


def test_a_new_hierarchy_is_made_by_its_root_s_change_set(aws: Embedded, stacks: Stacks) -> None:
    root = make(stacks, "new", two(aws, "one"), "CREATE")
    assert (root["Status"], root["ExecutionStatus"], root["IncludeNestedStacks"]) == (
        "CREATE_COMPLETE",
        "AVAILABLE",
        True,
    )
    assert "ParentChangeSetId" not in root
    assert "RootChangeSetId" not in root
    nested = below(stacks, root)
    assert list(nested) == ["First", "Second"]
    for name, one in nested.items():
        assert (one["Status"], one["ExecutionStatus"], one["StatusReason"]) == (
            "CREATE_COMPLETE",
            "UNAVAILABLE",
            ONLY_FROM_ROOT,
        )
        assert (one["ParentChangeSetId"], one["RootChangeSetId"]) == (root["ChangeSetId"], root["ChangeSetId"])
        assert one["ChangeSetName"].startswith(f"next-{name}-")
        stack = stacks.view(one["StackId"])
        assert (stack["StackStatus"], stack["ParentId"]) == ("REVIEW_IN_PROGRESS", root["StackId"])
        (listed,) = stacks.client.list_change_sets(StackName=one["StackId"])["Summaries"]
        assert listed["ParentChangeSetId"] == root["ChangeSetId"]
    assert nested["Second"]["Parameters"] == [
        {"ParameterKey": "Sizes", "ParameterValue": "1"},
        {"ParameterKey": "Given", "ParameterValue": "{{IntrinsicFunction:new/First.Outputs.Name/Fn::GetAtt}}"},
    ]
    assert execute(stacks, "new") == "CREATE_COMPLETE"
    assert stacks.physical("new", "First") == nested["First"]["StackId"]
    assert stacks.view(nested["Second"]["StackId"])["StackStatus"] == "CREATE_COMPLETE"
    copied = aws.client("ssm").get_parameter(Name=stacks.outputs("new")["Copied"])["Parameter"]["Value"]
    assert copied == f"copy of {stacks.outputs(nested['First']['StackId'])['Name']}"


def test_an_update_shows_what_changes_and_what_is_known_only_after_it(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("tree", two(aws, "one"))
    root = make(stacks, "tree", two(aws, "two"))
    first, second = (one["ResourceChange"] for one in root["Changes"])
    assert (first["Details"][0]["ChangeSource"], first["Details"][0]["Evaluation"]) == ("DirectModification", "Static")
    assert (second["Details"][0]["ChangeSource"], second["Details"][0]["Evaluation"]) == (
        "ResourceAttribute",
        "Dynamic",
    )
    nested = below(stacks, root)
    (change,) = nested["First"]["Changes"]
    assert change["ResourceChange"]["Details"][0]["Target"]["AfterValue"] == "hello two"
    (change,) = nested["Second"]["Changes"]
    (detail,) = change["ResourceChange"]["Details"]
    assert (detail["Evaluation"], detail["ChangeSource"], detail["CausingEntity"]) == (
        "Dynamic",
        "ParameterReference",
        "Given",
    )
    assert detail["Target"]["AfterValue"] == "copy of {{changeSet:KNOWN_AFTER_APPLY}}"
    assert execute(stacks, "tree") == "UPDATE_COMPLETE"
    assert stacks.view(nested["First"]["StackId"])["ChangeSetId"] == nested["First"]["ChangeSetId"]


@pytest.mark.slow
def test_what_lay_at_the_url_when_the_change_set_was_made_counts(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("kept", parent(aws))
    root = make(stacks, "kept", parent(aws, word="bye"))
    (detail,) = root["Changes"][0]["ResourceChange"]["Details"]
    assert (detail["ChangeSource"], detail["Evaluation"]) == ("Automatic", "Dynamic")
    parent(aws, word="too late")
    assert execute(stacks, "kept") == "UPDATE_COMPLETE"
    name = stacks.outputs("kept")["Name"]
    assert aws.client("ssm").get_parameter(Name=name)["Parameter"]["Value"] == "bye one"


@pytest.mark.slow
def test_a_nested_stack_without_changes_is_no_change_and_is_left_alone(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("same", parent(aws))
    root = make(stacks, "same", parent(aws))
    assert (root["Status"], root["StatusReason"], root["Changes"]) == ("FAILED", NO_CHANGES, [])
    stacks.client.delete_change_set(StackName="same", ChangeSetName="next")
    more = parent(aws) + "  Copied: { Value: !Ref Copy }\n"
    root = make(stacks, "same", more)
    assert (root["Status"], root["Changes"]) == ("CREATE_COMPLETE", [])
    (nested,) = stacks.client.list_change_sets(StackName=stacks.physical("same", "Child"))["Summaries"]
    assert (nested["Status"], nested["ExecutionStatus"], nested["StatusReason"]) == (
        "FAILED",
        "UNAVAILABLE",
        NO_CHANGES,
    )
    before = stacks.events("same")
    assert execute(stacks, "same") == "UPDATE_COMPLETE"
    assert "Child" not in [who for who, _, _ in stacks.events("same")[len(before) :]]


@pytest.mark.slow
def test_nested_stacks_come_and_go_at_any_depth(aws: Embedded, stacks: Stacks) -> None:
    middle = nesting(url_of_child(aws), Parameters={"Value": "deep"})
    stacks.create("deep", nesting(store(aws, "middle", NAMED)))
    root = make(stacks, "deep", nesting(store(aws, "middle", middle)))
    (inner,) = below(stacks, root).values()
    assert {one["ResourceChange"]["Action"] for one in inner["Changes"]} == {"Add", "Remove"}
    (innermost,) = below(stacks, inner).values()
    assert (innermost["ParentChangeSetId"], innermost["RootChangeSetId"]) == (inner["ChangeSetId"], root["ChangeSetId"])
    assert stacks.view(innermost["StackId"])["RootId"] == root["StackId"]
    assert execute(stacks, "deep") == "UPDATE_COMPLETE"
    assert stacks.view(innermost["StackId"])["StackStatus"] == "CREATE_COMPLETE"
    stacks.client.delete_change_set(StackName="deep", ChangeSetName="next")
    root = make(stacks, "deep", "Resources: {Topic: {Type: AWS::SNS::Topic}}", "UPDATE")
    assert below(stacks, root) == {}
    assert execute(stacks, "deep") == "UPDATE_COMPLETE"
    assert stacks.view(innermost["StackId"])["StackStatus"] == "DELETE_COMPLETE"


@pytest.mark.slow
def test_only_the_root_s_change_set_is_executed_and_deleted(aws: Embedded, stacks: Stacks) -> None:
    root = make(stacks, "gone", two(aws, "one"), "CREATE")
    nested = below(stacks, root)["First"]
    for refused in (stacks.client.execute_change_set, stacks.client.delete_change_set):
        with pytest.raises(ClientError) as caught:
            refused(ChangeSetName=nested["ChangeSetId"])
        assert caught.value.response["Error"]["Code"] == "InvalidChangeSetStatus"
    stacks.client.delete_change_set(ChangeSetName=root["ChangeSetId"])
    assert stacks.view(nested["StackId"])["StackStatus"] == "DELETE_COMPLETE"
    with pytest.raises(ClientError, match="does not exist"):
        describe(stacks, nested["ChangeSetId"])
    nested = below(stacks, make(stacks, "gone", two(aws, "one"), "CREATE"))["First"]
    stacks.delete("gone")
    assert stacks.view(nested["StackId"])["StackStatus"] == "DELETE_COMPLETE"


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("absent", None, "S3 error: "),
        ("broken", "Resources: {A: {Type: AWS::Nothing::Here}}", "Unrecognized resource types"),
        ("named", NAMED, "Requires capabilities : [CAPABILITY_NAMED_IAM]"),
    ],
)
def test_what_is_wrong_with_a_nested_template_is_said_by_its_own_change_set(
    aws: Embedded, stacks: Stacks, key: str, text: str | None, said: str
) -> None:
    url = store(aws, key, text or "")
    if text is None:
        aws.client("s3").delete_object(Bucket="nested", Key=key)
    root = make(stacks, "wrong", nesting(url), "CREATE", Capabilities=[])
    (nested,) = below(stacks, root).values()
    assert nested["StatusReason"].startswith(said) or said in nested["StatusReason"]
    assert (nested["Status"], nested["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert (root["Status"], root["StatusReason"]) == (
        "FAILED",
        f"Nested change set {nested['ChangeSetId']} was not successfully created: Currently in FAILED.",
    )
    with pytest.raises(ClientError, match="cannot be executed in its current status"):
        execute(stacks, "wrong")


@pytest.mark.slow
def test_an_execution_that_fails_is_taken_back_with_what_was_only_planned(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("back", parent(aws))
    failing = parent(aws, "two", more=", Name: aws/reserved").replace("Resources:", "Resources:\n" + late(aws), 1)
    nested = below(stacks, make(stacks, "back", failing))
    assert list(nested) == ["Child", "Late"]
    assert execute(stacks, "back") == "UPDATE_ROLLBACK_COMPLETE"
    assert (
        aws.client("ssm")
        .get_parameter(Name=stacks.outputs(child(stacks, "back")["StackId"])["Name"])["Parameter"]["Value"]
        .endswith("one")
    )
    assert stacks.view(nested["Late"]["StackId"])["StackStatus"] == "DELETE_COMPLETE"
    assert stacks.update("back", parent(aws, "three")) == "UPDATE_COMPLETE"


def late(aws: Embedded) -> str:
    """A nested stack to which an execution comes last."""
    properties = f'Properties: {{ TemplateURL: "{url_of_child(aws)}", Parameters: {{ Value: late }} }}'
    return f"  Late: {{ Type: AWS::CloudFormation::Stack, DependsOn: Copy, {properties} }}\n"


@pytest.mark.slow
def test_a_template_that_nests_itself_comes_to_an_end(aws: Embedded, stacks: Stacks) -> None:
    template = nesting(store(aws, "self", ""))
    store(aws, "self", template)
    root = make(stacks, "self", template, "CREATE")
    assert root["Status"] == "FAILED"
    deepest = 0
    while found := below(stacks, root):
        (root,) = found.values()
        deepest += 1
    assert deepest == 19
    assert root["StatusReason"] == "A stack nested deeper than 20 levels is not part of the embedded AWS"
    stacks.client.delete_stack(StackName="self")


@pytest.mark.slow
def test_the_role_of_the_operation_is_asked_for_the_nested_change_sets(aws: Embedded, stacks: Stacks) -> None:
    role = make_role(aws, "reader", "s3:GetObject", "ssm:*")
    root = make(stacks, "asked", parent(aws), "CREATE", RoleARN=role)
    assert root["Status"] == "FAILED"
    refused = "assumed-role/reader/AWSCloudFormation is not authorized to perform: cloudformation:CreateChangeSet on "
    assert (
        refused + "resource: arn:aws:cloudformation:eu-west-1:111122223333:stack/asked-Child-" in root["StatusReason"]
    )
    stacks.delete("asked")
    role = make_role(aws, "planner", "s3:GetObject", "ssm:*", "cloudformation:*ChangeSet", "cloudformation:De*")
    nested = below(stacks, make(stacks, "asked", parent(aws), "CREATE", RoleARN=role))["Child"]
    assert execute(stacks, "asked") == "CREATE_COMPLETE"
    assert stacks.view(nested["StackId"])["RoleARN"] == role


@pytest.mark.slow
def test_properties_that_are_none_fail_the_change_set_and_nothing_else(aws: Embedded, stacks: Stacks) -> None:
    url = url_of_child(aws)
    for properties in (
        {"TemplateURL": ["a"]},
        {"TemplateURL": url, "Parameters": ["a"]},
        {"TemplateURL": url, "Tags": "none"},
        {"TemplateURL": url, "Tags": {"a": "b"}},
        {"TemplateURL": url, "NotificationARNs": ["none"], "Parameters": {"Value": "a"}},
        {"Parameters": {"Value": "a"}},
    ):
        inner = {"Type": "AWS::CloudFormation::Stack", "Properties": properties}
        root = make(stacks, "none", json.dumps({"Resources": {"Child": inner}}), "CREATE")
        assert root["Status"] == "FAILED", properties
        stacks.client.delete_stack(StackName="none")
    with pytest.raises(ClientError, match="NotificationARNs: none is not the ARN of a topic"):
        stacks.create("none", "Resources: {T: {Type: AWS::SNS::Topic}}", NotificationARNs=["none"])
    stacks.create("none", "Resources: {T: {Type: AWS::SNS::Topic}}")
    tagged = "Resources: {T: {Type: AWS::SNS::Topic, Properties: {Tags: %s}}}"
    for tags in ("none", "[none]", "{a: b}"):
        assert stacks.update("none", tagged % tags) == "UPDATE_ROLLBACK_COMPLETE"
