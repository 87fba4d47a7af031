"""Metric filters and alarms on what an auditor asks for, over the trail's log group."""

from __future__ import annotations

from dataclasses import dataclass

from troposphere import Ref, logs

from generator.blueprint import Canvas
from products.environment.audit.alarm import alarm
from products.environment.estate import When
from products.environment.names import named


@dataclass(frozen=True)
class Watch:
    """One thing to report: a filter pattern over trail events, and a sentence for the alarm."""

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
    Watch(
        "NamesChange",
        "The VPC's DNS Firewall or the log of its queries was changed, or made to fail open.",
        _events(
            "AssociateResolverRule",
            "CreateFirewallRule",
            "DeleteFirewallRule",
            "DisassociateFirewallRuleGroup",
            "DisassociateResolverQueryLogConfig",
            "ImportFirewallDomains",
            "UpdateFirewallConfig",
            "UpdateFirewallDomains",
            "UpdateFirewallRule",
            "UpdateFirewallRuleGroupAssociation",
        ),
    ),
)


def build_alarms(canvas: Canvas, trail_logs: Ref) -> None:
    """A filter for each watch where we have a trail, an alarm where somebody gets it."""
    for watch in WATCHES:
        canvas.add(_filter(watch, trail_logs))
        with canvas.optional(When.TRAIL_ALARMS):
            canvas.add(alarm(f"{watch.title}Alarm", watch.sentence, named(), watch.title, "Sum"))


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
