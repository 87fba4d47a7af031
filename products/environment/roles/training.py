"""Role 4, training and transform jobs: reads the data, writes candidates, and cannot call SageMaker at all."""

from __future__ import annotations

from awacs.aws import PolicyDocument, Statement

from generator.iam.statements import allow, deny
from products.environment.estate import Estate
from products.environment.names import bucket_arn
from products.environment.places import CAPTURE, JOB_LOGS, JOB_METRICS, any_name
from products.environment.roles.shared import (
    OBJECT_READS,
    OBJECT_WRITES,
    data_key,
    images,
    interfaces,
    never_what_is_served,
    read_bucket,
    telemetry,
)
from products.environment.roles.trust import sagemaker_trust

_KINDS = ("hyper-parameter-tuning-job", "model", "processing-job", "training-job", "transform-job")
"""A model is listed for batch transform: its jobs run under the model's role, which SageMaker tries when the model is
made (Amazon SageMaker API Reference, CreateModel: the role must let SageMaker read the artifacts)."""


def training_trust() -> PolicyDocument:
    """SageMaker, for a job or a model of this account, whatever it is called.

    What keeps another environment's jobs from this role: only our role 3 may pass it, and where it is passed our role
    3's guards hold.
    """
    return sagemaker_trust("JobsOfThisAccount", *any_name(*_KINDS))


def training_work(estate: Estate) -> list[Statement]:
    """Data and candidates, and what a job needs to run in our network."""
    return [
        *_data(estate),
        *data_key(estate),
        *interfaces(estate),
        *telemetry(JOB_LOGS, JOB_METRICS),
        *images(),
        deny("NeverCallSageMaker", "sagemaker:*", "*"),
        deny("NeverCaptures", OBJECT_READS, bucket_arn("models", CAPTURE)),
    ]


def _data(estate: Estate) -> list[Statement]:
    return [
        *read_bucket("Data", estate.buckets.data),
        *read_bucket("Models", estate.buckets.models),
        allow("WriteCandidates", OBJECT_WRITES, estate.buckets.models.objects),
        never_what_is_served(),
    ]
