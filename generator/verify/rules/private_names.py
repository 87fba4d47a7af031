"""SEC456: an interface endpoint without private DNS: the SDK's usual names lead to the internet, where no way leads."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.verify.rules.template import Template, place


def find(template: Template) -> Iterator[Finding]:
    """Every interface endpoint that is not reached by the service's own name."""
    for name, properties in template.of("AWS::EC2::VPCEndpoint"):
        if properties.get("VpcEndpointType") == "Interface" and properties.get("PrivateDnsEnabled") is not True:
            message = f"`{name}` is not reached by its service's own name: every call to it would hang"
            yield Finding("SEC456", message, fix="PrivateDnsEnabled=True", path=place(name))
