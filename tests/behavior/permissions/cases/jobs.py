"""Training, processing, tuning and transform jobs."""

from __future__ import annotations

from collections.abc import Iterator

from tests.behavior.permissions.cases.case import (
    BAD_KEYS,
    BAD_MACHINE,
    BAD_MARK,
    BAD_NETWORK,
    BAD_TRAFFIC,
    FOREIGN_KEY,
    HAS_MARK,
    JOB,
    NO_KEYS,
    SM,
    Case,
    pair,
)
from tests.behavior.permissions.environment import ABSENT, FOREIGN

UNENDING = {"for a time left unsaid": {"sagemaker:MaxRuntimeInSeconds": ABSENT}}
NO_VOLUME_KEY = {"sagemaker:VolumeKmsKey": ABSENT, "sagemaker:VolumeKmsKeyArn": ABSENT}


def jobs() -> Iterator[Case]:
    """Training, processing, tuning and transform by the notebook's role."""
    for kind, action in (
        ("training-job", "CreateTrainingJob"),
        ("processing-job", "CreateProcessingJob"),
        ("hyper-parameter-tuning-job", "CreateHyperParameterTuningJob"),
    ):
        job = f"{SM}:{kind}/sagemaker-scikit-learn-2026-11-26-21-00-00-000"
        changes = {
            **BAD_NETWORK,
            **BAD_KEYS,
            **BAD_TRAFFIC,
            **BAD_MACHINE,
            "for longer than five days": {"sagemaker:MaxRuntimeInSeconds": "432001"},
            **BAD_MARK,
            **({} if kind == "processing-job" else UNENDING),
            "from outside our network": {"aws:SourceVpc": ABSENT, "aws:SourceVpce": ABSENT},
            "from another VPC": {"aws:SourceVpc": "vpc-foreign", "aws:SourceVpce": "vpce-foreign"},
            "as another kind": {"resource": f"{SM}:automl-job/x", "action": "sagemaker:CreateAutoMLJob"},
        }
        named = f"a notebook starts a {kind}"
        yield from pair(named, "notebook-execution", f"sagemaker:{action}", job, JOB, {**changes, **NO_KEYS})
        yield from pair(
            f"{named} by its own policies", "notebook-execution alone", f"sagemaker:{action}", job, JOB, changes
        )
    training = f"{SM}:training-job/ds-churn-dev-j1"
    renamed = {
        **JOB,
        "sagemaker:VolumeKmsKey": ABSENT,
        "sagemaker:OutputKmsKey": ABSENT,
        "sagemaker:VolumeKmsKeyArn": "$DataKey",
        "sagemaker:OutputKmsKeyArn": "$DataKey",
    }
    bad = {
        "under another volume key": {"sagemaker:VolumeKmsKeyArn": FOREIGN_KEY},
        "under another output key": {"sagemaker:OutputKmsKeyArn": FOREIGN_KEY},
        "with a shell into the job": {"sagemaker:EnableRemoteDebug": "true"},
    }
    for subject in ("notebook-execution", "notebook-execution alone"):
        chosen = bad if subject == "notebook-execution" else dict(list(bad.items())[:2])
        yield from pair(
            f"a notebook trains where AWS uses the keys' new names ({subject})",
            subject,
            "sagemaker:CreateTrainingJob",
            training,
            renamed,
            chosen,
        )
    transform = {**JOB, "sagemaker:ModelArn": f"{SM}:model/pytorch-inference-2026"}
    yield from pair(
        "a notebook transforms with our model",
        "notebook-execution",
        "sagemaker:CreateTransformJob",
        f"{SM}:transform-job/pytorch-inference-2026",
        transform,
        {
            **BAD_MARK,
            **BAD_KEYS,
            **NO_KEYS,
            **BAD_MACHINE,
            "with another environment's model": {"sagemaker:ModelArn": f"{SM}:model/ds-fraud-dev-m1"},
            "with another account's model": {"sagemaker:ModelArn": f"arn:aws:sagemaker:eu-west-1:{FOREIGN}:model/m1"},
            "under another volume key by its new name": {"sagemaker:VolumeKmsKeyArn": FOREIGN_KEY},
            "under another output key by its new name": {"sagemaker:OutputKmsKeyArn": FOREIGN_KEY},
        },
    )
    yield from _processing_without_end()
    yield from _local_disks()
    yield from _following()


def _processing_without_end() -> Iterator[Case]:
    """As the SDK's processors ask, which send no stopping condition."""
    yield Case(
        "a notebook processes without a stopping condition, as the SDK does",
        "notebook-execution",
        "sagemaker:CreateProcessingJob",
        f"{SM}:processing-job/sagemaker-scikit-learn-2026",
        {**JOB, "sagemaker:MaxRuntimeInSeconds": ABSENT},
        True,
    )


def _local_disks() -> Iterator[Case]:
    """Machines with local disks take no volume key, and only where they are asked for."""
    answers = {"JobInstances": "ml.m5.*,ml.g5.*,ml.p4d.24xlarge"}
    for kind, action in (
        ("training-job", "CreateTrainingJob"),
        ("processing-job", "CreateProcessingJob"),
        ("hyper-parameter-tuning-job", "CreateHyperParameterTuningJob"),
        ("transform-job", "CreateTransformJob"),
    ):
        for machine in ("ml.g5.xlarge", "ml.p4d.24xlarge"):
            yield from pair(
                f"a {kind} runs on {machine}, which takes no volume key",
                "notebook-execution",
                f"sagemaker:{action}",
                f"{SM}:{kind}/any-name",
                {**JOB, **NO_VOLUME_KEY, "sagemaker:InstanceTypes": [machine], "sagemaker:ModelArn": f"{SM}:model/m"},
                {
                    "without a key for what it writes": {"sagemaker:OutputKmsKey": ABSENT},
                    "under another key for what it writes": {"sagemaker:OutputKmsKey": FOREIGN_KEY},
                    "under another volume key": {"sagemaker:VolumeKmsKey": FOREIGN_KEY},
                    "beside a machine that takes a key": {"sagemaker:InstanceTypes": [machine, "ml.m5.xlarge"]},
                    "beside a machine that is not asked for": {"sagemaker:InstanceTypes": [machine, "ml.g6.xlarge"]},
                    "with the machine left unsaid": {"sagemaker:InstanceTypes": ABSENT},
                },
                answers,
            )


def _following() -> Iterator[Case]:
    """What is ours by its tag, whatever it is called."""
    for action, kind in (
        ("DescribeTrainingJob", "training-job"),
        ("StopProcessingJob", "processing-job"),
        ("UpdateTrainingJob", "training-job"),
        ("DeleteTrainingJob", "training-job"),
        ("ListTrainingJobsForHyperParameterTuningJob", "hyper-parameter-tuning-job"),
        ("DescribeModel", "model"),
        ("DeleteModel", "model"),
        ("ListTags", "transform-job"),
    ):
        yield from pair(
            f"a notebook calls {action} on what is ours",
            "notebook-execution",
            f"sagemaker:{action}",
            f"{SM}:{kind}/any-name",
            {HAS_MARK: "churn-dev"},
            {
                "on another environment's": {HAS_MARK: "fraud-dev"},
                "on what nobody marked": {HAS_MARK: ABSENT},
                "on what only bears our name": {HAS_MARK: ABSENT, "resource": f"{SM}:{kind}/ds-churn-dev-j1"},
                "from outside our network": {"aws:SourceVpc": ABSENT},
            },
        )
