"""SEC492: a security group that lets the whole internet in, by IPv4 or IPv6.

The ports of the web, 80 and 443, may be meant for everybody: they are a finding only beside private endpoints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Finding
from generator.verify.rules.template import Path, Template, branches, place
from generator.verify.rules.values import values_of

_EVERYWHERE = {"0.0.0.0/0", "::/0"}
_WEB = {"80", "443"}


def find(template: Template) -> Iterator[Finding]:
    """Every rule of every group, written in the group or beside it."""
    inside = any(True for _ in template.of("AWS::EC2::VPCEndpoint"))
    for name, properties in template.of("AWS::EC2::SecurityGroup"):
        for rule, _ in branches(properties.get("SecurityGroupIngress")):
            yield from _judged(template, name, rule, place(name, "SecurityGroupIngress"), inside)
    for name, properties in template.of("AWS::EC2::SecurityGroupIngress"):
        yield from _judged(template, name, properties, place(name)[:2], inside)


def _judged(template: Template, name: str, rule: Mapping[str, Any], path: Path, inside: bool) -> Iterator[Finding]:
    sources = {
        str(value) for key in ("CidrIp", "CidrIpv6") if key in rule for value in values_of(template, rule[key])
    } & _EVERYWHERE
    ports = {str(rule.get("FromPort")), str(rule.get("ToPort"))}
    web = len(ports) == 1 and ports <= _WEB and str(rule.get("IpProtocol")) != "-1"
    if sources and (inside or not web):
        message = f"`{name}` lets in {' and '.join(sorted(sources))}, which is everybody"
        yield Finding(
            "SEC492", message, fix="CidrIp: the addresses that are meant, or SourceSecurityGroupId", path=path
        )
