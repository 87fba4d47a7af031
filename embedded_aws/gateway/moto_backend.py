"""The hand-over to moto: one Flask application a service, called in process with an environment that it understands.

moto reads the account from a header and the region from the host, so both are set here and cannot be forged.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

from moto.core.base_backend import BackendDict
from moto.moto_server.werkzeug_app import create_backend_app

from embedded_aws.gateway.callers import load_document
from embedded_aws.gateway.http_request import HttpRequest, HttpResponse, environ_with_body
from embedded_aws.gateway.refusals import refuse_unknown
from embedded_aws.gateway.wire_checks import JSON
from embedded_aws.service import Call, ServiceError

MODULES = {"application-autoscaling": "applicationautoscaling", "sagemaker-metrics": "sagemakermetrics"}
STREAMING = (
    "HTTP_X_AMZ_TRAILER",
    "HTTP_X_AMZ_DECODED_CONTENT_LENGTH",
    "HTTP_TRANSFER_ENCODING",
    "HTTP_X_AMZ_SDK_CHECKSUM_ALGORITHM",
)


class MotoBackend:
    """moto's services, each started on first use."""

    def __init__(self) -> None:
        self._apps: dict[str, Callable[..., Any]] = {}
        self._lock = threading.Lock()

    def carry_out(self, call: Call, request: HttpRequest, body: bytes) -> HttpResponse:
        """Let moto carry out the call; raises ServiceError where moto has no such operation."""
        service, operation = call.service, call.operation
        answer: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _exc: Any = None) -> None:
            answer.update(status=int(status.split()[0]), headers=tuple(headers))

        try:
            found = self._app(service)(_environ(call, request, body), start)
            content = b"".join(found)
        except NotImplementedError as error:
            raise refuse_unknown(service, operation) from error
        except Exception as error:
            # moto breaks where AWS would have refused; what it was is worth more than a bare 500, which SDKs try again.
            said = f"{service}:{operation} broke in moto on this request: {type(error).__name__}: {error}"
            raise ServiceError("NotImplemented", said, 501) from error
        if hasattr(found, "close"):
            found.close()
        status = answer["status"]
        # moto answers an unknown operation with 501, or with 404 and no body or Flask's own page.
        nowhere = status == 404 and service != "s3" and (not content or content.lower().startswith(b"<!doctype html"))
        if status == 501 or nowhere:
            raise refuse_unknown(service, operation)
        return HttpResponse(status, (*answer["headers"], ("x-amzn-RequestId", call.request_id)), content)

    def _app(self, service: str) -> Callable[..., Any]:
        with self._lock:
            if service not in self._apps:
                self._apps[service] = create_backend_app(MODULES.get(service, service))
            return self._apps[service]


def _environ(call: Call, request: HttpRequest, body: bytes) -> dict[str, Any]:
    # No content is an empty object of JSON, which moto does not know of every operation.
    content = body or (b"{}" if call.protocol in JSON else b"")
    environ, service, region = environ_with_body(request, content), call.service, call.region
    if call.protocol == "json":
        # moto takes an operation's name from a query, too; AWS looks at the target alone.
        environ |= {"QUERY_STRING": "", "PATH_INFO": "/", "RAW_URI": "/", "REQUEST_URI": "/"}
    scope = f"Credential=AKIAIOSFODNN7EXAMPLE/20260101/{region}/{service}/aws4_request"
    environ.update(
        HTTP_HOST=f"{service}.{region}.amazonaws.com",
        HTTP_AUTHORIZATION=f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0",
        HTTP_X_MOTO_ACCOUNT_ID=call.account,
        HTTP_USER_AGENT="embedded",
        SERVER_NAME=f"{service}.{region}.amazonaws.com",
        SERVER_PORT="80",
    )
    if str(environ.get("HTTP_X_AMZ_CONTENT_SHA256", "")).startswith("STREAMING"):
        environ["HTTP_X_AMZ_CONTENT_SHA256"] = "UNSIGNED-PAYLOAD"
        for name in STREAMING:
            environ.pop(name, None)
        if "aws-chunked" in str(environ.get("HTTP_CONTENT_ENCODING", "")):
            kept = str(environ["HTTP_CONTENT_ENCODING"]).replace("aws-chunked", "").strip(", ")
            environ.update(HTTP_CONTENT_ENCODING=kept) if kept else environ.pop("HTTP_CONTENT_ENCODING")
    return environ


def replace_permission_check() -> None:
    """The gateway decides: moto's S3 knows no conditions and would refuse what IAM allows.

    moto's `FakeBucket.get_permission` is asked at every object request; a contract test holds its name and place.
    """
    from moto.iam.access_control import PermissionResult
    from moto.s3.models import FakeBucket

    FakeBucket.get_permission = lambda self, action, resource: PermissionResult.NEUTRAL
    FakeBucket._log_permissions_enabled_policy = staticmethod(_takes_access_logs)


def run_no_functions() -> None:
    """moto would run functions in containers, of its own accord too (topics, queues, log subscriptions): never here."""
    from moto.awslambda.models import LambdaFunction

    LambdaFunction._invoke_lambda = lambda self, event=None: ("", False, "")


def _takes_access_logs(target_bucket: Any, target_prefix: str | None) -> bool:
    """Whether a bucket's policy lets S3 deliver access logs below a prefix.

    moto's own look at it breaks on a statement whose principal is `*`.
    """
    policy = load_document(target_bucket.policy.decode() if target_bucket.policy else "{}")
    statements = policy.get("Statement", [])
    where = f":s3:::{target_bucket.name}/"
    return any(
        statement.get("Effect") == "Allow"
        and isinstance(principal := statement.get("Principal"), dict)
        and "logging.s3.amazonaws.com" in _listed(principal.get("Service"))
        and "s3:PutObject" in _listed(statement.get("Action"))
        and any(where in resource for resource in _listed(statement.get("Resource")))
        for statement in (statements if isinstance(statements, list) else [statements])
    )


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [str(value)]


def forget_everything() -> None:
    """Every backend of moto back to nothing."""
    BackendDict.reset()
    from moto.s3.models import s3_backends

    s3_backends.bucket_accounts.clear()


def error_of(response: HttpResponse) -> str | None:
    """The error code in a response of moto's, for the audit log; None where it succeeded."""
    if response.status < 400:
        return None
    text = response.body[:4096].decode("utf-8", "replace")
    found = re.search(r"<Code>([^<]+)</Code>", text) or re.search(r'"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"', text)
    named = next((value for key, value in response.headers if key.lower() == "x-amzn-errortype"), None)
    return found[1] if found else named or str(response.status)
