"""EC2: VPCEndpoint, of gateway and interface type."""

from __future__ import annotations

import json
from typing import Any

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.ec2 import set_tags, tag_specification
from embedded_aws.cloudformation.providers.provider import (
    Properties,
    Provider,
    Setting,
    Work,
    apply_settings,
    pick,
    shape,
)


def policy_text(document: Any) -> str:
    """A policy as the APIs take it."""
    return document if isinstance(document, str) else json.dumps(document)


def create_endpoint(work: Work, wanted: Properties) -> None:
    """An endpoint; that its service exists is for EC2 to say."""
    ec2 = work.client("ec2")
    policy = {"PolicyDocument": policy_text(wanted["PolicyDocument"])} if "PolicyDocument" in wanted else {}
    made = ec2.create_vpc_endpoint(
        **pick(
            wanted,
            "VpcEndpointType VpcId ServiceName SubnetIds SecurityGroupIds RouteTableIds PrivateDnsEnabled "
            "IpAddressType DnsOptions",
        ),
        **policy,
        TagSpecifications=tag_specification(wanted, "vpc-endpoint"),
    )["VpcEndpoint"]
    entries = [f"{one.get('HostedZoneId', '')}:{one.get('DnsName', '')}" for one in made.get("DnsEntries", ())]
    work.made(
        made["VpcEndpointId"],
        Id=made["VpcEndpointId"],
        CreationTimestamp=str(made.get("CreationTimestamp", "")),
        DnsEntries=entries,
        NetworkInterfaceIds=list(made.get("NetworkInterfaceIds", ())),
    )


def _set_policy(work: Work, new: Any, old: Any) -> None:
    change = {"ResetPolicy": True} if new is None else {"PolicyDocument": policy_text(new)}
    work.client("ec2").modify_vpc_endpoint(VpcEndpointId=work.physical_id, **change)


def _members(add: str, remove: str) -> Setting:
    def bring(work: Work, new: Any, old: Any) -> None:
        before, after = list(old or ()), list(new or ())
        changes = {
            add: [one for one in after if one not in before],
            remove: [one for one in before if one not in after],
        }
        given = {name: value for name, value in changes.items() if value}
        if given:
            work.client("ec2").modify_vpc_endpoint(VpcEndpointId=work.physical_id, **given)

    return bring


def _set(name: str, default: Any) -> Setting:
    def bring(work: Work, new: Any, old: Any) -> None:
        value = default if new is None else new
        work.client("ec2").modify_vpc_endpoint(VpcEndpointId=work.physical_id, **{name: value})

    return bring


SETTINGS: dict[str, Setting] = {
    "PolicyDocument": _set_policy,
    "SubnetIds": _members("AddSubnetIds", "RemoveSubnetIds"),
    "SecurityGroupIds": _members("AddSecurityGroupIds", "RemoveSecurityGroupIds"),
    "RouteTableIds": _members("AddRouteTableIds", "RemoveRouteTableIds"),
    "PrivateDnsEnabled": _set("PrivateDnsEnabled", False),
    "Tags": set_tags,
}


def update_endpoint(work: Work, old: Properties, wanted: Properties) -> None:
    """Policy, members, private DNS and tags."""
    apply_settings(work, SETTINGS, old, wanted)


def delete_endpoint(work: Work, _: Properties) -> None:
    """Waits until the endpoint is gone, since its interfaces hold subnets and groups."""
    ec2 = work.client("ec2")
    answer = ec2.delete_vpc_endpoints(VpcEndpointIds=[work.physical_id])
    for failed in answer.get("Unsuccessful", ()):
        if "NotFound" not in failed["Error"]["Code"]:
            raise invalid(str(failed["Error"]["Message"]))


PROVIDERS = (
    Provider(
        "AWS::EC2::VPCEndpoint",
        create_endpoint,
        delete_endpoint,
        shape(
            "VpcEndpointType VpcId ServiceName SubnetIds SecurityGroupIds RouteTableIds PrivateDnsEnabled "
            "PolicyDocument IpAddressType DnsOptions Tags"
        ),
        update_endpoint,
    ),
)
