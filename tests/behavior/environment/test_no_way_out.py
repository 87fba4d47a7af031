"""No way to the internet: over the graph of the resolved template, for every network; and each hole is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import pytest

from generator.cloudformation.resolve import resolve
from generator.diagnostics import Finding
from generator.diagnostics.codes import load_explanations
from generator.verify.network import check_network, read_network, ways_out
from generator.verify.network.graph import GATEWAYS, OUTSIDE
from tests.behavior.environment.combinations import rendered

Document = dict[str, Any]
Hole = Callable[[Document], None]
LEAST = {"Project": "churn", "Stage": "dev", "TrustedPrincipals": "arn:aws:iam::111122223333:user/dana"}
NETWORKS: Mapping[str, Mapping[str, str]] = {
    "two zones": {},
    "three zones": {"Zones": "3"},
    "every tier": {
        "Zones": "3",
        "EndpointsDevelopment": "yes",
        "EndpointsContainers": "yes",
        "EndpointsSelfService": "yes",
        "Packages": "codeartifact",
    },
    "people by block": {"AccessCidr": "172.16.0.0/12"},
    "people by group": {"AccessGroup": "sg-0123456789abcdef0"},
    "network ACLs": {"NetworkAcls": "yes", "AccessCidr": "172.16.0.0/12", "Zones": "3"},
    "a small block": {"VpcCidr": "192.168.10.0/24", "Zones": "3"},
    "an existing VPC": {
        "ExistingVpc": "vpc-0123456789abcdef0",
        "ExistingSubnets": "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
        "ExistingRouteTables": "rtb-0123456789abcdef0",
    },
    "a proxy": {"Git": "https://git.example.com/churn.git", "Proxy": "172.16.9.20:3128", "NetworkAcls": "yes"},
    "a proxy of an existing VPC": {
        "ExistingVpc": "vpc-0123456789abcdef0",
        "ExistingSubnets": "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
        "ExistingRouteTables": "rtb-0123456789abcdef0",
        "Proxy": "172.16.9.20:3128",
        "Current": "yes",
    },
    "existing endpoints": {
        "ExistingVpc": "vpc-0123456789abcdef0",
        "ExistingSubnets": "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
        "ExistingEndpoints": ",".join(f"vpce-0123456789abcdef{number}" for number in range(4)),
    },
}


def resolved(**answers: str) -> Document:
    return resolve(rendered().document, {**LEAST, **answers})


def holed(hole: Hole, **answers: str) -> list[Finding]:
    document = deepcopy(resolved(**answers))
    hole(document)
    return check_network(document)


@pytest.mark.parametrize("answers", NETWORKS.values(), ids=NETWORKS)
def test_the_environment_is_closed_and_nothing_in_it_is_cut_off(answers: Mapping[str, str]) -> None:
    assert check_network(resolved(**answers)) == []


def test_the_graph_holds_every_subnet_and_its_table() -> None:
    network = read_network(resolved(Zones="3"))
    assert {(edge.source, edge.target) for edge in network.edges} == {
        (f"{which}Subnet", "PrivateRoutes") for which in ("First", "Second", "Third")
    }
    assert list(ways_out(network)) == []


def add(name: str, kind: str, **properties: Any) -> Hole:
    return lambda document: document["Resources"].update({name: {"Type": kind, "Properties": properties}})


def change(name: str, key: str, value: Any) -> Hole:
    return lambda document: document["Resources"][name]["Properties"].update({key: value})


def drop(name: str, key: str) -> Hole:
    return lambda document: document["Resources"][name]["Properties"].pop(key) and None


def remove(*names: str) -> Hole:
    return lambda document: [document["Resources"].pop(name) for name in names] and None


def both(*holes: Hole) -> Hole:
    return lambda document: [hole(document) for hole in holes] and None


def route(**target: Any) -> Hole:
    return add("Way", "AWS::EC2::Route", RouteTableId="rtb-privateroutes", **target)


def policy(name: str, **changed: Any) -> Hole:
    def weaken(document: Document) -> None:
        statement = document["Resources"][name]["Properties"]["PolicyDocument"]["Statement"][0]
        statement.update({key: value for key, value in changed.items() if value is not None})
        for key in [key for key, value in changed.items() if value is None]:
            statement.pop(key)

    return weaken


ANYWHERE = "0.0.0.0/0"
OPEN = {"IpProtocol": "-1", "CidrIp": ANYWHERE}
HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
HOLES: Mapping[str, tuple[str, Hole]] = {
    **{f"{words} ({kind})": ("SEC420", add("Gateway", kind)) for kind, words in GATEWAYS.items()},
    "a default route to an internet gateway": (
        "SEC421",
        both(
            add("Gateway", "AWS::EC2::InternetGateway"),
            route(DestinationCidrBlock=ANYWHERE, GatewayId="stack-Gateway"),
        ),
    ),
    "a default route to somebody's gateway": ("SEC421", route(DestinationCidrBlock=ANYWHERE, GatewayId="igw-1")),
    "a route to one address by a NAT": ("SEC421", route(DestinationCidrBlock="203.0.113.7/32", NatGatewayId="nat-1")),
    "an IPv6 route": ("SEC421", route(DestinationIpv6CidrBlock="::/0", EgressOnlyInternetGatewayId="eigw-1")),
    "a route to a transit gateway": ("SEC421", route(DestinationCidrBlock="10.0.0.0/8", TransitGatewayId="tgw-1")),
    "a route to a peer": ("SEC421", route(DestinationCidrBlock="10.9.0.0/16", VpcPeeringConnectionId="pcx-1")),
    "a route to a machine that forwards": ("SEC421", route(DestinationCidrBlock=ANYWHERE, InstanceId="i-1")),
    "a route to an interface that forwards": ("SEC421", route(DestinationCidrBlock=ANYWHERE, NetworkInterfaceId="e-1")),
    "a route to a gateway load balancer": ("SEC421", route(DestinationCidrBlock=ANYWHERE, VpcEndpointId="vpce-1")),
    "a route by prefix list": ("SEC421", route(DestinationPrefixListId="pl-1", GatewayId="igw-1")),
    "a route without a target": ("SEC421", route(DestinationCidrBlock=ANYWHERE)),
    "a route that waits in another table": (
        "SEC421",
        add("Way", "AWS::EC2::Route", RouteTableId="rtb-other", DestinationCidrBlock=ANYWHERE, GatewayId="igw-1"),
    ),
    "a subnet that gives public addresses": ("SEC422", change("SecondSubnet", "MapPublicIpOnLaunch", True)),
    "an elastic address": ("SEC422", add("Address", "AWS::EC2::EIP", Domain="vpc")),
    "a subnet with IPv6": ("SEC422", change("FirstSubnet", "Ipv6CidrBlock", "2001:db8::/64")),
    "a VPC with IPv6": ("SEC422", add("Block", "AWS::EC2::VPCCidrBlock", AmazonProvidedIpv6CidrBlock=True)),
    "an open egress rule in the workload's group": ("SEC423", change("WorkloadGroup", "SecurityGroupEgress", [OPEN])),
    "no egress stated in the workload's group": ("SEC423", drop("WorkloadGroup", "SecurityGroupEgress")),
    "no egress stated in the endpoints' group": ("SEC423", change("EndpointsGroup", "SecurityGroupEgress", [])),
    "an egress rule that stands apart": (
        "SEC423",
        add("Out", "AWS::EC2::SecurityGroupEgress", GroupId="sg-workloadgroup", CidrIp=ANYWHERE, **HTTPS),
    ),
    "an egress rule for IPv6": (
        "SEC423",
        add("Out", "AWS::EC2::SecurityGroupEgress", GroupId="sg-workloadgroup", CidrIpv6="::/0", IpProtocol="-1"),
    ),
    "an egress rule to a public block": (
        "SEC423",
        add("Out", "AWS::EC2::SecurityGroupEgress", GroupId="sg-workloadgroup", CidrIp="203.0.113.0/24", **HTTPS),
    ),
    "an egress rule to half of everything": (
        "SEC423",
        add("Out", "AWS::EC2::SecurityGroupEgress", GroupId="sg-workloadgroup", CidrIp="128.0.0.0/1", **HTTPS),
    ),
    "an egress rule to a private block beyond the VPC": (
        "SEC423",
        add("Out", "AWS::EC2::SecurityGroupEgress", GroupId="sg-workloadgroup", CidrIp="10.0.0.0/8", **HTTPS),
    ),
    "another group with open egress": (
        "SEC423",
        add("Other", "AWS::EC2::SecurityGroup", GroupDescription="other", SecurityGroupEgress=[OPEN]),
    ),
    "the endpoints' group open to all": (
        "SEC424",
        add("In", "AWS::EC2::SecurityGroupIngress", GroupId="sg-endpointsgroup", CidrIp=ANYWHERE, **HTTPS),
    ),
    "people from a public block": (
        "SEC424",
        add("In", "AWS::EC2::SecurityGroupIngress", GroupId="sg-endpointsgroup", CidrIp="203.0.113.0/24", **HTTPS),
    ),
    "a resolver that answers every name": ("SEC430", remove("NameRulesOfVpc", "QueryLogOfVpc")),
    "a firewall of names that is another VPC's": ("SEC430", change("NameRulesOfVpc", "VpcId", "vpc-0a1b2c3d")),
    "a firewall of names that blocks nothing": ("SEC431", change("EveryName", "Domains", ["blocked.example.com"])),
    "an allowed domain that anybody buys names below": ("SEC432", change("OwnNames", "Domains", ["*.com"])),
    "a firewall of names that fails open": (
        "SEC433",
        add("Open", "AWS::Route53Resolver::FirewallConfig", ResourceId="vpc-vpc", FirewallFailOpen="ENABLED"),
    ),
    "queries that are not logged": ("SEC434", remove("QueryLogOfVpc")),
    "queries that are logged without a key": ("SEC434", drop("QueryLogs", "KmsKeyId")),
    "a subnet in the main route table": ("SEC425", remove("FirstSubnetRoutes")),
    "a subnet that is added without a table": ("SEC425", add("Fourth", "AWS::EC2::Subnet", CidrBlock="10.0.12.0/22")),
    "the workload's way to the endpoints removed": ("SEC426", remove("WorkloadToEndpoints")),
    "the endpoints' door for the workload removed": ("SEC426", remove("EndpointsFromWorkload")),
    "the way to the endpoints on another port": ("SEC426", change("WorkloadToEndpoints", "ToPort", 442)),
    "an endpoint in another group": ("SEC426", change("StsEndpoint", "SecurityGroupIds", ["sg-other"])),
    "an endpoint in no subnet": ("SEC426", change("StsEndpoint", "SubnetIds", [])),
    "the S3 endpoint in no route table": ("SEC426", drop("S3Endpoint", "RouteTableIds")),
    "the S3 endpoint in another route table": ("SEC426", change("S3Endpoint", "RouteTableIds", ["rtb-other"])),
    "no way to the S3 prefix list": (
        "SEC426",
        change("WorkloadGroup", "SecurityGroupEgress", [{"IpProtocol": "-1", "CidrIp": "127.0.0.1/32"}]),
    ),
    "DNS support off": ("SEC427", change("Vpc", "EnableDnsSupport", False)),
    "host names off": ("SEC427", drop("Vpc", "EnableDnsHostnames")),
    "the default group left open": ("SEC427", remove("DefaultGroupClosed")),
    "private DNS off": ("SEC456", change("LogsEndpoint", "PrivateDnsEnabled", False)),
    "private DNS left out": ("SEC456", drop("NotebookEndpoint", "PrivateDnsEnabled")),
    "an endpoint without a group": ("SEC454", drop("SageMakerApiEndpoint", "SecurityGroupIds")),
    "an endpoint without a policy": ("SEC453", drop("MonitoringEndpoint", "PolicyDocument")),
    "an endpoint that allows everything": ("SEC453", policy("StsEndpoint", Action="*")),
    "an endpoint for any action of its service": ("SEC453", policy("StsEndpoint", Action="sts:*")),
    "an endpoint for anybody's credentials": ("SEC453", policy("S3Endpoint", Condition=None)),
}


@pytest.mark.parametrize(("code", "hole"), HOLES.values(), ids=HOLES)
def test_each_hole_is_found(code: str, hole: Hole) -> None:
    assert code in {finding.code for finding in holed(hole)}


def test_without_the_answer_nothing_is_opened() -> None:
    made = resolved()["Resources"]
    assert not {"WorkloadToProxy", "AclProxyOut"} & set(made)
    assert made["ParameterProxy"]["Properties"]["Value"] == "none"


def test_the_answer_opens_one_address_and_one_port_for_one_group() -> None:
    closed, opened = resolved(NetworkAcls="yes"), resolved(NetworkAcls="yes", Proxy=PROXY)
    added = {name: body for name, body in opened["Resources"].items() if body != closed["Resources"].get(name)}
    assert set(added) == {"AclProxyOut", "ParameterProxy", "WorkloadToProxy"}
    rule, entry = added["WorkloadToProxy"]["Properties"], added["AclProxyOut"]["Properties"]
    assert (rule["GroupId"], rule["CidrIp"], rule["IpProtocol"]) == ("sg-workloadgroup", "172.16.9.20/32", "tcp")
    assert (rule["FromPort"], rule["ToPort"]) == ("3128", "3128")
    assert (entry["CidrBlock"], entry["PortRange"]) == ("172.16.9.20/32", {"From": "3128", "To": "3128"})
    assert (entry["Egress"], entry["Protocol"], entry["RuleAction"]) == (True, 6, "allow")


PROXY = "172.16.9.20:3128"
WIDER: Mapping[str, Hole] = {
    "another address": change("WorkloadToProxy", "CidrIp", "172.16.9.21/32"),
    "a block around it": change("WorkloadToProxy", "CidrIp", "172.16.9.20/31"),
    "another port": both(change("WorkloadToProxy", "FromPort", 3129), change("WorkloadToProxy", "ToPort", 3129)),
    "a range of ports": change("WorkloadToProxy", "ToPort", "3129"),
    "every port": drop("WorkloadToProxy", "ToPort"),
    "another protocol": change("WorkloadToProxy", "IpProtocol", "udp"),
    "every protocol": change("WorkloadToProxy", "IpProtocol", "-1"),
    "another group": change("WorkloadToProxy", "GroupId", "sg-endpointsgroup"),
    "a second proxy": add(
        "Second",
        "AWS::EC2::SecurityGroupEgress",
        GroupId="sg-workloadgroup",
        CidrIp="172.16.9.21/32",
        IpProtocol="tcp",
        FromPort="3128",
        ToPort="3128",
    ),
    "one that is not published": change("ParameterProxy", "Value", "none"),
    "two that are published": add("More", "AWS::SSM::Parameter", Name="/ds/x/proxy", Value="172.16.9.21:3128"),
    "a public one": both(
        change("WorkloadToProxy", "CidrIp", "203.0.113.7/32"), change("ParameterProxy", "Value", "203.0.113.7:3128")
    ),
    "everything": both(
        change("WorkloadToProxy", "CidrIp", ANYWHERE), change("ParameterProxy", "Value", "0.0.0.0/0:3128")
    ),
}


@pytest.mark.parametrize("hole", WIDER.values(), ids=WIDER)
def test_nothing_wider_than_the_published_proxy_passes(hole: Hole) -> None:
    assert holed(lambda document: None, Proxy=PROXY) == []
    assert {finding.code for finding in holed(hole, Proxy=PROXY)} == {"SEC423"}


def test_a_way_out_is_reported_step_by_step() -> None:
    opened = both(
        add("Gateway", "AWS::EC2::InternetGateway"), route(DestinationCidrBlock=ANYWHERE, GatewayId="stack-Gateway")
    )
    (way, _) = (finding for finding in holed(opened) if finding.code == "SEC421")
    assert "FirstSubnet → PrivateRoutes" in way.message
    assert f"→ Gateway (by Way) → {OUTSIDE}" in way.message


def test_every_finding_says_what_to_do_and_is_explained() -> None:
    explained = load_explanations()
    for code, hole in HOLES.values():
        assert code in explained
        assert all(finding.fix and finding.code in explained for finding in holed(hole))


def test_a_template_without_a_network_has_nothing_to_say() -> None:
    assert check_network({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}) == []
