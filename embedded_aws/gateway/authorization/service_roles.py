"""A role in the hands of the service that it was given to: what the service does with it is decided as any call is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from embedded_aws.gateway.authorization.asks import build_asks
from embedded_aws.gateway.authorization.circumstances import Circumstances
from embedded_aws.gateway.authorization.decision import refusal_of
from embedded_aws.gateway.principals import FOREVER, Principal, read_tags
from embedded_aws.gateway.sessions import Session
from embedded_aws.gateway.wire import Parsed
from embedded_aws.service import Keys

OUTSIDE = "192.0.2.10"
"""Services call from networks of their own."""
NO_KEYS = Keys("", "")


def refusal_of_role(role: Any, service: str, parsed: Parsed, region: str) -> str | None:
    """AWS's sentence where moto's role does not let the service carry out an operation; None where it does."""
    principal = _principal(role, service)
    way = Circumstances(datetime.now(UTC), region, OUTSIDE, True, service)
    sentences = (refusal_of(ask, principal, way) for ask in build_asks(parsed, region, role.account_id))
    return next((sentence for sentence in sentences if sentence is not None), None)


def call_of(service: str, operation: str, params: Mapping[str, Any]) -> Parsed:
    """An operation that a service carries out by itself; nothing of it ever travels."""
    return Parsed(service, operation, "", params)


def _principal(role: Any, service: str) -> Principal:
    name = service.partition(".")[0]
    session = Session(
        keys=NO_KEYS,
        account=role.account_id,
        kind="role",
        arn=f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{name}",
        user_id=f"{role.id}:{name}",
        expires=FOREVER,
        role_arn=role.arn,
        session_name=name,
        assumed_by=service,
    )
    return Principal(session, role.name, read_tags(role.tags))
