"""The network: private, closed, and as large as it was asked to be."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.products.environment.conftest import Make
from tests.products.environment.reading import of_type, strings

WAYS_OUT = {
    "AWS::EC2::EgressOnlyInternetGateway",
    "AWS::EC2::EIP",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::NatGateway",
    "AWS::EC2::Route",
    "AWS::EC2::TransitGatewayAttachment",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::EC2::VPCPeeringConnection",
    "AWS::EC2::VPNGateway",
}
GIVEN = {
    "ExistingVpc": "vpc-0123456789abcdef0",
    "ExistingSubnets": "subnet-11111111,subnet-22222222",
    "ExistingRouteTables": "rtb-11111111",
}
GROUP_TEXT = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{1,255}")


def test_nothing_in_the_template_leads_to_the_internet(document: Mapping[str, Any]) -> None:
    assert not WAYS_OUT & {resource["Type"] for resource in document["Resources"].values()}


def test_no_subnet_gives_public_addresses(document: Mapping[str, Any]) -> None:
    subnets = of_type(document["Resources"], "AWS::EC2::Subnet")
    assert len(subnets) == 3
    assert all(subnet["MapPublicIpOnLaunch"] is False for subnet in subnets.values())


@pytest.mark.parametrize("block", ["10.0.0.0/16", "10.0.0.0/20", "10.8.0.0/21", "192.168.4.0/24"])
@pytest.mark.parametrize("zones", [2, 3])
def test_subnets_fit_their_block_in_as_many_zones_as_asked(make: Make, block: str, zones: int) -> None:
    subnets = of_type(make(VpcCidr=block, Zones=str(zones)), "AWS::EC2::Subnet").values()
    blocks = [ipaddress.IPv4Network(subnet["CidrBlock"]) for subnet in subnets]
    assert len(blocks) == len({subnet["AvailabilityZone"] for subnet in subnets}) == zones
    assert all(each.subnet_of(ipaddress.IPv4Network(block)) for each in blocks)
    assert not any(one.overlaps(two) for one in blocks for two in blocks if one != two)


def test_zones_are_looked_up_and_never_spelled(document: Mapping[str, Any]) -> None:
    zones = [subnet["AvailabilityZone"] for subnet in of_type(document["Resources"], "AWS::EC2::Subnet").values()]
    unasked = [zone["Fn::If"][2] for zone in zones]
    assert unasked == [{"Fn::Select": [index, {"Fn::GetAZs": {"Ref": "AWS::Region"}}]} for index in range(3)]
    assert {zone["Fn::If"][0] for zone in zones} == {"GivenZones"}


def test_zones_are_those_that_are_named(make: Make) -> None:
    made = of_type(make(Zones="3", ZoneNames="eu-west-1f,eu-west-1b,eu-west-1a"), "AWS::EC2::Subnet")
    assert [subnet["AvailabilityZone"] for subnet in made.values()] == ["eu-west-1f", "eu-west-1b", "eu-west-1a"]


def test_in_a_shared_vpc_its_owner_stands_in_arns_and_makes_what_is_the_owners(make: Make) -> None:
    ids = ",".join(f"vpce-{digit * 8}" for digit in "1234")
    tiers = {"EndpointsDevelopment": "yes", "EndpointsContainers": "yes", "EndpointsSelfService": "yes"}
    made = make(**GIVEN, **tiers, VpcOwner="444455556666", ExistingEndpoints=ids, VpcCidr="10.1.0.0/16")
    assert not of_type(made, "AWS::EC2::VPCEndpoint")
    assert not of_type(made, "AWS::EC2::FlowLog")
    policies = [made[name]["Properties"] for name, each in made.items() if each["Type"] == "AWS::IAM::ManagedPolicy"]
    named = {text for text in strings(policies) if text.startswith(("arn:aws:ec2:", "arn:aws:ec2::"))}
    network = {text for text in named if ":vpc/" in text or ":subnet/" in text}
    assert {text.split(":")[4] for text in network} == {"444455556666"}
    assert {text.split(":")[4] for text in named - network} <= {"111122223333", "*"}


def test_an_existing_network_is_used_and_none_is_made(make: Make) -> None:
    made = make(**GIVEN)
    kinds = {resource["Type"] for resource in made.values()}
    assert not kinds & {"AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::RouteTable", "AWS::EC2::NetworkAcl"}
    endpoints = of_type(made, "AWS::EC2::VPCEndpoint")
    assert {endpoint["VpcId"] for endpoint in endpoints.values()} == {GIVEN["ExistingVpc"]}
    assert endpoints["S3Endpoint"]["RouteTableIds"] == ["rtb-11111111"]
    assert endpoints["StsEndpoint"]["SubnetIds"] == ["subnet-11111111", "subnet-22222222"]


def test_existing_endpoints_are_named_and_not_made_again(make: Make) -> None:
    ids = [f"vpce-{digit * 8}" for digit in "1234"]
    made = make(**GIVEN, ExistingEndpoints=",".join(ids), VpcCidr="10.1.0.0/16", Git="none")
    assert not of_type(made, "AWS::EC2::VPCEndpoint")
    assert made["ParameterEndpointS3"]["Properties"]["Value"] == ids[0]
    assert made["WorkloadToGivenEndpoints"]["Properties"]["CidrIp"] == "10.1.0.0/16"


def test_no_group_has_open_ways_in_or_out(make: Make) -> None:
    made = make(AccessCidr="172.16.0.0/12", AccessGroup="sg-12345678")
    for kind in ("AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"):
        assert not {"0.0.0.0/0", "::/0"} & set(strings(of_type(made, kind)))


def test_every_group_states_its_egress_so_that_the_open_default_never_applies(document: Mapping[str, Any]) -> None:
    groups = of_type(document["Resources"], "AWS::EC2::SecurityGroup")
    assert set(groups) == {"WorkloadGroup", "EndpointsGroup", "PeopleGroup"}
    assert all(group["SecurityGroupEgress"] for group in groups.values())


def test_the_workload_reaches_endpoints_itself_and_s3_and_nothing_else(make: Make) -> None:
    made = make()
    rules = [
        rule
        for rule in of_type(made, "AWS::EC2::SecurityGroupEgress").values()
        if rule["GroupId"] == "sg-workloadgroup"
    ]
    reached = {(rule["DestinationSecurityGroupId"], rule["IpProtocol"], rule.get("FromPort")) for rule in rules}
    assert reached == {
        ("sg-endpointsgroup", "tcp", 443),
        ("sg-workloadgroup", "tcp", 0),
        ("sg-workloadgroup", "udp", 500),
        ("sg-workloadgroup", "50", None),
    }
    (s3,) = made["WorkloadGroup"]["Properties"]["SecurityGroupEgress"]
    assert (s3["DestinationPrefixListId"], s3["FromPort"], s3["ToPort"]) == ("pl-6da54004", 443, 443)


def test_members_of_the_workload_may_talk_to_each_other(make: Make) -> None:
    among = of_type(make(), "AWS::EC2::SecurityGroupIngress")
    assert {"WorkloadFromItselfTcp", "WorkloadFromItselfIke", "WorkloadFromItselfEsp"} < set(among)


def test_a_given_prefix_list_is_used_where_none_is_known(make: Make) -> None:
    made = make({"AWS::Region": "ap-east-1"}, S3PrefixList="pl-12345678", Packages="none")
    (s3,) = made["WorkloadGroup"]["Properties"]["SecurityGroupEgress"]
    assert s3["DestinationPrefixListId"] == "pl-12345678"


def test_people_reach_the_api_and_notebook_endpoints_alone(make: Make) -> None:
    made = make(AccessCidr="172.16.0.0/12", EndpointsDevelopment="yes", EndpointsContainers="yes")
    admitted = {
        name
        for name, endpoint in of_type(made, "AWS::EC2::VPCEndpoint").items()
        if "sg-peoplegroup" in endpoint.get("SecurityGroupIds", ())
    }
    assert admitted == {"SageMakerApiEndpoint", "NotebookEndpoint"}
    assert [rule["CidrIp"] for rule in made["PeopleGroup"]["Properties"]["SecurityGroupIngress"]] == ["172.16.0.0/12"]


def test_people_launch_through_the_self_service_tier(make: Make) -> None:
    made = make(AccessCidr="172.16.0.0/12", EndpointsSelfService="yes")
    for name in ("ServiceCatalogEndpoint", "CloudFormationEndpoint", "Ec2Endpoint"):
        assert "sg-peoplegroup" in made[name]["Properties"]["SecurityGroupIds"]


def test_nobody_is_admitted_unasked(make: Make) -> None:
    assert "PeopleGroup" not in make()


def test_texts_of_groups_hold_only_what_ec2_accepts(document: Mapping[str, Any]) -> None:
    texts = [
        node[key]
        for resource in document["Resources"].values()
        if resource["Type"].startswith("AWS::EC2::SecurityGroup")
        for node in _maps(resource)
        for key in ("Description", "GroupDescription")
        if key in node
    ]
    assert len(texts) > 10
    assert all(GROUP_TEXT.fullmatch(text) for text in texts)


def test_nothing_names_the_default_group_but_the_rule_that_closes_it(document: Mapping[str, Any]) -> None:
    users = [name for name, each in document["Resources"].items() if "DefaultSecurityGroup" in set(strings(each))]
    assert users == ["DefaultGroupClosed"]


def test_network_acls_stand_where_asked_and_deny_the_rest(make: Make) -> None:
    assert not of_type(make(), "AWS::EC2::NetworkAcl")
    made = make(NetworkAcls="yes", Zones="3", AccessCidr="172.16.0.0/12")
    assert len(of_type(made, "AWS::EC2::SubnetNetworkAclAssociation")) == 3
    entries = of_type(made, "AWS::EC2::NetworkAclEntry").values()
    open_ways = {
        (entry["Egress"], entry["PortRange"]["From"], entry["PortRange"]["To"])
        for entry in entries
        if entry["CidrBlock"] == "0.0.0.0/0" and entry["RuleAction"] == "allow"
    }
    assert open_ways == {(True, 443, 443), (False, 1024, 65535)}


def _maps(node: Any) -> list[dict[str, Any]]:
    match node:
        case dict():
            return [node, *(each for value in node.values() for each in _maps(value))]
        case list():
            return [each for item in node for each in _maps(item)]
    return []
