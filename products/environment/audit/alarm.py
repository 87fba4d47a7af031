"""One alarm: how every alarm of the environment counts, and where it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from troposphere import Ref, cloudwatch

from products.environment.names import Value
from products.environment.tags import tags

_PERIOD_SECONDS = 300


def alarm(
    title: str,
    sentence: str,
    namespace: Value,
    metric: str,
    statistic: str,
    dimensions: Sequence[cloudwatch.MetricDimension] = (),
) -> cloudwatch.Alarm:
    """An alarm at the first occurrence within five minutes; no data means that nothing occurred."""
    measured = {"Dimensions": list(dimensions)} if dimensions else {}
    return cloudwatch.Alarm(
        title,
        AlarmDescription=sentence,
        Namespace=namespace,
        MetricName=metric,
        **measured,
        Statistic=statistic,
        Period=_PERIOD_SECONDS,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching",
        AlarmActions=[Ref("AlarmTopic")],
        Tags=tags(),
    )
