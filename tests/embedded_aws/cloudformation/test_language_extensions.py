"""AWS::LanguageExtensions: loops are written out with the parameters' values, and policies may be functions."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

EXPAND = {"Capabilities": ["CAPABILITY_AUTO_EXPAND"]}
SETTINGS = """
Transform: AWS::LanguageExtensions
Parameters:
  Names: { Type: CommaDelimitedList }
  Keep: { Type: String, Default: "no" }
Conditions:
  Kept: !Equals [!Ref Keep, "yes"]
  Fn::ForEach::Each:
    - Name
    - !Ref Names
    - Is${Name}: !Equals [!Ref Name, a-1]
Resources:
  Fn::ForEach::Settings:
    - Name
    - !Ref Names
    - Fn::ForEach::Stages:
        - Stage
        - [Dev, Prod]
        - Setting&{Name}${Stage}:
            Type: AWS::SSM::Parameter
            DeletionPolicy: !If [Kept, Retain, Delete]
            Properties:
              Type: String
              Name: !Sub "/${AWS::StackName}/${Name}/${Stage}"
              Value: !Ref Name
Outputs:
  Fn::ForEach::Shown:
    - Name
    - !Ref Names
    - Value&{Name}:
        Value: !GetAtt
          - !Sub Setting&{Name}Dev
          - Value
"""


def create(stacks: Stacks, name: str, template: str, **answers: str) -> str:
    return stacks.create(name, template, answers, **EXPAND)


def resources(stacks: Stacks, name: str) -> set[str]:
    rows = stacks.client.list_stack_resources(StackName=name)["StackResourceSummaries"]
    return {row["LogicalResourceId"] for row in rows if not row["ResourceStatus"].startswith("DELETE")}


def test_loops_are_written_out_with_the_values_of_parameters_and_follow_them(stacks: Stacks) -> None:
    assert create(stacks, "loops", SETTINGS, Names="a-1,b") == "CREATE_COMPLETE"
    assert resources(stacks, "loops") == {"Settinga1Dev", "Settinga1Prod", "SettingbDev", "SettingbProd"}
    assert stacks.outputs("loops") == {"Valuea1": "a-1", "Valueb": "b"}
    changed: dict[str, Any] = {"UsePreviousTemplate": True, **EXPAND}
    answers = [{"ParameterKey": "Names", "ParameterValue": "b,c"}]
    stacks.client.update_stack(StackName="loops", Parameters=answers, **changed)
    assert stacks.settle("loops") == "UPDATE_COMPLETE"
    assert resources(stacks, "loops") == {"SettingbDev", "SettingbProd", "SettingcDev", "SettingcProd"}
    with pytest.raises(ClientError, match="No updates are to be performed"):
        stacks.client.update_stack(StackName="loops", Parameters=answers, **changed)


def test_a_template_is_shown_as_it_was_written_and_as_it_was_made(stacks: Stacks) -> None:
    create(stacks, "shown", SETTINGS, Names="x")
    assert stacks.client.get_template(StackName="shown")["TemplateBody"] == SETTINGS
    made = stacks.client.get_template(StackName="shown", TemplateStage="Processed")["TemplateBody"]
    assert set(made["Resources"]) == {"SettingxDev", "SettingxProd"}
    assert made["Conditions"]["Isx"] == {"Fn::Equals": ["x", "a-1"]}
    assert "Transform" not in made


def test_a_deletion_policy_may_be_a_choice(aws: Embedded, stacks: Stacks) -> None:
    for keep, kept in (("yes", True), ("no", False)):
        name = f"kept-{keep}"
        create(stacks, name, SETTINGS, Names="x", Keep=keep)
        stacks.delete(name)
        ssm = aws.client("ssm")
        found = ssm.get_parameters(Names=[f"/{name}/x/Dev", f"/{name}/x/Prod"])["Parameters"]
        assert bool(found) is kept
        if kept:
            ssm.delete_parameters(Names=[row["Name"] for row in found])


ROLES = """
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList } }
Resources:
  Fn::ForEach::Roles:
    - Name
    - !Ref Names
    - Role${Name}: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
"""


@pytest.mark.parametrize(
    ("template", "capabilities", "said"),
    [
        (SETTINGS, [], "CAPABILITY_AUTO_EXPAND"),
        (ROLES, EXPAND["Capabilities"], "CAPABILITY_IAM"),
        (ROLES.replace("    - !Ref Names\n", ""), None, "Fn::ForEach layout is incorrect"),
        (ROLES.replace("!Ref Names", "!Split [x, axb]"), None, "The collection of Fn::ForEach::Roles is not part of"),
        (ROLES.replace("AWS::IAM::Role,", "AWS::IAM::Rule,"), None, "Unrecognized resource types"),
        (ROLES.replace("Role${Name}", "A${Name}-"), None, "non alphanumeric"),
        (ROLES.replace("Transform: AWS::LanguageExtensions\n", ""), None, "Fn::ForEach::Roles"),
        (
            "Conditions: { C: !Equals [a, b] }\n"
            "Resources: { Q: { Type: AWS::SQS::Queue, DeletionPolicy: !If [C, Retain, Delete] } }",
            None,
            "Every DeletionPolicy member must be a string",
        ),
    ],
)
def test_what_is_wrong_with_a_loop_is_said_before_a_stack_exists(
    stacks: Stacks, template: str, capabilities: list[str] | None, said: str
) -> None:
    given = ["CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM"] if capabilities is None else capabilities
    answers = {"Names": "a,b"} if "Names" in template else {}
    with pytest.raises(ClientError, match=said) as caught:
        stacks.create("no", template, answers, Capabilities=given)
    assert caught.value.operation_name == "CreateStack"
    assert "no" not in [stack["StackName"] for stack in stacks.client.describe_stacks()["Stacks"]]
