"""EC2: VPCEndpoint, of gateway and interface type."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.arguments import filled, json_text, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import Setting, Settings, list_changes, update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_specification

ENDPOINT = (
    "VpcEndpointType VpcId ServiceName SubnetIds SecurityGroupIds RouteTableIds PrivateDnsEnabled IpAddressType "
    "DnsOptions"
)


def create_endpoint(request: HandlerRequest, wanted: Properties) -> None:
    """Creates an endpoint; EC2 checks that its service exists."""
    policy = {"PolicyDocument": json_text(wanted["PolicyDocument"])} if "PolicyDocument" in wanted else {}
    client = request.client("ec2")
    identity = client.create_vpc_endpoint(
        **pick(wanted, ENDPOINT), **policy, TagSpecifications=tag_specification(wanted, "vpc-endpoint")
    )["VpcEndpoint"]["VpcEndpointId"]
    (made,) = client.describe_vpc_endpoints(VpcEndpointIds=[identity])["VpcEndpoints"]
    entries = [f"{one.get('HostedZoneId', '')}:{one.get('DnsName', '')}" for one in made.get("DnsEntries", ())]
    request.record(
        made["VpcEndpointId"],
        Id=made["VpcEndpointId"],
        CreationTimestamp=str(made.get("CreationTimestamp", "")),
        DnsEntries=entries,
        NetworkInterfaceIds=list(made.get("NetworkInterfaceIds", ())),
    )


def _modify(request: HandlerRequest, **change: Any) -> None:
    request.client("ec2").modify_vpc_endpoint(VpcEndpointId=request.physical_id, **change)


def _set_policy(request: HandlerRequest, new: Any, old: Any) -> None:
    if new is None:
        _modify(request, ResetPolicy=True)
    else:
        _modify(request, PolicyDocument=json_text(new))


def _set_private_dns(request: HandlerRequest, new: Any, old: Any) -> None:
    _modify(request, PrivateDnsEnabled=bool(new))


def _set_members(name: str) -> Setting:
    def apply(request: HandlerRequest, new: Any, old: Any) -> None:
        removed, added = list_changes(old, new)
        if change := filled(**{f"Add{name}": added, f"Remove{name}": removed}):
            _modify(request, **change)

    return apply


SETTINGS: Settings = {
    "PolicyDocument": _set_policy,
    **{name: _set_members(name) for name in ("SubnetIds", "SecurityGroupIds", "RouteTableIds")},
    "PrivateDnsEnabled": _set_private_dns,
    "Tags": set_tags("ec2"),
}


def delete_endpoint(request: HandlerRequest, _: Properties) -> None:
    """Deletes the endpoint; one that does not exist counts as deleted."""
    answer = request.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[request.physical_id])
    for failed in answer.get("Unsuccessful", ()):
        if "NotFound" not in failed["Error"]["Code"]:
            raise invalid(str(failed["Error"]["Message"]))


PROVIDERS = (
    Provider(
        "AWS::EC2::VPCEndpoint",
        create_endpoint,
        delete_endpoint,
        shape(f"{ENDPOINT} PolicyDocument Tags"),
        update_each(SETTINGS),
        attributes="CreationTimestamp DnsEntries Id NetworkInterfaceIds",
    ),
)
