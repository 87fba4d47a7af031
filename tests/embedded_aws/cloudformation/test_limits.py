"""What CloudFormation refuses of a request before anything is made."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded

TOPIC = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
REFUSED = {
    "'Description' length is greater than 1024": {"TemplateBody": json.dumps({**TOPIC, "Description": "x" * 1025})},
    "The value of parameter P must not be longer than 4096 bytes": {
        "TemplateBody": json.dumps({**TOPIC, "Parameters": {"P": {"Type": "String"}}}),
        "Parameters": [{"ParameterKey": "P", "ParameterValue": "a" * 4097}],
    },
    "at 'capabilities' failed to satisfy": {"Capabilities": ["FOO"]},
    "foo is not the ARN of a topic": {"NotificationARNs": ["foo"]},
    "launches is not the ARN of a topic": {"NotificationARNs": ["arn:aws:sqs:eu-west-1:111122223333:launches"]},
}


def test_it_is_refused_and_no_stack_is_there(aws: Embedded) -> None:
    cloudformation: Any = aws.client("cloudformation")
    for said, more in REFUSED.items():
        with pytest.raises(ClientError, match=said) as refused:
            cloudformation.create_stack(**{"StackName": "strict", "TemplateBody": json.dumps(TOPIC), **more})
        assert refused.value.response["Error"]["Code"] == "ValidationError"
    with pytest.raises(ClientError, match="at 'changeSetName' failed to satisfy"):
        cloudformation.create_change_set(
            StackName="strict", ChangeSetName="1c", ChangeSetType="CREATE", TemplateBody=json.dumps(TOPIC)
        )
    assert cloudformation.describe_stacks()["Stacks"] == []
