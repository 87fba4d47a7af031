"""One request, from its signature to its answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from generator.local.front import refusals
from generator.local.front.audit import Entry
from generator.local.front.authorization import Circumstances, authorize
from generator.local.front.authorization.arns import find_arns
from generator.local.front.authorization.names import action_of
from generator.local.front.chunks import read_body
from generator.local.front.moto_backend import error_of
from generator.local.front.offered import is_offered
from generator.local.front.principals import Principal, find_principal, find_role
from generator.local.front.signature import Claim, is_in_time, is_payload_right, is_right, read_claim
from generator.local.front.sts import mfa_keys
from generator.local.front.wire import (
    Parsed,
    Reply,
    Wire,
    guess_protocol,
    parse_request,
    service_of,
    write_fault,
    write_result,
)
from generator.local.service import AwsFault, Call

if TYPE_CHECKING:
    from generator.local.front.front import EmbeddedFront

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


def answer(front: EmbeddedFront, wire: Wire) -> Reply:
    """Carry out one request; never raises AwsFault, but `Dropped` where a fault on demand says so."""
    course = Course(wire, str(uuid.uuid4()))
    try:
        reply = _carry_out(front, course)
        error, message = error_of(reply), None
    except AwsFault as fault:
        reply = write_fault(course.service, course.parsed, course.protocol, fault, course.request_id)
        error, message = fault.code, fault.message
    front.audit.write(_entry(course, error, message))
    if course.parsed is not None:
        front.after(course.parsed, error is None)
        try:
            front.faults.strike(course.service, course.parsed.operation, after=True)
        except AwsFault as fault:
            return write_fault(course.service, course.parsed, course.protocol, fault, course.request_id)
    return reply


def _carry_out(front: EmbeddedFront, course: Course) -> Reply:
    wire = course.wire
    course.claim = claim = read_claim(wire)
    if claim is None:
        _refuse_federation(course)
        course.protocol = guess_protocol("s3", wire) if "x-amz-target" not in wire.headers else "json"
        course.service = "s3" if course.protocol == "rest-xml" and not wire.body.startswith(b"Action=") else "sts"
        raise refusals.refuse_unsigned(course.service, "query" if course.service == "sts" else course.protocol)
    course.service = service_of(claim.service, wire)
    course.protocol = guess_protocol(course.service, wire)
    if not front.knows(course.service):
        raise refusals.refuse_unknown(course.service, "*")
    course.principal = _authenticate(front, course, claim)
    course.body = read_body(wire, claim, course.principal.session.keys.secret_key)
    course.parsed = parsed = parse_request(course.service, wire, course.body)
    course.protocol = parsed.protocol
    course.way = _circumstances(front, wire, claim.region, parsed.service)
    front.faults.strike(parsed.service, parsed.operation, after=False)
    return _dispatch(front, course, parsed, course.principal, course.way)


def _refuse_federation(course: Course) -> None:
    """These need no signature on AWS; identity providers are not part of the embedded AWS."""
    for operation in (b"AssumeRoleWithSAML", b"AssumeRoleWithWebIdentity"):
        if b"Action=" + operation in course.wire.body:
            course.service, course.protocol = "sts", "query"
            raise refusals.refuse_unknown("sts", operation.decode())


def _authenticate(front: EmbeddedFront, course: Course, claim: Claim) -> Principal:
    service, protocol, wire = course.service, course.protocol, course.wire
    principal = find_principal(claim.access_key, front.sessions, front.accounts)
    if principal is None or (principal.session.keys.token or None) != (claim.token or None):
        raise refusals.refuse_key(service, protocol)
    if not is_right(claim, wire, principal.session.keys.secret_key):
        raise refusals.refuse_signature(service, protocol)
    if not is_payload_right(wire):
        message = "The provided 'x-amz-content-sha256' header does not match what was computed."
        raise AwsFault("XAmzContentSHA256Mismatch", message, 400)
    now = datetime.now(UTC)
    if not is_in_time(claim, now):
        raise refusals.refuse_time(service, protocol, claim.expires is not None)
    if principal.session.is_over(now):
        raise refusals.refuse_expired_session(service, protocol)
    course.principal = principal
    return principal


def _circumstances(front: EmbeddedFront, wire: Wire, region: str, service: str) -> Circumstances:
    endpoint = front.vpc_endpoints.find(wire.local_address)
    if endpoint is not None and endpoint.service != service:
        message = f"{endpoint.id} serves {endpoint.service} only: {service} has no route through it"
        raise AwsFault("EndpointNotReachable", message, 421)
    said = wire.headers.get("x-local-source-ip")
    default = endpoint.source_ip if endpoint is not None else wire.remote_address
    plain = wire.local_address == PLAIN or wire.headers.get("x-local-transport") == "plain"
    agent = wire.headers.get("user-agent", "")
    return Circumstances(datetime.now(UTC), region, said or default, not plain, agent, endpoint, front.tags_of)


def _dispatch(front: EmbeddedFront, course: Course, parsed: Parsed, principal: Principal, way: Circumstances) -> Reply:
    call = Call(
        service=parsed.service,
        operation=parsed.operation,
        account=principal.account,
        region=way.region,
        caller=principal.caller,
        keys=principal.session.keys,
        request_id=course.request_id,
    )
    authorize(parsed, principal, way, _more(front, parsed, principal, call))
    own = front.own(parsed)
    if own is not None:
        return write_result(parsed, own(parsed.params, call), course.request_id)
    if parsed.service == "sts":
        result = front.sts.carry_out(parsed.operation, parsed.params, principal, call)
        return write_result(parsed, result, course.request_id)
    if not is_offered(parsed.service, parsed.operation):
        raise refusals.refuse_unknown(parsed.service, parsed.operation)
    front.before(parsed, call)
    reply = front.moto.call(course.wire, course.body, parsed.service, parsed.operation, call.account, call.region)
    return replace(reply, headers=(*reply.headers, ("x-amzn-RequestId", course.request_id)))


def _more(front: EmbeddedFront, parsed: Parsed, principal: Principal, call: Call) -> Mapping[str, str | list[str]]:
    """Condition keys that only the service can tell."""
    if (parsed.service, parsed.operation) == ("sts", "AssumeRole"):
        if find_role(str(parsed.params.get("RoleArn", ""))) is None:
            sentence = f"User: {principal.arn} is not authorized to perform: sts:AssumeRole on resource: "
            raise AwsFault("AccessDenied", sentence + str(parsed.params.get("RoleArn", "")), 403)
        return mfa_keys(parsed.params, principal)
    return front.context_of(parsed, call)


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
