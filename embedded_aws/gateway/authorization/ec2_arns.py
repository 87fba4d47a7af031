"""EC2: an operation works on several resources at once, each is asked about.

Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from embedded_aws.gateway.authorization.paths import find_texts
from generator.iam import actions

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "vpc": ("VpcId", "VpcIds[]"),
    "subnet": ("SubnetId", "SubnetIds[]", "AddSubnetIds[]", "RemoveSubnetIds[]"),
    "security-group": (
        "GroupId",
        "SecurityGroupIds[]",
        "AddSecurityGroupIds[]",
        "RemoveSecurityGroupIds[]",
        "Groups[]",
    ),
    "route-table": ("RouteTableId", "RouteTableIds[]", "AddRouteTableIds[]", "RemoveRouteTableIds[]"),
    "vpc-endpoint": ("VpcEndpointId", "VpcEndpointIds[]"),
    "network-acl": ("NetworkAclId",),
    "network-interface": ("NetworkInterfaceId",),
    "vpc-flow-log": ("FlowLogIds[]",),
    "internet-gateway": ("InternetGatewayId",),
    "natgateway": ("NatGatewayId",),
    "dhcp-options": ("DhcpOptionsId",),
    "instance": ("InstanceId", "InstanceIds[]"),
    "elastic-ip": ("AllocationId",),
}
PREFIXES = {
    "vpc": "vpc-",
    "subnet": "subnet-",
    "security-group": "sg-",
    "security-group-rule": "sgr-",
    "route-table": "rtb-",
    "vpc-endpoint": "vpce-",
    "network-acl": "acl-",
    "network-interface": "eni-",
    "vpc-flow-log": "fl-",
    "internet-gateway": "igw-",
    "dhcp-options": "dopt-",
    "instance": "i-",
    "natgateway": "nat-",
    "elastic-ip": "eipalloc-",
}
CREATED = {
    "ec2:CreateVpc": "vpc",
    "ec2:CreateSubnet": "subnet",
    "ec2:CreateSecurityGroup": "security-group",
    "ec2:CreateRouteTable": "route-table",
    "ec2:CreateVpcEndpoint": "vpc-endpoint",
    "ec2:CreateNetworkAcl": "network-acl",
    "ec2:CreateNetworkInterface": "network-interface",
    "ec2:CreateFlowLogs": "vpc-flow-log",
    "ec2:CreateInternetGateway": "internet-gateway",
    "ec2:CreateNatGateway": "natgateway",
}
TAGGERS = ("ec2:CreateTags", "ec2:DeleteTags")


def find_ec2(action: str, params: Mapping[str, Any], region: str, account: str) -> Iterator[str]:
    """One ARN for each resource named, and `…/*` for what is created."""
    try:
        kinds = [kind.name for kind in actions.resource_patterns(action)]
    except actions.UnknownAction:
        return
    prefix = f"arn:aws:ec2:{region}:{account}"
    if action in TAGGERS:
        for name in find_texts(params, "Resources[]"):
            yield f"{prefix}:{kind_of(name)}/{name}"
        return
    for kind in kinds:
        if CREATED.get(action) == kind:
            yield f"{prefix}:{kind}/*"
            continue
        for name in _named(kind, params):
            yield f"{prefix}:{kind}/{name}"


def kind_of(name: str) -> str:
    """The resource type of an id such as `subnet-0a1b`."""
    matches = [kind for kind, start in PREFIXES.items() if name.startswith(start)]
    return max(matches, key=lambda kind: len(PREFIXES[kind])) if matches else "*"


def _named(kind: str, params: Mapping[str, Any]) -> Iterator[str]:
    seen: dict[str, None] = {}
    for path in PARAMETERS.get(kind, ()):
        seen.update(dict.fromkeys(find_texts(params, path)))
    for name in find_texts(params, "ResourceIds[]"):
        if kind_of(name) == kind:
            seen[name] = None
    yield from seen
