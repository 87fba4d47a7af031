"""CloudFormation: a stack by change set, its events as they come, its outputs, its deletion."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.adoption import Kept, render_import
from generator.aws.change_sets import await_change_set, discard_change_set, find_status
from generator.aws.errors import advice, refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.aws.waiting import poll
from generator.diagnostics import AwsRefused
from generator.model import Digest
from generator.planning import Deployment

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

HOLDS_DATA = frozenset(
    {
        "AWS::S3::Bucket",
        "AWS::KMS::Key",
        "AWS::CodeCommit::Repository",
        "AWS::Logs::LogGroup",
        "AWS::SageMaker::NotebookInstance",
        "AWS::CodeArtifact::Repository",
    }
)
UNUSABLE = (
    "ROLLBACK_COMPLETE",
    "ROLLBACK_FAILED",
    "CREATE_FAILED",
    "DELETE_FAILED",
    "IMPORT_ROLLBACK_COMPLETE",
    "IMPORT_ROLLBACK_FAILED",
)
"""States of a stack that can only be deleted."""
_REACHED = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE", "IMPORT_COMPLETE")


@dataclass(frozen=True)
class ResourceChange:
    """One row of a change set. `replaces` is True where the resource, and what it holds, is made anew."""

    action: str
    name: str
    type: str
    replaces: bool

    @property
    def loses_data(self) -> bool:
        """Whether something that holds data goes away."""
        return self.type in HOLDS_DATA and (self.replaces or self.action == "Remove")


@dataclass(frozen=True)
class StackEvent:
    """One line of a stack's story."""

    name: str
    type: str
    status: str
    reason: str = ""
    at: float = 0.0
    """Seconds since 1970."""

    @property
    def failed(self) -> bool:
        """Whether this is where something went wrong."""
        return self.status.endswith("FAILED")

    @property
    def is_stack(self) -> bool:
        """Whether it is about a stack and not about a resource in it."""
        return self.type == "AWS::CloudFormation::Stack"


@dataclass(frozen=True)
class StackChange:
    """A change set that waits to be executed; `id` is None where there is nothing to change."""

    stack: str
    id: str | None
    creates: bool
    changes: tuple[ResourceChange, ...] = ()


class Stacks:
    """The stacks of one connection."""

    def __init__(self, connection: Connection) -> None:
        self._client: CloudFormationClient = connection.client("cloudformation")

    @refusals("cloudformation")
    def plan(self, deployment: Deployment, template_url: str) -> StackChange:
        """Make a change set and wait until it says what it would do."""
        status = self.status(deployment.stack)
        creates = status is None or status == "REVIEW_IN_PROGRESS"
        summary = self._client.get_template_summary(TemplateURL=template_url)
        known = {row["ParameterKey"] for row in summary.get("Parameters", [])}
        given = {key: value for key, value in deployment.parameters.items() if key in known}
        name = f"deploy-{Digest.of(repr(sorted(given.items())) + template_url).short}"
        discard_change_set(self._client, deployment.stack, name)
        answer = self._client.create_change_set(
            StackName=deployment.stack,
            ChangeSetName=name,
            ChangeSetType="CREATE" if creates else "UPDATE",
            TemplateURL=template_url,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in sorted(given.items())],
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Tags=[{"Key": key, "Value": value} for key, value in sorted(deployment.tags.items())],
        )
        return self._described(deployment.stack, answer["Id"], creates)

    @refusals("cloudformation")
    def plan_import(self, deployment: Deployment, kept: tuple[Kept, ...]) -> StackChange:
        """Make a change set that takes what is there already into a new stack, and wait until it is ready."""
        body = render_import(kept)
        name = f"adopt-{Digest.of(body).short}"
        discard_change_set(self._client, deployment.stack, name)
        rows: list[Any] = [
            {"ResourceType": each.type, "LogicalResourceId": each.name, "ResourceIdentifier": dict(each.identifier)}
            for each in kept
        ]
        answer = self._client.create_change_set(
            StackName=deployment.stack,
            ChangeSetName=name,
            ChangeSetType="IMPORT",
            TemplateBody=body,
            ResourcesToImport=rows,
        )
        return self._described(deployment.stack, answer["Id"], True)

    @refusals("cloudformation")
    def plan_template(self, stack: str, source: Mapping[str, str], tags: Mapping[str, str]) -> StackChange:
        """Make a change set of a template without parameters; `source` is a TemplateBody or a TemplateURL."""
        creates = self.status(stack) in (None, "REVIEW_IN_PROGRESS")
        name = f"change-{Digest.of(repr((sorted(source.items()), sorted(tags.items())))).short}"
        discard_change_set(self._client, stack, name)
        more: Any = source
        answer = self._client.create_change_set(
            StackName=stack,
            ChangeSetName=name,
            ChangeSetType="CREATE" if creates else "UPDATE",
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Tags=[{"Key": key, "Value": value} for key, value in sorted(tags.items())],
            **more,
        )
        return self._described(stack, answer["Id"], creates)

    def execute(self, change: StackChange) -> Iterator[StackEvent]:
        """Carry a change set out; yields events, raises AwsRefused with the first failure's reason."""
        assert change.id is not None, "there is something to execute"
        seen = self._event_ids(change.stack)
        with refusals("cloudformation"):
            self._client.execute_change_set(StackName=change.stack, ChangeSetName=change.id)
        yield from self._watch(change.stack, seen)

    def delete(self, stack: str, keep: Sequence[str] = ()) -> Iterator[StackEvent]:
        """Delete a stack; yields events; what its policies retain is kept, and what `keep` names by logical id.

        CloudFormation takes `keep` only for what an earlier deletion has failed on.
        """
        with refusals("cloudformation"):
            found = self._client.describe_stacks(StackName=stack)["Stacks"][0]
            seen = self._event_ids(stack)
            more: dict[str, Any] = {"RetainResources": list(keep)} if keep else {}
            self._client.delete_stack(StackName=stack, **more)
        yield from self._watch(found["StackId"], seen)

    def continue_rollback(self, stack: str, skip: Sequence[str] = ()) -> Iterator[StackEvent]:
        """Try again what the rollback of an update has failed on; `skip` names what is left as it is."""
        seen = self._event_ids(stack)
        more: dict[str, Any] = {"ResourcesToSkip": list(skip)} if skip else {}
        with refusals("cloudformation"):
            self._client.continue_update_rollback(StackName=stack, **more)
        yield from self._watch(stack, seen, ("UPDATE_ROLLBACK_COMPLETE",))

    def follow(self, stack: str) -> Iterator[StackEvent]:
        """What goes on with a stack, until it ends; yields events from now on, raises AwsRefused where it fails."""
        seen = self._event_ids(stack)
        if (status := self.status(stack)) is not None and status.endswith("_IN_PROGRESS"):
            yield from self._watch(stack, seen, (*_REACHED, "UPDATE_ROLLBACK_COMPLETE", "ROLLBACK_COMPLETE"))

    @refusals("cloudformation")
    def status(self, stack: str) -> str | None:
        """The stack's status; None where there is no such stack."""
        return find_status(self._client, stack)

    @refusals("cloudformation")
    def template(self, stack: str) -> str:
        """The template that the stack was made from, as it was sent."""
        body: Any = self._client.get_template(StackName=stack, TemplateStage="Original")["TemplateBody"]
        # AWS quirk: botocore hands a template in JSON over as data (botocore/handlers.py, json_decode_template_body).
        return body if isinstance(body, str) else json.dumps(body)

    @refusals("cloudformation")
    def answers(self, stack: str) -> Mapping[str, str]:
        """The parameters that a stack was given; nothing where there is none."""
        if self.status(stack) is None:
            return {}
        found = self._client.describe_stacks(StackName=stack)["Stacks"][0]
        return {row["ParameterKey"]: row["ParameterValue"] for row in found.get("Parameters", [])}

    @refusals("cloudformation")
    def resources(self, stack: str) -> Mapping[str, str]:
        """The physical names of a stack's resources, by logical id; nothing where there is no stack."""
        if self.status(stack) is None:
            return {}
        rows = read_pages(self._client.list_stack_resources, "StackResourceSummaries", StackName=stack)
        gone = ("DELETE_COMPLETE", "DELETE_SKIPPED")
        return {
            row["LogicalResourceId"]: row.get("PhysicalResourceId", "")
            for row in rows
            if row["ResourceStatus"] not in gone
        }

    @refusals("cloudformation")
    def outputs(self, stack: str) -> Mapping[str, str]:
        """The stack's outputs."""
        found = self._client.describe_stacks(StackName=stack)["Stacks"][0]
        return {row["OutputKey"]: row["OutputValue"] for row in found.get("Outputs", [])}

    def _described(self, stack: str, change_set: str, creates: bool) -> StackChange:
        if not await_change_set(self._client, stack, change_set):
            return StackChange(stack, None, creates)
        rows = read_pages(self._client.describe_change_set, "Changes", StackName=stack, ChangeSetName=change_set)
        return StackChange(stack, change_set, creates, tuple(_change(row["ResourceChange"]) for row in rows))

    def _event_ids(self, stack: str) -> set[str]:
        with refusals("cloudformation"):
            return {event["EventId"] for event in self._events(stack)}

    def _watch(self, stack: str, seen: set[str], reached: Sequence[str] = _REACHED) -> Iterator[StackEvent]:
        first_failure: StackEvent | None = None
        while True:
            fresh = poll(lambda: self._fresh(stack, seen) or None, seconds=3600)
            for event in fresh or []:
                row = StackEvent(
                    event["LogicalResourceId"],
                    event["ResourceType"],
                    event["ResourceStatus"],
                    event.get("ResourceStatusReason", ""),
                    event["Timestamp"].timestamp(),
                )
                yield row
                # A resource that was cancelled failed because of another one.
                if row.failed and "cancelled" not in row.reason and first_failure is None:
                    first_failure = row
                is_stack = event.get("PhysicalResourceId") == event["StackId"]
                if is_stack and row.status.endswith(("_COMPLETE", "_FAILED")) and "CLEANUP" not in row.status:
                    _judge(row, first_failure, reached)
                    return

    @refusals("cloudformation")
    def _fresh(self, stack: str, seen: set[str]) -> list[Any]:
        events = [event for event in self._events(stack) if event["EventId"] not in seen]
        seen.update(event["EventId"] for event in events)
        return events[::-1]

    def _events(self, stack: str) -> Iterator[Any]:
        return read_pages(self._client.describe_stack_events, "StackEvents", StackName=stack)


def read_answers(connection: Connection, stack: str) -> Mapping[str, str] | None:
    """What a launched stack, by its ARN, was asked and answered; None where the caller may not look."""
    try:
        found = connection.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError:
        return None
    return {row["ParameterKey"]: row["ParameterValue"] for row in found.get("Parameters", [])}


def _judge(last: StackEvent, failure: StackEvent | None, reached: Sequence[str]) -> None:
    if last.status in reached:
        return
    said = f"{failure.name} ({failure.type}): {failure.reason}" if failure is not None else last.reason
    where = f"cloudformation: stack {last.name} ended in {last.status}"
    raise AwsRefused(where, said, code=last.status, try_this=advice(said, ""))


def _change(row: Any) -> ResourceChange:
    replaces = row.get("Replacement") in ("True", "Conditional") and row["Action"] == "Modify"
    return ResourceChange(row["Action"], row["LogicalResourceId"], row["ResourceType"], replaces)
