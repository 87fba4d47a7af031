"""What is live of a network and of what watches it, in the words of properties; see `readers`."""

from __future__ import annotations

import json
from collections.abc import Mapping

from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.reading import Client, Live, Reader, gone


def _vpc(client: Client, vpc: str) -> Live:
    ec2 = client("ec2")
    (found,) = ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"]
    live = pick(found, "CidrBlock InstanceTenancy")
    for name, asked in (("EnableDnsSupport", "enableDnsSupport"), ("EnableDnsHostnames", "enableDnsHostnames")):
        live[name] = ec2.describe_vpc_attribute(VpcId=vpc, Attribute=asked)[name]["Value"]
    return live


def _subnet(client: Client, subnet: str) -> Live:
    (found,) = client("ec2").describe_subnets(SubnetIds=[subnet])["Subnets"]
    return pick(found, "VpcId CidrBlock AvailabilityZone MapPublicIpOnLaunch")


def _route_table(client: Client, table: str) -> Live:
    (found,) = client("ec2").describe_route_tables(RouteTableIds=[table])["RouteTables"]
    return pick(found, "VpcId")


def _endpoint(client: Client, endpoint: str) -> Live:
    (found,) = client("ec2").describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"]
    text = found.get("PolicyDocument")
    return {
        **pick(found, "ServiceName VpcId VpcEndpointType SubnetIds RouteTableIds PrivateDnsEnabled"),
        "SecurityGroupIds": [group["GroupId"] for group in found.get("Groups", ())],
        "PolicyDocument": json.loads(text) if text else None,
    }


def _flow_log(client: Client, flow_log: str) -> Live:
    found = client("ec2").describe_flow_logs(FlowLogIds=[flow_log])["FlowLogs"]
    if not found:
        raise gone("DescribeFlowLogs")
    names = "ResourceId TrafficType LogDestinationType LogGroupName MaxAggregationInterval"
    return {**pick(found[0], names), "DeliverLogsPermissionArn": found[0].get("DeliverLogsPermissionArn")}


def _trail(client: Client, name: str) -> Live:
    cloudtrail = client("cloudtrail")
    found = cloudtrail.get_trail(Name=name)["Trail"]
    names = "S3BucketName S3KeyPrefix IncludeGlobalServiceEvents IsMultiRegionTrail CloudWatchLogsLogGroupArn"
    return {
        "CloudWatchLogsRoleArn": found.get("CloudWatchLogsRoleArn"),
        "EnableLogFileValidation": found.get("LogFileValidationEnabled"),
        "IsLogging": cloudtrail.get_trail_status(Name=name)["IsLogging"],
        "KMSKeyId": found.get("KmsKeyId"),
        **pick(found, names),
    }


def _alarm(client: Client, name: str) -> Live:
    found = client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    if not found:
        raise gone("DescribeAlarms")
    names = (
        "AlarmDescription ActionsEnabled OKActions AlarmActions MetricName Namespace Statistic Dimensions Period "
        "EvaluationPeriods DatapointsToAlarm ComparisonOperator TreatMissingData"
    )
    threshold = found[0].get("Threshold")
    whole = int(threshold) if threshold is not None and float(threshold).is_integer() else threshold
    return {**pick(found[0], names), "Threshold": whole}


def _rule(client: Client, name: str) -> Live:
    found = client("events").describe_rule(Name=name)
    text = found.get("EventPattern")
    pattern = json.loads(text) if text else None
    return {"EventPattern": pattern, **pick(found, "Description ScheduleExpression State")}


READERS: Mapping[str, Reader] = {
    "AWS::CloudTrail::Trail": _trail,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::EC2::FlowLog": _flow_log,
    "AWS::EC2::RouteTable": _route_table,
    "AWS::EC2::Subnet": _subnet,
    "AWS::EC2::VPC": _vpc,
    "AWS::EC2::VPCEndpoint": _endpoint,
    "AWS::Events::Rule": _rule,
}
