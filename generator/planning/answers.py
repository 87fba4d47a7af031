"""Where portfolio.yaml answers each parameter of an environment, and answers that a release cannot take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.cloudformation.template.parameter import Parameter
from generator.model import Environment, Network, Release, Target, Trust
from generator.planning.environments import plan_deployment

_SCIENTISTS = ("people", "scientists")
PLACES: Mapping[str, tuple[str, ...]] = {
    "Project": ("project",),
    "Stage": ("stage",),
    "VpcCidr": ("network", "cidr"),
    "Zones": ("network", "zones"),
    "ZoneNames": ("network", "zones"),
    "EndpointsDevelopment": ("network", "endpoints"),
    "EndpointsContainers": ("network", "endpoints"),
    "EndpointsSelfService": ("network", "endpoints"),
    "AccessCidr": ("network", "access-cidr"),
    "AccessGroup": ("network", "access-group"),
    "Proxy": ("network", "proxy"),
    "NetworkAcls": ("network", "network-acls"),
    "S3PrefixList": ("network", "s3-prefix-list"),
    "ExistingVpc": ("network", "vpc"),
    "VpcOwner": ("network", "vpc-owner"),
    "ExistingSubnets": ("network", "subnets"),
    "ExistingRouteTables": ("network", "route-tables"),
    "ExistingEndpoints": ("network", "existing-endpoints"),
    "TrustMode": (*_SCIENTISTS, "trust"),
    "TrustedPrincipals": (*_SCIENTISTS, "principals"),
    "SamlProvider": (*_SCIENTISTS, "saml-provider"),
    "OwnerMode": ("options", "owner"),
    "AlarmEmail": ("options", "alarms"),
    "InvokeFrom": ("options", "invoke"),
    "DnsFirewall": ("network", "dns-firewall"),
    "AllowedDomains": ("network", "allowed-domains"),
    "ModelApprovers": ("people", "approvers"),
    "RolePath": ("roles", "path"),
    "PermissionsBoundary": ("roles", "boundary"),
    "Roles": ("roles", "made"),
    "DataKeyArn": ("existing", "data-key"),
    "NotebookKeyArn": ("existing", "notebook-key"),
    "LogsKeyArn": ("existing", "logs-key"),
    "LogBucket": ("existing", "log-bucket"),
}
"""Parameter → its place below an environment. Every other one stands in `options` under its own name."""


@dataclass(frozen=True)
class Untaken:
    """An answer that a release's template does not take, and what it would take instead."""

    parameter: str
    value: str
    known: bool
    choices: str


def place_of(parameter: str) -> tuple[str, ...]:
    """Where an environment of portfolio.yaml answers a parameter: `AccessCidr` → network, access-cidr."""
    words = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in parameter).strip("-")
    return PLACES.get(parameter, ("options", words.replace("sage-maker", "sagemaker")))


def find_untaken(
    environment: Environment, target: Target, release: Release, declared: Mapping[str, Parameter]
) -> Iterator[Untaken]:
    """What is answered otherwise than by default and the release has no question for, or refuses."""
    named = (environment.name, environment.target, environment.project, environment.stage, environment.version)
    plain = Environment(*named, Network(), Trust(environment.scientists.mode))
    default = plan_deployment(plain, target, release).parameters
    for name, value in plan_deployment(environment, target, release).parameters.items():
        if name not in declared:
            if value != default.get(name):
                yield Untaken(name, value, False, "")
        elif not declared[name].accepts(value):
            parameter = declared[name]
            yield Untaken(name, value, True, ", ".join(parameter.choices) or parameter.bounds or "another value")
