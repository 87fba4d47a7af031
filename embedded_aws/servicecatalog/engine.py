"""Running an operation beside its request: under the launch role, with a record that follows it to its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog.launched import Provisioned, Record
from embedded_aws.servicecatalog.request_context import RequestContext, now
from embedded_aws.servicecatalog.stacks import Act, Verdict
from generator.cloudformation.errors import TemplateError

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
