"""What is true of a request whoever makes it and whatever it asks for: the way it came, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from embedded_aws.gateway.principals import Principal

Values = dict[str, str | list[str]]


@dataclass(frozen=True)
class VpcEndpoint:
    """A VPC endpoint through which a request came; `address` is its loopback address."""

    id: str
    vpc: str
    service: str
    """The service that it serves, by botocore's name, such as `s3`."""
    address: str
    source_ip: str
    account: str
    region: str
    policy: str | Mapping[str, Any] | None


@dataclass(frozen=True)
class Circumstances:
    """The way and the time of one request."""

    now: datetime
    region: str
    source_ip: str
    secure: bool
    user_agent: str
    endpoint: VpcEndpoint | None = None
    tags_of: Callable[[str], Mapping[str, str]] = field(default=lambda arn: {}, repr=False)
    """The tags of resources that the front's own services keep."""


def global_keys(principal: Principal, way: Circumstances, resource_account: str) -> Values:
    """The global condition keys; source: IAM User Guide, "AWS global condition context keys"."""
    values: Values = {
        "aws:CurrentTime": way.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:EpochTime": str(int(way.now.timestamp())),
        "aws:PrincipalAccount": principal.account,
        "aws:RequestedRegion": way.region,
        "aws:ResourceAccount": resource_account,
        "aws:SecureTransport": str(way.secure).lower(),
        "aws:UserAgent": way.user_agent,
        "aws:PrincipalIsAWSService": "false",
        **_network(way),
        **_identity(principal),
        **_session(principal, way.now),
    }
    values.update({f"aws:PrincipalTag/{key}": value for key, value in principal.tags.items()})
    return values


def _network(way: Circumstances) -> Values:
    if way.endpoint is None:
        return {"aws:SourceIp": way.source_ip}
    found = way.endpoint
    return {
        "aws:SourceVpc": found.vpc,
        "aws:SourceVpcArn": f"arn:aws:ec2:{found.region}:{found.account}:vpc/{found.vpc}",
        "aws:SourceVpce": found.id,
        "aws:VpcSourceIp": way.source_ip or found.source_ip,
        "aws:VpceAccount": found.account,
    }


def _identity(principal: Principal) -> Values:
    held = principal.session
    kinds = {"root": "Account", "user": "User", "role": "AssumedRole"}
    values: Values = {
        "aws:PrincipalArn": held.role_arn or held.arn,
        "aws:PrincipalType": kinds.get(held.kind, "Anonymous"),
        "aws:userid": held.user_id,
    }
    if held.kind == "user":
        values["aws:username"] = principal.name
    if held.source_identity:
        values["aws:SourceIdentity"] = held.source_identity
    return values


def _session(principal: Principal, now: datetime) -> Values:
    held = principal.session
    values: Values = {"aws:ViaAWSService": str(bool(held.via)).lower()}
    if held.via:
        values["aws:CalledVia"] = list(held.via)
        values["aws:CalledViaFirst"], values["aws:CalledViaLast"] = held.via[0], held.via[-1]
    if principal.long_term:
        return values
    values["aws:MultiFactorAuthPresent"] = str(held.mfa_at is not None).lower()
    if held.mfa_at is not None:
        values["aws:MultiFactorAuthAge"] = str(int((now - held.mfa_at).total_seconds()))
    return values
