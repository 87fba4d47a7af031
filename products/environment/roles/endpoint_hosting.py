"""Role 6, endpoint hosting: reads models, writes what an endpoint captures, and never sees the training data."""

from __future__ import annotations

from awacs.aws import PolicyDocument, Statement

from generator.iam.statements import allow, deny
from products.environment.estate import Estate
from products.environment.names import bucket_arn
from products.environment.places import CAPTURE, ENDPOINT_LOGS, ENDPOINT_METRICS, SERVED, sagemaker
from products.environment.roles.shared import DATA_ACTIONS, data_key, images, interfaces, read_bucket, telemetry
from products.environment.roles.trust import sagemaker_trust


def hosting_trust() -> PolicyDocument:
    """SageMaker, for an endpoint of this environment, its configuration and its model."""
    return sagemaker_trust("EndpointsOfThisEnvironment", *sagemaker("endpoint", "endpoint-config", "model"))


def hosting_serving(estate: Estate) -> list[Statement]:
    """Models and captures, and what an endpoint needs to run in our network."""
    return [
        *_models(estate),
        *data_key(estate),
        *interfaces(estate),
        *telemetry(ENDPOINT_LOGS, ENDPOINT_METRICS),
        *images(),
        deny("NeverTrainingData", DATA_ACTIONS, estate.buckets.data.whole),
    ]


def _models(estate: Estate) -> list[Statement]:
    return [
        *read_bucket("Models", estate.buckets.models, bucket_arn("models", SERVED)),
        allow("WriteCaptures", ["s3:AbortMultipartUpload", "s3:PutObject"], bucket_arn("models", CAPTURE)),
    ]
