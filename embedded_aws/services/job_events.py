"""What SageMaker tells EventBridge when a job has ended.

Source: SageMaker Developer Guide, "Events that SageMaker AI sends to EventBridge". Only ends are told here; times are
milliseconds, and a job's detail is what its description says.
"""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime
from typing import Any

from embedded_aws.service import Call
from embedded_aws.services.event_rules import INGESTED, deliver, matches_any
from embedded_aws.services.job_store import Job

_CALLED = {
    "HyperParameterTuningJob": "HyperParameter Tuning Job",
    "ProcessingJob": "Processing Job",
    "TrainingJob": "Training Job",
    "TransformJob": "Transform Job",
}
_ENDS = ("Completed", "Failed", "Stopped")


def tell_end(job: Job, call: Call) -> None:
    """Once the job has ended, the event; returns at once where no rule would take it however the job ends."""
    if not any(matches_any(_event(job, call, end)) for end in _ENDS):
        return
    # A job may still be stopped in the moment until it has ended.
    time.sleep(max(0.0, (job.ended or 0.0) - time.time()))
    deliver(_event(job, call, job.status()))


def _event(job: Job, call: Call, status: str) -> dict[str, Any]:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    detail = {key: _plain(value) for key, value in {**job.describe(), f"{job.noun}Status": status}.items()}
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": f"SageMaker {_CALLED[job.noun]} State Change",
        "source": "aws.sagemaker",
        "account": call.account,
        "time": now,
        "region": call.region,
        "resources": [job.arn],
        "detail": detail,
        INGESTED: now,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return int(value.timestamp() * 1000)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
