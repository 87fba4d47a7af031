"""Models, endpoints and their invocation."""

from __future__ import annotations

from collections.abc import Iterator

from tests.behavior.permissions.cases.case import (
    BAD_MACHINE,
    BAD_MARK,
    BAD_NETWORK,
    FOREIGN_KEY,
    MARKED,
    MINE,
    MODEL_OBJECT,
    NETWORK,
    SM,
    Case,
    pair,
)
from tests.behavior.permissions.environment import ABSENT, ACCOUNT

ANOTHERS = {
    "under another project's name": {
        "resource": f"{SM}:model/ds-fraud-dev-m1",
        **BAD_MARK["without the environment's tag"],
    }
}


def models() -> Iterator[Case]:
    """Models and endpoints, by the notebook and by the pipeline."""
    model = f"{SM}:model/ds-churn-dev-m1"
    for subject in ("notebook-execution alone", "notebook-execution", "endpoint-creation alone", "endpoint-creation"):
        yield from pair(
            f"an isolated model in our network is made ({subject})",
            subject,
            "sagemaker:CreateModel",
            model,
            {**MARKED, **NETWORK, "sagemaker:NetworkIsolation": "true"},
            {
                **BAD_NETWORK,
                "with the network open": {"sagemaker:NetworkIsolation": "false"},
                "with isolation left unsaid": {"sagemaker:NetworkIsolation": ABSENT},
                **(BAD_MARK if subject.startswith("notebook") else ANOTHERS),
            },
        )
    config = {
        "sagemaker:ModelArn": model,
        "sagemaker:VolumeKmsKey": "$DataKey",
        "sagemaker:InstanceTypes": ["ml.m5.large"],
    }
    yield from pair(
        "the pipeline makes an encrypted endpoint configuration",
        "endpoint-creation",
        "sagemaker:CreateEndpointConfig",
        f"{SM}:endpoint-config/ds-churn-dev-e1",
        config,
        {
            **BAD_MACHINE,
            "without our key": {"sagemaker:VolumeKmsKey": ABSENT},
            "under another key": {"sagemaker:VolumeKmsKey": FOREIGN_KEY},
            "under another key by its new name": {"sagemaker:VolumeKmsKeyArn": FOREIGN_KEY},
            "with a foreign model": {"sagemaker:ModelArn": f"{SM}:model/ds-fraud-dev-m1"},
            "in a foreign subnet": {"sagemaker:VpcSubnets": ["subnet-foreign"]},
            "in a foreign group": {"sagemaker:VpcSecurityGroupIds": ["sg-foreign"]},
        },
    )
    endpoint = f"{SM}:endpoint/ds-churn-dev-e1"
    yield from pair(
        "the pipeline makes, updates and deletes endpoints",
        "endpoint-creation",
        "sagemaker:CreateEndpoint",
        endpoint,
        {},
        {
            "another project's": {"resource": f"{SM}:endpoint/ds-fraud-dev-e1"},
            "approving a model": {
                "action": "sagemaker:UpdateModelPackage",
                "resource": f"{SM}:model-package/ds-churn-dev-p/1",
            },
            "invoking one": {"action": "sagemaker:InvokeEndpoint"},
            "changing a notebook": {"action": "sagemaker:UpdateNotebookInstance", "resource": MINE},
        },
    )
    for action in ("UpdateEndpoint", "DeleteEndpoint", "DescribeEndpoint"):
        yield Case(f"the pipeline calls {action}", "endpoint-creation", f"sagemaker:{action}", endpoint, {}, True)
    yield from pair(
        "the pipeline scales endpoints",
        "endpoint-creation",
        "application-autoscaling:RegisterScalableTarget",
        f"arn:aws:application-autoscaling:eu-west-1:{ACCOUNT}:scalable-target/e1",
        {"application-autoscaling:service-namespace": "sagemaker"},
        {"another service's targets": {"application-autoscaling:service-namespace": "ecs"}},
    )
    yield from pair(
        "an application invokes our endpoint",
        "endpoint-invocation",
        "sagemaker:InvokeEndpoint",
        endpoint,
        {},
        {
            "another project's": {"resource": f"{SM}:endpoint/ds-fraud-dev-e1"},
            "describing it": {"action": "sagemaker:DescribeEndpoint"},
            "deleting it": {"action": "sagemaker:DeleteEndpoint"},
            "reading a model": {"action": "s3:GetObject", "resource": MODEL_OBJECT},
            "training": {"action": "sagemaker:CreateTrainingJob", "resource": f"{SM}:training-job/ds-churn-dev-j"},
        },
    )
    yield from pair(
        "an application invokes through our endpoint where that is asked for",
        "endpoint-invocation",
        "sagemaker:InvokeEndpoint",
        endpoint,
        {"aws:SourceVpce": "$Runtime"},
        {
            "from elsewhere": {"aws:SourceVpce": ABSENT},
            "through another endpoint": {"aws:SourceVpce": "vpce-foreign"},
        },
        {"InvokeFrom": "endpoint"},
    )
