"""Address blocks inside an address block, for `Fn::Cidr`."""

from __future__ import annotations

import ipaddress

from generator.cloudformation.errors import invalid


def cut_blocks(block: str, count: int, bits: int | None) -> list[str]:
    """The first `count` blocks with `bits` host bits each inside a block."""
    try:
        network = ipaddress.ip_network(block)
    except ValueError:
        raise invalid(f"Template error: Fn::Cidr: {block} is not a valid CIDR block") from None
    if not 1 <= count <= 256:
        raise invalid("Template error: Fn::Cidr: the count must be between 1 and 256")
    if bits is None and network.version == 6:
        raise invalid("Template error: Fn::Cidr: an IPv6 block needs the number of subnet bits")
    length = network.max_prefixlen - (8 if bits is None else bits)
    if length < network.prefixlen or length > network.max_prefixlen or 2 ** (length - network.prefixlen) < count:
        raise invalid(f"Template error: Fn::Cidr: {block} has no room for {count} blocks of {bits} bits")
    blocks = network.subnets(new_prefix=length)
    return [str(next(blocks)) for _ in range(count)]
