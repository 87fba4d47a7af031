"""CloudWatch Logs: LogGroup, MetricFilter, ResourcePolicy."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.arguments import filled, json_text, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import Settings, apply_settings, put_or_delete, update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_map


def create_group(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a log group with its key, then sets its retention and its policy."""
    name = request.name(512, wanted.get("LogGroupName"))
    request.client("logs").describe_log_groups(logGroupNamePrefix=name)
    request.client("logs").create_log_group(
        logGroupName=name,
        **pick(wanted, "", KmsKeyId="kmsKeyId", LogGroupClass="logGroupClass"),
        **filled(tags=tag_map(wanted.get("Tags"))),
    )
    _record_group(request, name)
    later = ("RetentionInDays", "ResourcePolicyDocument")
    apply_settings(request, {key: SETTINGS[key] for key in later}, {}, wanted)


def _record_group(request: HandlerRequest, name: str) -> None:
    request.record(name, Arn=f"{request.arn('logs', f'log-group:{name}')}:*")


def _group_arn(request: HandlerRequest) -> str:
    return request.arn("logs", f"log-group:{request.physical_id}")


def find_group(request: HandlerRequest, name: str) -> None:
    """Records the existing log group."""
    found: Any = request.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    (group,) = [one["logGroupName"] for one in found if one["logGroupName"] == name]
    _record_group(request, group)


SETTINGS: Settings = {
    "KmsKeyId": put_or_delete(
        lambda request, key: request.client("logs").associate_kms_key(logGroupName=request.physical_id, kmsKeyId=key),
        lambda request: request.client("logs").disassociate_kms_key(logGroupName=request.physical_id),
    ),
    "RetentionInDays": put_or_delete(
        lambda request, days: request.client("logs").put_retention_policy(
            logGroupName=request.physical_id, retentionInDays=days
        ),
        lambda request: request.client("logs").delete_retention_policy(logGroupName=request.physical_id),
    ),
    "ResourcePolicyDocument": put_or_delete(
        lambda request, policy: request.client("logs").put_resource_policy(
            resourceArn=_group_arn(request), policyDocument=json_text(policy)
        ),
        lambda request: request.client("logs").delete_resource_policy(resourceArn=_group_arn(request)),
    ),
    "Tags": set_tags("logs"),
}


def delete_group(request: HandlerRequest, _: Properties) -> None:
    """Deletes the log group with its log events."""
    request.client("logs").describe_log_groups(logGroupNamePrefix=request.physical_id)
    request.client("logs").delete_log_group(logGroupName=request.physical_id)


def _transformation(given: Properties) -> dict[str, Any]:
    dimensions = {one["Key"]: one["Value"] for one in given.get("Dimensions", ())}
    return {
        **pick(given, "", MetricName="metricName", MetricNamespace="metricNamespace", MetricValue="metricValue"),
        **pick(given, "", DefaultValue="defaultValue", Unit="unit"),
        **({"dimensions": dimensions} if "Dimensions" in given else {}),
    }


def _put_filter(request: HandlerRequest, name: str, wanted: Properties) -> None:
    request.client("logs").put_metric_filter(
        logGroupName=wanted["LogGroupName"],
        filterName=name,
        filterPattern=wanted["FilterPattern"],
        metricTransformations=[_transformation(one) for one in wanted["MetricTransformations"]],
    )


def create_filter(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a metric filter."""
    name = request.name(512, wanted.get("FilterName"))
    _put_filter(request, name, wanted)
    request.record(name)
    request.client("logs").describe_metric_filters(logGroupName=wanted["LogGroupName"], filterNamePrefix=name)


def update_filter(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Puts the metric filter again."""
    _put_filter(request, request.physical_id, wanted)


def delete_filter(request: HandlerRequest, existing: Properties) -> None:
    """Deletes the metric filter; its log group stays."""
    request.client("logs").delete_metric_filter(logGroupName=existing["LogGroupName"], filterName=request.physical_id)


def _put_policy(request: HandlerRequest, name: str, wanted: Properties) -> None:
    request.client("logs").put_resource_policy(policyName=name, policyDocument=json_text(wanted["PolicyDocument"]))


def create_policy(request: HandlerRequest, wanted: Properties) -> None:
    """Puts a policy of the region's log groups; one of this name that is there already is somebody else's."""
    name = wanted["PolicyName"]
    held = request.client("logs").describe_resource_policies()["resourcePolicies"]
    if name in [policy["policyName"] for policy in held]:
        raise invalid(f"{name} already exists")
    _put_policy(request, name, wanted)
    request.record(name)


def update_policy(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Puts the policy again."""
    _put_policy(request, request.physical_id, wanted)


def delete_policy(request: HandlerRequest, _: Properties) -> None:
    """Deletes the policy."""
    request.client("logs").delete_resource_policy(policyName=request.physical_id)


PROVIDERS = (
    Provider(
        "AWS::Logs::LogGroup",
        create_group,
        delete_group,
        shape("LogGroupName KmsKeyId LogGroupClass RetentionInDays ResourcePolicyDocument Tags"),
        update_each(SETTINGS),
        named_by="LogGroupName",
        find=find_group,
        attributes="Arn",
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
    Provider(
        "AWS::Logs::ResourcePolicy",
        create_policy,
        delete_policy,
        shape("PolicyName PolicyDocument"),
        update_policy,
        named_by="PolicyName",
    ),
)
