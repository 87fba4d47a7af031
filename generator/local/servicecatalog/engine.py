"""Running an operation beside its request: under the launch role, with a record that follows it to its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from generator.local.service import AwsFault
from generator.local.servicecatalog.desk import Desk, now
from generator.local.servicecatalog.launched import Provisioned, Record
from generator.local.servicecatalog.stacks import Act, Verdict

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


def begin(desk: Desk, job: Job) -> None:
    """Run the job in a thread."""
    desk.start(lambda: _run(desk, job))


def cloudformation(desk: Desk, role: str | None) -> Any:
    """A client under the launch role's session, or on behalf of the caller where there is no launch role.

    Either way CloudFormation sees that Service Catalog calls: only so does it take tags that start with `aws:`.
    """
    keys = desk.call.keys if role is None else desk.front.assume(role, SERVICE, "servicecatalog")
    keys = desk.front.forward(keys, SERVICE)
    return desk.front.client(keys, "cloudformation", desk.call.region)


def _run(desk: Desk, job: Job) -> None:
    verdict = Verdict(job.refused, (("InternalFailure", "The operation ended unexpectedly."),))
    try:
        _mark(desk, job, "IN_PROGRESS")
        verdict = job.act(cloudformation(desk, job.role), lambda: _mark(desk, job, "IN_PROGRESS_IN_ERROR"))
    except ClientError as error:
        said = error.response["Error"]
        verdict = Verdict(job.refused, ((said["Code"], said["Message"]),))
    except AwsFault as fault:
        verdict = Verdict(job.refused, ((fault.code, fault.message),))
    except BotoCoreError as error:
        verdict = Verdict(job.refused, (("InternalFailure", str(error)),))
    finally:
        with desk.lock:
            _close(desk, job, Verdict(None) if job.ignore_errors else verdict)
            desk.lock.notify_all()


def _mark(desk: Desk, job: Job, status: str) -> None:
    with desk.lock:
        record = desk.catalog.records[job.record]
        if record.status != status:
            desk.catalog.records[job.record] = replace(record, status=status, updated=now())


def _close(desk: Desk, job: Job, verdict: Verdict) -> None:
    record = replace(
        desk.catalog.records[job.record],
        status="SUCCEEDED" if verdict.well else "FAILED",
        errors=verdict.errors,
        outputs=verdict.outputs,
        updated=now(),
    )
    desk.catalog.records[job.record] = record
    provisioned = desk.catalog.provisioned.get(job.provisioned)
    if provisioned is not None:
        _settle(desk, job, verdict, record, provisioned)
    job.after(verdict)


def _settle(desk: Desk, job: Job, verdict: Verdict, record: Record, provisioned: Provisioned) -> None:
    if verdict.status is None:
        del desk.catalog.provisioned[provisioned.id]
        return
    changed = job.settle(provisioned) if verdict.well else provisioned
    provisioning = record.kind != "TERMINATE_PROVISIONED_PRODUCT"
    desk.catalog.provisioned[provisioned.id] = replace(
        changed,
        status=verdict.status,
        message="; ".join(text for _, text in verdict.errors) or None,
        stack_arn=verdict.stack_arn or changed.stack_arn,
        last_success=record.id if verdict.well and provisioning else changed.last_success,
    )
