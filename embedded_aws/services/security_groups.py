"""What EC2 refuses of security groups and their rules, and moto (5.2) takes.

The sentences are AWS's own, as others' logs and issues have them; the characters are those of "CreateSecurityGroup" and
"IpRange", EC2 API Reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from embedded_aws.gateway.moto_network import find_group
from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.rule_descriptions import keep_descriptions

CHARACTERS = "a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"
TEXT = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}")
PORTS = ("tcp", "udp", "6", "17")
"""Protocols with ports, by name and by number."""
HIGHEST = 65535
Rule = Mapping[str, Any]


def _creation(call: Call) -> None:
    name, described = str(call.params["GroupName"]), str(call.params.get("Description", ""))
    if name.lower().startswith("sg-"):
        raise _invalid(f"Value ({name}) for parameter GroupName is invalid. Group names may not be in the format sg-*.")
    _check_text("GroupName", "security group name", name)
    _check_text("GroupDescription", "security group description", described)


def _rules(call: Call) -> None:
    keep_descriptions(call)
    for rule in (call.params, *(call.params.get("IpPermissions") or ())):
        _check_ports(rule)
        for ranges in ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"):
            for one in rule.get(ranges) or ():
                _check_text("Description", "rule description", str(one.get("Description") or ""))


def _check_text(parameter: str, what: str, text: str) -> None:
    if not text.isascii():
        said = f"Value ({text}) for parameter {parameter} is invalid. Character sets beyond ASCII are not supported."
        raise _invalid(said)
    if not TEXT.fullmatch(text):
        said = f"Valid {what.split()[-1]}s are strings less than 256 characters from the following set: {CHARACTERS}"
        raise _invalid(f"Invalid {what}. {said}")


def _check_ports(rule: Rule) -> None:
    if str(rule.get("IpProtocol")).lower() not in PORTS:
        return
    low, high = rule.get("FromPort"), rule.get("ToPort")
    if low is None or high is None:
        raise _invalid("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.")
    for port in (int(low), int(high)):
        if not 0 <= port <= HIGHEST:
            raise _invalid(f"TCP/UDP port ({port}) out of range")
    if int(low) > int(high):
        raise _invalid(f"Invalid TCP/UDP port range ({low}:{high})")


def _deletion(call: Call) -> None:
    """AWS deletes neither a VPC's own group nor one that an interface, an endpoint or another group's rule names."""
    name = str(call.params.get("GroupId", ""))
    backend = ec2_of(call.account, call.region)
    held = find_group(backend, name)
    if held is not None and held.is_default:
        said = f'the specified group: "{name}" name: "{held.name}" cannot be deleted by a user'
        raise ServiceError("CannotDelete", said, 400)
    if name and name in _named(backend, name):
        raise ServiceError("DependencyViolation", f"resource {name} has a dependent object", 400)


def _named(backend: Any, name: str) -> Iterator[str]:
    """The groups that something names; a group's own rules do not count."""
    for interface in list(backend.enis.values()):
        yield from (group.id for group in getattr(interface, "group_set", ()))
    for endpoint in list(backend.vpc_end_points.values()):
        yield from endpoint.security_group_ids or ()
    for group in [group for groups in list(backend.groups.values()) for group in list(groups.values())]:
        for rule in (*group.ingress_rules, *group.egress_rules) if group.id != name else ():
            yield str((rule.source_group or {}).get("GroupId"))


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterValue", message, 400)


CHECKS: Mapping[tuple[str, str], Callable[[Call], None]] = {
    ("ec2", "AuthorizeSecurityGroupEgress"): _rules,
    ("ec2", "AuthorizeSecurityGroupIngress"): _rules,
    ("ec2", "CreateSecurityGroup"): _creation,
    ("ec2", "DeleteSecurityGroup"): _deletion,
    ("ec2", "UpdateSecurityGroupRuleDescriptionsEgress"): _rules,
    ("ec2", "UpdateSecurityGroupRuleDescriptionsIngress"): _rules,
}
