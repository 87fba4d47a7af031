"""SEC496: data that may travel in the clear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Finding
from generator.diagnostics.finding import Severity
from generator.verify.rules.template import Template, keys_of, listed, place
from generator.verify.rules.values import ABSENT, is_off, is_on, values_at, values_of

_HTTP = "Protocol: HTTPS"
CLEAR: tuple[tuple[str, str, frozenset[str], str], ...] = (
    ("AWS::CloudFront::Distribution", "DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy",
     frozenset({"allow-all"}), "ViewerProtocolPolicy: redirect-to-https"),
    ("AWS::CloudFront::Distribution", "DistributionConfig.CacheBehaviors.ViewerProtocolPolicy",
     frozenset({"allow-all"}), "ViewerProtocolPolicy: redirect-to-https"),
    ("AWS::MSK::Cluster", "EncryptionInfo.EncryptionInTransit.ClientBroker",
     frozenset({"PLAINTEXT", "TLS_PLAINTEXT"}), "ClientBroker: TLS"),
    ("AWS::SNS::Subscription", "Protocol", frozenset({"http"}), "Protocol: https"),
)  # fmt: skip
UNFORCED: Mapping[str, str] = {
    "AWS::Elasticsearch::Domain": "DomainEndpointOptions.EnforceHTTPS",
    "AWS::OpenSearchService::Domain": "DomainEndpointOptions.EnforceHTTPS",
}
_DOORS = "AWS::ElasticLoadBalancingV2::Listener"


def find(template: Template) -> Iterator[Finding]:
    """Every bucket policy that does not refuse it, and every service that is told to take it."""
    yield from _buckets(template)
    for kind, path, clear, fix in CLEAR:
        for name, properties in template.of(kind):
            if clear & set(map(str, values_at(template, properties, path))):
                yield _clear(name, path, fix)
    for kind, path in UNFORCED.items():
        for name, properties in template.of(kind):
            if not all(map(is_on, values_at(template, properties, path))):
                yield _clear(name, path, f"{path}: true")
    for name, properties in template.of("AWS::ElastiCache::ReplicationGroup"):
        if any(map(is_off, values_at(template, properties, "TransitEncryptionEnabled"))):
            yield _clear(name, "TransitEncryptionEnabled", "TransitEncryptionEnabled: true")
    for name, properties in template.of(_DOORS):
        redirects = "redirect" in values_at(template, properties, "DefaultActions.Type")
        if "HTTP" in values_at(template, properties, "Protocol") and not redirects:
            yield _clear(name, "Protocol", _HTTP)


def _buckets(template: Template) -> Iterator[Finding]:
    policies = {policy.path[1]: policy for policy in template.policies()}
    for name, properties in template.of("AWS::S3::BucketPolicy"):
        if name not in policies or any(map(_refuses, (each for _, each in policies[name].statements()))):
            continue
        if any(value is not ABSENT for value in values_of(template, properties.get("PolicyDocument"))):
            message = f"`{name}` lets objects travel in the clear: it refuses no request without TLS"
            fix = "Effect: Deny, Principal: '*', Action: s3:*, Condition: { Bool: { aws:SecureTransport: 'false' } }"
            yield Finding("SEC496", message, fix=fix, path=place(name, "PolicyDocument"), severity=Severity.WARNING)


def _refuses(statement: Mapping[str, Any]) -> bool:
    if statement.get("Effect") != "Deny" or "aws:securetransport" not in keys_of(statement):
        return False
    tests = [each for each in statement["Condition"].values() for key in each if key.lower() == "aws:securetransport"]
    return any(str(value).lower() == "false" for test in tests for found in test.values() for value in listed(found))


def _clear(name: str, path: str, fix: str) -> Finding:
    first, _, _ = path.partition(".")
    return Finding("SEC496", f"`{name}` takes traffic in the clear", fix=fix, path=place(name, first))
