"""A SageMaker and a topic that live in memory, and resources that comply with the environment churn-dev."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from typing import Any

from products.environment.detective.inspector.gateway import Gateway
from products.environment.detective.inspector.inspection import Outcome, inspect
from products.environment.detective.inspector.settings import Settings, read_settings
from products.environment.detective.inspector.telling import Messenger

ACCOUNT = "111122223333"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key"
VARIABLES = {
    "ENVIRONMENT": "churn-dev",
    "NAME_PREFIX": "ds-churn-dev-",
    "ROLE_PREFIX": f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-",
    "SUBNETS": "subnet-1,subnet-2,subnet-1",
    "SECURITY_GROUPS": "sg-workload",
    "DATA_KEY": f"{KEY}/data-id",
    "NOTEBOOK_KEY": f"{KEY}/notebook-id",
    "TOPIC": f"arn:aws:sns:eu-west-1:{ACCOUNT}:alarms",
    "DRY_RUN": "no",
}
SETTINGS = read_settings(VARIABLES)
REPORTING = read_settings({**VARIABLES, "DRY_RUN": "yes"})

_VPC = {"Subnets": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-workload"]}
_OUTPUT = {"S3OutputPath": "s3://models", "KmsKeyId": SETTINGS.data_key}
_TRAINING = {
    "RoleArn": SETTINGS.role_arn("training"),
    "VpcConfig": _VPC,
    "OutputDataConfig": _OUTPUT,
    "ResourceConfig": {"VolumeKmsKeyId": SETTINGS.data_key},
    "EnableInterContainerTrafficEncryption": True,
}
COMPLIANT: dict[str, dict[str, Any]] = {
    "notebook-instance": {
        "NotebookInstanceStatus": "InService",
        "SubnetId": "subnet-2",
        "SecurityGroups": ["sg-workload"],
        "RoleArn": SETTINGS.role_arn("notebook-execution"),
        "KmsKeyId": SETTINGS.notebook_key,
        "DirectInternetAccess": "Disabled",
        "RootAccess": "Disabled",
        "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "2"},
    },
    "training-job": {"TrainingJobStatus": "InProgress", **_TRAINING},
    "hyper-parameter-tuning-job": {
        "HyperParameterTuningJobStatus": "InProgress",
        "TrainingJobDefinition": _TRAINING,
        "TrainingJobDefinitions": [
            {**_TRAINING, "ResourceConfig": None, "HyperParameterTuningResourceConfig": _TRAINING["ResourceConfig"]}
        ],
    },
    "processing-job": {
        "ProcessingJobStatus": "InProgress",
        "RoleArn": SETTINGS.role_arn("training"),
        "NetworkConfig": {"VpcConfig": _VPC, "EnableInterContainerTrafficEncryption": True},
        "ProcessingResources": {"ClusterConfig": {"VolumeKmsKeyId": SETTINGS.data_key}},
        "ProcessingOutputConfig": {"KmsKeyId": SETTINGS.data_key},
    },
    "automl-job": {
        "AutoMLJobStatus": "InProgress",
        "RoleArn": SETTINGS.role_arn("training"),
        "OutputDataConfig": _OUTPUT,
        "SecurityConfig": {
            "VpcConfig": _VPC,
            "VolumeKmsKeyId": SETTINGS.data_key,
            "EnableInterContainerTrafficEncryption": True,
        },
    },
    "transform-job": {
        "TransformJobStatus": "InProgress",
        "ModelName": "ds-churn-dev-model",
        "TransformResources": {"VolumeKmsKeyId": SETTINGS.data_key},
        "TransformOutput": {"KmsKeyId": SETTINGS.data_key},
    },
    "model": {
        "ModelName": "ds-churn-dev-model",
        "ExecutionRoleArn": SETTINGS.role_arn("endpoint-hosting"),
        "VpcConfig": _VPC,
        "EnableNetworkIsolation": True,
    },
    "endpoint-config": {
        "EndpointConfigName": "ds-churn-dev-config",
        "KmsKeyId": SETTINGS.data_key,
        "ProductionVariants": [{"ModelName": "ds-churn-dev-model"}],
        "ShadowProductionVariants": [{"ModelName": "ds-churn-dev-model"}],
        "DataCaptureConfig": {"EnableCapture": True, "KmsKeyId": SETTINGS.data_key},
        "AsyncInferenceConfig": {"OutputConfig": {"KmsKeyId": SETTINGS.data_key}},
    },
    "endpoint": {"EndpointStatus": "InService", "EndpointConfigName": "ds-churn-dev-config"},
}
NAMES = {
    kind: f"ds-churn-dev-{word}"
    for kind, word in {
        "notebook-instance": "exploration",
        "training-job": "train",
        "hyper-parameter-tuning-job": "tune",
        "processing-job": "prepare",
        "automl-job": "auto",
        "transform-job": "score",
        "model": "model",
        "endpoint-config": "config",
        "endpoint": "churn",
    }.items()
}
STEMS = {
    "notebook-instance": "notebook_instance",
    "training-job": "training_job",
    "hyper-parameter-tuning-job": "hyper_parameter_tuning_job",
    "processing-job": "processing_job",
    "automl-job": "auto_ml_job",
    "transform-job": "transform_job",
    "model": "model",
    "endpoint-config": "endpoint_config",
    "endpoint": "endpoint",
}


class ServiceError(Exception):
    """What boto3 raises for an answer that is an error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.response = {"Error": {"Code": code, "Message": message}}


class _Exceptions:
    ClientError = ServiceError


class Account:
    """SageMaker and SNS in memory: keeps resources, records calls, and fails as often as asked."""

    exceptions = _Exceptions

    def __init__(self) -> None:
        self.resources = {(kind, NAMES[kind]): copy.deepcopy(facts) for kind, facts in COMPLIANT.items()}
        self.calls: list[tuple[str, str]] = []
        self.failures: dict[str, list[tuple[str, str]]] = {}
        self.messages: list[tuple[str, str]] = []

    def __getattr__(self, method: str) -> Callable[..., Any]:
        if not method.startswith(("describe_", "stop_", "delete_")):
            raise AttributeError(method)

        def call(**members: str) -> Any:
            (name,) = members.values()
            return self._answer(method, name)

        return call

    def publish(self, **members: str) -> None:
        """Keep a message."""
        self._fail("publish", members["TopicArn"])
        self.messages.append((members["Subject"], members["Message"]))

    def put(self, kind: str, name: str, **members: Any) -> None:
        """A resource like the compliant one, but for its name and these members."""
        self.resources[kind, name] = {**copy.deepcopy(COMPLIANT[kind]), **members}

    def ended(self) -> list[tuple[str, str]]:
        """The calls that stopped or deleted something."""
        return [call for call in self.calls if not call[0].startswith("describe_")]

    def _answer(self, method: str, name: str) -> Any:
        self.calls.append((method, name))
        self._fail(method, name)
        verb, _, stem = method.partition("_")
        kind = next(kind for kind, known in STEMS.items() if known == stem.removesuffix("_v2"))
        if (kind, name) not in self.resources:
            raise ServiceError("ValidationException", f"Could not find {kind} {name}.")
        return self.resources[kind, name] if verb == "describe" else None

    def _fail(self, method: str, name: str) -> None:
        waiting = self.failures.get(method)
        if waiting:
            raise ServiceError(*waiting.pop(0))


class Watch:
    """The function with everything around it."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.account = Account()
        self.settings = settings
        self.pauses: list[float] = []
        self.journal = io.StringIO()

    def see(self, event: object) -> Outcome:
        """One event."""
        messenger = Messenger(self.settings, self.journal, self.account, self.pauses.append)
        return inspect(event, self.settings, Gateway(self.account, self.pauses.append), messenger)

    def lines(self) -> list[dict[str, Any]]:
        """The journal, line by line."""
        return [json.loads(line) for line in self.journal.getvalue().splitlines()]


def call_event(action: str, member: str, name: str | None, **detail: Any) -> dict[str, Any]:
    """A call as CloudTrail records it."""
    return {
        "source": "aws.sagemaker",
        "detail-type": "AWS API Call via CloudTrail",
        "detail": {
            "eventSource": "sagemaker.amazonaws.com",
            "eventName": action,
            "userIdentity": {"arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/anyone/dana"},
            "requestParameters": {member[0].lower() + member[1:]: name},
            **detail,
        },
    }


def change_event(sort: str, member: str, name: str) -> dict[str, Any]:
    """A state change as SageMaker reports it."""
    return {"source": "aws.sagemaker", "detail-type": sort, "detail": {member: name}}
