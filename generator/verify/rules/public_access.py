"""SEC493: a bucket, a database or a function that is open to the internet.

A bucket of which a template says nothing is closed since April 2023 (S3 User Guide, "Blocking public access"). One that
names some of the four switches leaves the others off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Finding
from generator.verify.rules.template import Template, place
from generator.verify.rules.values import ABSENT, UNKNOWN, is_off, is_on, values_at

_BLOCK = "PublicAccessBlockConfiguration"
BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
_ACLS = {"PublicRead", "PublicReadWrite", "AuthenticatedRead"}
OPENED: Mapping[str, str] = {
    "AWS::AmazonMQ::Broker": "PubliclyAccessible",
    "AWS::DMS::ReplicationInstance": "PubliclyAccessible",
    "AWS::RDS::DBInstance": "PubliclyAccessible",
    "AWS::Redshift::Cluster": "PubliclyAccessible",
}
_LIMITS = ("SourceArn", "SourceAccount", "PrincipalOrgID")


def find(template: Template) -> Iterator[Finding]:
    """Every way in for everybody, one finding a property."""
    for name, properties in template.of("AWS::S3::Bucket"):
        if _ACLS & {str(value) for value in values_at(template, properties, "AccessControl")}:
            yield _open(name, "AccessControl", "is read by everybody", "AccessControl: Private")
        for block in BLOCKS if _BLOCK in properties else ():
            values = list(values_at(template, properties, f"{_BLOCK}.{block}"))
            if any(value is ABSENT or is_off(value) for value in values):
                yield _open(name, _BLOCK, f"could be opened to everybody: {block} is off", f"{block}: true")
    for kind, key in OPENED.items():
        for name, properties in template.of(kind):
            unsaid = kind.startswith("AWS::DMS") and key not in properties
            if unsaid or any(value is not UNKNOWN and is_on(value) for value in values_at(template, properties, key)):
                yield _open(name, key, "is reached from the internet", f"{key}: false")
    yield from _functions(template)


def _functions(template: Template) -> Iterator[Finding]:
    for name, properties in template.of("AWS::Lambda::Url"):
        if "NONE" in values_at(template, properties, "AuthType"):
            yield _open(name, "AuthType", "is called by everybody", "AuthType: AWS_IAM")
    for name, properties in template.of("AWS::Lambda::Permission"):
        limited = any(key in properties for key in _LIMITS)
        if properties.get("Principal") == "*" and not limited and "FunctionUrlAuthType" not in properties:
            yield _open(name, "Principal", "lets everybody in", "Principal: the service or account that is meant")


def _open(name: str, key: str, words: str, fix: Any) -> Finding:
    return Finding("SEC493", f"`{name}` {words}", fix=fix, path=place(name, key))
