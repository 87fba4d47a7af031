"""CloudWatch Logs: LogGroup, MetricFilter."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.providers.provider import (
    Properties,
    Provider,
    Setting,
    Work,
    apply_settings,
    pick,
    shape,
    tag_changes,
    tag_map,
)


def create_group(work: Work, wanted: Properties) -> None:
    """A log group, encrypted and with a retention from the start."""
    name = work.name(512, wanted.get("LogGroupName"))
    tags = tag_map(wanted.get("Tags"))
    work.client("logs").create_log_group(
        logGroupName=name,
        **pick(wanted, "", KmsKeyId="kmsKeyId", LogGroupClass="logGroupClass"),
        **({"tags": tags} if tags else {}),
    )
    work.made(name, Arn=f"{work.arn('logs', f'log-group:{name}')}:*")
    apply_settings(work, {"RetentionInDays": _set_retention}, {}, wanted)


def _set_retention(work: Work, new: Any, old: Any) -> None:
    logs = work.client("logs")
    if new is None:
        logs.delete_retention_policy(logGroupName=work.physical_id)
    else:
        logs.put_retention_policy(logGroupName=work.physical_id, retentionInDays=new)


def _set_key(work: Work, new: Any, old: Any) -> None:
    logs = work.client("logs")
    if new is None:
        logs.disassociate_kms_key(logGroupName=work.physical_id)
    else:
        logs.associate_kms_key(logGroupName=work.physical_id, kmsKeyId=new)


def _set_tags(work: Work, new: Any, old: Any) -> None:
    removed, changed = tag_changes(old, new)
    arn = work.arn("logs", f"log-group:{work.physical_id}")
    if removed:
        work.client("logs").untag_resource(resourceArn=arn, tagKeys=removed)
    if changed:
        work.client("logs").tag_resource(resourceArn=arn, tags=changed)


SETTINGS: dict[str, Setting] = {"KmsKeyId": _set_key, "RetentionInDays": _set_retention, "Tags": _set_tags}


def update_group(work: Work, old: Properties, wanted: Properties) -> None:
    """Key, retention, tags."""
    apply_settings(work, SETTINGS, old, wanted)


def delete_group(work: Work, _: Properties) -> None:
    """With all that was logged."""
    work.client("logs").delete_log_group(logGroupName=work.physical_id)


def _put_filter(work: Work, name: str, wanted: Properties) -> None:
    transformations = [
        {
            **pick(
                one,
                "",
                MetricName="metricName",
                MetricNamespace="metricNamespace",
                MetricValue="metricValue",
                DefaultValue="defaultValue",
                Unit="unit",
            ),
            **({"dimensions": {d["Key"]: d["Value"] for d in one["Dimensions"]}} if "Dimensions" in one else {}),
        }
        for one in wanted["MetricTransformations"]
    ]
    work.client("logs").put_metric_filter(
        logGroupName=wanted["LogGroupName"],
        filterName=name,
        filterPattern=wanted["FilterPattern"],
        metricTransformations=transformations,
    )


def create_filter(work: Work, wanted: Properties) -> None:
    """A metric filter."""
    name = work.name(512, wanted.get("FilterName"))
    _put_filter(work, name, wanted)
    work.made(name)


def update_filter(work: Work, old: Properties, wanted: Properties) -> None:
    """Put anew."""
    _put_filter(work, work.physical_id, wanted)


def delete_filter(work: Work, standing: Properties) -> None:
    """The log group stays."""
    work.client("logs").delete_metric_filter(logGroupName=standing["LogGroupName"], filterName=work.physical_id)


PROVIDERS = (
    Provider(
        "AWS::Logs::LogGroup",
        create_group,
        delete_group,
        shape("LogGroupName KmsKeyId LogGroupClass RetentionInDays Tags"),
        update_group,
        named_by="LogGroupName",
    ),
    Provider(
        "AWS::Logs::MetricFilter",
        create_filter,
        delete_filter,
        shape(
            "LogGroupName FilterName FilterPattern",
            MetricTransformations=shape("MetricName MetricNamespace MetricValue DefaultValue Unit Dimensions"),
        ),
        update_filter,
        named_by="FilterName",
    ),
)
