"""The network of an environment: a drawing with the internet outside, the same as Mermaid's text, and a table."""

from __future__ import annotations

import re

from generator.views.report.facts import NetworkFacts
from generator.views.report.html import Markup, anchor, code, element
from generator.views.report.svg import box, cut, drawing, text
from generator.views.report.tables import folded, listing, scrolling, table

_WIDTH, _COLUMNS = 1000, 3


def render_network(name: str, network: NetworkFacts) -> Markup:
    """The network of one environment."""
    rows = [(each, zone, code(block)) for each, zone, block in network.subnets]
    kinds = [("interface endpoint", each) for each in network.interfaces]
    kinds += [("gateway endpoint, free", each) for each in network.gateways]
    return element(
        "div",
        element(
            "figure",
            scrolling(f"Drawing of the network of {name}", _draw(name, network)),
            element("figcaption", _caption(network)),
        ),
        folded("The same as text for Mermaid", element("pre", _mermaid(network))),
        table(f"Subnets of {name}", ("Subnet", "In zone", "Block"), rows),
        table(f"Endpoints of {name}", ("Kind", "Service"), [(kind, code(each)) for kind, each in kinds]),
    )


def _caption(network: NetworkFacts) -> Markup:
    if network.outs:
        return element("div", "Packets leave this network:", listing(network.outs))
    if network.given:
        return element(
            "span",
            "The VPC is somebody else's: which gateways and routes it has is not known here, and "
            "nothing that this template makes leads out of it.",
        )
    return element(
        "span",
        "No internet gateway, no NAT gateway, no peering and no route leads out: the internet is "
        "outside, and no line goes to it. What leaves goes to AWS's own services, through the endpoints.",
    )


def _draw(name: str, network: NetworkFacts) -> Markup:
    endpoints = [*map(_service, network.interfaces), *(f"{_service(each)} (gateway)" for each in network.gateways)]
    rows = -(-len(endpoints) // _COLUMNS)
    zones = list(dict.fromkeys(zone for _, zone, _ in network.subnets)) or ["zones of its owner"]
    low = 170 + 40 * max((sum(zone == at for _, at, _ in network.subnets) for zone in zones), default=1)
    height = low + 80 + rows * 34
    parts = [box(10, 10, _WIDTH - 20, 44, "plain"), text(_WIDTH // 2, 37, "Internet", "title", middle=True)]
    parts += [element("line", x1=10, y1=72, x2=_WIDTH - 10, y2=72, class_="wall")]
    if network.outs:
        parts += [element("path", d=f"M{_WIDTH // 2},54 L{_WIDTH // 2},92", class_="out")]
    parts += [
        box(10, 92, _WIDTH - 20, height - 102, "frame"),
        text(24, 116, f"VPC {network.vpc} {' '.join(network.blocks)}", "title"),
    ]
    wide = (_WIDTH - 60) // len(zones)
    for number, zone in enumerate(zones):
        x = 30 + number * wide
        parts += [box(x, 130, wide - 10, low - 140, "frame"), text(x + 10, 150, zone, "small")]
        inside = [(each, block) for each, at, block in network.subnets if at == zone]
        for row, (each, block) in enumerate(inside):
            y = 160 + row * 40
            parts += [box(x + 10, y, wide - 30, 32), text(x + 20, y + 21, cut(f"{each} {block}", wide // 8))]
    parts += [text(30, low + 24, "endpoints to AWS's services", "small")]
    column = (_WIDTH - 60) // _COLUMNS
    for number, each in enumerate(endpoints):
        x, y = 30 + number % _COLUMNS * column, low + 36 + number // _COLUMNS * 34
        parts += [box(x, y, column - 10, 28), text(x + 10, y + 19, cut(each, 36))]
    says = "a way leads out to the internet" if network.outs else "no line leads from the VPC to the internet"
    words = f"{len(network.subnets)} subnets in {len(zones)} zones, {len(endpoints)} endpoints; {says}."
    return drawing(f"Network of {name}", words, _WIDTH, height, parts, key=anchor("network", name))


def _service(name: str) -> str:
    """The end of an endpoint service's name, behind AWS's domain and the region: `sagemaker.api`."""
    return re.sub(r"^(com\.amazonaws|aws)\.([a-z-]+\.)?[a-z0-9]+-[a-z-]+-\d\.", r"\2", name)


def _mermaid(network: NetworkFacts) -> str:
    lines = ["flowchart TB", '  internet(["Internet"])', f'  subgraph vpc["VPC {network.vpc}"]']
    lines += [f'    s{number}["{each} {block}"]' for number, (each, _, block) in enumerate(network.subnets)]
    lines += [f'    e{number}[["{each}"]]' for number, each in enumerate([*network.interfaces, *network.gateways])]
    lines += ["  end", *(["  vpc --> internet"] if network.outs else [])]
    return "\n".join(lines)
