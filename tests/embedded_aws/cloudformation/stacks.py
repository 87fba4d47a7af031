"""CloudFormation over boto3, in the words that the tests use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.waiting import wait_until

CAPABILITIES = ["CAPABILITY_NAMED_IAM"]


def pairs(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Parameters as the API takes them."""
    return [{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()]


@dataclass
class Stacks:
    """A client and what one asks of it."""

    client: Any

    def create(self, name: str, template: str, parameters: Mapping[str, str] | None = None, **more: Any) -> str:
        """Starts a stack and waits for its end; its last status."""
        more = {"Capabilities": CAPABILITIES, **more}
        self.client.create_stack(StackName=name, TemplateBody=template, Parameters=pairs(parameters or {}), **more)
        return self.settle(name)

    def update(self, name: str, template: str, parameters: Mapping[str, str] | None = None, **more: Any) -> str:
        """Updates a stack and waits for its end; its last status."""
        more = {"Capabilities": CAPABILITIES, **more}
        self.client.update_stack(StackName=name, TemplateBody=template, Parameters=pairs(parameters or {}), **more)
        return self.settle(name)

    def delete(self, name: str, **more: Any) -> str:
        """Deletes a stack and waits for its end; its last status."""
        stack_id = self.view(name)["StackId"]
        self.client.delete_stack(StackName=stack_id, **more)
        return self.settle(stack_id)

    def settle(self, name: str) -> str:
        """Waits until no operation runs on a stack; its status then."""

        def ended() -> str:
            status = str(self.view(name)["StackStatus"])
            return "" if status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS" else status

        return wait_until(ended, f"the end of what runs on {name}")

    def view(self, name: str) -> dict[str, Any]:
        """A stack as DescribeStacks shows it."""
        found: dict[str, Any] = self.client.describe_stacks(StackName=name)["Stacks"][0]
        return found

    def outputs(self, name: str) -> dict[str, str]:
        """A stack's outputs."""
        return {one["OutputKey"]: one["OutputValue"] for one in self.view(name).get("Outputs", [])}

    def events(self, name: str) -> list[tuple[str, str, str]]:
        """A stack's events, the first one first: logical id, status, reason."""
        pages = self.client.get_paginator("describe_stack_events").paginate(StackName=name)
        rows = [one for page in pages for one in page["StackEvents"]][::-1]
        return [(one["LogicalResourceId"], one["ResourceStatus"], one.get("ResourceStatusReason", "")) for one in rows]

    def reason(self, name: str, logical_id: str, status: str) -> str:
        """Why a resource came to a status."""
        return next(why for who, what, why in reversed(self.events(name)) if (who, what) == (logical_id, status))

    def physical(self, name: str, logical_id: str) -> str:
        """The physical id of a resource."""
        found = self.client.describe_stack_resource(StackName=name, LogicalResourceId=logical_id)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    def clear(self) -> None:
        """Deletes every stack that exists, those that others import from last."""
        for stack in self.client.describe_stacks()["Stacks"]:
            self.settle(stack["StackId"])
            if stack["EnableTerminationProtection"]:
                self.client.update_termination_protection(StackName=stack["StackId"], EnableTerminationProtection=False)
            self.client.delete_stack(StackName=stack["StackId"])
            self.settle(stack["StackId"])
