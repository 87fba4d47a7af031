"""EC2: NetworkAcl, its entries and its association with a subnet."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.providers.ec2 import set_tags, tag_specification
from embedded_aws.cloudformation.providers.provider import Properties, Provider, Work, apply_settings, pick, shape


def create_acl(work: Work, wanted: Properties) -> None:
    """An ACL that lets nothing through until it has entries."""
    made = work.client("ec2").create_network_acl(
        VpcId=wanted["VpcId"], TagSpecifications=tag_specification(wanted, "network-acl")
    )["NetworkAcl"]["NetworkAclId"]
    work.made(made, Id=made)


def update_acl(work: Work, old: Properties, wanted: Properties) -> None:
    """Tags."""
    apply_settings(work, {"Tags": set_tags}, old, wanted)


def delete_acl(work: Work, _: Properties) -> None:
    """Fails where a subnet uses it."""
    work.client("ec2").delete_network_acl(NetworkAclId=work.physical_id)


def _entry(wanted: Properties) -> dict[str, Any]:
    icmp = {"IcmpTypeCode": pick(wanted["Icmp"], "Code Type")} if "Icmp" in wanted else {}
    return {
        **pick(wanted, "NetworkAclId RuleNumber RuleAction CidrBlock Ipv6CidrBlock"),
        "Egress": wanted.get("Egress", False),
        "Protocol": str(wanted["Protocol"]),
        **({"PortRange": pick(wanted["PortRange"], "From To")} if "PortRange" in wanted else {}),
        **icmp,
    }


def create_entry(work: Work, wanted: Properties) -> None:
    """One numbered entry."""
    work.client("ec2").create_network_acl_entry(**_entry(wanted))
    made = f"{wanted['NetworkAclId']}|{wanted['RuleNumber']}|{str(wanted.get('Egress', False)).lower()}"
    work.made(made, Id=made)


def update_entry(work: Work, old: Properties, wanted: Properties) -> None:
    """The same number says something else."""
    work.client("ec2").replace_network_acl_entry(**_entry(wanted))


def delete_entry(work: Work, standing: Properties) -> None:
    """Takes the entry away."""
    work.client("ec2").delete_network_acl_entry(
        **pick(standing, "NetworkAclId RuleNumber"), Egress=standing.get("Egress", False)
    )


def _associate(work: Work, subnet: str, acl: str) -> str:
    ec2 = work.client("ec2")
    acls = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["NetworkAcls"]
    standing = next(
        one["NetworkAclAssociationId"] for found in acls for one in found["Associations"] if one["SubnetId"] == subnet
    )
    made = ec2.replace_network_acl_association(AssociationId=standing, NetworkAclId=acl)
    return str(made["NewAssociationId"])


def create_association(work: Work, wanted: Properties) -> None:
    """A subnet's ACL in place of the default one."""
    made = _associate(work, wanted["SubnetId"], wanted["NetworkAclId"])
    work.made(made, AssociationId=made)


def delete_association(work: Work, standing: Properties) -> None:
    """The subnet falls back to the VPC's default ACL."""
    ec2 = work.client("ec2")
    ours = ec2.describe_network_acls(NetworkAclIds=[standing["NetworkAclId"]])["NetworkAcls"]
    filters = [{"Name": "vpc-id", "Values": [ours[0]["VpcId"]]}, {"Name": "default", "Values": ["true"]}]
    default = ec2.describe_network_acls(Filters=filters)["NetworkAcls"][0]["NetworkAclId"]
    _associate(work, standing["SubnetId"], default)


PROVIDERS = (
    Provider("AWS::EC2::NetworkAcl", create_acl, delete_acl, shape("VpcId Tags"), update_acl),
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
    ),
    Provider(
        "AWS::EC2::SubnetNetworkAclAssociation",
        create_association,
        delete_association,
        shape("SubnetId NetworkAclId"),
    ),
)
