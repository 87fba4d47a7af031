"""SageMaker's condition keys, from the parameters of a request.

Source: Service Authorization Reference, "Condition keys for Amazon SageMaker AI". Only the keys that an action carries
are filled, so that a condition on any other is as blind here as it is on AWS.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.gateway.authorization.kms_keys import key_arn
from embedded_aws.gateway.authorization.paths import find_texts
from generator.iam import actions

Values = dict[str, str | list[str]]

LISTS: Mapping[str, tuple[str, ...]] = {
    "sagemaker:VpcSubnets": (
        "SubnetId",
        "SubnetIds",
        "VpcConfig.Subnets",
        "NetworkConfig.VpcConfig.Subnets",
        "TrainingJobDefinition.VpcConfig.Subnets",
        "MonitoringScheduleConfig.MonitoringJobDefinition.NetworkConfig.VpcConfig.Subnets",
        "AutoMLJobConfig.SecurityConfig.VpcConfig.Subnets",
        "SecurityConfig.VpcConfig.Subnets",
    ),
    "sagemaker:VpcSecurityGroupIds": (
        "SecurityGroupIds",
        "VpcConfig.SecurityGroupIds",
        "NetworkConfig.VpcConfig.SecurityGroupIds",
        "TrainingJobDefinition.VpcConfig.SecurityGroupIds",
        "MonitoringScheduleConfig.MonitoringJobDefinition.NetworkConfig.VpcConfig.SecurityGroupIds",
        "AutoMLJobConfig.SecurityConfig.VpcConfig.SecurityGroupIds",
        "SecurityConfig.VpcConfig.SecurityGroupIds",
    ),
    "sagemaker:InstanceTypes": (
        "InstanceType",
        "ResourceConfig.InstanceType",
        "ResourceConfig.InstanceGroups[].InstanceType",
        "ProductionVariants[].InstanceType",
        "ProcessingResources.ClusterConfig.InstanceType",
        "TransformResources.InstanceType",
        "TrainingJobDefinition.ResourceConfig.InstanceType",
        "JobResources.ClusterConfig.InstanceType",
        "ResourceSpec.InstanceType",
    ),
    "sagemaker:AcceleratorTypes": ("AcceleratorTypes", "ProductionVariants[].AcceleratorType"),
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "sagemaker:VolumeKmsKeyArn": (
        "KmsKeyId",
        "ResourceConfig.VolumeKmsKeyId",
        "ProcessingResources.ClusterConfig.VolumeKmsKeyId",
        "TransformResources.VolumeKmsKeyId",
        "TrainingJobDefinition.ResourceConfig.VolumeKmsKeyId",
        "JobResources.ClusterConfig.VolumeKmsKeyId",
        "AutoMLJobConfig.SecurityConfig.VolumeKmsKeyId",
    ),
    "sagemaker:OutputKmsKeyArn": (
        "OutputDataConfig.KmsKeyId",
        "ProcessingOutputConfig.KmsKeyId",
        "TransformOutput.KmsKeyId",
        "TrainingJobDefinition.OutputDataConfig.KmsKeyId",
    ),
}
OLD_NAMES = {
    "sagemaker:VolumeKmsKeyArn": "sagemaker:VolumeKmsKey",
    "sagemaker:OutputKmsKeyArn": "sagemaker:OutputKmsKey",
}
TEXTS: Mapping[str, tuple[str, ...]] = {
    "sagemaker:DirectInternetAccess": ("DirectInternetAccess",),
    "sagemaker:RootAccess": ("RootAccess",),
    "sagemaker:MinimumInstanceMetadataServiceVersion": (
        "InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion",
    ),
    "sagemaker:NetworkIsolation": (
        "EnableNetworkIsolation",
        "NetworkConfig.EnableNetworkIsolation",
        "TrainingJobDefinition.EnableNetworkIsolation",
    ),
    "sagemaker:InterContainerTrafficEncryption": (
        "EnableInterContainerTrafficEncryption",
        "NetworkConfig.EnableInterContainerTrafficEncryption",
        "TrainingJobDefinition.EnableInterContainerTrafficEncryption",
        "AutoMLJobConfig.SecurityConfig.EnableInterContainerTrafficEncryption",
    ),
    "sagemaker:MaxRuntimeInSeconds": (
        "StoppingCondition.MaxRuntimeInSeconds",
        "TrainingJobDefinition.StoppingCondition.MaxRuntimeInSeconds",
    ),
    "sagemaker:EnableRemoteDebug": ("RemoteDebugConfig.EnableRemoteDebug",),
    "sagemaker:TargetModel": ("TargetModel",),
    "sagemaker:FileSystemId": ("InputDataConfig[].DataSource.FileSystemDataSource.FileSystemId",),
    "sagemaker:FileSystemType": ("InputDataConfig[].DataSource.FileSystemDataSource.FileSystemType",),
    "sagemaker:AppNetworkAccessType": ("AppNetworkAccessType",),
}
MODEL_NAMES = ("ModelName", "ProductionVariants[].ModelName")


def find_keys(action: str, params: Mapping[str, Any], region: str, account: str) -> Values:
    """The keys that the action carries and whose parameter is in the request."""
    values: Values = {}
    for name, paths in LISTS.items():
        values[name] = [text for path in paths for text in find_texts(params, path)]
    for name, paths in KEYS.items():
        texts = [text for path in paths for text in find_texts(params, path)]
        if texts:
            values[name] = values[OLD_NAMES[name]] = key_arn(texts[0], region, account)
    for name, paths in TEXTS.items():
        texts = [text for path in paths for text in find_texts(params, path)]
        if texts:
            values[name] = texts[0]
    values.update(_arns(action, params, region, account))
    return {name: value for name, value in values.items() if value and actions.carries(action, name)}


def _arns(action: str, params: Mapping[str, Any], region: str, account: str) -> Values:
    prefix = f"arn:aws:sagemaker:{region}:{account}"
    models = [text for path in MODEL_NAMES for text in find_texts(params, path)]
    arns = [f"{prefix}:model/{name.lower()}" for name in models]
    # One ARN, as the reference types the key; what AWS sends for several models is not documented, and so fits nothing.
    values: Values = {"sagemaker:ModelArn": arns[0] if len(arns) == 1 else arns}
    lifecycle = params.get("LifecycleConfigName")
    if lifecycle:
        values["sagemaker:NotebookInstanceLifecycleConfigArns"] = [
            f"{prefix}:notebook-instance-lifecycle-config/{lifecycle.lower()}"
        ]
    return values
