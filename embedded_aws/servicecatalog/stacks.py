"""Stack operations: the work that a request starts, in a thread and under the launch role.

A `Job` runs one `StackOperation` with a boto3 client until nothing runs on the stack any more, and then writes the
outcome into the record and the provisioned product.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog.request_context import RequestContext, now
from embedded_aws.servicecatalog.state import Output, Provisioned, Record
from generator.cloudformation.errors import TemplateError

SERVICE = "servicecatalog.amazonaws.com"
CAPABILITIES = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
_SUCCEEDED = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"})
_STARTS = frozenset({"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"})
_FOLLOWS = ("cancelled", "The following resource(s) failed", "Delete requested")
_ARN_OUTPUT = "The ARN of the launched Cloudformation Stack"


@dataclass(frozen=True)
class Outcome:
    """How an operation ended; `status` is the provisioned product's, None where it was deleted."""

    status: str | None
    errors: tuple[tuple[str, str], ...] = ()
    outputs: tuple[Output, ...] = ()
    stack_arn: str | None = None

    @property
    def succeeded(self) -> bool:
        """Whether it succeeded."""
        return not self.errors


OnRollback = Callable[[], None]
"""Called when the stack starts to roll back."""
StackOperation = Callable[[Any, OnRollback], Outcome]
"""Works on one stack with a CloudFormation client and waits until it is done."""


@dataclass(frozen=True)
class StackRequest:
    """What to launch: a stack's name, template, parameters, tags and topics."""

    name: str
    template_url: str
    parameters: Sequence[Mapping[str, Any]]
    tags: Mapping[str, str]
    topics: Sequence[str] = ()

    def arguments(self) -> dict[str, Any]:
        """The arguments that CreateStack, UpdateStack and CreateChangeSet have in common."""
        return {
            "StackName": self.name,
            "TemplateURL": self.template_url,
            "Parameters": list(self.parameters),
            "Tags": [{"Key": key, "Value": value} for key, value in self.tags.items()],
            "NotificationARNs": list(self.topics),
            "Capabilities": list(CAPABILITIES),
        }


def create_stack(request: StackRequest) -> StackOperation:
    """Create the stack."""

    def operate(client: Any, on_rollback: OnRollback) -> Outcome:
        _read_template(client, request.template_url)
        arn = client.create_stack(**request.arguments())["StackId"]
        return _wait_for_outcome(client, arn, on_rollback)

    return operate


def update_stack(request: StackRequest) -> StackOperation:
    """Update the stack; an update that changes nothing succeeds."""

    def operate(client: Any, on_rollback: OnRollback) -> Outcome:
        _read_template(client, request.template_url)
        try:
            arn = client.update_stack(**request.arguments())["StackId"]
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise
            arn = request.name
        return _wait_for_outcome(client, arn, on_rollback)

    return operate


def _read_template(client: Any, url: str) -> None:
    """What a launch role must be able to do besides the stack's own operations.

    Source: Service Catalog Administrator Guide, "Add a launch constraint to assign an IAM role": the policy of its
    launch role has both.
    """
    client.get_template_summary(TemplateURL=url)
    client.validate_template(TemplateURL=url)


def delete_stack(name: str) -> StackOperation:
    """Delete the stack; one that does not exist counts as deleted."""

    def operate(client: Any, on_rollback: OnRollback) -> Outcome:
        stack = find_stack(client, name)
        if stack is None:
            return Outcome(None)
        client.delete_stack(StackName=stack["StackId"])
        stack = _wait(client, stack["StackId"], on_rollback)
        if stack is None or stack["StackStatus"] == "DELETE_COMPLETE":
            return Outcome(None)
        return Outcome("ERROR", _errors(client, stack), stack_arn=stack["StackId"])

    return operate


def execute_change_set(stack: str, change_set: str) -> StackOperation:
    """Execute a change set of the stack."""

    def operate(client: Any, on_rollback: OnRollback) -> Outcome:
        client.execute_change_set(StackName=stack, ChangeSetName=change_set)
        return _wait_for_outcome(client, stack, on_rollback)

    return operate


def find_stack(client: Any, name: str) -> dict[str, Any] | None:
    """A stack's description, None where there is no such stack."""
    try:
        found: dict[str, Any] = client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError" and "does not exist" in str(error):
            return None
        raise
    return found


def _wait(client: Any, name: str, on_rollback: OnRollback) -> dict[str, Any] | None:
    """Wait until no operation runs on the stack; None where it was deleted meanwhile."""
    pause = 0.01
    while (stack := find_stack(client, name)) and stack["StackStatus"].endswith("_IN_PROGRESS"):
        if "ROLLBACK" in stack["StackStatus"]:
            on_rollback()
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
    return stack


def _wait_for_outcome(client: Any, name: str, on_rollback: OnRollback) -> Outcome:
    """What the status of the finished stack means for its provisioned product."""
    stack = _wait(client, name, on_rollback)
    if stack is None:
        return Outcome("ERROR", (("ResourceNotFound", "The stack is gone."),))
    arn = stack["StackId"]
    if stack["StackStatus"] in _SUCCEEDED:
        given = stack.get("Outputs") or ()
        outputs = [Output(each["OutputKey"], each["OutputValue"], each.get("Description")) for each in given]
        outputs.append(Output("CloudformationStackARN", arn, _ARN_OUTPUT))
        return Outcome("AVAILABLE", outputs=tuple(outputs), stack_arn=arn)
    kept = stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    return Outcome("TAINTED" if kept else "ERROR", _errors(client, stack), stack_arn=arn)


def _errors(client: Any, stack: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """One error for each resource that failed by itself, with the reason that CloudFormation gives."""
    status = stack["StackStatus"]
    reasons = [
        f"{event['LogicalResourceId']} ({event['ResourceType']}): {event['ResourceStatusReason']}"
        for event in reversed(_last_events(client, stack["StackId"]))
        if event["ResourceStatus"].endswith("_FAILED") and _is_cause(event)
    ]
    errors = dict.fromkeys(reasons) or [stack.get("StackStatusReason") or f"The stack is {status}."]
    return tuple((status, reason) for reason in errors)


def _is_cause(event: Mapping[str, Any]) -> bool:
    reason = event.get("ResourceStatusReason") or ""
    return bool(reason) and not any(words in reason for words in _FOLLOWS)


def _last_events(client: Any, arn: str) -> list[dict[str, Any]]:
    """The events of the last operation, newest first."""
    events: list[dict[str, Any]] = []
    for page in client.get_paginator("describe_stack_events").paginate(StackName=arn):
        for event in page["StackEvents"]:
            events.append(event)
            starts = event["ResourceStatus"] in _STARTS and event.get("PhysicalResourceId") == arn
            if starts and event["ResourceType"] == "AWS::CloudFormation::Stack":
                return events
    return events


@dataclass(frozen=True)
class Job:
    """An operation that was answered with a record and runs in a thread."""

    record: str
    provisioned: str
    role: str | None
    operation: StackOperation
    status_if_refused: str
    """The provisioned product's status where CloudFormation refuses the first call."""
    updated: Provisioned | None = None
    """What the provisioned product becomes by success; None where it stays as it is."""
    ignore_errors: bool = False
    on_end: Callable[[Outcome], None] = lambda outcome: None


def cloudformation(context: RequestContext, role: str | None) -> Any:
    """A client under the launch role's session, or on behalf of the caller where there is no launch role.

    Either way CloudFormation sees that Service Catalog calls: only then does it accept tags that start with `aws:`.
    """
    keys = context.call.keys if role is None else context.gateway.assume(role, SERVICE, "servicecatalog")
    keys = context.gateway.forward(keys, SERVICE)
    return context.gateway.client(keys, "cloudformation", context.call.region)


def start_job(context: RequestContext, job: Job) -> None:
    """Run the job in a thread."""
    context.start(lambda: _run(context, job))


def _run(context: RequestContext, job: Job) -> None:
    outcome = Outcome(job.status_if_refused, (("InternalFailure", "The operation ended unexpectedly."),))
    try:
        _set_status(context, job, "IN_PROGRESS")
        client = cloudformation(context, job.role)
        outcome = job.operation(client, lambda: _set_status(context, job, "IN_PROGRESS_IN_ERROR"))
    except ClientError as error:
        given = error.response["Error"]
        outcome = Outcome(job.status_if_refused, ((given["Code"], given["Message"]),))
    except (ServiceError, TemplateError) as error:
        outcome = Outcome(job.status_if_refused, ((error.code, error.message),))
    except BotoCoreError as error:
        outcome = Outcome(job.status_if_refused, (("InternalFailure", str(error)),))
    finally:
        with context.lock:
            _end(context, job, Outcome(None) if job.ignore_errors else outcome)
            context.lock.notify_all()


def _set_status(context: RequestContext, job: Job, status: str) -> None:
    with context.lock:
        record = context.catalog.records[job.record]
        if record.status != status:
            context.catalog.records[job.record] = replace(record, status=status, updated=now())


def _end(context: RequestContext, job: Job, outcome: Outcome) -> None:
    record = replace(
        context.catalog.records[job.record],
        status="SUCCEEDED" if outcome.succeeded else "FAILED",
        errors=outcome.errors,
        outputs=outcome.outputs,
        updated=now(),
    )
    context.catalog.records[job.record] = record
    if (current := context.catalog.provisioned.get(job.provisioned)) is not None:
        _end_provisioned(context, job, outcome, record, current)
    job.on_end(outcome)


def _end_provisioned(context: RequestContext, job: Job, outcome: Outcome, record: Record, current: Provisioned) -> None:
    if outcome.status is None:
        del context.catalog.provisioned[current.id]
        return
    changed = job.updated if job.updated and outcome.succeeded else current
    launched = outcome.succeeded and record.kind != "TERMINATE_PROVISIONED_PRODUCT"
    context.catalog.provisioned[current.id] = replace(
        changed,
        status=outcome.status,
        message="; ".join(text for _, text in outcome.errors) or None,
        stack_arn=outcome.stack_arn or changed.stack_arn,
        last_record=current.last_record,
        last_provisioning=current.last_provisioning,
        last_success=record.id if launched else changed.last_success,
    )
