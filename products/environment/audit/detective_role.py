"""What the detective function may do: look at SageMaker's resources, report, and, where it stops things, stop ours."""

from __future__ import annotations

from awacs.aws import PolicyDocument
from troposphere import Ref, iam

from generator.blueprint import Canvas
from generator.iam import keys
from generator.iam.conditions import string_equals
from generator.iam.guardrails import use_key
from generator.iam.statements import allow, only_if, policy, services, trust
from products.environment.estate import Estate, When
from products.environment.names import Value, arn, role_path, supporting_arn
from products.environment.places import OURS, any_name, via
from products.environment.roles.drawing import boundary
from products.environment.tags import tags

_LOOK = (
    "sagemaker:DescribeAutoMLJobV2",
    "sagemaker:DescribeEndpoint",
    "sagemaker:DescribeEndpointConfig",
    "sagemaker:DescribeHyperParameterTuningJob",
    "sagemaker:DescribeModel",
    "sagemaker:DescribeNotebookInstance",
    "sagemaker:DescribeProcessingJob",
    "sagemaker:DescribeTrainingJob",
    "sagemaker:DescribeTransformJob",
)
_STOP: tuple[tuple[str, str, str], ...] = (
    ("StopAutoMlJobs", "sagemaker:StopAutoMLJob", "automl-job"),
    ("DeleteEndpoints", "sagemaker:DeleteEndpoint", "endpoint"),
    ("StopTuningJobs", "sagemaker:StopHyperParameterTuningJob", "hyper-parameter-tuning-job"),
    ("StopNotebooks", "sagemaker:StopNotebookInstance", "notebook-instance"),
    ("StopProcessingJobs", "sagemaker:StopProcessingJob", "processing-job"),
    ("StopTrainingJobs", "sagemaker:StopTrainingJob", "training-job"),
    ("StopTransformJobs", "sagemaker:StopTransformJob", "transform-job"),
)
"""A statement for each kind, since each action takes one resource type; names are ours alone."""
_JOBS = ("hyper-parameter-tuning-job", "processing-job", "training-job", "transform-job")


def build_role(canvas: Canvas, estate: Estate, group: Value, letters: Value) -> Value:
    """Draw the role; returns its ARN."""
    role = canvas.add(
        iam.Role(
            "DetectiveRole",
            Path=role_path(),
            PermissionsBoundary=boundary(),
            Description="Looks for SageMaker resources outside the environment's rules",
            AssumeRolePolicyDocument=policy(
                trust("RunTheFunction", services("lambda.amazonaws.com"), "sts:AssumeRole")
            ),
            Policies=[iam.Policy(PolicyName="detect", PolicyDocument=_permissions(estate, group, letters))],
            Tags=tags(),
        )
    )
    return supporting_arn(role)


def _permissions(estate: Estate, group: Value, letters: Value) -> PolicyDocument:
    return policy(
        allow("WriteLogs", ("logs:CreateLogStream", "logs:PutLogEvents"), group),
        allow("Look", _LOOK, "*"),
        allow("KeepLetters", "sqs:SendMessage", letters),
        use_key("UseLogsKey", estate.keys.logs, via("sqs", "sns", "lambda"), ("kms:Decrypt", "kms:GenerateDataKey")),
        only_if(When.WITH_ALARMS, allow("Tell", "sns:Publish", Ref("AlarmTopic"))),
        *(
            only_if(When.DETECTIVE_STOPS, allow(sid, action, arn("sagemaker", f"{kind}/{{prefix}}-*")))
            for sid, action, kind in _STOP
        ),
        only_if(
            When.DETECTIVE_STOPS,
            allow(
                "StopMarkedJobs",
                [action for _, action, kind in _STOP if kind in _JOBS],
                any_name(*_JOBS),
                string_equals(keys.resource_tag(keys.ENVIRONMENT_TAG), OURS),
            ),
        ),
    )
