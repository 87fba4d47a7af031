"""The one egress rule to a block that SEC423 lets pass: to the proxy that the template itself publishes.

Exactly one address outside with exactly one port, from the published workload's group, as the SSM parameters
`…/proxy` (`10.1.2.3:3128`) and `…/security-group/workload` say. What is not published, or is wider, stays a way out.
"""

from __future__ import annotations

from generator.verify.network.graph import Network
from generator.verify.network.groups import Rule, is_private

_PARAMETER = "AWS::SSM::Parameter"


def leads_to_proxy(network: Network, rule: Rule) -> bool:
    """Whether a rule lets the workload's group out to the published proxy and to nothing else."""
    proxies, groups = _published(network, "/proxy"), _published(network, "/security-group/workload")
    if len(proxies) != 1 or {rule.group} != {network.name(group) for group in groups}:
        return False
    address, _, port = proxies.pop().partition(":")
    ends = {str(rule.traffic.get(end)) for end in ("FromPort", "ToPort")}
    tcp = str(rule.traffic.get("IpProtocol")) in ("tcp", "6")
    return tcp and ends == {port} and rule.peer == f"{address}/32" and is_private(rule.peer)


def _published(network: Network, end: str) -> set[str]:
    """The values of the parameters below one name."""
    rows = (parameter for _, parameter in network.of(_PARAMETER))
    return {str(row.get("Value")) for row in rows if str(row.get("Name")).endswith(end)}
