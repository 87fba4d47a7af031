"""EC2: SecurityGroup and its rules, inline and as resources of their own."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import Setting, apply_settings, list_changes
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_specification

DEFAULT_EGRESS = {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}
"""The egress rule that every new group has until the template lists another one."""
WITH_PORTS = frozenset({"tcp", "udp", "icmp", "icmpv6", "6", "17", "1", "58", "-1"})
PEERS = {
    "Ingress": ("SourceSecurityGroupId", "SourcePrefixListId"),
    "Egress": ("DestinationSecurityGroupId", "DestinationPrefixListId"),
}


def permission(rule: Properties, direction: str) -> dict[str, Any]:
    """A rule as the IpPermission of the API."""
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


def _authorize(request: HandlerRequest, group: str, direction: str, rules: list[Properties]) -> list[str]:
    if not rules:
        return []
    ec2 = request.client("ec2")
    call = {
        "Ingress": ec2.authorize_security_group_ingress,
        "Egress": ec2.authorize_security_group_egress,
    }[direction]
    answer = call(GroupId=group, IpPermissions=[permission(rule, direction) for rule in rules])
    return [one["SecurityGroupRuleId"] for one in answer.get("SecurityGroupRules", ())]


def _revoke(request: HandlerRequest, group: str, direction: str, rules: list[Properties]) -> None:
    if not rules:
        return
    ec2 = request.client("ec2")
    call = {"Ingress": ec2.revoke_security_group_ingress, "Egress": ec2.revoke_security_group_egress}[direction]
    call(GroupId=group, IpPermissions=[permission(rule, direction) for rule in rules])


def _set_rules(direction: str) -> Setting:
    def apply(request: HandlerRequest, new: Any, old: Any) -> None:
        removed, added = list_changes(old, new)
        _revoke(request, request.attributes["GroupId"], direction, removed)
        _authorize(request, request.attributes["GroupId"], direction, added)

    return apply


RULES = {"SecurityGroupIngress": _set_rules("Ingress"), "SecurityGroupEgress": _set_rules("Egress")}


def create_group(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a group; its default egress rule is revoked where the template lists egress rules."""
    group = request.client("ec2").create_security_group(
        GroupName=request.name(255, wanted.get("GroupName")),
        Description=wanted["GroupDescription"],
        TagSpecifications=tag_specification(wanted, "security-group"),
        **pick(wanted, "VpcId"),
    )["GroupId"]
    request.record(group, GroupId=group, Id=group, VpcId=wanted.get("VpcId", ""))
    # AWS quirk: the default rule stays where SecurityGroupEgress is empty ("AWS::EC2::SecurityGroup", remarks).
    before = {"SecurityGroupEgress": [DEFAULT_EGRESS]} if wanted.get("SecurityGroupEgress") else {}
    apply_settings(request, RULES, before, wanted)


def update_group(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes the group's rules and tags; without egress rules it has the default one."""
    before, after = (
        {"SecurityGroupEgress": [DEFAULT_EGRESS], **{name: value for name, value in given.items() if value != []}}
        for given in (old, wanted)
    )
    apply_settings(request, {**RULES, "Tags": set_tags("ec2")}, before, after)


def delete_group(request: HandlerRequest, _: Properties) -> None:
    """Deletes the group; EC2 refuses where anything uses it."""
    ec2 = request.client("ec2")
    ec2.describe_instances(Filters=[{"Name": "instance.group-id", "Values": [request.physical_id]}])
    ec2.delete_security_group(GroupId=request.physical_id)


def _rule_provider(direction: str, names: str) -> Provider:
    """The provider of one rule that is a resource of its own."""

    def create(request: HandlerRequest, wanted: Properties) -> None:
        # AWS quirk: the first egress rule that is a resource of its own revokes the default rule
        # ("AWS::EC2::SecurityGroupEgress", remarks).
        if direction == "Egress":
            _revoke_default(request, wanted)
        made = _authorize(request, wanted["GroupId"], direction, [wanted])
        request.record(made[0] if made else f"{wanted['GroupId']}|{direction}", Id=made[0] if made else "")

    def update(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
        ec2 = request.client("ec2")
        call = {
            "Ingress": ec2.update_security_group_rule_descriptions_ingress,
            "Egress": ec2.update_security_group_rule_descriptions_egress,
        }[direction]
        call(GroupId=wanted["GroupId"], IpPermissions=[permission(wanted, direction)])

    def delete(request: HandlerRequest, existing: Properties) -> None:
        _revoke(request, existing["GroupId"], direction, [existing])

    return Provider(f"AWS::EC2::SecurityGroup{direction}", create, delete, shape(names), update, attributes="Id")


def _revoke_default(request: HandlerRequest, wanted: Properties) -> None:
    rules = request.client("ec2").describe_security_group_rules(
        Filters=[{"Name": "group-id", "Values": [wanted["GroupId"]]}]
    )["SecurityGroupRules"]
    for one in rules:
        everything = (one["IsEgress"], one["IpProtocol"], one.get("CidrIpv4")) == (True, "-1", "0.0.0.0/0")
        if everything and wanted.get("CidrIp") != "0.0.0.0/0":
            _revoke(request, wanted["GroupId"], "Egress", [DEFAULT_EGRESS])


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
        attributes="GroupId Id VpcId",
    ),
    _rule_provider("Ingress", f"GroupId {INGRESS}"),
    _rule_provider("Egress", f"GroupId {EGRESS}"),
)
