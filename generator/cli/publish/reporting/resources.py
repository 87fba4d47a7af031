"""A resolved template → what a reviewer asks of it: trust, network, encryption, logging."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.iam.roles import DeployedRole
from generator.verify.network.graph import read_network, ways_out
from generator.views.report.facts import Kept, NetworkFacts, RoleFacts, Trusted

Resources = Mapping[str, Mapping[str, Any]]
_KEYS = ("kmskeyid", "kmsmasterkeyid", "kmskeyarn", "kmskey", "encryptionkey")
"""Properties, in lower case, that name the key under which something is encrypted."""
_SWITCHES = ("sqsmanagedsseenabled", "encrypted", "storageencrypted", "encryptatrest", "sseenabled")
_HOLDING = (
    "AWS::CodeArtifact::Domain",
    "AWS::CodeCommit::Repository",
    "AWS::DynamoDB::Table",
    "AWS::EC2::Volume",
    "AWS::EFS::FileSystem",
    "AWS::RDS::DBInstance",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SageMaker::EndpointConfig",
    "AWS::SageMaker::NotebookInstance",
)
"""Types that hold data, with or without a key."""
_LOGGING = {
    "AWS::CloudTrail::Trail": ("S3BucketName",),
    "AWS::EC2::FlowLog": ("LogGroupName", "LogDestination"),
    "AWS::Logs::LogGroup": (),
    "AWS::Route53Resolver::ResolverQueryLoggingConfig": ("DestinationArn",),
}
"""Types that record something, and the properties that say where."""


def read_trust(roles: Mapping[str, DeployedRole]) -> Iterator[RoleFacts]:
    """Each role with whoever may assume it."""
    for name, role in roles.items():
        trusted = [each for row in role.trust.document["Statement"] for each in _trusted(row)]
        boundary = role.boundary.name if role.boundary is not None else ""
        policies = (*(each.name for each in role.identity), *role.foreign)
        yield RoleFacts(name, tuple(dict.fromkeys(trusted)), boundary, policies)


def read_network_facts(resources: Resources) -> NetworkFacts | None:
    """The network that a template makes; None where it makes neither a VPC nor an endpoint in one."""
    network = read_network({"Resources": resources})
    vpcs, endpoints = list(network.of("AWS::EC2::VPC")), list(network.of("AWS::EC2::VPCEndpoint"))
    if not vpcs and not endpoints:
        return None
    given = str(endpoints[0][1].get("VpcId", "")) if not vpcs else ""
    subnets = [
        (name, str(each.get("AvailabilityZone", "any zone")), str(each.get("CidrBlock", "")))
        for name, each in network.of("AWS::EC2::Subnet")
    ]
    services = [(str(each.get("VpcEndpointType", "Gateway")), str(each.get("ServiceName"))) for _, each in endpoints]
    outs = (" → ".join([way[0].source, *(edge.target for edge in way)]) for way in ways_out(network))
    return NetworkFacts(
        given or vpcs[0][0],
        tuple(str(each.get("CidrBlock", "")) for _, each in vpcs),
        tuple(subnets),
        tuple(sorted(service for kind, service in services if kind == "Interface")),
        tuple(sorted(service for kind, service in services if kind != "Interface")),
        tuple(outs),
        bool(given),
    )


def read_kept(resources: Resources, values: Mapping[str, str]) -> Iterator[Kept]:
    """What holds data, and by which key it is encrypted; `values` are ARNs or ids by logical id."""
    names = {value: name for name, value in values.items()}
    for name, body in resources.items():
        properties = body.get("Properties") or {}
        keys = list(dict.fromkeys(_find_keys(properties)))
        if body["Type"] in _HOLDING or (keys and body["Type"] not in _LOGGING):
            said = ", ".join(_key(each, names) for each in keys) or "nothing said here: the service's own default"
            yield Kept(name, body["Type"], said, _end(body))
        elif body["Type"] == "AWS::KMS::Key":
            turned = properties.get("EnableKeyRotation")
            words = "a key, which AWS rotates" if str(turned).lower() == "true" else "a key without rotation"
            days = properties.get("PendingWindowInDays", 30)
            yield Kept(name, body["Type"], words, f"{_end(body)}; deleted after {days} days' wait")


def read_logs(resources: Resources, values: Mapping[str, str]) -> Iterator[Kept]:
    """What is recorded, where it goes and how long it is kept."""
    names = {value: name for name, value in values.items()}
    for name, body in resources.items():
        properties = body.get("Properties") or {}
        if body["Type"] in _LOGGING:
            keys = ", ".join(_key(each, names) for each in dict.fromkeys(_find_keys(properties)))
            there = [properties[key] for key in _LOGGING[body["Type"]] if key in properties]
            days = properties.get("RetentionInDays")
            kept = f"{days} days" if days is not None else f"in {', '.join(map(str, there))}" if there else "for ever"
            yield Kept(name, body["Type"], keys or "as its destination", kept)
        elif destination := (properties.get("LoggingConfiguration") or {}).get("DestinationBucketName"):
            yield Kept(f"{name}, its access log", body["Type"], "as its destination", f"in {destination}")


def _trusted(row: Mapping[str, Any]) -> Iterator[Trusted]:
    if row.get("Effect") != "Allow":
        return
    principals = row.get("Principal") or {}
    said = principals if isinstance(principals, Mapping) else {"AWS": principals}
    tests = [f"{key} {operator}" for operator, each in (row.get("Condition") or {}).items() for key in each]
    for kind, listed in said.items():
        for who in listed if isinstance(listed, list) else [listed]:
            yield Trusted(str(who), kind, tuple(tests))


def _find_keys(node: Any) -> Iterator[str]:
    """Every key, algorithm or switch of encryption inside a resource's properties."""
    if isinstance(node, list):
        for each in node:
            yield from _find_keys(each)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            lowered = key.lower()
            if lowered in _KEYS and isinstance(value, str):
                yield value
            elif lowered in _SWITCHES and str(value).lower() == "true":
                yield "the service's own key"
            elif lowered == "ssealgorithm" and "kms" not in str(value):
                yield f"S3's own keys ({value})"
            else:
                yield from _find_keys(value)


def _end(body: Mapping[str, Any]) -> str:
    kept = str(body.get("DeletionPolicy", "")).startswith("Retain")
    return "kept when its stack ends" if kept else "deleted with its stack"


def _key(value: str, names: Mapping[str, str]) -> str:
    return names.get(value, value)
