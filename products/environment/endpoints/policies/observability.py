"""CloudWatch Logs and CloudWatch."""

from __future__ import annotations

from awacs.aws import PolicyDocument

from generator.iam.conditions import string_like
from generator.iam.keys import METRIC_NAMESPACE
from generator.iam.statements import policy
from products.environment.endpoints.policies.perimeter import ours, ours_unnamed
from products.environment.estate import Keys
from products.environment.places import (
    ENDPOINT_LOGS,
    ENDPOINT_METRICS,
    JOB_LOGS,
    JOB_METRICS,
    NOTEBOOK_LOGS,
    OUR_METRICS,
)

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
    """The logs of our notebooks and endpoints, and of the account's jobs, which are nobody's in particular."""
    return policy(
        ours("UseSageMakerLogs", _LOGS, [*NOTEBOOK_LOGS, *JOB_LOGS, *ENDPOINT_LOGS]),
        ours_unnamed("FindLogs", "logs:DescribeLogGroups"),
    )


def monitoring(keys: Keys) -> PolicyDocument:
    """Metrics: read any of the account, write in the namespaces of SageMaker's jobs and endpoints and the project's."""
    written = string_like(METRIC_NAMESPACE, *JOB_METRICS, *ENDPOINT_METRICS, *OUR_METRICS)
    return policy(
        ours_unnamed("WriteOurMetrics", "cloudwatch:PutMetricData", written),
        ours_unnamed("ReadMetrics", _METRICS),
    )
