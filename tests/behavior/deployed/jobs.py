"""SageMaker work as an environment wants it, by kind; and the ways in which each can be asked for otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

IMAGE = "777788889999.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.1-cpu-py310"
REMOVED = object()
Values = Mapping[str, str]
Params = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of work: how it is asked for when all is well, and where in the request each thing is."""

    operation: str
    build: Callable[[str, Values], Params]
    places: Mapping[str, str]


def network(values: Values) -> Params:
    """Our subnets and our group."""
    subnets = sorted({values[f"subnets/{number}"] for number in (1, 2, 3)})
    return {"Subnets": subnets, "SecurityGroupIds": [values["security-group/workload"]]}


def _prefix(values: Values) -> str:
    return values["prefix"]


def marked(values: Values) -> list[dict[str, str]]:
    """The tag by which an environment knows its own work."""
    return [{"Key": "ds:environment", "Value": values["name"]}]


def _training_definition(values: Values) -> Params:
    return {
        "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"},
        "RoleArn": values["role/training"],
        "OutputDataConfig": {
            "S3OutputPath": f"s3://{values['bucket/models']}/candidates/out",
            "KmsKeyId": values["key/data"],
        },
        "ResourceConfig": {
            "InstanceType": "ml.m5.xlarge",
            "InstanceCount": 2,
            "VolumeSizeInGB": 10,
            "VolumeKmsKeyId": values["key/data"],
        },
        "VpcConfig": network(values),
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "EnableInterContainerTrafficEncryption": True,
    }


def _training(name: str, values: Values) -> Params:
    return {"TrainingJobName": f"{_prefix(values)}-{name}", "Tags": marked(values), **_training_definition(values)}


def _tuning(name: str, values: Values) -> Params:
    return {
        "HyperParameterTuningJobName": f"{_prefix(values)}-{name}",
        "Tags": marked(values),
        "HyperParameterTuningJobConfig": {"Strategy": "Bayesian", "ResourceLimits": {"MaxParallelTrainingJobs": 1}},
        "TrainingJobDefinition": _training_definition(values),
    }


def _processing(name: str, values: Values) -> Params:
    return {
        "ProcessingJobName": f"{_prefix(values)}-{name}",
        "Tags": marked(values),
        "ProcessingResources": {
            "ClusterConfig": {
                "InstanceCount": 2,
                "InstanceType": "ml.m5.xlarge",
                "VolumeSizeInGB": 10,
                "VolumeKmsKeyId": values["key/data"],
            }
        },
        "ProcessingOutputConfig": {"Outputs": [], "KmsKeyId": values["key/data"]},
        "AppSpecification": {"ImageUri": IMAGE},
        "NetworkConfig": {"EnableInterContainerTrafficEncryption": True, "VpcConfig": network(values)},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "RoleArn": values["role/training"],
    }


def _transform(name: str, values: Values) -> Params:
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{values['bucket/data']}/in"}
    return {
        "TransformJobName": f"{_prefix(values)}-{name}",
        "Tags": marked(values),
        "ModelName": f"{_prefix(values)}-model",
        "TransformInput": {"DataSource": {"S3DataSource": source}},
        "TransformOutput": {
            "S3OutputPath": f"s3://{values['bucket/models']}/candidates/out",
            "KmsKeyId": values["key/data"],
        },
        "TransformResources": {
            "InstanceType": "ml.m5.xlarge",
            "InstanceCount": 1,
            "VolumeKmsKeyId": values["key/data"],
        },
    }


def model(name: str, values: Values, role: str = "training") -> Params:
    """An isolated model in our network."""
    folder = "candidates" if role == "training" else "models"
    return {
        "ModelName": f"{_prefix(values)}-{name}",
        "Tags": marked(values),
        "PrimaryContainer": {"Image": IMAGE, "ModelDataUrl": f"s3://{values['bucket/models']}/{folder}/a.tar.gz"},
        "ExecutionRoleArn": values[f"role/{role}"],
        "VpcConfig": network(values),
        "EnableNetworkIsolation": True,
    }


def automl(name: str, values: Values) -> Params:
    """An AutoML job, as safe as one can be asked for."""
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{values['bucket/data']}/in"}
    return {
        "AutoMLJobName": f"{_prefix(values)}-{name}",
        "InputDataConfig": [{"DataSource": {"S3DataSource": source}, "TargetAttributeName": "y"}],
        "OutputDataConfig": {
            "S3OutputPath": f"s3://{values['bucket/models']}/candidates/out",
            "KmsKeyId": values["key/data"],
        },
        "AutoMLJobConfig": {
            "SecurityConfig": {
                "VolumeKmsKeyId": values["key/data"],
                "EnableInterContainerTrafficEncryption": True,
                "VpcConfig": network(values),
            }
        },
        "RoleArn": values["role/training"],
    }


_COMMON = {"role": "RoleArn", "time": "StoppingCondition", "longest": "StoppingCondition.MaxRuntimeInSeconds"}
KINDS: Mapping[str, Kind] = {
    "training": Kind(
        "create_training_job",
        _training,
        {
            **_COMMON,
            "name": "TrainingJobName",
            "network": "VpcConfig",
            "subnets": "VpcConfig.Subnets",
            "groups": "VpcConfig.SecurityGroupIds",
            "volume key": "ResourceConfig.VolumeKmsKeyId",
            "output key": "OutputDataConfig.KmsKeyId",
            "traffic": "EnableInterContainerTrafficEncryption",
            "instance": "ResourceConfig.InstanceType",
        },
    ),
    "tuning": Kind(
        "create_hyper_parameter_tuning_job",
        _tuning,
        {
            "name": "HyperParameterTuningJobName",
            "role": "TrainingJobDefinition.RoleArn",
            "longest": "TrainingJobDefinition.StoppingCondition.MaxRuntimeInSeconds",
            "network": "TrainingJobDefinition.VpcConfig",
            "subnets": "TrainingJobDefinition.VpcConfig.Subnets",
            "groups": "TrainingJobDefinition.VpcConfig.SecurityGroupIds",
            "volume key": "TrainingJobDefinition.ResourceConfig.VolumeKmsKeyId",
            "output key": "TrainingJobDefinition.OutputDataConfig.KmsKeyId",
            "traffic": "TrainingJobDefinition.EnableInterContainerTrafficEncryption",
            "instance": "TrainingJobDefinition.ResourceConfig.InstanceType",
        },
    ),
    "processing": Kind(
        "create_processing_job",
        _processing,
        {
            **_COMMON,
            "name": "ProcessingJobName",
            "network": "NetworkConfig.VpcConfig",
            "subnets": "NetworkConfig.VpcConfig.Subnets",
            "groups": "NetworkConfig.VpcConfig.SecurityGroupIds",
            "volume key": "ProcessingResources.ClusterConfig.VolumeKmsKeyId",
            "output key": "ProcessingOutputConfig.KmsKeyId",
            "traffic": "NetworkConfig.EnableInterContainerTrafficEncryption",
            "instance": "ProcessingResources.ClusterConfig.InstanceType",
        },
    ),
    "transform": Kind(
        "create_transform_job",
        _transform,
        {
            "name": "TransformJobName",
            "model": "ModelName",
            "volume key": "TransformResources.VolumeKmsKeyId",
            "output key": "TransformOutput.KmsKeyId",
            "instance": "TransformResources.InstanceType",
        },
    ),
    "model": Kind(
        "create_model",
        model,
        {
            "name": "ModelName",
            "role": "ExecutionRoleArn",
            "network": "VpcConfig",
            "subnets": "VpcConfig.Subnets",
            "groups": "VpcConfig.SecurityGroupIds",
            "isolation": "EnableNetworkIsolation",
        },
    ),
}


def changed(params: Params, place: str, value: Any) -> Params:
    """The same request with another value at a place such as `VpcConfig.Subnets`, or without it."""
    made = deepcopy(params)
    *above, last = place.split(".")
    inner = made
    for part in above:
        inner = inner[part]
    if value is REMOVED:
        del inner[last]
    else:
        inner[last] = value
    return made
