"""EC2: DHCPOptions and their association with a VPC."""

from __future__ import annotations

from contextlib import suppress

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import apply_settings, update_each
from embedded_aws.cloudformation.providers.tagging import set_tags

OPTIONS = {
    "DomainName": "domain-name",
    "DomainNameServers": "domain-name-servers",
    "NetbiosNameServers": "netbios-name-servers",
    "NetbiosNodeType": "netbios-node-type",
    "NtpServers": "ntp-servers",
}
"""A property → the key of its DHCP option ("CreateDhcpOptions", EC2 API Reference)."""


def create_options(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a set of DHCP options; moto takes tags afterwards only."""
    given = {key: wanted[name] for name, key in OPTIONS.items() if name in wanted}
    configurations = [
        {"Key": key, "Values": [str(one) for one in (value if isinstance(value, list) else [value])]}
        for key, value in given.items()
    ]
    made = request.client("ec2").create_dhcp_options(DhcpConfigurations=configurations)["DhcpOptions"]
    request.record(made["DhcpOptionsId"], DhcpOptionsId=made["DhcpOptionsId"])
    apply_settings(request, {"Tags": set_tags("ec2")}, {}, wanted)
    request.client("ec2").describe_dhcp_options(DhcpOptionsIds=[request.physical_id])


def delete_options(request: HandlerRequest, _: Properties) -> None:
    """Deletes the options; EC2 refuses where a VPC uses them."""
    request.client("ec2").describe_dhcp_options(DhcpOptionsIds=[request.physical_id])
    request.client("ec2").delete_dhcp_options(DhcpOptionsId=request.physical_id)


def associate(request: HandlerRequest, wanted: Properties) -> None:
    """Gives a VPC the options."""
    request.client("ec2").associate_dhcp_options(**pick(wanted, "DhcpOptionsId VpcId"))
    request.record(f"{wanted['DhcpOptionsId']}|{wanted['VpcId']}")


def disassociate(request: HandlerRequest, properties: Properties) -> None:
    """Gives the VPC the region's own options again, unless it has other ones by now: those of a replacement."""
    ec2 = request.client("ec2")
    with suppress(ClientError):
        # The registry's handler asks for AssociateDhcpOptions only: who may not look gives the region's own ones.
        held = ec2.describe_vpcs(VpcIds=[properties["VpcId"]])["Vpcs"][0].get("DhcpOptionsId")
        if held != properties["DhcpOptionsId"]:
            return
    ec2.associate_dhcp_options(DhcpOptionsId="default", VpcId=properties["VpcId"])


PROVIDERS = (
    Provider(
        "AWS::EC2::DHCPOptions",
        create_options,
        delete_options,
        shape(f"{' '.join(OPTIONS)} Tags"),
        update_each({"Tags": set_tags("ec2")}),
        attributes="DhcpOptionsId",
    ),
    Provider(
        "AWS::EC2::VPCDHCPOptionsAssociation",
        associate,
        disassociate,
        shape("DhcpOptionsId VpcId"),
    ),
)
