"""Signature version 4: what was signed, by which key, and whether the signature is right.

Pure: it reads an `HttpRequest` and a secret and answers. Sources: IAM User Guide, "AWS Signature Version 4 for API
requests"; S3 API Reference, "Authenticating Requests".
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from urllib.parse import parse_qsl, quote, unquote

from embedded_aws.gateway.http_request import HttpRequest

HEADER = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=(?P<scope>[^,\s]+)\s*,\s*SignedHeaders=(?P<headers>[^,\s]+)\s*,"
    r"\s*Signature=(?P<signature>[0-9a-f]{64})"
)
SKEW = timedelta(minutes=15)
EMPTY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Signature:
    """What a request says of its signature: the scope, the signed headers, the time, and the signature in hex."""

    access_key: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    hex: str
    timestamp: str
    token: str | None
    expires: int | None = None
    """Seconds, for a presigned URL."""
    linked: bool = False
    """Whether the signature is in the query, as a presigned URL has it."""
    algorithm: ClassVar[str] = "AWS4-HMAC-SHA256"

    @property
    def scope(self) -> str:
        """The credential scope."""
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


def read_signature(request: HttpRequest) -> Signature | None:
    """The signature in the Authorization header or in the query; None where there is neither."""
    found = HEADER.match(request.headers.get("authorization", ""))
    if found:
        scope = found["scope"].split("/")
        if len(scope) != 5 or scope[4] != "aws4_request":
            return None
        stamp = request.headers.get("x-amz-date", "")
        signed = tuple(found["headers"].split(";"))
        token = request.headers.get("x-amz-security-token")
        return Signature(scope[0], scope[1], scope[2], scope[3], signed, found["signature"], stamp, token)
    return _signature_of_query(dict(parse_qsl(request.query, keep_blank_values=True)))


def _signature_of_query(query: dict[str, str]) -> Signature | None:
    scope = query.get("X-Amz-Credential", "").split("/")
    if query.get("X-Amz-Algorithm") != "AWS4-HMAC-SHA256" or len(scope) != 5 or scope[4] != "aws4_request":
        return None
    expires = query.get("X-Amz-Expires", "")
    return Signature(
        access_key=scope[0],
        date=scope[1],
        region=scope[2],
        service=scope[3],
        signed_headers=tuple(query.get("X-Amz-SignedHeaders", "host").split(";")),
        hex=query.get("X-Amz-Signature", ""),
        timestamp=query.get("X-Amz-Date", ""),
        token=query.get("X-Amz-Security-Token"),
        expires=int(expires) if expires.isdigit() else 0,
        linked=True,
    )


def is_right(signature: Signature, request: HttpRequest, secret: str) -> bool:
    """Whether the signature is what this secret gives."""
    canonical = hashlib.sha256(canonical_request(signature, request).encode()).hexdigest()
    text = "\n".join(("AWS4-HMAC-SHA256", signature.timestamp, signature.scope, canonical))
    made = hmac.new(signing_key(signature, secret), text.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(made, signature.hex)


def signing_key(signature: Signature, secret: str) -> bytes:
    """The key derived from a secret for the signature's day, region and service."""
    key = f"AWS4{secret}".encode()
    for part in (signature.date, signature.region, signature.service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def canonical_request(signature: Signature, request: HttpRequest) -> str:
    """The canonical request of the specification."""
    headers = ""
    for name in signature.signed_headers:
        headers += f"{name}:{' '.join(request.headers.get(name, '').split())}\n"
    return "\n".join(
        (
            request.method,
            quote(unquote(request.path) if signature.service == "s3" else _without_dots(request.path), safe="/~"),
            _canonical_query(request.query, signature.expires is not None),
            headers,
            ";".join(signature.signed_headers),
            payload_hash(signature, request),
        )
    )


def payload_hash(signature: Signature, request: HttpRequest) -> str:
    """The payload's hash as signed: what the header says, or `UNSIGNED-PAYLOAD` for a presigned S3 URL."""
    said = request.headers.get("x-amz-content-sha256")
    if said:
        return said
    if signature.expires is not None and signature.service == "s3":
        return "UNSIGNED-PAYLOAD"
    return hashlib.sha256(request.body).hexdigest() if request.body else EMPTY


def is_payload_right(request: HttpRequest) -> bool:
    """Whether the body has the hash that its header states; true where the header states none."""
    said = request.headers.get("x-amz-content-sha256", "")
    return not re.fullmatch(r"[0-9a-f]{64}", said) or hashlib.sha256(request.body).hexdigest() == said


def is_in_time(signature: Signature, now: datetime) -> bool:
    """Whether the timestamp is near enough, or the presigned URL not yet expired."""
    try:
        signed = datetime.strptime(signature.timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    if not signature.timestamp.startswith(signature.date):
        return False
    if signature.expires is not None:
        return signed - SKEW <= now <= signed + timedelta(seconds=signature.expires)
    return abs(now - signed) <= SKEW


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del kept[-1:]
        elif part not in ("", "."):
            kept.append(part)
    tail = "/" if path.endswith("/") and kept else ""
    return f"/{'/'.join(kept)}{tail}"


def _canonical_query(query: str, presigned: bool) -> str:
    pairs: list[tuple[str, str]] = []
    for pair in query.split("&") if query else ():
        name, _, value = pair.partition("=")
        decoded = unquote(name)
        if not (presigned and decoded == "X-Amz-Signature"):
            pairs.append((quote(decoded, safe="-_.~"), quote(unquote(value.replace("+", "%20")), safe="-_.~")))
    return "&".join(map("=".join, sorted(pairs)))
