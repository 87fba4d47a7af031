"""A forward proxy, where one is named: the only peer outside that the workload's group reaches, by address and port.

It is somebody else's and decides which hosts are reached. No route is drawn: inside the VPC's block it needs none, and
beyond it whoever attaches the VPC to another network routes this one address, as for people (`AccessCidr`).
"""

from __future__ import annotations

from troposphere import Ref, Select, Split, Sub, ec2

from generator.blueprint import Canvas
from products.environment.estate import When
from products.environment.names import Value

BLOCK = Sub("${Address}/32", Address=Select(0, Split(":", Ref("Proxy"))))
PORT = Select(1, Split(":", Sub("${Proxy}:")))


def build_proxy(canvas: Canvas, workload: Value) -> None:
    """Let the workload's group out to the proxy, and to nothing beside it."""
    canvas.add(
        ec2.SecurityGroupEgress(
            "WorkloadToProxy",
            Condition=When.WITH_PROXY,
            GroupId=workload,
            CidrIp=BLOCK,
            IpProtocol="tcp",
            FromPort=PORT,
            ToPort=PORT,
            Description="The proxy that is named - which hosts are reached is its own list to say",
        )
    )
