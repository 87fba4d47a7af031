"""CloudTrail: Trail. CloudWatch: Alarm. EventBridge: Rule."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.errors import not_supported
from embedded_aws.cloudformation.providers.arguments import filled, json_text, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import Setting, Settings, apply_settings, list_changes
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list

TRAIL = (
    "S3BucketName S3KeyPrefix SnsTopicName IncludeGlobalServiceEvents IsMultiRegionTrail EnableLogFileValidation "
    "CloudWatchLogsLogGroupArn CloudWatchLogsRoleArn IsOrganizationTrail"
)


def _trail(wanted: Properties) -> dict[str, Any]:
    return pick(wanted, TRAIL, KMSKeyId="KmsKeyId")


def create_trail(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a trail, sets its selectors and starts its logging."""
    name = request.name(128, wanted.get("TrailName"))
    made = request.client("cloudtrail").create_trail(Name=name, **_trail(wanted), TagsList=tag_list(wanted.get("Tags")))
    request.record(name, Arn=made["TrailARN"], SnsTopicArn=made.get("SnsTopicARN", ""))
    apply_settings(request, TRAIL_SETTINGS, {"IsLogging": False, "Tags": wanted.get("Tags")}, wanted)


def _set_selectors(name: str) -> Setting:
    def apply(request: HandlerRequest, new: Any, old: Any) -> None:
        if new is not None:
            request.client("cloudtrail").put_event_selectors(TrailName=request.physical_id, **{name: new})

    return apply


def _set_insights(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("cloudtrail").put_insight_selectors(TrailName=request.physical_id, InsightSelectors=new or [])


def _set_logging(request: HandlerRequest, new: Any, old: Any) -> None:
    cloudtrail = request.client("cloudtrail")
    change = cloudtrail.start_logging if new else cloudtrail.stop_logging
    change(Name=request.physical_id)


TRAIL_SETTINGS: Settings = {
    "EventSelectors": _set_selectors("EventSelectors"),
    "AdvancedEventSelectors": _set_selectors("AdvancedEventSelectors"),
    "InsightSelectors": _set_insights,
    "IsLogging": _set_logging,
    "Tags": set_tags("cloudtrail"),
}


def update_trail(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes the trail itself in one call, and each other setting in a call of its own."""
    if _trail(old) != _trail(wanted):
        request.client("cloudtrail").update_trail(Name=request.physical_id, **_trail(wanted))
    apply_settings(request, TRAIL_SETTINGS, old, wanted)


def delete_trail(request: HandlerRequest, _: Properties) -> None:
    """Deletes the trail; its log files stay in the bucket."""
    request.client("cloudtrail").delete_trail(Name=request.physical_id)


ALARM = (
    "AlarmDescription ActionsEnabled OKActions AlarmActions InsufficientDataActions MetricName Namespace Statistic "
    "ExtendedStatistic Dimensions Period Unit EvaluationPeriods DatapointsToAlarm Threshold ComparisonOperator "
    "TreatMissingData EvaluateLowSampleCountPercentile Metrics ThresholdMetricId"
)


def create_alarm(request: HandlerRequest, wanted: Properties) -> None:
    """Creates an alarm."""
    name = request.name(255, wanted.get("AlarmName"))
    request.client("cloudwatch").put_metric_alarm(
        AlarmName=name, **pick(wanted, ALARM), **filled(Tags=wanted.get("Tags"))
    )
    request.record(name, Arn=request.arn("cloudwatch", f"alarm:{name}"))


def update_alarm(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Puts the alarm again; tags change by their own calls, since PutMetricAlarm sets them only for a new alarm."""
    if pick(old, ALARM) != pick(wanted, ALARM):
        request.client("cloudwatch").put_metric_alarm(AlarmName=request.physical_id, **pick(wanted, ALARM))
    apply_settings(request, {"Tags": set_tags("cloudwatch")}, old, wanted)


def delete_alarm(request: HandlerRequest, _: Properties) -> None:
    """Deletes the alarm; its metric stays."""
    request.client("cloudwatch").delete_alarms(AlarmNames=[request.physical_id])


def _put_rule(request: HandlerRequest, name: str, wanted: Properties, tags: Any = None) -> str:
    pattern = {"EventPattern": json_text(wanted["EventPattern"])} if "EventPattern" in wanted else {}
    given = pick(wanted, "ScheduleExpression State Description RoleArn EventBusName")
    return str(request.client("events").put_rule(Name=name, **given, **pattern, **filled(Tags=tags))["RuleArn"])


def create_rule(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a rule and then its targets."""
    name = request.name(64, wanted.get("Name"))
    arn = _put_rule(request, name, wanted, wanted.get("Tags"))
    request.record(name, Arn=arn, RuleName=name)
    _set_targets(request, wanted, None)
    request.client("events").describe_rule(Name=name, **pick(wanted, "EventBusName"))


def _set_targets(request: HandlerRequest, wanted: Properties, before: Any) -> None:
    events, bus, after = request.client("events"), pick(wanted, "EventBusName"), wanted.get("Targets")
    gone, _ = list_changes((one["Id"] for one in before or ()), (one["Id"] for one in after or ()))
    if gone:
        _check_success(events.remove_targets(Rule=request.physical_id, Ids=gone, **bus), request)
    if after and after != before:
        _check_success(events.put_targets(Rule=request.physical_id, Targets=after, **bus), request)


def _check_success(answer: Any, request: HandlerRequest) -> None:
    if answer.get("FailedEntryCount"):
        reason = answer["FailedEntries"][0].get("ErrorMessage", "")
        raise not_supported(f"A target of {request.logical_id} ({reason})")


def update_rule(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Puts the rule again, then changes its targets and tags."""
    _put_rule(request, request.physical_id, wanted)
    _set_targets(request, wanted, old.get("Targets"))
    apply_settings(request, {"Tags": set_tags("events")}, old, wanted)


def delete_rule(request: HandlerRequest, existing: Properties) -> None:
    """Removes the rule's targets and deletes the rule."""
    events, bus = request.client("events"), pick(existing, "EventBusName")
    events.describe_rule(Name=request.physical_id, **bus)
    events.list_targets_by_rule(Rule=request.physical_id, **bus)
    if targets := existing.get("Targets"):
        events.remove_targets(Rule=request.physical_id, Ids=[one["Id"] for one in targets], **bus)
    events.delete_rule(Name=request.physical_id, **bus)


PROVIDERS = (
    Provider(
        "AWS::CloudTrail::Trail",
        create_trail,
        delete_trail,
        shape(f"TrailName {TRAIL} KMSKeyId IsLogging EventSelectors AdvancedEventSelectors InsightSelectors Tags"),
        update_trail,
        named_by="TrailName",
        attributes="Arn SnsTopicArn",
    ),
    Provider(
        "AWS::CloudWatch::Alarm",
        create_alarm,
        delete_alarm,
        shape(f"AlarmName {ALARM} Tags"),
        update_alarm,
        named_by="AlarmName",
        attributes="Arn",
    ),
    Provider(
        "AWS::Events::Rule",
        create_rule,
        delete_rule,
        shape("Name Description EventBusName EventPattern RoleArn ScheduleExpression State Targets Tags"),
        update_rule,
        named_by="Name",
        attributes="Arn RuleName",
    ),
)
