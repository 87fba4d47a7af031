"""The hand-over to moto: what it has for a request of a service is called in process, with a request it understands.

moto reads the account from a header and the region from the host, so both are set here and cannot be forged. It makes
a Flask application of each service; its routes are used, and what Flask does around each request is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import AbstractContextManager, nullcontext
from functools import cache, wraps
from threading import RLock
from typing import Any

from botocore.exceptions import ClientError
from moto.core.base_backend import BackendDict
from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.exceptions import HTTPException

from embedded_aws.gateway.checksums import DEFAULT, check_content, compute_checksum, describe_checksum
from embedded_aws.gateway.http_request import ID, ID_OF, HttpRequest, HttpResponse, environ_with_body
from embedded_aws.gateway.identity_writes import watch_write
from embedded_aws.gateway.moto_instances import change_instances
from embedded_aws.gateway.propagation import PROPAGATION
from embedded_aws.gateway.refusals import refuse_unknown
from embedded_aws.gateway.statements import listed, read_statements
from embedded_aws.gateway.wire_checks import JSON
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.subscriptions import deliver_within

MODULES = {"application-autoscaling": "applicationautoscaling", "sagemaker-metrics": "sagemakermetrics"}
SYMMETRIC = ("SYMMETRIC", "HMAC")
"""How the specifications of keys begin that have no private and public part."""
REQUEST_ID = re.compile(rb"(?<=<RequestId>)[^<]*(?=</RequestId>)")
"""Where an answer in XML has its id."""
HANDED_ON = frozenset({"dynamodb", "events", "lambda", "logs", "s3", "sns", "sqs"})
"""Services where a request may bring others before it is answered, or may wait for one."""
STREAMING = (
    "HTTP_X_AMZ_TRAILER",
    "HTTP_X_AMZ_DECODED_CONTENT_LENGTH",
    "HTTP_TRANSFER_ENCODING",
    "HTTP_X_AMZ_SDK_CHECKSUM_ALGORITHM",
)
_ALONE: defaultdict[str, AbstractContextManager[Any]] = defaultdict(RLock)


def carry_out(call: Call, request: HttpRequest, body: bytes) -> HttpResponse:
    """Let moto carry out the call; raises ServiceError where moto has no such operation."""
    service, operation = call.service, call.operation
    note = watch_write(call) if PROPAGATION.delays else None
    environ = _environ(call, request, body)
    if service == "s3" and request.method in ("POST", "PUT"):
        environ |= check_content(call, request, body)
    try:
        # moto walks over maps that another request of the service would change meanwhile.
        with nullcontext() if service in HANDED_ON else _ALONE[service]:
            answer = _service(service).answer(environ)
    except NotImplementedError as error:
        raise refuse_unknown(service, operation) from error
    except Exception as error:
        # moto breaks where AWS would have refused; what it was is worth more than a bare 500, which SDKs try again.
        said = f"{service}:{operation} broke in moto on this request: {type(error).__name__}: {error}"
        raise ServiceError("NotImplemented", said, 501) from error
    status, content = answer.status_code, answer.get_data()
    # moto answers an unknown operation with 501, or with 404 and no body or Flask's own page.
    nowhere = status == 404 and service != "s3" and (not content or content.lower().startswith(b"<!doctype html"))
    if status == 501 or nowhere:
        raise refuse_unknown(service, operation)
    if note is not None and status < 400:
        note()
    if call.protocol == "query":
        content = REQUEST_ID.sub(call.request_id.encode(), content, count=1)
    answer.headers.pop("x-amzn-requestid", None)  # of moto's own
    headers = answer.headers if operation != "HeadObject" else describe_checksum(call, answer.headers.to_wsgi_list())
    return HttpResponse(status, (*headers, (ID_OF.get(service, ID), call.request_id)), content)


class _MotoService:
    """One service of moto's: the routes of the Flask application that moto makes of it, and what they lead to."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._views = {name: view.callback for name, view in app.view_functions.items()}

    def answer(self, environ: dict[str, Any]) -> Any:
        """What moto answers, as werkzeug's response; refusals that it raises among them."""
        try:
            name, _ = self._app.url_map.bind_to_environ(environ).match()
            request = self._app.request_class(environ)
            # A route's own arguments are unread: moto takes paths apart by itself.
            result = self._views[name](request, request.raw_url, dict(request.headers))
        except HTTPException as refused:
            return refused.get_response(environ)
        except ClientError as refused:
            result = 400, {}, refused.response["Error"]["Message"]
        status, headers, content = result if len(result) == 3 else (200, {}, result)
        response = self._app.response_class(response=content, status=status, headers=headers)
        if request.method == "HEAD" and "content-length" in headers:
            response.headers["Content-Length"] = headers["content-length"]
        return response


@cache
def _service(name: str) -> _MotoService:
    """The routes hold no state, and take a while to make."""
    if name == "ec2":
        change_instances()
    return _MotoService(create_backend_app(MODULES.get(name, name)))


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


def change_moto() -> None:
    """Put our own in the place of what moto does otherwise; a contract test holds each name and place."""
    _replace_permission_check()
    _run_no_functions()
    _list_methods_once()
    _make_key_pairs_where_needed()
    _keep_checksums()
    _close_new_buckets()
    _give_no_request_ids()
    deliver_within()


def _replace_permission_check() -> None:
    """The gateway decides: moto's S3 knows no conditions and would refuse what IAM allows.

    moto's `FakeBucket.get_permission` is asked at every object request; a contract test holds its name and place.
    """
    from moto.iam.access_control import PermissionResult
    from moto.s3.models import FakeBucket

    FakeBucket.get_permission = lambda self, action, resource: PermissionResult.NEUTRAL
    FakeBucket._log_permissions_enabled_policy = staticmethod(_takes_access_logs)


def _run_no_functions() -> None:
    """moto would run functions in containers, of its own accord too (topics, queues, log subscriptions): never here."""
    from moto.awslambda.models import LambdaFunction

    LambdaFunction._invoke_lambda = lambda self, event=None: ("", False, "")


def _make_key_pairs_where_needed() -> None:
    """moto makes an RSA key, which takes a tenth of a second, for each key of KMS, and symmetric ones have none."""
    from moto.kms import models, utils

    make = utils.generate_private_key
    models.generate_private_key = lambda spec: None if spec.startswith(SYMMETRIC) else make(spec)


def _keep_checksums() -> None:
    """moto computes no CRC-32C and no CRC-64/NVME, and does not keep what S3 adds where no checksum came along."""
    from moto.s3 import models, responses

    models.compute_checksum = responses.compute_checksum = compute_checksum
    make, complete = models.FakeKey.__init__, models.FakeMultipart.complete
    if hasattr(make, "__wrapped__"):
        return

    @wraps(make)
    def make_key(key: Any, *values: Any, **named: Any) -> None:
        make(key, *values, **named)
        key.checksum_type = key.checksum_type or ("FULL_OBJECT" if key.checksum_value else None)

    @wraps(complete)
    def complete_upload(upload: Any, *values: Any) -> Any:
        upload.metadata.setdefault("x-amz-checksum-algorithm", DEFAULT)
        return complete(upload, *values)

    models.FakeKey.__init__, models.FakeMultipart.complete = make_key, complete_upload


def _close_new_buckets() -> None:
    """A new bucket blocks public access and has no ACLs.

    Since April 2023: S3 User Guide, "Default settings for new S3 buckets FAQ".
    """
    from moto.s3.models import FakeBucket, PublicAccessBlock

    make = FakeBucket.__init__
    if hasattr(make, "__wrapped__"):
        return

    @wraps(make)
    def make_bucket(bucket: Any, *values: Any, **named: Any) -> None:
        make(bucket, *values, **named)
        bucket.public_access_block = PublicAccessBlock(True, True, True, True)
        bucket.ownership_rule = "BucketOwnerEnforced"

    FakeBucket.__init__ = make_bucket


def _list_methods_once() -> None:
    """moto lists the methods of a service's class at each request, which for EC2's hundreds takes milliseconds."""
    from moto.core import responses

    if not hasattr(responses.method_names_from_class, "cache_info"):
        responses.method_names_from_class = cache(responses.method_names_from_class)


def _give_no_request_ids() -> None:
    """moto gives each answer a second request id, beside the one that the audit log has."""
    from moto.core.responses import BaseResponse

    BaseResponse._enrich_response = staticmethod(_without_request_id)


def _without_request_id(headers: dict[str, str], body: Any) -> tuple[dict[str, str], Any]:
    return headers | ({"status": str(headers["status"])} if "status" in headers else {}), body


def _takes_access_logs(target_bucket: Any, target_prefix: str | None) -> bool:
    """Whether a bucket's policy lets S3 deliver access logs below a prefix.

    moto's own look at it breaks on a statement whose principal is `*`.
    """
    where = f":s3:::{target_bucket.name}/"
    return any(
        statement.get("Effect") == "Allow"
        and isinstance(principal := statement.get("Principal"), dict)
        and "logging.s3.amazonaws.com" in listed(principal.get("Service"))
        and "s3:PutObject" in listed(statement.get("Action"))
        and any(where in resource for resource in listed(statement.get("Resource")))
        for statement in read_statements(target_bucket.policy or "{}")
    )


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
