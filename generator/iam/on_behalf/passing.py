"""Roles that an operation passes to a service: each asks its caller for `iam:PassRole`.

Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service", and the page of each operation.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.iam.keys import PASSED_TO_SERVICE
from generator.iam.on_behalf.row import Row, Source

PASSES = Source("IAM User Guide, Grant a user permissions to pass a role to an AWS service", "D")
_ROLE_ARN = (
    "CreateAutoMLJob",
    "CreateCompilationJob",
    "CreateDataQualityJobDefinition",
    "CreateFeatureGroup",
    "CreateModelBiasJobDefinition",
    "CreateModelExplainabilityJobDefinition",
    "CreateModelQualityJobDefinition",
    "CreateNotebookInstance",
    "CreatePipeline",
    "CreateProcessingJob",
    "CreateTrainingJob",
    "UpdatePipeline",
)
_PASSED = (
    *(("sagemaker", name, "RoleArn") for name in _ROLE_ARN),
    ("sagemaker", "CreateModel", "ExecutionRoleArn"),
    ("sagemaker", "CreateEndpointConfig", "ExecutionRoleArn"),
    ("sagemaker", "CreateDomain", "DefaultUserSettings.ExecutionRole"),
    ("sagemaker", "CreateUserProfile", "UserSettings.ExecutionRole"),
    ("sagemaker", "CreateHyperParameterTuningJob", "TrainingJobDefinition.RoleArn"),
    ("sagemaker", "CreateHyperParameterTuningJob", "TrainingJobDefinitions[].RoleArn"),
    ("sagemaker", "CreateMonitoringSchedule", "MonitoringScheduleConfig.MonitoringJobDefinition.RoleArn"),
    ("cloudtrail", "CreateTrail", "CloudWatchLogsRoleArn"),
    ("cloudtrail", "UpdateTrail", "CloudWatchLogsRoleArn"),
    ("cloudformation", "CreateStack", "RoleARN"),
    ("cloudformation", "UpdateStack", "RoleARN"),
    ("cloudformation", "DeleteStack", "RoleARN"),
    ("cloudformation", "CreateChangeSet", "RoleARN"),
    ("lambda", "CreateFunction", "Role"),
    ("lambda", "UpdateFunctionConfiguration", "Role"),
    ("events", "PutRule", "RoleArn"),
    ("events", "PutTargets", "Targets[].RoleArn"),
    ("logs", "PutSubscriptionFilter", "roleArn"),
    ("application-autoscaling", "RegisterScalableTarget", "RoleARN"),
    ("s3", "PutBucketReplication", "ReplicationConfiguration.Role"),
)
"""A service, its operation, and the parameter that names a role."""
ACTION_ROLES = Source("public Terraform code with AWS::ServiceCatalog::ServiceAction: its users pass the role", "E")
_OPTIONAL = (
    "application-autoscaling:RegisterScalableTarget",
    "ec2:RunInstances",
    "sagemaker:CreateEndpointConfig",
    "servicecatalog:ExecuteProvisionedProductServiceAction",
    "ssm:StartAutomationExecution",
)
"""Operations that ordinarily name none: scaling has a role of its own, an endpoint those of its models, an
instance needs none, an automation runs as its starter, and a service action as its caller or as the launch role."""


def passes(operation: str, path: str, service: str, source: Source = PASSES, belief: str = "") -> Row:
    """The row of one role that is passed to `service`."""
    keys = {PASSED_TO_SERVICE: f"{service}.amazonaws.com"}
    optional = operation in _OPTIONAL
    return Row(operation, "iam:PassRole", f"{{{path}}}", source, keys=keys, optional=optional, belief=belief)


def _rows() -> Iterator[Row]:
    for service, name, path in _PASSED:
        yield passes(f"{service}:{name}", path, service)
    yield passes("ec2:CreateFlowLogs", "DeliverLogsPermissionArn", "vpc-flow-logs")
    yield passes("ssm:StartAutomationExecution", "AssumeRole", "ssm")
    # "AddRoleToInstanceProfile", IAM API Reference; which role the name is of, the embedded AWS knows.
    yield passes("iam:AddRoleToInstanceProfile", "ProfileRole", "ec2")
    # "Grant permissions to attach an IAM role to an instance", EC2 User Guide.
    for name in ("RunInstances", "AssociateIamInstanceProfile", "ReplaceIamInstanceProfileAssociation"):
        yield passes(f"ec2:{name}", "ProfileRole", "ec2")
    run = "servicecatalog:ExecuteProvisionedProductServiceAction"
    yield passes(run, "AssumeRole", "servicecatalog", ACTION_ROLES)


ROWS = tuple(_rows())
