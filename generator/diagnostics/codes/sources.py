"""PF188 and PF194-PF199: what an environment publishes, its code and packages, and the proxy that leads there."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PF188",
        "A release that looks up what its environment does not publish",
        "Products find their environment by parameters below /ds/<environment>/, and a newer one may need more of "
        "them. What is not there fails every launch, at the moment of the launch.",
        "Ask for the environment's version that publishes them and deploy it, then offer the product's.",
    ),
    Explanation(
        "PF194",
        "Not a proxy's address",
        "Security groups and network ACLs let packets out to addresses and ports; they know no names and no URLs.",
        "Write a private IPv4 address and a port, such as 10.1.2.3:3128; a load balancer with fixed addresses has one.",
    ),
    Explanation(
        "PF195",
        "A proxy with a public address",
        "The network has no way to the internet, so no packet arrives there; and a proxy of strangers would see all.",
        "Name a proxy in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10 that you or your network team run.",
    ),
    Explanation(
        "PF196",
        "A Git host that nothing leads to",
        "There is no way out of the network, so every clone would hang. A proxy is a way, and so is an endpoint on "
        "port 443 that an existing VPC with `existing-endpoints` has for the host.",
        "Name `proxy` in `network`, or take `git: codecommit` or `git: none`.",
    ),
    Explanation(
        "PF197",
        "Code or packages without their endpoints",
        "CodeCommit and CodeArtifact are reached by endpoints only. Some regions have none, and in a VPC that another "
        "account shares only that account makes them.",
        "Take none, or say in `shared-endpoints` that the VPC's owner has made them.",
    ),
    Explanation(
        "PF198",
        "A Git host whose name is not answered",
        "DNS Firewall answers AWS's names, the VPC's own and those of `allowed-domains`; without its name the endpoint "
        "that leads to the host is not found. A proxy looks names up itself and needs no such row.",
        "Add the host to `allowed-domains`.",
    ),
    Explanation(
        "PF199",
        "An address that is no repository's",
        "The address is published and cloned as it stands, so it must not hold credentials; and of CodeCommit's "
        "repositories only the environment's own is reached.",
        "Write https, a host and a path; `git: codecommit` stands for the environment's own repository.",
    ),
)
