"""What Route 53 Resolver keeps for one account and region, and the errors for what it does not have."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.regional import Params

Row = dict[str, Any]


@dataclass
class ResolverStore:
    """Everything by its id; the rules of a group and the domains of a list by the id of what they belong to."""

    lists: dict[str, Row] = field(default_factory=dict)
    domains: dict[str, list[str]] = field(default_factory=dict)
    groups: dict[str, Row] = field(default_factory=dict)
    rules: dict[str, list[Row]] = field(default_factory=dict)
    associations: dict[str, Row] = field(default_factory=dict)
    fail_open: dict[str, str] = field(default_factory=dict)
    """By VPC: ENABLED or DISABLED."""
    logs: dict[str, Row] = field(default_factory=dict)
    logged: dict[str, Row] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)


def find(rows: dict[str, Row], params: Params, name: str, what: str) -> Row:
    """A resource that exists; raises ServiceError."""
    wanted = str(params[name])
    if wanted not in rows:
        raise ServiceError("ResourceNotFoundException", f"{what} with ID '{wanted}' does not exist", 400)
    return rows[wanted]


def find_vpc(name: str, call: Call) -> str:
    """The id of a VPC that exists; raises ServiceError."""
    if name not in ec2_of(call.account, call.region).vpcs:
        raise ServiceError("ResourceNotFoundException", f"The vpc ID '{name}' does not exist", 400)
    return name


def new_row(store: ResolverStore, call: Call, params: Params, prefix: str, kind: str) -> Row:
    """A resource with its id, ARN and times, and its tags kept."""
    name = f"{prefix}-{secrets.token_hex(8)}"
    arn = f"arn:aws:route53resolver:{call.region}:{call.account}:{kind}/{name}"
    now = timestamp()
    store.tags[arn] = {tag["Key"]: tag["Value"] for tag in params.get("Tags") or ()}
    return {
        "Id": name,
        "Arn": arn,
        "Name": params["Name"],
        "CreatorRequestId": params["CreatorRequestId"],
        "CreationTime": now,
        "ModificationTime": now,
    }


def forget(store: ResolverStore, rows: dict[str, Row], row: Row) -> Row:
    """Take a resource away, with its tags."""
    del rows[row["Id"]]
    store.tags.pop(row["Arn"], None)
    return row


def touch(row: Row) -> None:
    """Note that a resource has changed."""
    row["ModificationTime"] = timestamp()


def timestamp() -> str:
    """Now, as RFC 3339 writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def invalid(message: str) -> ServiceError:
    """What Resolver says to a value that it does not take."""
    return ServiceError("ValidationException", message, 400)


def conflict(message: str) -> ServiceError:
    """What Resolver says where something else stands in the way."""
    return ServiceError("ConflictException", message, 400)


def over_limit(message: str) -> ServiceError:
    """What Resolver says beyond a quota."""
    return ServiceError("LimitExceededException", message, 400)
