"""Operations that pass a role to a service: each needs `iam:PassRole` on that role.

Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service"; the dependent actions of the
Service Authorization Reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from embedded_aws.gateway.authorization.paths import find_texts

SAGEMAKER = "sagemaker.amazonaws.com"
_SAGEMAKER_OPERATIONS = (
    "CreateAutoMLJob",
    "CreateCompilationJob",
    "CreateDataQualityJobDefinition",
    "CreateFeatureGroup",
    "CreateHyperParameterTuningJob",
    "CreateModelBiasJobDefinition",
    "CreateModelExplainabilityJobDefinition",
    "CreateModelQualityJobDefinition",
    "CreateNotebookInstance",
    "CreatePipeline",
    "CreateProcessingJob",
    "CreateTrainingJob",
    "UpdateNotebookInstance",
    "UpdatePipeline",
)
_ROWS: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    **{("sagemaker", name): (("RoleArn", SAGEMAKER),) for name in _SAGEMAKER_OPERATIONS},
    ("sagemaker", "CreateModel"): (("ExecutionRoleArn", SAGEMAKER),),
    ("sagemaker", "CreateEndpointConfig"): (("ExecutionRoleArn", SAGEMAKER),),
    ("sagemaker", "CreateDomain"): (("DefaultUserSettings.ExecutionRole", SAGEMAKER),),
    ("sagemaker", "CreateUserProfile"): (("UserSettings.ExecutionRole", SAGEMAKER),),
    ("sagemaker", "CreateHyperParameterTuningJob"): (("TrainingJobDefinition.RoleArn", SAGEMAKER),),
    ("sagemaker", "CreateMonitoringSchedule"): (
        ("MonitoringScheduleConfig.MonitoringJobDefinition.RoleArn", SAGEMAKER),
    ),
    ("ec2", "CreateFlowLogs"): (("DeliverLogsPermissionArn", "vpc-flow-logs.amazonaws.com"),),
    ("cloudtrail", "CreateTrail"): (("CloudWatchLogsRoleArn", "cloudtrail.amazonaws.com"),),
    ("cloudtrail", "UpdateTrail"): (("CloudWatchLogsRoleArn", "cloudtrail.amazonaws.com"),),
    ("cloudformation", "CreateStack"): (("RoleARN", "cloudformation.amazonaws.com"),),
    ("cloudformation", "UpdateStack"): (("RoleARN", "cloudformation.amazonaws.com"),),
    ("cloudformation", "DeleteStack"): (("RoleARN", "cloudformation.amazonaws.com"),),
    ("cloudformation", "CreateChangeSet"): (("RoleARN", "cloudformation.amazonaws.com"),),
    ("lambda", "CreateFunction"): (("Role", "lambda.amazonaws.com"),),
    ("lambda", "UpdateFunctionConfiguration"): (("Role", "lambda.amazonaws.com"),),
    ("events", "PutRule"): (("RoleArn", "events.amazonaws.com"),),
    ("events", "PutTargets"): (("Targets[].RoleArn", "events.amazonaws.com"),),
    ("logs", "PutSubscriptionFilter"): (("roleArn", "logs.amazonaws.com"),),
    ("application-autoscaling", "RegisterScalableTarget"): (("RoleARN", "application-autoscaling.amazonaws.com"),),
    ("s3", "PutBucketReplication"): (("ReplicationConfiguration.Role", "s3.amazonaws.com"),),
}


def find_passed(service: str, operation: str, params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pairs of a role's ARN and the service that it is passed to."""
    for path, receiver in _ROWS.get((service, operation), ()):
        for arn in find_texts(params, path):
            yield arn, receiver
