"""What EC2 refuses: dry runs, deletions of what is in use, addresses, ports, names, tags and filters."""

from __future__ import annotations

from typing import Any

import pytest

HERE = "0.0.0.0/0"


@pytest.fixture(scope="module")
def place(world: Any) -> dict[str, str]:
    """The ids of a network with a gateway, two route tables, an interface, and a group that another one names."""
    ec2 = world.aws.client("ec2")
    vpc, subnet, group = world.network()
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    tables = [ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"] for _ in range(2)]
    ec2.associate_route_table(RouteTableId=tables[0], SubnetId=subnet)
    ec2.create_network_interface(SubnetId=subnet, PrivateIpAddress="10.1.0.77")
    naming = ec2.create_security_group(GroupName="naming", Description="names", VpcId=vpc)["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": group}]}
    ec2.authorize_security_group_ingress(GroupId=naming, IpPermissions=[rule])
    ours = [{"Name": "vpc-id", "Values": [vpc]}]
    main = ec2.describe_route_tables(Filters=[*ours, {"Name": "association.main", "Values": ["true"]}])
    own = ec2.describe_security_groups(Filters=[*ours, {"Name": "group-name", "Values": ["default"]}])
    return {
        "vpc": vpc,
        "subnet": subnet,
        "group": group,
        "gateway": gateway,
        "spare": ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"],
        "table": tables[0],
        "second": tables[1],
        "main": main["RouteTables"][0]["RouteTableId"],
        "own": own["SecurityGroups"][0]["GroupId"],
    }


REFUSED = {
    "group_in_use": ("DependencyViolation", "delete_security_group", {"GroupId": "{group}"}),
    "own_group": ("CannotDelete", "delete_security_group", {"GroupId": "{own}"}),
    "main_table": ("DependencyViolation", "delete_route_table", {"RouteTableId": "{main}"}),
    "two_gateways": (
        "InvalidParameterValue",
        "attach_internet_gateway",
        {"InternetGatewayId": "{spare}", "VpcId": "{vpc}"},
    ),
    "two_tables": (
        "Resource.AlreadyAssociated",
        "associate_route_table",
        {"RouteTableId": "{second}", "SubnetId": "{subnet}"},
    ),
    "local_route": (
        "InvalidParameterValue",
        "create_route",
        {"RouteTableId": "{table}", "DestinationCidrBlock": "10.1.0.0/16", "GatewayId": "{gateway}"},
    ),
    "small_subnet": ("InvalidSubnet.Range", "create_subnet", {"VpcId": "{vpc}", "CidrBlock": "10.1.9.0/29"}),
    "address_in_use": (
        "InvalidIPAddress.InUse",
        "create_network_interface",
        {"SubnetId": "{subnet}", "PrivateIpAddress": "10.1.0.77"},
    ),
    "address_outside": (
        "InvalidParameterValue",
        "create_network_interface",
        {"SubnetId": "{subnet}", "PrivateIpAddress": "10.9.0.4"},
    ),
    "address_reserved": (
        "InvalidParameterValue",
        "create_network_interface",
        {"SubnetId": "{subnet}", "PrivateIpAddresses": [{"PrivateIpAddress": "10.1.0.1", "Primary": True}]},
    ),
    "group_name": (
        "InvalidParameterValue",
        "create_security_group",
        {"GroupName": "sg-x", "Description": "d", "VpcId": "{vpc}"},
    ),
    "group_description": (
        "InvalidParameterValue",
        "create_security_group",
        {"GroupName": "x", "Description": "d?|", "VpcId": "{vpc}"},
    ),
    "high_port": (
        "InvalidParameterValue",
        "authorize_security_group_ingress",
        {"GroupId": "{group}", "IpProtocol": "tcp", "FromPort": 9, "ToPort": 70000, "CidrIp": HERE},
    ),
    "ports_turned": (
        "InvalidParameterValue",
        "authorize_security_group_egress",
        {"GroupId": "{group}", "IpPermissions": [{"IpProtocol": "udp", "FromPort": 9, "ToPort": 2}]},
    ),
    "tag": ("InvalidParameterValue", "create_tags", {"Resources": ["{vpc}"], "Tags": [{"Key": "aws:x", "Value": ""}]}),
    "filter": ("InvalidParameterValue", "describe_vpcs", {"Filters": [{"Name": "foo", "Values": ["x"]}]}),
    "page": ("InvalidParameterCombination", "describe_vpcs", {"VpcIds": ["{vpc}"], "MaxResults": 5}),
    "dry_creation": ("DryRunOperation", "create_vpc", {"CidrBlock": "10.3.0.0/16", "DryRun": True}),
    "dry_deletion": ("DryRunOperation", "delete_vpc", {"VpcId": "{vpc}", "DryRun": True}),
    "dry_look": ("DryRunOperation", "describe_vpcs", {"DryRun": True}),
}


def filled(value: Any, place: dict[str, str]) -> Any:
    """A parameter with the ids of the place in it."""
    if isinstance(value, dict):
        return {name: filled(held, place) for name, held in value.items()}
    if isinstance(value, list):
        return [filled(held, place) for held in value]
    return value.format(**place) if isinstance(value, str) else value


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_and_nothing_is_done(world: Any, refused: Any, place: dict[str, str], case: str) -> None:
    code, operation, params = REFUSED[case]
    ec2 = world.aws.client("ec2")
    vpcs = len(ec2.describe_vpcs()["Vpcs"])
    assert refused(getattr(ec2, operation), **filled(params, place))[0] == code
    assert len(ec2.describe_vpcs()["Vpcs"]) == vpcs


def test_a_dry_run_says_who_may_not(world: Any, refused: Any) -> None:
    reader = world.aws.client(
        "ec2", keys=world.role_of({"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"})
    )
    assert refused(reader.describe_vpcs, DryRun=True)[0] == "DryRunOperation"
    assert refused(reader.create_vpc, CidrBlock="10.3.0.0/16", DryRun=True)[0] == "UnauthorizedOperation"


def test_what_was_never_wrong_goes_on(world: Any, place: dict[str, str]) -> None:
    ec2, group = world.aws.client("ec2"), place["group"]
    ec2.authorize_security_group_ingress(GroupId=group, IpProtocol="icmp", FromPort=-1, ToPort=-1, CidrIp=HERE)
    ec2.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", FromPort=0, ToPort=65535, CidrIp=HERE)
    ec2.create_network_interface(SubnetId=place["subnet"], PrivateIpAddress="10.1.0.4")
    ec2.create_route(RouteTableId=place["table"], DestinationCidrBlock=HERE, GatewayId=place["gateway"])
    ec2.describe_vpcs(Filters=[{"Name": "isDefault", "Values": ["true"]}, {"Name": "tag:foo", "Values": ["x"]}])
