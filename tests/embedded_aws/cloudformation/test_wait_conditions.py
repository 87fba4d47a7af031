"""A stack that waits for a signal: put to a handle's URL, or sent with SignalResource."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from botocore.exceptions import ClientError

from tests.embedded_aws.cloudformation.stacks import Stacks
from tests.waiting import wait_until

TEMPLATE = """
Resources:
  Handle: {{ Type: AWS::CloudFormation::WaitConditionHandle }}
  Ready:
    Type: AWS::CloudFormation::WaitCondition
    Properties: {{ Handle: !Ref Handle, Timeout: "{timeout}", Count: {count} }}
Outputs:
  Data: {{ Value: !GetAtt Ready.Data }}
"""
POLICY = """
Resources:
  Ready: { Type: AWS::CloudFormation::WaitCondition, CreationPolicy: { ResourceSignal: { Count: 1, Timeout: PT1H } } }
"""


def begin(stacks: Stacks, name: str, text: str) -> None:
    """Starts a stack and waits until its condition waits."""
    stacks.client.create_stack(StackName=name, TemplateBody=text)
    waits = ("Ready", "CREATE_IN_PROGRESS", "Resource creation Initiated")
    wait_until(lambda: waits in stacks.events(name), "a condition that waits")


def put(stacks: Stacks, name: str, body: Any) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    with urlopen(Request(stacks.physical(name, "Handle"), text.encode(), method="PUT")) as answer:
        assert answer.status == 200


def signal(unique: str, status: str = "SUCCESS", **more: str) -> dict[str, str]:
    return {"Status": status, "UniqueId": unique, "Reason": "why", "Data": f"data of {unique}", **more}


def test_a_stack_waits_for_as_many_signals_as_it_wants(stacks: Stacks) -> None:
    begin(stacks, "waiting", TEMPLATE.format(timeout=3600, count=2))
    put(stacks, "waiting", signal("a"))
    put(stacks, "waiting", signal("a"))
    assert stacks.view("waiting")["StackStatus"] == "CREATE_IN_PROGRESS"
    put(stacks, "waiting", signal("b"))
    assert stacks.settle("waiting") == "CREATE_COMPLETE"
    assert json.loads(stacks.outputs("waiting")["Data"]) == {"a": "data of a", "b": "data of b"}
    assert stacks.physical("waiting", "Ready") == f"{stacks.view('waiting')['StackId']}/Handle"
    url = stacks.physical("waiting", "Handle")
    assert stacks.delete("waiting") == "DELETE_COMPLETE"
    with pytest.raises(HTTPError, match="403"):
        urlopen(Request(url, b"{}", method="PUT"))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (signal("a", "FAILURE", Reason="no disk"), "WaitCondition received failed message: 'no disk' for uniqueId: a"),
        ("hello", "Unparsable WaitCondition data"),
    ],
)
def test_a_failure_ends_the_wait(stacks: Stacks, body: Any, said: str) -> None:
    begin(stacks, "failing", TEMPLATE.format(timeout=3600, count=2))
    put(stacks, "failing", body)
    assert stacks.settle("failing") == "ROLLBACK_COMPLETE"
    assert stacks.reason("failing", "Ready", "CREATE_FAILED") == said


def test_a_wait_ends_with_its_time(stacks: Stacks) -> None:
    assert stacks.create("late", TEMPLATE.format(timeout=0, count=1)) == "ROLLBACK_COMPLETE"
    said = "WaitCondition timed out. Received 0 conditions when expecting 1"
    assert stacks.reason("late", "Ready", "CREATE_FAILED") == said


def test_a_stack_that_waits_can_be_deleted(stacks: Stacks) -> None:
    begin(stacks, "given-up", TEMPLATE.format(timeout=3600, count=1))
    assert stacks.delete("given-up") == "DELETE_COMPLETE"


def test_a_creation_policy_waits_for_signal_resource(stacks: Stacks) -> None:
    begin(stacks, "signalled", POLICY)
    signalled = {"StackName": "signalled", "LogicalResourceId": "Ready", "UniqueId": "one", "Status": "SUCCESS"}
    stacks.client.signal_resource(**signalled)
    assert stacks.settle("signalled") == "CREATE_COMPLETE"
    with pytest.raises(ClientError, match="Ready is in CREATE_COMPLETE state and cannot be signaled"):
        stacks.client.signal_resource(**signalled)
