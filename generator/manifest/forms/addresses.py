"""Address blocks and the ids of existing parts of a network."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import IPv4Network
from typing import Annotated, Any

from pydantic import AfterValidator, PlainValidator, WithJsonSchema

from generator.manifest.forms.form import invalid

PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
_ZONE = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9][a-z]")
_BLOCK = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}")


def _block(value: str) -> str:
    try:
        network = IPv4Network(value) if _BLOCK.fullmatch(value) else None
    except ValueError:
        network = None
    if network is not None:
        return value
    try:
        proper = str(IPv4Network(value, strict=False)) if _BLOCK.fullmatch(value) else None
    except ValueError:
        proper = None
    if proper is not None:
        message = f"`{value}` names an address inside a block, not the block"
        raise invalid("cidr", message, proper, "bits behind the prefix are set")
    raise invalid("cidr", f"`{value[:40]}` is not a block of IPv4 addresses", "write one such as 10.2.0.0/16")


def _private(value: str) -> str:
    if not any(IPv4Network(_block(value)).subnet_of(block) for block in PRIVATE):
        message = f"`{value}` is not private: traffic to the real owner of these addresses would be lost"
        raise invalid("cidr", message, "take a block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16", "public")
    return value


def _vpc_block(value: str) -> str:
    size = IPv4Network(_private(value)).prefixlen
    if 16 <= size <= 24:
        return value
    # The environment cuts its block by Fn::Cidr, into subnets of 64 addresses where it is small (AWS keeps five of
    # each): four parts of a /24 hold three zones, those of a /25 do not. "VPC CIDR blocks" says /16 at the largest.
    if size > 24:
        message = f"a /{size} is too small: its {2 ** (32 - size)} addresses do not hold the subnets of three zones"
    else:
        message = f"a /{size} is too large: a VPC's block is /16 at the largest"
    raise invalid("cidr", message, f"{value.split('/')[0]}/{24 if size > 24 else 16}", "/16 to /24")


def _id_of(prefix: str, what: str) -> Callable[[str], str]:
    known = re.compile(rf"{prefix}-([0-9a-f]{{8}}|[0-9a-f]{{17}})")

    def rule(value: str) -> str:
        if not known.fullmatch(value):
            raise invalid(
                "identifier", f"`{value[:60]}` is not the id of {what}", f"such as {prefix}-0a1b2c3d4e5f60718"
            )
        return value

    return rule


def _id_schema(prefix: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{prefix}-[0-9a-f]{{8,17}}$"})


def _zones(value: Any) -> Any:
    """A number, or as many names; a name is a region's and a letter."""
    if isinstance(value, int) and not isinstance(value, bool) and value in (2, 3):
        return value
    if not isinstance(value, list):
        kind = "number" if isinstance(value, int) and not isinstance(value, bool) else "type"
        raise invalid(kind, f"`zones` is 2 or 3, or a list of names, and not `{value}`", "zones: 3")
    if len(value) not in (2, 3) or len(set(map(str, value))) != len(value):
        raise invalid("number", "`zones` names two or three zones, each once", "zones: [eu-west-1a, eu-west-1c]")
    for name in value:
        if not isinstance(name, str) or not _ZONE.fullmatch(name):
            fix = "a region with a letter, such as eu-west-1a (aws ec2 describe-availability-zones)"
            raise invalid("identifier", f"`{name}` is not the name of an Availability Zone", fix)
    return tuple(value)


_CIDR_SCHEMA = {"type": "string", "pattern": r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$"}
VpcCidr = Annotated[str, AfterValidator(_vpc_block), WithJsonSchema(_CIDR_SCHEMA)]
AccessCidr = Annotated[str, AfterValidator(_private), WithJsonSchema(_CIDR_SCHEMA)]
Cidr = Annotated[str, AfterValidator(_block), WithJsonSchema(_CIDR_SCHEMA)]
Zones = Annotated[
    int | tuple[str, ...],
    PlainValidator(_zones),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 2, "maximum": 3},
                {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3, "uniqueItems": True},
            ]
        }
    ),
]
VpcId = Annotated[str, AfterValidator(_id_of("vpc", "a VPC")), _id_schema("vpc")]
SubnetId = Annotated[str, AfterValidator(_id_of("subnet", "a subnet")), _id_schema("subnet")]
RouteTableId = Annotated[str, AfterValidator(_id_of("rtb", "a route table")), _id_schema("rtb")]
SecurityGroupId = Annotated[str, AfterValidator(_id_of("sg", "a security group")), _id_schema("sg")]
EndpointId = Annotated[str, AfterValidator(_id_of("vpce", "an endpoint")), _id_schema("vpce")]
PrefixListId = Annotated[str, AfterValidator(_id_of("pl", "a prefix list")), _id_schema("pl")]
