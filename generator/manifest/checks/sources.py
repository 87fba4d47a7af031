"""Code and packages: each choice has endpoints, or a way that leads there, and its host's name is answered."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.manifest.checks.networks import is_filtered
from generator.manifest.draft import Draft
from generator.manifest.forms import EnvironmentForm, NetworkForm, TargetForm
from generator.model.domains import covers
from generator.model.sources import HTTPS, WITHOUT_CODEARTIFACT, WITHOUT_CODECOMMIT, host_of

_SERVICES = (
    ("git", "codecommit", "CodeCommit", WITHOUT_CODECOMMIT),
    ("packages", "codeartifact", "CodeArtifact", WITHOUT_CODEARTIFACT),
)


def check_sources(draft: Draft) -> Iterator[Finding]:
    """PF196 to PF198 of every environment."""
    for name, environment in draft.environments.items():
        yield from _check_services(draft, name, environment)
        if environment.options.git.startswith("https://"):
            yield from _check_host(draft, name, environment.network, environment.options.git)


def _check_services(draft: Draft, name: str, environment: EnvironmentForm) -> Iterator[Finding]:
    """CodeCommit and CodeArtifact: in their regions, and by endpoints that somebody makes.

    A participant of a shared VPC neither makes endpoints in it nor sees its owner's (VPC User Guide, "Responsibilities
    and permissions for owners and participants"), so that the file must say that they are there.
    """
    target, network = draft.targets.get(environment.target), environment.network
    for key, word, service, without in _SERVICES:
        if getattr(environment.options, key) != word:
            continue
        at = draft.spans.at("environments", name, "options", key)
        if target is not None and target.region in without:
            yield Finding("PF197", f"{target.region} has no {service}, so no endpoint leads to it", at, f"{key}: none")
        elif _is_shared(environment, target) and word not in network.shared_endpoints:
            message = (
                f"only the owner of the shared VPC makes {service}'s endpoints, and nothing says that they are there"
            )
            yield Finding("PF197", message, at, f"{key}: none", f"or shared-endpoints: [{word}]")


def _is_shared(environment: EnvironmentForm, target: TargetForm | None) -> bool:
    """Whether the network is another account's, and described as such (else PF185 says so)."""
    network = environment.network
    apart = target is None or target.account != network.vpc_owner
    return network.vpc_owner is not None and bool(network.existing_endpoints) and apart


def _check_host(draft: Draft, name: str, network: NetworkForm, address: str) -> Iterator[Finding]:
    """A proxy leads to every host and looks names up itself; an endpoint in an existing VPC's block, on port 443."""
    at = draft.spans.at("environments", name, "options", "git")
    host, port = host_of(address)
    if network.proxy is not None:
        return
    if not network.existing_endpoints:
        message = f"nothing leads to {host}: the network has no way out but a proxy that is named in `network`"
        yield Finding("PF196", message, at, "proxy: 10.1.2.3:3128", "no way")
    elif port != HTTPS:
        message = f"port {port} of {host} is closed: an existing VPC's endpoints are reached on port {HTTPS}"
        yield Finding("PF196", message, at, f"git: {address.replace(f':{port}/', '/', 1)}", "no way")
    elif is_filtered(network) and not any(covers(domain, host) for domain in network.allowed_domains):
        message = f"DNS Firewall does not answer {host}, so nobody finds the endpoint that leads to it"
        fix = f"allowed-domains: [{', '.join([*map(_quoted, network.allowed_domains), host])}]"
        yield Finding("PF198", message, at, fix, "not answered")


def _quoted(domain: str) -> str:
    return f'"{domain}"' if domain.startswith("*") else domain
