"""One request, from its signature to its answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from embedded_aws.gateway import refusals
from embedded_aws.gateway.audit import Entry
from embedded_aws.gateway.authorization import Circumstances, authorize
from embedded_aws.gateway.authorization.arns import find_arns
from embedded_aws.gateway.authorization.names import action_of
from embedded_aws.gateway.chunks import read_body
from embedded_aws.gateway.moto_backend import error_of
from embedded_aws.gateway.offered import is_offered
from embedded_aws.gateway.principals import Principal, find_principal, find_role
from embedded_aws.gateway.signature import Claim, is_in_time, is_payload_right, is_right, read_claim
from embedded_aws.gateway.sts import mfa_keys
from embedded_aws.gateway.wire import (
    Parsed,
    Reply,
    Wire,
    guess_protocol,
    parse_request,
    service_of,
    write_fault,
    write_result,
)
from embedded_aws.service import Call, ServiceError

if TYPE_CHECKING:
    from embedded_aws.gateway.gateway import EmbeddedGateway

PLAIN = "127.0.0.2"
"""What comes to this address, or with the header `X-Local-Transport: plain`, counts as plain HTTP."""


@dataclass
class Course:
    """What is known of a request so far, for the answer and for the audit log."""

    wire: Wire
    request_id: str
    claim: Claim | None = None
    service: str = "s3"
    protocol: str = "rest-xml"
    parsed: Parsed | None = None
    principal: Principal | None = None
    way: Circumstances | None = None
    body: bytes = b""


def answer(gateway: EmbeddedGateway, wire: Wire) -> Reply:
    """Carry out one request; never raises ServiceError, but `Dropped` where a fault on demand says so."""
    course = Course(wire, str(uuid.uuid4()))
    try:
        reply = _carry_out(gateway, course)
        error, message = error_of(reply), None
    except ServiceError as fault:
        reply = write_fault(course.service, course.parsed, course.protocol, fault, course.request_id)
        error, message = fault.code, fault.message
    gateway.audit.write(_entry(course, error, message))
    if course.parsed is not None:
        gateway.after(course.parsed, error is None)
        try:
            gateway.faults.strike(course.service, course.parsed.operation, after=True)
        except ServiceError as fault:
            return write_fault(course.service, course.parsed, course.protocol, fault, course.request_id)
    return reply


def _carry_out(gateway: EmbeddedGateway, course: Course) -> Reply:
    wire = course.wire
    course.claim = claim = read_claim(wire)
    if claim is None:
        _refuse_federation(course)
        course.protocol = guess_protocol("s3", wire) if "x-amz-target" not in wire.headers else "json"
        course.service = "s3" if course.protocol == "rest-xml" and not wire.body.startswith(b"Action=") else "sts"
        raise refusals.refuse_unsigned(course.service, "query" if course.service == "sts" else course.protocol)
    course.service = service_of(claim.service, wire)
    course.protocol = guess_protocol(course.service, wire)
    if not gateway.knows(course.service):
        raise refusals.refuse_unknown(course.service, "*")
    course.principal = _authenticate(gateway, course, claim)
    course.body = read_body(wire, claim, course.principal.session.keys.secret_key)
    course.parsed = parsed = parse_request(course.service, wire, course.body)
    course.protocol = parsed.protocol
    course.way = _circumstances(gateway, wire, claim.region, parsed.service)
    gateway.faults.strike(parsed.service, parsed.operation, after=False)
    return _dispatch(gateway, course, parsed, course.principal, course.way)


def _refuse_federation(course: Course) -> None:
    """These need no signature on AWS; identity providers are not part of the embedded AWS."""
    for operation in (b"AssumeRoleWithSAML", b"AssumeRoleWithWebIdentity"):
        if b"Action=" + operation in course.wire.body:
            course.service, course.protocol = "sts", "query"
            raise refusals.refuse_unknown("sts", operation.decode())


def _authenticate(gateway: EmbeddedGateway, course: Course, claim: Claim) -> Principal:
    service, protocol, wire = course.service, course.protocol, course.wire
    principal = find_principal(claim.access_key, gateway.sessions, gateway.accounts)
    if principal is None or (principal.session.keys.token or None) != (claim.token or None):
        raise refusals.refuse_key(service, protocol)
    if not is_right(claim, wire, principal.session.keys.secret_key):
        raise refusals.refuse_signature(service, protocol)
    if not is_payload_right(wire):
        message = "The provided 'x-amz-content-sha256' header does not match what was computed."
        raise ServiceError("XAmzContentSHA256Mismatch", message, 400)
    now = datetime.now(UTC)
    if not is_in_time(claim, now):
        raise refusals.refuse_time(service, protocol, claim.expires is not None)
    if principal.session.is_over(now):
        raise refusals.refuse_expired_session(service, protocol)
    course.principal = principal
    return principal


def _circumstances(gateway: EmbeddedGateway, wire: Wire, region: str, service: str) -> Circumstances:
    endpoint = gateway.vpc_endpoints.find(wire.local_address)
    if endpoint is not None and endpoint.service != service:
        message = f"{endpoint.id} serves {endpoint.service} only: {service} has no route through it"
        raise ServiceError("EndpointNotReachable", message, 421)
    said = wire.headers.get("x-local-source-ip")
    default = endpoint.source_ip if endpoint is not None else wire.remote_address
    plain = wire.local_address == PLAIN or wire.headers.get("x-local-transport") == "plain"
    agent = wire.headers.get("user-agent", "")
    return Circumstances(datetime.now(UTC), region, said or default, not plain, agent, endpoint, gateway.tags_of)


def _dispatch(
    gateway: EmbeddedGateway, course: Course, parsed: Parsed, principal: Principal, way: Circumstances
) -> Reply:
    call = Call(
        service=parsed.service,
        operation=parsed.operation,
        account=principal.account,
        region=way.region,
        caller=principal.caller,
        keys=principal.session.keys,
        request_id=course.request_id,
    )
    authorize(parsed, principal, way, _more(gateway, parsed, principal, call))
    own = gateway.own(parsed)
    if own is not None:
        return write_result(parsed, own(parsed.params, call), course.request_id)
    if parsed.service == "sts":
        result = gateway.sts.carry_out(parsed.operation, parsed.params, principal, call)
        return write_result(parsed, result, course.request_id)
    if not is_offered(parsed.service, parsed.operation):
        raise refusals.refuse_unknown(parsed.service, parsed.operation)
    gateway.before(parsed, call)
    reply = gateway.moto.call(course.wire, course.body, parsed.service, parsed.operation, call.account, call.region)
    return replace(reply, headers=(*reply.headers, ("x-amzn-RequestId", course.request_id)))


def _more(gateway: EmbeddedGateway, parsed: Parsed, principal: Principal, call: Call) -> Mapping[str, str | list[str]]:
    """Condition keys that only the service can tell."""
    if (parsed.service, parsed.operation) == ("sts", "AssumeRole"):
        if find_role(str(parsed.params.get("RoleArn", ""))) is None:
            sentence = f"User: {principal.arn} is not authorized to perform: sts:AssumeRole on resource: "
            raise ServiceError("AccessDenied", sentence + str(parsed.params.get("RoleArn", "")), 403)
        return mfa_keys(parsed.params, principal)
    return gateway.context_of(parsed, call)


def _entry(course: Course, error: str | None, message: str | None) -> Entry:
    parsed, principal, claim, way = course.parsed, course.principal, course.claim, course.way
    return Entry(
        id=course.request_id,
        time=datetime.now(UTC),
        account=principal.account if principal else "",
        region=claim.region if claim else "",
        principal=principal.arn if principal else "anonymous",
        access_key=claim.access_key if claim else "",
        via=principal.session.via[-1] if principal and principal.session.via else None,
        service=course.service,
        operation=parsed.operation if parsed else "",
        resources=_resources(parsed, course),
        error=error,
        message=message,
        vpc_endpoint=way.endpoint.id if way and way.endpoint else None,
        source_ip=way.source_ip if way else course.wire.remote_address,
        user_agent=course.wire.headers.get("user-agent", ""),
    )


def _resources(parsed: Parsed | None, course: Course) -> tuple[str, ...]:
    if parsed is None or course.principal is None or course.claim is None:
        return ()
    action: Any = action_of(parsed.service, parsed.operation, parsed.params)
    return find_arns(action, parsed.params, course.claim.region, course.principal.account)
