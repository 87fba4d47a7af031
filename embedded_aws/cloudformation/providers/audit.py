"""CloudTrail: Trail. CloudWatch: Alarm. EventBridge: Rule."""

from __future__ import annotations

import json
from typing import Any

from embedded_aws.cloudformation.errors import outside
from embedded_aws.cloudformation.providers.provider import (
    Properties,
    Provider,
    Setting,
    Work,
    apply_settings,
    pick,
    shape,
    tag_changes,
)

TRAIL = (
    "S3BucketName S3KeyPrefix SnsTopicName IncludeGlobalServiceEvents IsMultiRegionTrail EnableLogFileValidation "
    "CloudWatchLogsLogGroupArn CloudWatchLogsRoleArn IsOrganizationTrail"
)


def create_trail(work: Work, wanted: Properties) -> None:
    """A trail, its selectors, then its start."""
    name = work.name(128, wanted.get("TrailName"))
    made = work.client("cloudtrail").create_trail(
        Name=name, **pick(wanted, TRAIL, KMSKeyId="KmsKeyId"), TagsList=list(wanted.get("Tags") or ())
    )
    work.made(name, Arn=made["TrailARN"], SnsTopicArn=made.get("SnsTopicARN", ""))
    apply_settings(work, TRAIL_SETTINGS, {"IsLogging": False, "Tags": wanted.get("Tags")}, wanted)


def _set_selectors(name: str) -> Setting:
    def bring(work: Work, new: Any, old: Any) -> None:
        if new is None:
            return
        work.client("cloudtrail").put_event_selectors(TrailName=work.physical_id, **{name: new})

    return bring


def _set_insights(work: Work, new: Any, old: Any) -> None:
    work.client("cloudtrail").put_insight_selectors(TrailName=work.physical_id, InsightSelectors=new or [])


def _set_logging(work: Work, new: Any, old: Any) -> None:
    cloudtrail = work.client("cloudtrail")
    if new:
        cloudtrail.start_logging(Name=work.physical_id)
    else:
        cloudtrail.stop_logging(Name=work.physical_id)


def _set_trail_tags(work: Work, new: Any, old: Any) -> None:
    removed, changed = tag_changes(old, new)
    cloudtrail, arn = work.client("cloudtrail"), work.attributes["Arn"]
    if removed:
        cloudtrail.remove_tags(ResourceId=arn, TagsList=[{"Key": key} for key in removed])
    if changed:
        cloudtrail.add_tags(ResourceId=arn, TagsList=[{"Key": key, "Value": value} for key, value in changed.items()])


TRAIL_SETTINGS: dict[str, Setting] = {
    "EventSelectors": _set_selectors("EventSelectors"),
    "AdvancedEventSelectors": _set_selectors("AdvancedEventSelectors"),
    "InsightSelectors": _set_insights,
    "IsLogging": _set_logging,
    "Tags": _set_trail_tags,
}


def update_trail(work: Work, old: Properties, wanted: Properties) -> None:
    """The trail's own settings in one call, the others each in its own."""
    mine = pick(wanted, TRAIL, KMSKeyId="KmsKeyId")
    if mine != pick(old, TRAIL, KMSKeyId="KmsKeyId"):
        work.client("cloudtrail").update_trail(Name=work.physical_id, **mine)
    apply_settings(work, TRAIL_SETTINGS, old, wanted)


def delete_trail(work: Work, _: Properties) -> None:
    """What was logged stays in the bucket."""
    work.client("cloudtrail").delete_trail(Name=work.physical_id)


ALARM = (
    "AlarmDescription ActionsEnabled OKActions AlarmActions InsufficientDataActions MetricName Namespace Statistic "
    "ExtendedStatistic Dimensions Period Unit EvaluationPeriods DatapointsToAlarm Threshold ComparisonOperator "
    "TreatMissingData EvaluateLowSampleCountPercentile Metrics ThresholdMetricId"
)


def _put_alarm(work: Work, name: str, wanted: Properties, tags: Any) -> None:
    work.client("cloudwatch").put_metric_alarm(
        AlarmName=name, **pick(wanted, ALARM), **({"Tags": tags} if tags else {})
    )


def create_alarm(work: Work, wanted: Properties) -> None:
    """An alarm."""
    name = work.name(255, wanted.get("AlarmName"))
    _put_alarm(work, name, wanted, wanted.get("Tags"))
    work.made(name, Arn=work.arn("cloudwatch", f"alarm:{name}"))


def update_alarm(work: Work, old: Properties, wanted: Properties) -> None:
    """Put anew; tags by their own calls, since PutMetricAlarm sets them only at first."""
    if pick(old, ALARM) != pick(wanted, ALARM):
        _put_alarm(work, work.physical_id, wanted, None)
    _set_tags_of(work, "cloudwatch", old.get("Tags"), wanted.get("Tags"))


def _set_tags_of(work: Work, service: str, old: Any, new: Any) -> None:
    removed, changed = tag_changes(old, new)
    client, arn = work.client(service), work.attributes["Arn"]
    if removed:
        client.untag_resource(ResourceARN=arn, TagKeys=removed)
    if changed:
        client.tag_resource(ResourceARN=arn, Tags=[{"Key": key, "Value": value} for key, value in changed.items()])


def delete_alarm(work: Work, _: Properties) -> None:
    """The metric stays."""
    work.client("cloudwatch").delete_alarms(AlarmNames=[work.physical_id])


def _put_rule(work: Work, name: str, wanted: Properties, tags: Any) -> str:
    pattern = {"EventPattern": json.dumps(wanted["EventPattern"])} if "EventPattern" in wanted else {}
    if isinstance(wanted.get("EventPattern"), str):
        pattern = {"EventPattern": wanted["EventPattern"]}
    given = pick(wanted, "ScheduleExpression State Description RoleArn EventBusName")
    answer = work.client("events").put_rule(Name=name, **given, **pattern, **({"Tags": tags} if tags else {}))
    return str(answer["RuleArn"])


def create_rule(work: Work, wanted: Properties) -> None:
    """A rule, then its targets."""
    name = work.name(64, wanted.get("Name"))
    arn = _put_rule(work, name, wanted, wanted.get("Tags"))
    work.made(name, Arn=arn, RuleName=name)
    _set_targets(work, wanted, [])


def _set_targets(work: Work, wanted: Properties, before: list[Any]) -> None:
    events, bus = work.client("events"), pick(wanted, "EventBusName")
    after = list(wanted.get("Targets") or ())
    gone = [one["Id"] for one in before if one["Id"] not in {new["Id"] for new in after}]
    if gone:
        _need_success(events.remove_targets(Rule=work.physical_id, Ids=gone, **bus), work)
    if after and after != before:
        _need_success(events.put_targets(Rule=work.physical_id, Targets=after, **bus), work)


def _need_success(answer: Any, work: Work) -> None:
    if answer.get("FailedEntryCount"):
        raise outside(f"A target of {work.logical_id} ({answer['FailedEntries'][0].get('ErrorMessage', '')})")


def update_rule(work: Work, old: Properties, wanted: Properties) -> None:
    """Put anew, targets compared."""
    _put_rule(work, work.physical_id, wanted, None)
    _set_targets(work, wanted, list(old.get("Targets") or ()))
    _set_tags_of(work, "events", old.get("Tags"), wanted.get("Tags"))


def delete_rule(work: Work, standing: Properties) -> None:
    """Targets first."""
    events, bus = work.client("events"), pick(standing, "EventBusName")
    if targets := standing.get("Targets"):
        events.remove_targets(Rule=work.physical_id, Ids=[one["Id"] for one in targets], **bus)
    events.delete_rule(Name=work.physical_id, **bus)


PROVIDERS = (
    Provider(
        "AWS::CloudTrail::Trail",
        create_trail,
        delete_trail,
        shape(f"TrailName {TRAIL} KMSKeyId IsLogging EventSelectors AdvancedEventSelectors InsightSelectors Tags"),
        update_trail,
        named_by="TrailName",
    ),
    Provider(
        "AWS::CloudWatch::Alarm",
        create_alarm,
        delete_alarm,
        shape(f"AlarmName {ALARM} Tags"),
        update_alarm,
        named_by="AlarmName",
    ),
    Provider(
        "AWS::Events::Rule",
        create_rule,
        delete_rule,
        shape("Name Description EventBusName EventPattern RoleArn ScheduleExpression State Targets Tags"),
        update_rule,
        named_by="Name",
    ),
)
