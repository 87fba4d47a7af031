"""The log of what the VPC's resolver is asked, and the alarm on names that it blocked.

The group admits the delivery by a policy of its own: an account has ten resource policies in a region, and each group
one besides (botocore, PutResourcePolicy), so that ten environments would use the account's up. Nothing of the key is
delivery's business: CloudWatch Logs encrypts by its own principal, which the logs key admits.
"""

from __future__ import annotations

from troposphere import AccountId, GetAtt, Ref, logs, route53resolver

from generator.blueprint import Canvas
from generator.iam.conditions import arn_like, string_equals
from generator.iam.keys import SOURCE_ACCOUNT, SOURCE_ARN
from generator.iam.statements import allow, policy, services
from products.environment.audit.alarm import alarm
from products.environment.audit.log_groups import log_group
from products.environment.estate import Keys, When
from products.environment.names import Value, arn, named
from products.environment.tags import tags

_METRIC = "BlockedName"
_SENTENCE = "A name was asked for that is not answered: a package that calls home, a mistake, or data on its way out."


def build_query_log(canvas: Canvas, vpc: Value, keys: Keys) -> None:
    """Draw the group, where queries go, and what counts the blocked ones."""
    group = canvas.add(_group(keys))
    log = canvas.add(
        route53resolver.ResolverQueryLoggingConfig(
            "QueryLog", Name=named("queries"), DestinationArn=GetAtt(group, "Arn"), Tags=tags()
        )
    )
    canvas.add(
        route53resolver.ResolverQueryLoggingConfigAssociation(
            "QueryLogOfVpc", ResolverQueryLogConfigId=Ref(log), ResourceId=vpc
        )
    )
    canvas.add(
        logs.MetricFilter(
            f"{_METRIC}Filter",
            LogGroupName=Ref(group),
            FilterPattern='{ $.firewall_rule_action = "BLOCK" }',
            MetricTransformations=[
                logs.MetricTransformation(MetricName=_METRIC, MetricNamespace=named(), MetricValue="1", DefaultValue=0)
            ],
        )
    )
    with canvas.optional(When.DNS_ALARMS):
        canvas.add(alarm(f"{_METRIC}Alarm", _SENTENCE, named(), _METRIC, "Sum"))


def _group(keys: Keys) -> logs.LogGroup:
    """The policy cannot refer to the group that it belongs to, and names it as CloudFormation will.

    The policy that AWS makes by itself asks for an ARN of CloudWatch Logs as the source, and not for one of the service
    whose logs these are (CloudWatch Logs User Guide, "Logs sent to CloudWatch Logs"). That query logs come so, and that
    a group's own policy is enough, is believed: docs/open-questions.md, Q24.
    """
    group = log_group("QueryLogs", keys)
    group.ResourcePolicyDocument = policy(
        allow(
            "DeliverOurQueries",
            ("logs:CreateLogStream", "logs:PutLogEvents"),
            arn("logs", "log-group:${AWS::StackName}-QueryLogs-*:log-stream:*"),
            string_equals(SOURCE_ACCOUNT, AccountId),
            arn_like(SOURCE_ARN, arn("logs", "*")),
            to=services("delivery.logs.amazonaws.com"),
        )
    ).JSONrepr()
    return group
