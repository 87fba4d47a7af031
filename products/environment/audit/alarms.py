"""Metric filters and alarms on what an auditor asks for, over the trail's log group."""

from __future__ import annotations

from dataclasses import dataclass

from troposphere import Ref, cloudwatch, logs

from generator.blueprint import Canvas
from products.environment.estate import When
from products.environment.names import named
from products.environment.tags import tags

_FIVE_MINUTES = 300


@dataclass(frozen=True)
class Watch:
    """One thing to be told of: a filter pattern over trail events, and a sentence for the alarm."""

    title: str
    sentence: str
    pattern: str


def _events(*names: str) -> str:
    return "{ " + " || ".join(f"($.eventName = {name})" for name in names) + " }"


WATCHES: tuple[Watch, ...] = (
    Watch(
        "RootUse",
        "The account's root user was used.",
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
    ),
    Watch(
        "KeyDeletion",
        "A key was disabled or scheduled for deletion.",
        _events("DisableKey", "ScheduleKeyDeletion"),
    ),
    Watch(
        "PolicyChange",
        "An IAM policy or a role's trust was changed.",
        _events(
            "AttachRolePolicy",
            "CreatePolicyVersion",
            "DeleteRolePermissionsBoundary",
            "DetachRolePolicy",
            "PutRolePermissionsBoundary",
            "PutRolePolicy",
            "SetDefaultPolicyVersion",
            "UpdateAssumeRolePolicy",
        ),
    ),
    Watch(
        "DeniedEndpointCall",
        "A VPC endpoint's policy denied a call.",
        '{ ($.errorCode = "VpceAccessDenied") || ($.errorMessage = "*VPC endpoint policy*") }',
    ),
    Watch(
        "PublicBucketChange",
        "A bucket's policy or its public access block was changed.",
        _events(
            "DeleteBucketPolicy",
            "DeleteBucketPublicAccessBlock",
            "DeletePublicAccessBlock",
            "PutBucketAcl",
            "PutBucketPolicy",
            "PutBucketPublicAccessBlock",
            "PutPublicAccessBlock",
        ),
    ),
    Watch(
        "TrailChange",
        "A trail was changed, stopped or deleted.",
        _events("DeleteTrail", "PutEventSelectors", "StopLogging", "UpdateTrail"),
    ),
    Watch(
        "NetworkChange",
        "A way out of the network was made, or a group, route or endpoint was changed.",
        _events(
            "AttachInternetGateway",
            "AuthorizeSecurityGroupEgress",
            "AuthorizeSecurityGroupIngress",
            "CreateEgressOnlyInternetGateway",
            "CreateInternetGateway",
            "CreateNatGateway",
            "CreateRoute",
            "CreateVpcPeeringConnection",
            "DeleteVpcEndpoints",
            "ModifyVpcEndpoint",
        ),
    ),
)


def build_alarms(canvas: Canvas, trail_logs: Ref) -> None:
    """A filter for each watch where we have a trail, an alarm where there is somebody to tell."""
    for watch in WATCHES:
        canvas.add(_filter(watch, trail_logs))
        canvas.add(_alarm(watch))


def _filter(watch: Watch, group: Ref) -> logs.MetricFilter:
    return logs.MetricFilter(
        f"{watch.title}Filter",
        Condition=When.OWN_TRAIL,
        LogGroupName=group,
        FilterPattern=watch.pattern,
        MetricTransformations=[
            logs.MetricTransformation(MetricName=watch.title, MetricNamespace=named(), MetricValue="1", DefaultValue=0)
        ],
    )


def _alarm(watch: Watch) -> cloudwatch.Alarm:
    return cloudwatch.Alarm(
        f"{watch.title}Alarm",
        Condition=When.TRAIL_ALARMS,
        AlarmDescription=watch.sentence,
        Namespace=named(),
        MetricName=watch.title,
        Statistic="Sum",
        Period=_FIVE_MINUTES,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching",
        AlarmActions=[Ref("AlarmTopic")],
        Tags=tags(),
    )
