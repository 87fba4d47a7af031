"""Stacks outlive the process; an operation that was under way counts as interrupted."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

from embedded_aws import embedded
from embedded_aws.cloudformation import CloudFormation
from embedded_aws.service import Call, Caller, Keys
from tests.embedded_aws.cloudformation.stacks import Stacks
from tests.embedded_aws.cloudformation.test_interruptions import many
from tests.embedded_aws.cloudformation.test_nested_change_sets import below, execute, make
from tests.embedded_aws.cloudformation.test_nested_stacks import child, parent

LOGS = "Resources: {{Logs: {{Type: AWS::Logs::LogGroup, Properties: {{RetentionInDays: {days}}}}}}}"


def test_stacks_survive_a_restart(tmp_path: Path) -> None:
    with embedded(state=tmp_path) as first:
        before = Stacks(first.client("cloudformation"))
        before.create("kept", LOGS.format(days=30))
        events = before.events("kept")
    with embedded(state=tmp_path) as second:
        after = Stacks(second.client("cloudformation"))
        assert after.events("kept") == events
        assert after.update("kept", LOGS.format(days=60)) == "UPDATE_COMPLETE"
        assert after.delete("kept") == "DELETE_COMPLETE"


def test_nested_stacks_survive_a_restart(tmp_path: Path) -> None:
    with embedded(state=tmp_path) as first:
        before = Stacks(first.client("cloudformation"))
        before.create("kept", parent(first))
        nested = below(before, make(before, "kept", parent(first, word="bye")))["Child"]
    with embedded(state=tmp_path) as second:
        after = Stacks(second.client("cloudformation"))
        assert child(after, "kept")["ParentId"] == after.view("kept")["StackId"]
        assert execute(after, "kept") == "UPDATE_COMPLETE"
        assert child(after, "kept")["ChangeSetId"] == nested["ChangeSetId"]
        assert after.update("kept", parent(second, "three")) == "UPDATE_COMPLETE"
        assert after.delete("kept") == "DELETE_COMPLETE"


class NoGateway:
    """A gateway for a service that calls nobody."""

    endpoint = "http://127.0.0.1:1"

    def client(self, keys: Keys, service: str, region: str) -> Any:
        raise AssertionError(f"nothing calls {service}")

    def assume(self, role_arn: str, service: str, session_name: str, source: Any = None) -> Keys:
        raise AssertionError("nothing assumes a role")

    def forward(self, keys: Keys, service: str) -> Keys:
        return keys


def test_an_operation_that_was_under_way_is_interrupted_after_a_restart() -> None:
    running = {}
    with embedded() as aws:
        stacks = Stacks(aws.client("cloudformation"))
        stacks.client.create_stack(StackName="long", TemplateBody=many("a", 100))
        service = aws.gateway.services["cloudformation"]
        running = pickle.loads(pickle.dumps(service.dump()))
        stacks.settle("long")
    restored = CloudFormation(NoGateway())
    restored.load(running)
    caller = Caller("111122223333", "arn:aws:iam::111122223333:root", "root", "111122223333")
    call = Call("cloudformation", "DescribeStacks", "111122223333", "eu-west-1", caller, Keys("a", "b"), "r")
    (stack,) = restored({"StackName": "long"}, call)["Stacks"]
    assert stack["StackStatus"] == "CREATE_FAILED"
    assert stack["StackStatusReason"] == "The embedded AWS was stopped during the operation."
