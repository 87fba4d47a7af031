"""The hand-over to moto: one Flask application a service, called in process with an environment that it understands.

moto reads the account from a header and the region from the host, so both are set here and cannot be forged.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from moto.core.base_backend import BackendDict
from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY
from moto.moto_server.werkzeug_app import create_backend_app

from embedded_aws.gateway.principals import load_document
from embedded_aws.gateway.refusals import refuse_unknown
from embedded_aws.gateway.wire import Reply, Wire, environ_with_body
from embedded_aws.service import ServiceError

MODULES = {"application-autoscaling": "applicationautoscaling"}
STREAMING = (
    "HTTP_X_AMZ_TRAILER",
    "HTTP_X_AMZ_DECODED_CONTENT_LENGTH",
    "HTTP_TRANSFER_ENCODING",
    "HTTP_X_AMZ_SDK_CHECKSUM_ALGORITHM",
)
KEPT = (PRESERVED_HEADER_NAMES_ENVIRON_KEY,)


class MotoBackend:
    """moto's services, each started on first use."""

    def __init__(self) -> None:
        self._apps: dict[str, Callable[..., Any]] = {}
        self._lock = threading.Lock()

    def call(self, wire: Wire, body: bytes, service: str, operation: str, account: str, region: str) -> Reply:
        """Let moto carry out the request; raises ServiceError where moto has no such operation."""
        answer: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _exc: Any = None) -> None:
            answer.update(status=int(status.split()[0]), headers=tuple(headers))

        try:
            found = self._app(service)(_environ(wire, body, service, account, region), start)
            content = b"".join(found)
        except NotImplementedError as error:
            raise refuse_unknown(service, operation) from error
        except Exception as error:
            # moto breaks where AWS would have refused; what it was is worth more than a bare 500.
            said = f"{service}:{operation} broke in moto on this request: {type(error).__name__}: {error}"
            raise ServiceError("InternalFailure", said, 500) from error
        if hasattr(found, "close"):
            found.close()
        return _checked(Reply(answer["status"], answer["headers"], content), service, operation)

    def _app(self, service: str) -> Callable[..., Any]:
        with self._lock:
            if service not in self._apps:
                self._apps[service] = create_backend_app(MODULES.get(service, service))
            return self._apps[service]


def _environ(wire: Wire, body: bytes, service: str, account: str, region: str) -> dict[str, Any]:
    environ = environ_with_body(wire, body)
    scope = f"Credential=AKIAIOSFODNN7EXAMPLE/20260101/{region}/{service}/aws4_request"
    environ.update(
        HTTP_HOST=f"{service}.{region}.amazonaws.com",
        HTTP_AUTHORIZATION=f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0",
        HTTP_X_MOTO_ACCOUNT_ID=account,
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


def _checked(reply: Reply, service: str, operation: str) -> Reply:
    """moto answers an unknown operation with 404 and no body or Flask's own page, or with 501."""
    nowhere = reply.status == 404 and (not reply.body or reply.body.lower().startswith(b"<!doctype html"))
    if reply.status == 501 or (nowhere and service != "s3"):
        raise refuse_unknown(service, operation)
    return reply


def replace_permission_check() -> None:
    """The front decides: moto's S3 knows no conditions and would refuse what IAM allows.

    moto's `FakeBucket.get_permission` is asked at every object request; a contract test holds its name and place.
    """
    from moto.iam.access_control import PermissionResult
    from moto.s3.models import FakeBucket

    FakeBucket.get_permission = lambda self, action, resource: PermissionResult.NEUTRAL
    FakeBucket._log_permissions_enabled_policy = staticmethod(_takes_access_logs)


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


def header(reply: Reply, name: str) -> str | None:
    """A header of a reply."""
    return next((value for key, value in reply.headers if key.lower() == name.lower()), None)


def error_of(reply: Reply) -> str | None:
    """The error code in a reply of moto's, for the audit log; None where it succeeded."""
    import re

    if reply.status < 400:
        return None
    text = reply.body[:4096].decode("utf-8", "replace")
    found = re.search(r"<Code>([^<]+)</Code>", text) or re.search(r'"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"', text)
    return found[1] if found else header(reply, "x-amzn-errortype") or str(reply.status)
