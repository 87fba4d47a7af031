"""EC2: SecurityGroup and its rules, inline and as resources of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.providers.ec2 import set_tags, tag_specification
from embedded_aws.cloudformation.providers.provider import Properties, Provider, Work, apply_settings, shape

OPEN = {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}
"""The rule that every new group has outwards, until another one is asked for."""
WITH_PORTS = frozenset({"tcp", "udp", "icmp", "icmpv6", "6", "17", "1", "58", "-1"})
PEERS = {
    "Ingress": ("SourceSecurityGroupId", "SourcePrefixListId"),
    "Egress": ("DestinationSecurityGroupId", "DestinationPrefixListId"),
}


def permission(rule: Mapping[str, Any], direction: str) -> dict[str, Any]:
    """One rule as an IpPermission."""
    described = {"Description": rule["Description"]} if "Description" in rule else {}
    made: dict[str, Any] = {"IpProtocol": rule["IpProtocol"]}
    made |= {name: rule[name] for name in ("FromPort", "ToPort") if name in rule}
    if rule["IpProtocol"] not in WITH_PORTS:
        # Ports mean nothing to other protocols, and -1 says so ("IpPermission" in the EC2 API reference).
        made = {"FromPort": -1, "ToPort": -1, **made}
    group, prefixes = PEERS[direction]
    if "CidrIp" in rule:
        made["IpRanges"] = [{"CidrIp": rule["CidrIp"], **described}]
    if "CidrIpv6" in rule:
        made["Ipv6Ranges"] = [{"CidrIpv6": rule["CidrIpv6"], **described}]
    if prefixes in rule:
        made["PrefixListIds"] = [{"PrefixListId": rule[prefixes], **described}]
    if group in rule:
        owner = {"UserId": rule["SourceSecurityGroupOwnerId"]} if "SourceSecurityGroupOwnerId" in rule else {}
        made["UserIdGroupPairs"] = [{"GroupId": rule[group], **owner, **described}]
    return made


def _authorize(work: Work, group: str, direction: str, rules: list[Mapping[str, Any]]) -> list[str]:
    if not rules:
        return []
    ec2 = work.client("ec2")
    call = {
        "Ingress": ec2.authorize_security_group_ingress,
        "Egress": ec2.authorize_security_group_egress,
    }[direction]
    answer = call(GroupId=group, IpPermissions=[permission(rule, direction) for rule in rules])
    return [one["SecurityGroupRuleId"] for one in answer.get("SecurityGroupRules", ())]


def _revoke(work: Work, group: str, direction: str, rules: list[Mapping[str, Any]]) -> None:
    if not rules:
        return
    ec2 = work.client("ec2")
    call = {"Ingress": ec2.revoke_security_group_ingress, "Egress": ec2.revoke_security_group_egress}[direction]
    call(GroupId=group, IpPermissions=[permission(rule, direction) for rule in rules])


def _set_rules(direction: str) -> Any:
    def bring(work: Work, new: Any, old: Any) -> None:
        before, after = list(old or ()), list(new or ())
        _revoke(work, work.attributes["GroupId"], direction, [rule for rule in before if rule not in after])
        _authorize(work, work.attributes["GroupId"], direction, [rule for rule in after if rule not in before])

    return bring


RULES = {"SecurityGroupIngress": _set_rules("Ingress"), "SecurityGroupEgress": _set_rules("Egress")}


def create_group(work: Work, wanted: Properties) -> None:
    """A group; its open way out goes where a list of ways out is given, even an empty one."""
    group = work.client("ec2").create_security_group(
        GroupName=work.name(255, wanted.get("GroupName")),
        Description=wanted["GroupDescription"],
        TagSpecifications=tag_specification(wanted, "security-group"),
        **({"VpcId": wanted["VpcId"]} if "VpcId" in wanted else {}),
    )["GroupId"]
    work.made(group, GroupId=group, Id=group, VpcId=wanted.get("VpcId", ""))
    # AWS quirk: the default rule stays where SecurityGroupEgress is empty ("AWS::EC2::SecurityGroup", remarks).
    before = {"SecurityGroupEgress": [OPEN]} if wanted.get("SecurityGroupEgress") else {}
    apply_settings(work, RULES, before, wanted)


def update_group(work: Work, old: Properties, wanted: Properties) -> None:
    """Rules and tags."""
    defaults = {"SecurityGroupEgress": [OPEN]}
    settled = {**{name: value for name, value in wanted.items() if value != []}}
    before = {name: value for name, value in old.items() if value != []}
    apply_settings(work, {**RULES, "Tags": set_tags}, {**defaults, **before}, {**defaults, **settled})


def delete_group(work: Work, _: Properties) -> None:
    """Fails where something uses the group."""
    work.client("ec2").delete_security_group(GroupId=work.physical_id)


def _rule_provider(direction: str, names: str) -> Provider:
    def create(work: Work, wanted: Properties) -> None:
        # AWS quirk: the first rule outwards that is a resource of its own takes the default rule away
        # ("AWS::EC2::SecurityGroupEgress", remarks).
        if direction == "Egress":
            _close_default(work, wanted)
        made = _authorize(work, wanted["GroupId"], direction, [wanted])
        work.made(made[0] if made else f"{wanted['GroupId']}|{direction}", Id=made[0] if made else "")

    def update(work: Work, old: Properties, wanted: Properties) -> None:
        ec2 = work.client("ec2")
        call = {
            "Ingress": ec2.update_security_group_rule_descriptions_ingress,
            "Egress": ec2.update_security_group_rule_descriptions_egress,
        }[direction]
        call(GroupId=wanted["GroupId"], IpPermissions=[permission(wanted, direction)])

    def delete(work: Work, standing: Properties) -> None:
        _revoke(work, standing["GroupId"], direction, [standing])

    return Provider(f"AWS::EC2::SecurityGroup{direction}", create, delete, shape(names), update)


def _close_default(work: Work, wanted: Properties) -> None:
    rules = work.client("ec2").describe_security_group_rules(
        Filters=[{"Name": "group-id", "Values": [wanted["GroupId"]]}]
    )["SecurityGroupRules"]
    for standing in rules:
        everything = (standing["IsEgress"], standing["IpProtocol"], standing.get("CidrIpv4")) == (
            True,
            "-1",
            "0.0.0.0/0",
        )
        if everything and wanted.get("CidrIp") != "0.0.0.0/0":
            _revoke(work, wanted["GroupId"], "Egress", [OPEN])


RULE = "IpProtocol FromPort ToPort CidrIp CidrIpv6 Description"
INGRESS = f"{RULE} SourceSecurityGroupId SourcePrefixListId SourceSecurityGroupOwnerId"
EGRESS = f"{RULE} DestinationSecurityGroupId DestinationPrefixListId"
PROVIDERS = (
    Provider(
        "AWS::EC2::SecurityGroup",
        create_group,
        delete_group,
        shape(
            "GroupName GroupDescription VpcId Tags",
            SecurityGroupIngress=shape(INGRESS),
            SecurityGroupEgress=shape(EGRESS),
        ),
        update_group,
        named_by="GroupName",
    ),
    _rule_provider("Ingress", f"GroupId {INGRESS}"),
    _rule_provider("Egress", f"GroupId {EGRESS}"),
)
