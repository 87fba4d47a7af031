"""The SageMaker jobs of one account and region: plain data, and what describes a job at a moment."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from embedded_aws.service import ServiceError
from embedded_aws.services.job_kinds import KINDS, TRAINING, TUNING, JobKind

MOMENT = 0.5
"""Seconds that a job takes at least; on AWS it is minutes."""
GOING = ("InProgress", "Stopping")
STEPS = ("Starting", "Downloading", "Training", "Uploading")


@dataclass
class Job:
    """One job: its request, and how far it has come."""

    noun: str
    name: str
    arn: str
    params: dict[str, Any]
    made: float = field(default_factory=time.time)
    ended: float | None = None
    """When its work had ended; None while it works."""
    reason: str | None = None
    """Why it failed."""
    stopped: bool = False
    parent: str = ""
    """The tuning job that made it."""

    @property
    def kind(self) -> JobKind:
        """What kind of job it is."""
        return KINDS[self.noun]

    def end(self, reason: str | None = None) -> None:
        """Its work has ended, well where there is no reason."""
        self.ended, self.reason = max(time.time(), self.made + MOMENT), reason

    def status(self) -> str:
        """The status at this moment."""
        if self.ended is None or time.time() < self.ended:
            return "Stopping" if self.stopped else "InProgress"
        return "Stopped" if self.stopped else "Failed" if self.reason else "Completed"

    def describe(self) -> dict[str, Any]:
        """What Describe… says of every kind of job."""
        status, kind = self.status(), self.kind
        told: dict[str, Any] = {key: value for key, value in self.params.items() if key != "Tags"}
        told[f"{self.noun}Arn"], told[f"{self.noun}Status"] = self.arn, status
        told["CreationTime"] = told["LastModifiedTime"] = moment(self.made)
        if kind.began:
            told[f"{kind.began}StartTime"] = moment(self.made)
        if status not in GOING and self.ended is not None:
            told["LastModifiedTime"] = moment(self.ended)
            if kind.began:
                told[f"{kind.began}EndTime"] = moment(self.ended)
        if status == "Failed":
            told["FailureReason"] = self.reason
        if kind is TRAINING:
            told.update(self._trained(status))
        return told

    def _trained(self, status: str) -> dict[str, Any]:
        passed = min(int((time.time() - self.made) / MOMENT * len(STEPS)), len(STEPS) - 1)
        step = STEPS[passed] if status in GOING else status
        steps = [*STEPS[: passed + 1], *([status] if status not in GOING else [])]
        seconds = max(1, int((self.ended or self.made) - self.made))
        return {
            "SecondaryStatus": step,
            "SecondaryStatusTransitions": [
                {"Status": each, "StartTime": moment(self.made), "StatusMessage": f"{each} the job"} for each in steps
            ],
            "ModelArtifacts": {"S3ModelArtifacts": self.artifact()},
            "TrainingTimeInSeconds": seconds,
            "BillableTimeInSeconds": seconds,
            "FinalMetricDataList": [
                {"MetricName": row["Name"], "Value": 0.9, "Timestamp": moment(self.made)}
                for row in self.params["AlgorithmSpecification"].get("MetricDefinitions") or ()
            ],
            **({"TuningJobArn": self.parent} if self.parent else {}),
        }

    def artifact(self) -> str:
        """Where a training job's model goes."""
        return f"{self.params['OutputDataConfig']['S3OutputPath'].rstrip('/')}/{self.name}/output/model.tar.gz"

    def summary(self) -> dict[str, Any]:
        """What List… says of it."""
        told = self.describe()
        names = ("CreationTime", "LastModifiedTime", "FailureReason", f"{self.kind.began}EndTime")
        short = {key: told[key] for key in (f"{self.noun}Arn", f"{self.noun}Status", *names) if key in told}
        more = {"Strategy": "Bayesian", **_counters([])} if self.kind is TUNING else {}
        return {f"{self.noun}Name": self.name, **short, **more}


@dataclass
class JobStore:
    """The jobs by noun and name; tags by ARN."""

    jobs: dict[tuple[str, str], Job] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)

    def job(self, kind: JobKind, name: str) -> Job:
        """A job that exists; raises ServiceError."""
        held = self.jobs.get((kind.noun, name))
        if held is None:
            raise ServiceError("ValidationException", "Requested resource not found.", 400)
        return held

    def of(self, kind: JobKind) -> Iterator[Job]:
        """The jobs of one kind, the newest first."""
        yield from (job for (noun, _), job in reversed(list(self.jobs.items())) if noun == kind.noun)

    def trained_by(self, tuning: Job) -> list[Job]:
        """The training jobs that a tuning job made."""
        return [job for job in self.of(TRAINING) if job.parent == tuning.arn]

    def describe(self, job: Job) -> dict[str, Any]:
        """What Describe… says; a tuning job sums its training jobs up."""
        if job.kind is not TUNING:
            return job.describe()
        trained = self.trained_by(job)
        told = {**job.describe(), **_counters(trained)}
        best = next((one for one in trained if one.status() == "Completed"), None)
        return {**told, **({"BestTrainingJob": tuned(best, job)} if best is not None else {})}


def tuned(job: Job, tuning: Job) -> dict[str, Any]:
    """A training job as its tuning job lists it."""
    goal = tuning.params["HyperParameterTuningJobConfig"].get("HyperParameterTuningJobObjective") or {}
    status, good = job.status(), job.status() == "Completed"
    metric = {"MetricName": goal.get("MetricName", "loss"), "Value": 0.9, "Type": goal.get("Type", "Minimize")}
    return {
        "TrainingJobName": job.name,
        "TrainingJobArn": job.arn,
        "CreationTime": moment(job.made),
        "TrainingStartTime": moment(job.made),
        "TrainingJobStatus": status,
        "TunedHyperParameters": {},
        "ObjectiveStatus": "Succeeded" if good else "Pending" if status == "InProgress" else "Failed",
        **({"FinalHyperParameterTuningJobObjectiveMetric": metric} if good else {}),
    }


def _counters(trained: list[Job]) -> dict[str, Any]:
    states = [job.status() for job in trained]
    done, failed, going = (states.count(state) for state in ("Completed", "Failed", "InProgress"))
    counters = {"Completed": done, "InProgress": going, "NonRetryableError": failed, "RetryableError": 0, "Stopped": 0}
    return {
        "TrainingJobStatusCounters": counters,
        "ObjectiveStatusCounters": {"Succeeded": done, "Pending": going, "Failed": failed},
    }


def moment(seconds: float) -> datetime:
    """A Unix time as AWS answers it."""
    return datetime.fromtimestamp(seconds, UTC)
