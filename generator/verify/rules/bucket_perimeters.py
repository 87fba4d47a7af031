"""SEC459: a bucket of data that is read or written from anywhere, though the network has its own way to S3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from generator.diagnostics import Finding
from generator.iam.lint import statements_of
from generator.verify.rules.endpoint_names import service_of
from generator.verify.rules.template import Template, keys_of, listed, references_of, text_of

_DATA = ("s3:GetObject", "s3:PutObject")


def find(template: Template) -> Iterator[Finding]:
    """Every bucket, but those that logs are delivered to, whose policy does not refuse other ways."""
    if "s3" not in {service_of(properties) for _, properties in template.of("AWS::EC2::VPCEndpoint")}:
        return
    logs = {name for _, properties in template.of("AWS::S3::Bucket") for name in _targets(properties)}
    guarded = {_ref(each.get("Bucket")) for _, each in template.of("AWS::S3::BucketPolicy") if _refuses(each)}
    for name, _ in template.of("AWS::S3::Bucket"):
        if name not in logs and name not in guarded:
            message = f"the data of `{name}` may come and go by other ways than the S3 endpoint"
            fix = "deny data actions where aws:SourceVpce is not the endpoint"
            yield Finding("SEC459", message, fix=fix, path=("Resources", name))


def _refuses(properties: Mapping[str, Any]) -> bool:
    for statement in statements_of(properties.get("PolicyDocument", {})):
        patterns = [text_of(action) for action in listed(statement.get("Action"))]
        data = all(any(fnmatchcase(action, pattern) for pattern in patterns) for action in _DATA)
        if statement["Effect"] == "Deny" and "aws:sourcevpce" in keys_of(statement) and data:
            return True
    return False


def _targets(properties: Mapping[str, Any]) -> Iterator[str]:
    return references_of(properties.get("LoggingConfiguration", {}).get("DestinationBucketName"))


def _ref(value: Any) -> str | None:
    return value.get("Ref") if isinstance(value, Mapping) else None
