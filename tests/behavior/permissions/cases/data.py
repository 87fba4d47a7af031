"""Data, models, captures and keys."""

from __future__ import annotations

from collections.abc import Iterator

from tests.behavior.permissions.cases.case import CANDIDATE, FOREIGN_KEY, MODEL_OBJECT, OBJECT, SM, Case, pair
from tests.behavior.permissions.environment import ABSENT, FOREIGN


def data() -> Iterator[Case]:
    """Who reads and writes what."""
    for subject in ("notebook-execution", "training"):
        yield from pair(
            f"{subject} reads the data through our endpoint",
            subject,
            "s3:GetObject",
            OBJECT,
            {},
            {
                "from outside it": {"aws:SourceVpce": ABSENT},
                "through a foreign endpoint": {"aws:SourceVpce": "vpce-foreign"},
                "from a foreign bucket": {"resource": "arn:aws:s3:::foreign/x", "aws:ResourceAccount": FOREIGN},
                "from another bucket of the account": {"resource": "arn:aws:s3:::other/x"},
                "changing the bucket's policy": {"action": "s3:PutBucketPolicy", "resource": "$Data"},
            },
        )
    yield from pair(
        "a notebook writes the data",
        "notebook-execution",
        "s3:PutObject",
        OBJECT,
        {},
        {"from outside our endpoint": {"aws:SourceVpce": ABSENT}},
    )
    for action in ("PutObject", "DeleteObject", "AbortMultipartUpload", "ListMultipartUploadParts"):
        yield from pair(
            f"a notebook calls {action} on candidates",
            "notebook-execution",
            f"s3:{action}",
            CANDIDATE,
            {},
            {
                "on models that are served": {"resource": MODEL_OBJECT},
                "on captures": {"resource": "$Models/capture/1.jsonl"},
            },
        )
    for subject in ("notebook-execution", "training"):
        for action in ("GetObject", "GetObjectVersion"):
            yield from pair(
                f"{subject} calls {action} on candidates and served models",
                subject,
                f"s3:{action}",
                CANDIDATE,
                {},
                {"on what an endpoint captured": {"resource": "$Models/capture/1.jsonl"}},
            )
        yield Case(f"{subject} reads served models", subject, "s3:GetObject", MODEL_OBJECT, {}, True)
    for action in ("PutObject", "DeleteObject", "AbortMultipartUpload", "ListMultipartUploadParts"):
        yield from pair(
            f"a job calls {action} on candidates",
            "training",
            f"s3:{action}",
            CANDIDATE,
            {},
            {
                "on data": {"resource": OBJECT},
                "on models that are served": {"resource": MODEL_OBJECT},
                "on captures": {"resource": "$Models/capture/1.jsonl"},
            },
        )
    model = f"{SM}:model/ds-churn-dev-m1"
    yield Case("a job never calls SageMaker", "training", "sagemaker:DescribeModel", model, {}, False)
    yield from pair(
        "an endpoint reads models",
        "endpoint-hosting",
        "s3:GetObject",
        MODEL_OBJECT,
        {},
        {
            "training data": {"resource": OBJECT},
            "outside our endpoint": {"aws:SourceVpce": ABSENT},
            "what it captured": {"resource": "$Models/capture/1.jsonl"},
            "writing models": {"action": "s3:PutObject"},
        },
    )
    capture = "$Models/capture/1.jsonl"
    yield Case("an endpoint writes captures", "endpoint-hosting", "s3:PutObject", capture, {}, True)
    for subject in ("data-scientist", "notebook-creation", "endpoint-creation", "endpoint-invocation"):
        yield Case(f"{subject} never reads the data", subject, "s3:GetObject", OBJECT, {}, False)
        yield Case(f"{subject} never writes the data", subject, "s3:PutObject", OBJECT, {}, False)
    for subject in ("notebook-execution", "training", "endpoint-creation", "endpoint-hosting"):
        yield from pair(
            f"{subject} uses the data key through S3",
            subject,
            "kms:Decrypt",
            "$DataKey",
            {"kms:ViaService": "s3.eu-west-1.amazonaws.com"},
            {
                "by itself": {"kms:ViaService": ABSENT},
                "through another service": {"kms:ViaService": "ec2.eu-west-1.amazonaws.com"},
                "another key": {"resource": FOREIGN_KEY},
            },
        )
        yield from pair(
            f"{subject} lends the data key to SageMaker",
            subject,
            "kms:CreateGrant",
            "$DataKey",
            {"kms:GrantIsForAWSResource": "true", "kms:ViaService": "sagemaker.eu-west-1.amazonaws.com"},
            {
                "to anybody": {"kms:GrantIsForAWSResource": "false"},
                "unsaid": {"kms:GrantIsForAWSResource": ABSENT},
                "another key": {"resource": FOREIGN_KEY},
            },
        )
    yield from pair(
        "the launch role lends the notebook key",
        "notebook-creation",
        "kms:CreateGrant",
        "$NotebookKey",
        {"kms:GrantIsForAWSResource": "true", "kms:ViaService": "sagemaker.eu-west-1.amazonaws.com"},
        {
            "to anybody": {"kms:GrantIsForAWSResource": "false"},
            "the data key": {"resource": "$DataKey"},
            "decrypting by itself": {"action": "kms:Decrypt", "kms:ViaService": ABSENT},
        },
    )
    yield from pair(
        "the launch role uses the notebook key through SageMaker",
        "notebook-creation",
        "kms:Decrypt",
        "$NotebookKey",
        {"kms:ViaService": "sagemaker.eu-west-1.amazonaws.com"},
        {"through another service": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
    )
    yield from pair(
        "the launch role reads published templates",
        "notebook-creation",
        "s3:GetObject",
        "arn:aws:s3:::cf-templates/x",
        {"s3:ExistingObjectTag/servicecatalog:provisioning": "true"},
        {
            "anything else": {"s3:ExistingObjectTag/servicecatalog:provisioning": ABSENT},
            "what says that it is none": {"s3:ExistingObjectTag/servicecatalog:provisioning": "false"},
        },
    )
