"""Training, processing, tuning and transform jobs."""

from __future__ import annotations

from collections.abc import Iterator

from tests.behavior.permissions.cases.case import (
    BAD_KEYS,
    BAD_MACHINE,
    BAD_NETWORK,
    BAD_TRAFFIC,
    FOREIGN_KEY,
    JOB,
    NO_KEYS,
    SM,
    Case,
    pair,
)
from tests.behavior.permissions.environment import ABSENT


def jobs() -> Iterator[Case]:
    """Training, processing, tuning and transform by the notebook's role."""
    for kind, action in (
        ("training-job", "CreateTrainingJob"),
        ("processing-job", "CreateProcessingJob"),
        ("hyper-parameter-tuning-job", "CreateHyperParameterTuningJob"),
    ):
        job = f"{SM}:{kind}/ds-churn-dev-j1"
        changes = {
            **BAD_NETWORK,
            **BAD_KEYS,
            **BAD_TRAFFIC,
            **BAD_MACHINE,
            "for longer than five days": {"sagemaker:MaxRuntimeInSeconds": "432001"},
            "for a time left unsaid": {"sagemaker:MaxRuntimeInSeconds": ABSENT},
            "under another project's name": {"resource": f"{SM}:{kind}/ds-fraud-dev-j1"},
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
    transform = {**JOB, "sagemaker:ModelArn": f"{SM}:model/ds-churn-dev-m1"}
    yield from pair(
        "a notebook transforms with our model",
        "notebook-execution",
        "sagemaker:CreateTransformJob",
        f"{SM}:transform-job/ds-churn-dev-t1",
        transform,
        {
            **BAD_KEYS,
            **NO_KEYS,
            **BAD_MACHINE,
            "with a foreign model": {"sagemaker:ModelArn": f"{SM}:model/ds-fraud-dev-m1"},
            "under another volume key by its new name": {"sagemaker:VolumeKmsKeyArn": FOREIGN_KEY},
            "under another output key by its new name": {"sagemaker:OutputKmsKeyArn": FOREIGN_KEY},
        },
    )
