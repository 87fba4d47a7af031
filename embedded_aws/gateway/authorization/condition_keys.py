"""Condition keys of services, and where their values are in the parameters of a request.

Source: each service's page in the Service Authorization Reference. A key whose parameter is absent has no value.
"""

from __future__ import annotations

from collections.abc import Mapping

SINGLE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "s3": {
        "s3:prefix": ("Prefix",),
        "s3:delimiter": ("Delimiter",),
        "s3:max-keys": ("MaxKeys",),
        "s3:versionid": ("VersionId",),
        "s3:x-amz-acl": ("ACL",),
        "s3:x-amz-copy-source": ("CopySource",),
        "s3:x-amz-server-side-encryption": ("ServerSideEncryption",),
        "s3:x-amz-server-side-encryption-customer-algorithm": ("SSECustomerAlgorithm",),
        "s3:x-amz-storage-class": ("StorageClass",),
        "s3:x-amz-object-ownership": ("ObjectOwnership",),
        "s3:x-amz-metadata-directive": ("MetadataDirective",),
        "s3:if-none-match": ("IfNoneMatch",),
        "s3:if-match": ("IfMatch",),
        "s3:locationconstraint": ("CreateBucketConfiguration.LocationConstraint",),
        "s3:x-amz-grant-full-control": ("GrantFullControl",),
        "s3:x-amz-grant-read": ("GrantRead",),
        "s3:x-amz-grant-write": ("GrantWrite",),
    },
    "sts": {
        "sts:ExternalId": ("ExternalId",),
        "sts:RoleSessionName": ("RoleSessionName",),
        "sts:SourceIdentity": ("SourceIdentity",),
        "sts:DurationSeconds": ("DurationSeconds",),
    },
    "iam": {
        "iam:PermissionsBoundary": ("PermissionsBoundary",),
        "iam:PolicyARN": ("PolicyArn",),
        "iam:AWSServiceName": ("AWSServiceName",),
    },
    "ec2": {
        "ec2:VpceServiceName": ("ServiceName",),
        "ec2:AuthorizedService": ("AwsService",),
        "ec2:Permission": ("Permission",),
        "ec2:Attribute": ("Attribute",),
    },
    "kms": {
        "kms:KeySpec": ("KeySpec",),
        "kms:KeyUsage": ("KeyUsage",),
        "kms:KeyOrigin": ("Origin",),
        "kms:MultiRegion": ("MultiRegion",),
        "kms:BypassPolicyLockoutSafetyCheck": ("BypassPolicyLockoutSafetyCheck",),
        "kms:GranteePrincipal": ("GranteePrincipal",),
        "kms:RetiringPrincipal": ("RetiringPrincipal",),
        "kms:EncryptionAlgorithm": ("EncryptionAlgorithm",),
        "kms:ScheduleKeyDeletionPendingWindowInDays": ("PendingWindowInDays",),
    },
    "lambda": {
        "lambda:FunctionArn": ("FunctionArn",),
        "lambda:Principal": ("Principal",),
    },
    "ssm": {
        "ssm:Overwrite": ("Overwrite",),
        "ssm:Recursive": ("Recursive",),
    },
    "cloudformation": {
        "cloudformation:TemplateUrl": ("TemplateURL",),
        "cloudformation:RoleArn": ("RoleARN",),
        "cloudformation:ChangeSetName": ("ChangeSetName",),
        "cloudformation:StackPolicyUrl": ("StackPolicyURL",),
    },
    "sns": {
        "sns:Protocol": ("Protocol",),
        "sns:Endpoint": ("Endpoint",),
    },
    "application-autoscaling": {
        "application-autoscaling:service-namespace": ("ServiceNamespace",),
        "application-autoscaling:scalable-dimension": ("ScalableDimension",),
    },
    "sagemaker": {
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
    },
}
"""Keys with one value: the first that is found."""

SEVERAL: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "cloudformation": {
        "cloudformation:ResourceTypes": ("ResourceTypes",),
    },
    "kms": {
        "kms:GrantOperations": ("Operations",),
    },
    "sts": {
        "sts:TransitiveTagKeys": ("TransitiveTagKeys",),
    },
    "lambda": {
        "lambda:SubnetIds": ("VpcConfig.SubnetIds",),
        "lambda:SecurityGroupIds": ("VpcConfig.SecurityGroupIds",),
    },
    "sagemaker": {
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
            "TrainingJobDefinition.HyperParameterTuningResourceConfig.InstanceType",
            "TrainingJobDefinition.HyperParameterTuningResourceConfig.InstanceConfigs[].InstanceType",
            "JobResources.ClusterConfig.InstanceType",
            "ResourceSpec.InstanceType",
        ),
        "sagemaker:AcceleratorTypes": ("AcceleratorTypes", "ProductionVariants[].AcceleratorType"),
    },
}
"""Keys with several values: all that are found."""

KMS_KEYS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sagemaker": {
        "sagemaker:VolumeKmsKeyArn": (
            "KmsKeyId",
            "ResourceConfig.VolumeKmsKeyId",
            "ProcessingResources.ClusterConfig.VolumeKmsKeyId",
            "TransformResources.VolumeKmsKeyId",
            "TrainingJobDefinition.ResourceConfig.VolumeKmsKeyId",
            "TrainingJobDefinition.HyperParameterTuningResourceConfig.VolumeKmsKeyId",
            "JobResources.ClusterConfig.VolumeKmsKeyId",
            "AutoMLJobConfig.SecurityConfig.VolumeKmsKeyId",
        ),
        "sagemaker:OutputKmsKeyArn": (
            "OutputDataConfig.KmsKeyId",
            "ProcessingOutputConfig.KmsKeyId",
            "TransformOutput.KmsKeyId",
            "TrainingJobDefinition.OutputDataConfig.KmsKeyId",
        ),
    },
}
"""Keys whose value is the ARN of a KMS key."""

FORMER_NAMES: Mapping[str, str] = {
    "sagemaker:VolumeKmsKeyArn": "sagemaker:VolumeKmsKey",
    "sagemaker:OutputKmsKeyArn": "sagemaker:OutputKmsKey",
}
"""AWS fills a renamed key under both names."""
