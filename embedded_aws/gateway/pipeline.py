"""One request, from its bytes to its answer.

`HttpRequest` → signature → `Call` → authorization (`Request` and `PolicySet` of `generator.iam.evaluate`) → a service
of ours or moto → `HttpResponse`. The control URLs and federation are answered here too; everything else is AWS.
"""

from __future__ import annotations

import random
import traceback
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers

from embedded_aws.gateway import refusals
from embedded_aws.gateway.answers import ANSWERS, take_answer
from embedded_aws.gateway.authorization import Surroundings, action_of, authorize
from embedded_aws.gateway.authorization.arns import find_arns
from embedded_aws.gateway.callers import find_caller
from embedded_aws.gateway.chunks import read_body
from embedded_aws.gateway.control import answer_control
from embedded_aws.gateway.fault_injection import Dropped
from embedded_aws.gateway.federation import PATH, Federation
from embedded_aws.gateway.http_request import (
    HttpRequest,
    HttpResponse,
    federation_of,
    guess_protocol,
    guess_service,
    parse_operation,
    read_request,
    service_of,
    write_error,
    write_result,
)
from embedded_aws.gateway.moto_backend import carry_out, error_of
from embedded_aws.gateway.offered import OFFERED, is_offered
from embedded_aws.gateway.propagation import PROPAGATION
from embedded_aws.gateway.signature import Signature, is_in_time, is_payload_right, is_right, read_signature
from embedded_aws.gateway.signature_v2 import OldSignature, authenticate_version_two, read_old_signature, region_of
from embedded_aws.gateway.vpc_endpoints import NETWORK, OPERATIONS
from embedded_aws.gateway.web_identity import OPERATION, read_web_caller
from embedded_aws.gateway.wire_checks import check_required
from embedded_aws.gateway.within import WITHIN
from embedded_aws.service import (
    NO_KEYS,
    Call,
    Caller,
    Contextual,
    Described,
    Keys,
    Located,
    Selective,
    Service,
    ServiceError,
    Tagged,
)
from embedded_aws.services.bucket_checks import check_owner
from embedded_aws.services.checks import CHECKS
from embedded_aws.services.network_requests import check_network_request
from embedded_aws.services.passed_roles import check_passed_roles
from embedded_aws.services.shapes import CODES, check_constraints

if TYPE_CHECKING:
    from embedded_aws.gateway.gateway import EmbeddedGateway

PLAIN = "127.0.0.2"
"""What comes to this address, or with the header `X-Local-Transport: plain`, counts as plain HTTP."""
REASONS = {200: "OK", 204: "No Content", 400: "Bad Request", 403: "Forbidden", 404: "Not Found"}
READING = (
    *("Describe", "Get", "List", "Head", "Search", "Lookup", "Filter", "Scan", "Simulate", "Query"),
    *("BatchGet", "TransactGet"),
)
BUG = refusals.in_xml("InternalFailure", "A bug of the embedded AWS: its log has the details")
NO_LENGTH = refusals.in_xml("BadRequest", "The content has no length")
FROM_A_PAGE = refusals.in_xml("AccessDenied", "The embedded AWS answers no web page: the request has an Origin")
CLOSING = (("Content-Type", "text/xml"), ("Connection", "close"))
SERVICE_OF_ARN = {"catalog": "servicecatalog"}
"""The service of an ARN, where its third field is not the service's name in botocore."""


class App:
    """The WSGI application: what werkzeug calls for every request."""

    def __init__(self, gateway: EmbeddedGateway, log: Callable[[str], None]) -> None:
        self._gateway, self._log = gateway, log
        self._federation = Federation(gateway)

    def __call__(self, environ: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], Any]) -> Iterable[bytes]:
        """Answer one request; a bug of ours is an answer too, and its details are in the log."""
        try:
            request = read_request(environ)
        except (OSError, ValueError):
            # The connection ends: what follows in it may be content or a request.
            response = HttpResponse(400, CLOSING, NO_LENGTH)
        else:
            response = self._answer_safely(request)
        headers = Headers(response.headers)
        if environ["REQUEST_METHOD"] != "HEAD" or "Content-Length" not in headers:
            headers["Content-Length"] = str(len(response.body))
        start(f"{response.status} {REASONS.get(response.status, 'Answer')}", headers.to_wsgi_list())
        return [response.body]

    def _answer_safely(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._answer(request)
        except Dropped as dropped:
            # werkzeug takes this for a client that has gone, and closes the connection without a word.
            raise ConnectionResetError("dropped by fault injection") from dropped
        except Exception:  # noqa: BLE001 - the server must go on; the log has the details
            self._log(f"{request.method} {request.path}\n{traceback.format_exc()}")
            return HttpResponse(500, (("Content-Type", "text/xml"),), BUG)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if "origin" in request.headers:
            return HttpResponse(403, (("Content-Type", "text/xml"),), FROM_A_PAGE)
        if request.path == PATH and request.method in ("GET", "POST") and "authorization" not in request.headers:
            return self._federation.answer(request)
        if request.path.startswith(ANSWERS):
            return take_answer(self._gateway, request)
        handle = answer_control if request.path.startswith("/_embedded/") else answer
        return handle(self._gateway, request)


def answer(gateway: EmbeddedGateway, request: HttpRequest) -> HttpResponse:
    """Carry out one request; never raises ServiceError, but `Dropped` where fault injection says so."""
    signature = request.environ.get(WITHIN) or read_signature(request) or read_old_signature(request)
    call = _receive(gateway, request, signature)
    error, message = None, None
    try:
        caller = _authenticate(gateway, request, signature, call)
        call = replace(call, caller=caller, keys=caller.keys, account=caller.account)
        body = request.body
        if isinstance(signature, Signature) and request.headers.get("x-amz-content-sha256", "").startswith("STREAMING"):
            body = read_body(request, signature, caller.keys.secret_key)
        model, protocol, params = parse_operation(call.service, request, body)
        action = action_of(call.service, model.name, params)
        call = replace(
            call,
            operation=model.name,
            protocol=protocol,
            params=params,
            model=model,
            action=action,
            resources=find_arns(action, params, call.region, call.account),
        )
        own = gateway.services.get(call.service)
        if own is not None and isinstance(own, Located):
            call = replace(call, resources=own.arns(call))
        response = _dispatch(gateway, call, request, body)
        error = error_of(response) if response.status >= 400 else None
    except ServiceError as refused:
        response, error, message = write_error(call, refused), refused.code, refused.message
    gateway.audit.write(call, error, message)
    if call.operation and not call.operation.startswith(READING):
        if error is None and call.service == "ec2" and call.operation in OPERATIONS:
            gateway.vpc_endpoints.refresh()
        gateway.changed.set()
    if call.operation and gateway.fault_injection.rules:
        try:
            _inject(gateway, call, after=True)
        except ServiceError as injected:
            return write_error(call, injected)
    return response


def _is_from_outside(call: Call) -> bool:
    """Whether somebody asks for a new write: what a service has begun goes on, and sessions are nobody's loss."""
    return not (call.operation.startswith(READING) or call.caller.called_via or call.service == "sts")


def _receive(gateway: EmbeddedGateway, request: HttpRequest, signature: Signature | OldSignature | None) -> Call:
    """What is known of a call before its caller and its operation are."""
    headers, address = request.headers, request.local_address
    endpoint = gateway.vpc_endpoints.find(address) if address.startswith(NETWORK) else None
    if isinstance(signature, Signature):
        service, region = service_of(signature.service, request), signature.region
        protocol = guess_protocol(service, request)
    else:
        service, protocol = guess_service(request)
        region = region_of(request) if signature else ""
    return Call(
        service=service,
        operation="",
        account="",
        region=region,
        caller=Caller("", "anonymous", "", "", keys=Keys(signature.access_key, "") if signature else NO_KEYS),
        keys=NO_KEYS,
        # Nobody needs not to guess it, and to ask the system for chance takes longer than to decide.
        request_id=str(uuid.UUID(int=random.getrandbits(128), version=4)),
        protocol=protocol,
        now=datetime.now(UTC),
        source_ip=headers.get("x-local-source-ip") or (endpoint.source_ip if endpoint else request.remote_address),
        secure=address != PLAIN and headers.get("x-local-transport") != "plain",
        user_agent=headers.get("user-agent", ""),
        endpoint=endpoint,
        signed_with=signature.algorithm if signature else "",
        linked=signature is not None and signature.linked,
    )


def _authenticate(
    gateway: EmbeddedGateway, request: HttpRequest, signature: Signature | OldSignature | None, call: Call
) -> Caller:
    """The caller whose signature a request has; raises ServiceError where it has none, or not the right one."""
    service, protocol = call.service, call.protocol
    if isinstance(signature, OldSignature) and service == "s3":
        return authenticate_version_two(gateway, request, signature, call)
    if not isinstance(signature, Signature):
        federation = federation_of(request)
        if federation == OPERATION:
            return read_web_caller(request.body, gateway.secret)
        if federation:
            raise refusals.refuse_unknown("sts", federation)
        if service == "s3" and request.headers.get("content-type", "").startswith("multipart/form-data"):
            raise refusals.refuse_unknown("s3", "PostObject")
        raise refusals.refuse_unsigned(service, "query" if service == "sts" else protocol)
    if service not in OFFERED and service not in gateway.services:
        raise refusals.refuse_unknown(service, "*")
    caller = find_caller(signature.access_key, gateway.sessions, gateway.accounts, gateway.secret)
    if caller is None or (caller.keys.token or None) != (signature.token or None):
        raise refusals.refuse_key(service, protocol)
    within = WITHIN in request.environ
    if not (within or is_right(signature, request, caller.keys.secret_key)):
        raise refusals.refuse_signature(service, protocol)
    if not (within or is_payload_right(request)):
        message = "The provided 'x-amz-content-sha256' header does not match what was computed."
        raise ServiceError("XAmzContentSHA256Mismatch", message, 400)
    if not (within or is_in_time(signature, call.now)):
        raise refusals.refuse_time(service, protocol, signature.linked)
    if call.now >= caller.expires:
        raise refusals.refuse_expired_session(service, protocol)
    return caller


def _dispatch(gateway: EmbeddedGateway, call: Call, request: HttpRequest, body: bytes) -> HttpResponse:
    """Have an authenticated call decided and carried out; raises ServiceError."""
    if gateway.unkept and _is_from_outside(call):
        raise refusals.refuse_unkept(gateway.unkept)
    if call.endpoint is not None and call.endpoint.service != call.service:
        message = f"{call.endpoint.id} serves {call.endpoint.service} only: {call.service} has no route through it"
        raise ServiceError("EndpointNotReachable", message, 421)
    if gateway.fault_injection.rules:
        _inject(gateway, call, after=False)
    if PROPAGATION.delays:
        PROPAGATION.enter(call)
    own = _own_service(gateway, call)
    if own is not None or is_offered(call.service, call.operation):
        check_required(call.model, call.protocol, call.service, call.params)
    more: Mapping[str, str | Sequence[str]] = {}
    known: Mapping[str, Any] = {}
    if own is not None:
        more = own.context(call.params, call) if isinstance(own, Contextual) else more
        known = own.properties(call.params, call) if isinstance(own, Described) else known
    where = gateway.organizations.condition_keys if gateway.organizations.registry.organizations else None
    tags, beliefs = partial(_own_tags, gateway), frozenset(gateway.beliefs)
    authorize(call, Surroundings(tags, known, more, beliefs, gateway.decided, where))
    if call.service == "sagemaker" and call.operation.startswith("Create"):
        check_passed_roles(call, gateway.beliefs)
    if own is None and not is_offered(call.service, call.operation):
        raise refusals.refuse_unknown(call.service, call.operation)
    if call.service == "ec2":
        check_network_request(call)
    if own is not None:
        return write_result(call, own(call.params, call))
    if call.service in CODES:
        check_constraints(call)
    if "ExpectedBucketOwner" in call.params:
        check_owner(call)
    if check := CHECKS.get((call.service, call.operation)):
        check(call)
    return carry_out(call, request, body)


def _inject(gateway: EmbeddedGateway, call: Call, after: bool) -> None:
    """Have the call fail where fault injection says so; raises ServiceError or Dropped."""
    inside = call.caller.via is not None or call.caller.kind == "service"
    gateway.fault_injection.inject(call.service, call.operation, after, inside)


def _own_tags(gateway: EmbeddedGateway, arn: str) -> Mapping[str, str]:
    """The tags of a resource that a service of ours keeps; empty for any other."""
    name = "".join(arn.split(":", 3)[2:3])
    keeper: object = gateway.services.get(SERVICE_OF_ARN.get(name, name))
    if name == "sagemaker":
        keeper = gateway.notebooks if ":notebook-instance" in arn else gateway.jobs
    return keeper.tags_of(arn) if keeper is not None and isinstance(keeper, Tagged) else {}


def _own_service(gateway: EmbeddedGateway, call: Call) -> Service | None:
    """The service of ours that carries out the operation, whole or as a single operation; None where it is moto's."""
    single = gateway.operations.get((call.service, call.operation))
    if single is not None and (not isinstance(single, Selective) or single.claims(call.params)):
        return single
    return gateway.services.get(call.service)
