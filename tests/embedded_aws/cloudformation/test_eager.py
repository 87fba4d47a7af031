"""What is refused at once, although it would not be used: nothing is made, and no stack is left to be deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.embedded_aws.cloudformation.stacks import Stacks

SOUND = "Resources: {Topic: {Type: AWS::SNS::Topic}}"
NO_ROW = """
Mappings: {Names: {earth: {Topic: one}}}
Conditions: {Never: !Equals [a, b]}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !If [Never, !FindInMap [Names, !Ref 'AWS::Region', Topic], b]}}
"""
NO_RESOURCE = """
Conditions: {Never: !Equals [a, b]}
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Hidden: {Type: AWS::SNS::Topic, Condition: Never}
Outputs: {Name: {Value: !GetAtt Hidden.TopicName}}
"""
REFUSALS = [
    (NO_ROW, "Template error: Unable to get mapping for Names::eu-west-1::Topic"),
    (NO_RESOURCE, "Unresolved resource dependencies [Hidden] in the Outputs block of the template"),
]


def refusal(call: Callable[..., Any], **params: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(StackName="eager", **params)
    assert caught.value.response["Error"]["Code"] == "ValidationError"
    return str(caught.value.response["Error"]["Message"])


@pytest.mark.parametrize(("template", "said"), REFUSALS)
def test_a_creation_is_refused_before_there_is_a_stack(stacks: Stacks, template: str, said: str) -> None:
    assert said in refusal(stacks.client.create_stack, TemplateBody=template)
    change = {"ChangeSetName": "first", "ChangeSetType": "CREATE", "TemplateBody": template}
    assert said in refusal(stacks.client.create_change_set, **change)
    assert stacks.client.describe_stacks()["Stacks"] == []


@pytest.mark.parametrize(("template", "said"), REFUSALS)
def test_an_update_is_refused_and_the_stack_stays_as_it_is(stacks: Stacks, template: str, said: str) -> None:
    stacks.create("eager", SOUND)
    assert said in refusal(stacks.client.update_stack, TemplateBody=template)
    assert said in refusal(stacks.client.create_change_set, ChangeSetName="second", TemplateBody=template)
    assert stacks.view("eager")["StackStatus"] == "CREATE_COMPLETE"


def test_a_resource_that_is_not_made_may_lack_its_row(stacks: Stacks) -> None:
    hidden = NO_ROW.replace("!If [Never, ", "").replace(", b]}}", "}, Condition: Never}")
    assert stacks.create("eager", hidden + "  Other: {Type: AWS::SNS::Topic}\n") == "CREATE_COMPLETE"
    assert stacks.events("eager")[1][0] == "Other"
