"""SEC499: a network that keeps its work on private endpoints and has a way to the internet beside them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.verify.rules.endpoint_names import service_of
from generator.verify.rules.template import Template, place
from generator.verify.rules.values import UNKNOWN, is_on, values_at

GATES = ("AWS::EC2::EgressOnlyInternetGateway", "AWS::EC2::InternetGateway", "AWS::EC2::NatGateway")
_WORK = {"sagemaker.api", "sagemaker.runtime", "notebook"}


def find(template: Template) -> Iterator[Finding]:
    """Every gate of a VPC with endpoints for SageMaker, routes to everywhere, and public addresses in it."""
    drawn = {service_of(properties) for _, properties in template.of("AWS::EC2::VPCEndpoint")}
    if not drawn & _WORK:
        return
    for kind in GATES:
        for name, _ in template.of(kind):
            message = f"`{name}` is a way to the internet past the endpoints"
            yield Finding("SEC499", message, fix=f"leave {name} out, and what names it", path=("Resources", name))
    for name, properties in template.of("AWS::EC2::Subnet"):
        addressed = values_at(template, properties, "MapPublicIpOnLaunch")
        if any(value is not UNKNOWN and is_on(value) for value in addressed):
            message = f"whatever starts in `{name}` gets a public address"
            path = place(name, "MapPublicIpOnLaunch")
            yield Finding("SEC499", message, fix="MapPublicIpOnLaunch: false", path=path)
    for name, properties in template.of("AWS::EC2::Route"):
        if {properties.get("DestinationCidrBlock"), properties.get("DestinationIpv6CidrBlock")} & {"0.0.0.0/0", "::/0"}:
            message = f"`{name}` leads everywhere"
            yield Finding("SEC499", message, fix=f"leave {name} out, or name the addresses", path=place(name))
