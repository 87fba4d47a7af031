"""The work on a stack, done with an ordinary boto3 client under the launch role's session, until the stack is still."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog.request_context import RequestContext, now
from embedded_aws.servicecatalog.state import Output, Provisioned, Record
from generator.cloudformation.errors import TemplateError

CAPABILITIES = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
_GOOD = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"})
_CONSEQUENCES = ("cancelled", "The following resource(s) failed", "Delete requested")
_ARN_OUTPUT = "The ARN of the launched Cloudformation Stack"


@dataclass(frozen=True)
class Verdict:
    """How an operation ended; `status` is the provisioned product's, None where it is gone."""

    status: str | None
    errors: tuple[tuple[str, str], ...] = ()
    outputs: tuple[Output, ...] = ()
    stack_arn: str | None = None

    @property
    def well(self) -> bool:
        """Whether it succeeded."""
        return not self.errors


Trouble = Callable[[], None]
"""Told when the stack starts to roll back."""
Act = Callable[[Any, Trouble], Verdict]


@dataclass(frozen=True)
class StackOrder:
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


def create_stack(order: StackOrder) -> Act:
    """Make the stack."""

    def act(client: Any, trouble: Trouble) -> Verdict:
        arn = client.create_stack(**order.arguments())["StackId"]
        return judge(client, watch(client, arn, trouble))

    return act


def update_stack(order: StackOrder) -> Act:
    """Change the stack; a change that changes nothing succeeds."""

    def act(client: Any, trouble: Trouble) -> Verdict:
        try:
            arn = client.update_stack(**order.arguments())["StackId"]
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise
            arn = order.name
        return judge(client, watch(client, arn, trouble))

    return act


def delete_stack(name: str) -> Act:
    """Delete the stack; one that is not there is deleted already."""

    def act(client: Any, trouble: Trouble) -> Verdict:
        stack = find_stack(client, name)
        if stack is None:
            return Verdict(None)
        client.delete_stack(StackName=stack["StackId"])
        stack = watch(client, stack["StackId"], trouble)
        if stack is None or stack["StackStatus"] == "DELETE_COMPLETE":
            return Verdict(None)
        return Verdict("ERROR", _errors(client, stack), stack_arn=stack["StackId"])

    return act


def find_stack(client: Any, name: str) -> dict[str, Any] | None:
    """A stack's description, None where there is no such stack."""
    try:
        found: dict[str, Any] = client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError" and "does not exist" in str(error):
            return None
        raise
    return found


def watch(client: Any, name: str, trouble: Trouble) -> dict[str, Any] | None:
    """Wait until the stack is still; None where it went away meanwhile."""
    pause = 0.01
    while (stack := find_stack(client, name)) and stack["StackStatus"].endswith("_IN_PROGRESS"):
        if "ROLLBACK" in stack["StackStatus"]:
            trouble()
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
    return stack


def judge(client: Any, stack: dict[str, Any] | None) -> Verdict:
    """What a stack at rest means for its provisioned product."""
    if stack is None:
        return Verdict("ERROR", (("ResourceNotFound", "The stack is gone."),))
    arn = stack["StackId"]
    if stack["StackStatus"] in _GOOD:
        outputs = [Output(each["OutputKey"], each["OutputValue"], each.get("Description")) for each in _outputs(stack)]
        return Verdict(
            "AVAILABLE", outputs=(*outputs, Output("CloudformationStackARN", arn, _ARN_OUTPUT)), stack_arn=arn
        )
    kept = stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    return Verdict("TAINTED" if kept else "ERROR", _errors(client, stack), stack_arn=arn)


def _outputs(stack: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    outputs: Iterable[Mapping[str, Any]] = stack.get("Outputs") or ()
    return outputs


def _errors(client: Any, stack: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """One error for each resource that failed of itself, in the resource's own words."""
    status = stack["StackStatus"]
    reasons = [
        f"{event['LogicalResourceId']} ({event['ResourceType']}): {event['ResourceStatusReason']}"
        for event in reversed(_last_events(client, stack["StackId"]))
        if event["ResourceStatus"].endswith("_FAILED") and _is_cause(event)
    ]
    said = dict.fromkeys(reasons) or [stack.get("StackStatusReason") or f"The stack is {status}."]
    return tuple((status, reason) for reason in said)


def _is_cause(event: Mapping[str, Any]) -> bool:
    reason = event.get("ResourceStatusReason") or ""
    return bool(reason) and not any(words in reason for words in _CONSEQUENCES)


def _last_events(client: Any, arn: str) -> list[dict[str, Any]]:
    """The events of the last operation, newest first."""
    events: list[dict[str, Any]] = []
    for page in client.get_paginator("describe_stack_events").paginate(StackName=arn):
        for event in page["StackEvents"]:
            events.append(event)
            start = event["ResourceStatus"] in ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
            if (
                start
                and event["ResourceType"] == "AWS::CloudFormation::Stack"
                and event.get("PhysicalResourceId") == arn
            ):
                return events
    return events


SERVICE = "servicecatalog.amazonaws.com"


@dataclass(frozen=True)
class Job:
    """An operation that was answered with a record and goes on by itself."""

    record: str
    provisioned: str
    role: str | None
    act: Act
    refused: str
    """The provisioned product's status where the first call already fails."""
    settle: Callable[[Provisioned], Provisioned] = lambda provisioned: provisioned
    """What success changes in the provisioned product."""
    ignore_errors: bool = False
    after: Callable[[Verdict], None] = lambda verdict: None


def begin(context: RequestContext, job: Job) -> None:
    """Run the job in a thread."""
    context.start(lambda: _run(context, job))


def cloudformation(context: RequestContext, role: str | None) -> Any:
    """A client under the launch role's session, or on behalf of the caller where there is no launch role.

    Either way CloudFormation sees that Service Catalog calls: only so does it take tags that start with `aws:`.
    """
    keys = context.call.keys if role is None else context.gateway.assume(role, SERVICE, "servicecatalog")
    keys = context.gateway.forward(keys, SERVICE)
    return context.gateway.client(keys, "cloudformation", context.call.region)


def _run(context: RequestContext, job: Job) -> None:
    verdict = Verdict(job.refused, (("InternalFailure", "The operation ended unexpectedly."),))
    try:
        _mark(context, job, "IN_PROGRESS")
        verdict = job.act(cloudformation(context, job.role), lambda: _mark(context, job, "IN_PROGRESS_IN_ERROR"))
    except ClientError as error:
        said = error.response["Error"]
        verdict = Verdict(job.refused, ((said["Code"], said["Message"]),))
    except (ServiceError, TemplateError) as error:
        verdict = Verdict(job.refused, ((error.code, error.message),))
    except BotoCoreError as error:
        verdict = Verdict(job.refused, (("InternalFailure", str(error)),))
    finally:
        with context.lock:
            _close(context, job, Verdict(None) if job.ignore_errors else verdict)
            context.lock.notify_all()


def _mark(context: RequestContext, job: Job, status: str) -> None:
    with context.lock:
        record = context.catalog.records[job.record]
        if record.status != status:
            context.catalog.records[job.record] = replace(record, status=status, updated=now())


def _close(context: RequestContext, job: Job, verdict: Verdict) -> None:
    record = replace(
        context.catalog.records[job.record],
        status="SUCCEEDED" if verdict.well else "FAILED",
        errors=verdict.errors,
        outputs=verdict.outputs,
        updated=now(),
    )
    context.catalog.records[job.record] = record
    provisioned = context.catalog.provisioned.get(job.provisioned)
    if provisioned is not None:
        _settle(context, job, verdict, record, provisioned)
    job.after(verdict)


def _settle(context: RequestContext, job: Job, verdict: Verdict, record: Record, provisioned: Provisioned) -> None:
    if verdict.status is None:
        del context.catalog.provisioned[provisioned.id]
        return
    changed = job.settle(provisioned) if verdict.well else provisioned
    provisioning = record.kind != "TERMINATE_PROVISIONED_PRODUCT"
    context.catalog.provisioned[provisioned.id] = replace(
        changed,
        status=verdict.status,
        message="; ".join(text for _, text in verdict.errors) or None,
        stack_arn=verdict.stack_arn or changed.stack_arn,
        last_success=record.id if verdict.well and provisioning else changed.last_success,
    )
