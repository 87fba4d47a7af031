"""Policies of buckets: whether one lets everybody in, and what S3 refuses in one and moto (5.2) takes.

Sources: S3 User Guide, "Blocking public access to your Amazon S3 storage" with "The meaning of 'public'"; API
reference, "Error responses" (MalformedPolicy). New buckets block public access since April 2023.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from ipaddress import ip_network
from typing import Any

from embedded_aws.gateway.moto_state import find_bucket
from embedded_aws.gateway.statements import listed, read_statements
from embedded_aws.service import Call, ServiceError
from generator.iam.actions import exists, resource_patterns

FIXED = frozenset(
    (
        *(
            "aws:PrincipalAccount",
            "aws:PrincipalArn",
            "aws:PrincipalOrgID",
            "aws:PrincipalOrgPaths",
            "aws:SourceAccount",
        ),
        *("aws:SourceArn", "aws:SourceIp", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceOwner", "aws:SourceVpc"),
        *("aws:SourceVpce", "aws:userid", "s3:DataAccessPointAccount", "s3:DataAccessPointArn"),
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
    )
)
_FIXED = {key.lower() for key in FIXED}
"""Keys with which a statement for everybody is not public, where each value is without wildcards and variables."""
OPERATORS = ("StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "IpAddress")
WILDCARDS_ALLOWED = ("aws:principalorgpaths", "aws:sourceorgpaths", "s3:dataaccesspointarn")
WIDEST = {4: 8, 6: 32}
"""Of addresses, the shortest prefix that counts as fixed."""
ARN = "arn:aws:s3:::"


def check_policy(call: Call) -> None:
    """PutBucketPolicy: raises ServiceError for what is no statement of it, and for everybody where that is blocked."""
    name = str(call.params["Bucket"])
    bucket, statements = find_bucket(name), list(read_statements(call.params.get("Policy")))
    if bucket is None:
        return
    for statement in statements:
        _check_statement(statement, name)
    block = bucket.public_access_block
    if block is not None and block.block_public_policy and any(is_public(one) for one in statements):
        raise ServiceError(
            "AccessDenied",
            f"User: {call.caller.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "
            f'"{ARN}{name}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block '
            "Public Access.",
            403,
        )


def is_public(statement: Mapping[str, Any]) -> bool:
    """Whether a statement lets everybody in, as S3 sees it."""
    if statement.get("Effect") != "Allow":
        return False
    principal = statement.get("Principal", "*")
    named = listed(principal.get("AWS")) if isinstance(principal, Mapping) else listed(principal)
    return "*" in named and not any(_is_fixed(*row) for row in _conditions(statement))


def _conditions(statement: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    conditions = statement.get("Condition")
    for operator, keys in (conditions if isinstance(conditions, Mapping) else {}).items():
        for key, values in (keys if isinstance(keys, Mapping) else {}).items():
            yield operator.removeprefix("ForAnyValue:"), str(key).lower(), listed(values)


def _is_fixed(operator: str, key: str, values: list[str]) -> bool:
    if operator not in OPERATORS or key not in _FIXED:
        return False
    if key == "aws:sourceip":
        return all(_is_narrow(value) for value in values)
    return key in WILDCARDS_ALLOWED or not any(sign in value for value in values for sign in ("*", "?", "${"))


def _is_narrow(addresses: str) -> bool:
    try:
        network = ip_network(addresses, strict=False)
    except ValueError:
        return False
    return network.is_private or network.prefixlen >= WIDEST[network.version]


def _check_statement(statement: Mapping[str, Any], bucket: str) -> None:
    actions, resources = listed(statement.get("Action")), listed(statement.get("Resource"))
    if any(action != "*" and not action.lower().startswith("s3:") for action in actions):
        raise _malformed("Policy has invalid action")
    if not all(_is_of(resource, bucket) for resource in resources):
        raise _malformed("Policy has invalid resource")
    for action in actions if resources else ():
        if exists(action) and not any(_applies(action, resource) for resource in resources):
            raise _malformed("Action does not apply to any resource(s) in statement")


def _is_of(resource: str, bucket: str) -> bool:
    """Whether a resource may be the bucket or an object of it."""
    if not resource.startswith(ARN):
        return True
    named = resource.removeprefix(ARN).partition("/")[0]
    return "${" in named or fnmatchcase(bucket, named) or (named.endswith("*") and bucket.startswith(named[:-1]))


def _applies(action: str, resource: str) -> bool:
    kinds = {kind.name for kind in resource_patterns(action)}
    if not kinds & {"bucket", "object"} or not resource.startswith(ARN):
        return True
    inside = "/" in resource
    return ("object" in kinds and (inside or resource.endswith("*"))) or ("bucket" in kinds and not inside)


def _malformed(words: str) -> ServiceError:
    return ServiceError("MalformedPolicy", words, 400)
