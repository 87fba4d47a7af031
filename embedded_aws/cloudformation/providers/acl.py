"""EC2: NetworkAcl, its entries and its association with a subnet."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_specification


def create_acl(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a network ACL, which denies all traffic until it has entries."""
    answer = request.client("ec2").create_network_acl(
        VpcId=wanted["VpcId"], TagSpecifications=tag_specification(wanted, "network-acl")
    )
    acl = answer["NetworkAcl"]["NetworkAclId"]
    request.record(acl, Id=acl)


def delete_acl(request: HandlerRequest, _: Properties) -> None:
    """Deletes the network ACL; EC2 refuses where a subnet uses it."""
    request.client("ec2").delete_network_acl(NetworkAclId=request.physical_id)


def _entry(wanted: Properties) -> dict[str, Any]:
    icmp = {"IcmpTypeCode": pick(wanted["Icmp"], "Code Type")} if "Icmp" in wanted else {}
    return {
        **pick(wanted, "NetworkAclId RuleNumber RuleAction CidrBlock Ipv6CidrBlock"),
        "Egress": wanted.get("Egress", False),
        "Protocol": str(wanted["Protocol"]),
        **({"PortRange": pick(wanted["PortRange"], "From To")} if "PortRange" in wanted else {}),
        **icmp,
    }


def create_entry(request: HandlerRequest, wanted: Properties) -> None:
    """Creates one numbered entry of a network ACL."""
    request.client("ec2").create_network_acl_entry(**_entry(wanted))
    entry = f"{wanted['NetworkAclId']}|{wanted['RuleNumber']}|{str(wanted.get('Egress', False)).lower()}"
    request.record(entry, Id=entry)


def update_entry(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Replaces the entry that has the same number."""
    request.client("ec2").replace_network_acl_entry(**_entry(wanted))


def delete_entry(request: HandlerRequest, existing: Properties) -> None:
    """Deletes the entry."""
    request.client("ec2").delete_network_acl_entry(
        **pick(existing, "NetworkAclId RuleNumber"), Egress=existing.get("Egress", False)
    )


def _associate(request: HandlerRequest, subnet: str, acl: str) -> str:
    ec2 = request.client("ec2")
    acls = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["NetworkAcls"]
    present = next(
        one["NetworkAclAssociationId"] for found in acls for one in found["Associations"] if one["SubnetId"] == subnet
    )
    return str(ec2.replace_network_acl_association(AssociationId=present, NetworkAclId=acl)["NewAssociationId"])


def create_association(request: HandlerRequest, wanted: Properties) -> None:
    """Associates the subnet with the network ACL in place of the VPC's default one."""
    association = _associate(request, wanted["SubnetId"], wanted["NetworkAclId"])
    request.record(association, AssociationId=association)


def delete_association(request: HandlerRequest, existing: Properties) -> None:
    """Associates the subnet with the VPC's default network ACL again."""
    ec2 = request.client("ec2")
    ours = ec2.describe_network_acls(NetworkAclIds=[existing["NetworkAclId"]])["NetworkAcls"]
    filters = [{"Name": "vpc-id", "Values": [ours[0]["VpcId"]]}, {"Name": "default", "Values": ["true"]}]
    default = ec2.describe_network_acls(Filters=filters)["NetworkAcls"][0]["NetworkAclId"]
    _associate(request, existing["SubnetId"], default)


PROVIDERS = (
    Provider(
        "AWS::EC2::NetworkAcl",
        create_acl,
        delete_acl,
        shape("VpcId Tags"),
        update_each({"Tags": set_tags("ec2")}),
        attributes="Id",
    ),
    Provider(
        "AWS::EC2::NetworkAclEntry",
        create_entry,
        delete_entry,
        shape(
            "NetworkAclId RuleNumber RuleAction Protocol Egress CidrBlock Ipv6CidrBlock",
            PortRange=shape("From To"),
            Icmp=shape("Code Type"),
        ),
        update_entry,
        attributes="Id",
    ),
    Provider(
        "AWS::EC2::SubnetNetworkAclAssociation",
        create_association,
        delete_association,
        shape("SubnetId NetworkAclId"),
        attributes="AssociationId",
    ),
)
