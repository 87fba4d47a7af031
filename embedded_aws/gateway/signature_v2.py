"""S3's signatures of version 2: `AWS KEY:SIGNATURE`, or three words in the query of a link.

Whether S3 still takes one is a belief (`gateway/beliefs.py`). What is signed is the method, three headers, the headers
of Amazon, the path and some words of the query; where a link ends, its end takes the date's place. Source: Amazon S3
API Reference, "Signing and authenticating REST requests (AWS signature version 2)".
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qsl, urlsplit

from botocore.auth import HmacV1Auth
from botocore.credentials import Credentials

from embedded_aws.gateway import refusals
from embedded_aws.gateway.beliefs import NO_VERSION_TWO
from embedded_aws.gateway.callers import find_caller
from embedded_aws.gateway.http_request import HttpRequest
from embedded_aws.gateway.moto_state import find_bucket
from embedded_aws.gateway.signature import SKEW
from embedded_aws.service import Call, Caller

if TYPE_CHECKING:
    from embedded_aws.gateway.gateway import EmbeddedGateway

HEADER, QUERY = re.compile(r"AWS (?P<key>[^:\s]+):(?P<signature>\S+)"), ("AWSAccessKeyId", "Signature", "Expires")
OLD_REGIONS = (
    "us-east-1",
    "us-west-1",
    "us-west-2",
    "eu-west-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "sa-east-1",
)
"""The regions of before 2014: no other has ever taken version 2 (S3 API Reference, "Authenticating requests")."""
FIRST_REGION = "us-east-1"
"""Where a request that names no bucket goes, whose signature names no region."""


@dataclass(frozen=True)
class OldSignature:
    """What a request says of its signature of version 2."""

    access_key: str
    value: str
    date: str
    """When it was signed, as the header has it; in seconds since 1970, when a link ends."""
    linked: bool
    amazon: tuple[tuple[str, str], ...]
    """The headers of Amazon, which a link has in its query."""
    content: tuple[str, str]
    """The content's MD5 and its type; empty where they are not said."""
    algorithm: ClassVar[str] = "AWS"

    @property
    def token(self) -> str | None:
        """The session's token; None without one."""
        return dict(self.amazon).get("x-amz-security-token")


def read_old_signature(request: HttpRequest) -> OldSignature | None:
    """The signature of version 2; None where there is none."""
    headers = request.headers
    found = HEADER.fullmatch(headers.get("authorization", ""))
    query = dict(parse_qsl(request.query, keep_blank_values=True))
    if found is None and not all(query.get(name) for name in QUERY):
        return None
    said = headers if found else {**headers, **{name.lower(): value for name, value in query.items()}}
    amazon = tuple(sorted((name, value.strip()) for name, value in said.items() if name.startswith("x-amz-")))
    content = said.get("content-md5", ""), said.get("content-type", "")
    if found is None:
        key, value, end = (query[name] for name in QUERY)
        return OldSignature(key, value, end, True, amazon, content)
    date = "" if "x-amz-date" in headers else headers.get("date", "")
    return OldSignature(found["key"], found["signature"], date, False, amazon, content)


def _is_right(signature: OldSignature, request: HttpRequest, secret: str) -> bool:
    """Whether the signature is what this secret gives."""
    signer = HmacV1Auth(Credentials(signature.access_key, secret))
    resource = signer.canonical_resource(urlsplit(f"{request.path}?{request.query}" if request.query else request.path))
    amazon = (f"{name}:{value}" for name, value in signature.amazon)
    text = "\n".join((request.method, *signature.content, signature.date, *amazon, resource))
    return hmac.compare_digest(signer.sign_string(text), signature.value)


def _is_in_time(signature: OldSignature, request: HttpRequest, now: datetime) -> bool:
    """Whether the date is near enough, or the link not yet at its end."""
    try:
        if signature.linked:
            return now <= datetime.fromtimestamp(int(signature.date), UTC)
        signed = parsedate_to_datetime(signature.date or request.headers.get("x-amz-date", ""))
        return abs(now - signed) <= SKEW
    except (OverflowError, TypeError, ValueError):
        return False


def region_of(request: HttpRequest) -> str:
    """Where the bucket is that a request names."""
    bucket = find_bucket(request.path.lstrip("/").partition("/")[0])
    return str(bucket.region_name) if bucket is not None else FIRST_REGION


def authenticate_version_two(
    gateway: EmbeddedGateway, request: HttpRequest, signature: OldSignature, call: Call
) -> Caller:
    """Who has signed a request so; raises ServiceError where S3 is believed not to take it, or it does not hold."""
    if NO_VERSION_TWO in gateway.beliefs or not call.region.startswith(OLD_REGIONS):
        raise refusals.refuse_version_two()
    caller = find_caller(signature.access_key, gateway.sessions, gateway.accounts, gateway.secret)
    if caller is None or (caller.keys.token or None) != (signature.token or None):
        raise refusals.refuse_key(call.service, call.protocol)
    if not _is_right(signature, request, caller.keys.secret_key):
        raise refusals.refuse_signature(call.service, call.protocol)
    if not _is_in_time(signature, request, call.now):
        raise refusals.refuse_time(call.service, call.protocol, signature.linked)
    if call.now >= caller.expires:
        raise refusals.refuse_expired_session(call.service, call.protocol)
    return caller
