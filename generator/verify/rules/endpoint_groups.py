"""SEC454: an interface endpoint without a security group: it gets the VPC's default one."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.verify.rules.template import Template, place


def find(template: Template) -> Iterator[Finding]:
    """Every interface endpoint without a group."""
    for name, properties in template.of("AWS::EC2::VPCEndpoint"):
        if properties.get("VpcEndpointType") == "Interface" and not properties.get("SecurityGroupIds"):
            message = f"`{name}` names no security group: the default one decides who reaches it"
            yield Finding("SEC454", message, fix="SecurityGroupIds=[…]", path=place(name))
