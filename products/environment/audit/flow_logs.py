"""Flow logs: all traffic, extended format. In an existing VPC only our subnets are logged, the rest is its owner's.

Subnets that another account shares are logged by that account (VPC User Guide, "Responsibilities and permissions for
owners and participants": a participant makes no flow log of a shared subnet).
"""

from __future__ import annotations

from troposphere import AccountId, GetAtt, Ref, Select, Split, ec2, iam

from generator.blueprint import Canvas
from generator.iam.conditions import arn_like, string_equals
from generator.iam.keys import SOURCE_ACCOUNT, SOURCE_ARN
from generator.iam.statements import allow, services, trust
from products.environment.audit.delivery_role import delivery_role
from products.environment.audit.log_groups import log_group
from products.environment.estate import Estate, When
from products.environment.names import Value, arn, supporting_arn
from products.environment.tags import tags

_FIELDS = (
    "version",
    "account-id",
    "vpc-id",
    "subnet-id",
    "interface-id",
    "instance-id",
    "type",
    "srcaddr",
    "dstaddr",
    "srcport",
    "dstport",
    "pkt-srcaddr",
    "pkt-dstaddr",
    "protocol",
    "packets",
    "bytes",
    "start",
    "end",
    "action",
    "tcp-flags",
    "log-status",
    "region",
    "az-id",
    "flow-direction",
    "traffic-path",
    "pkt-src-aws-service",
    "pkt-dst-aws-service",
)
_FORMAT = " ".join(f"${{{field}}}" for field in _FIELDS)
_GIVEN_SUBNETS = (
    ("FirstSubnetFlowLog", When.GIVEN_WHOLE_VPC),
    ("SecondSubnetFlowLog", When.GIVEN_WHOLE_VPC),
    ("ThirdSubnetFlowLog", When.GIVEN_WHOLE_THREE_ZONES),
)


def build_flow_logs(canvas: Canvas, estate: Estate) -> None:
    """Draw the group, the delivery role, and the flow logs."""
    group = canvas.add(log_group("FlowLogs", estate.keys))
    role = canvas.add(_delivery_role(GetAtt(group, "Arn")))
    canvas.add(_flow_log("VpcFlowLog", "VPC", Ref("Vpc"), When.OWN_VPC, Ref(group), supporting_arn(role)))
    for index, (title, when) in enumerate(_GIVEN_SUBNETS):
        subnet = Select(index, Split(",", Ref("ExistingSubnets")))
        canvas.add(_flow_log(title, "Subnet", subnet, when, Ref(group), supporting_arn(role)))


def _flow_log(title: str, kind: str, resource: Value, when: str, group: Ref, role: Value) -> ec2.FlowLog:
    return ec2.FlowLog(
        title,
        Condition=when,
        ResourceType=kind,
        ResourceId=resource,
        TrafficType="ALL",
        LogDestinationType="cloud-watch-logs",
        LogGroupName=group,
        DeliverLogsPermissionArn=role,
        LogFormat=_FORMAT,
        MaxAggregationInterval=60,
        Tags=tags(),
    )


def _delivery_role(group: GetAtt) -> iam.Role:
    return delivery_role(
        "FlowLogsRole",
        "Delivers flow logs to their log group",
        trust(
            "DeliverOurFlowLogs",
            services("vpc-flow-logs.amazonaws.com"),
            "sts:AssumeRole",
            string_equals(SOURCE_ACCOUNT, AccountId),
            arn_like(SOURCE_ARN, arn("ec2", "vpc-flow-log/*")),
        ),
        allow("WriteFlowLogs", ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"), group),
        allow("FindLogGroups", "logs:DescribeLogGroups", "*"),
    )
