"""CloudWatch Logs and CloudWatch."""

from __future__ import annotations

from awacs.aws import PolicyDocument

from generator.iam.conditions import string_like
from generator.iam.statements import policy
from products.environment.endpoints.policies.perimeter import ours, ours_unnamed
from products.environment.estate import Keys
from products.environment.places import LOG_GROUPS

_LOGS = (
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogStreams",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:GetQueryResults",
    "logs:PutLogEvents",
    "logs:StartQuery",
    "logs:StopQuery",
)
_METRICS = (
    "cloudwatch:DescribeAlarms",
    "cloudwatch:GetMetricData",
    "cloudwatch:GetMetricStatistics",
    "cloudwatch:ListMetrics",
)


def logs(keys: Keys) -> PolicyDocument:
    """SageMaker's log groups."""
    return policy(
        ours("UseSageMakerLogs", _LOGS, LOG_GROUPS),
        ours_unnamed("FindLogs", "logs:DescribeLogGroups"),
    )


def monitoring(keys: Keys) -> PolicyDocument:
    """Metrics: read any of the account, write SageMaker's and the project's namespaces."""
    return policy(
        ours_unnamed(
            "WriteOurMetrics",
            "cloudwatch:PutMetricData",
            string_like("cloudwatch:namespace", "/aws/sagemaker/*", "AWS/SageMaker", "aws/sagemaker/*", "ds-*"),
        ),
        ours_unnamed("ReadMetrics", _METRICS),
    )
