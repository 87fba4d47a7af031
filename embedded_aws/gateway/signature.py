"""Signature version 4: what was signed, by which key, and whether the signature is right.

Pure: it reads a `Wire` and a secret and answers; the rules are those of the IAM User Guide's pages "AWS Signature
Version 4 for API requests" and of the S3 API Reference's "Authenticating Requests".
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, unquote

from embedded_aws.gateway.wire import Wire

HEADER = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=(?P<scope>[^,\s]+)\s*,\s*SignedHeaders=(?P<headers>[^,\s]+)\s*,"
    r"\s*Signature=(?P<signature>[0-9a-f]{64})"
)
SKEW = timedelta(minutes=15)
EMPTY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Claim:
    """What a request says about its own signature."""

    access_key: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str
    timestamp: str
    token: str | None
    expires: int | None = None
    """Seconds, for a presigned URL."""

    @property
    def scope(self) -> str:
        """The credential scope."""
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


def read_claim(wire: Wire) -> Claim | None:
    """The claim in the Authorization header or in the query; None where there is neither."""
    found = HEADER.match(wire.headers.get("authorization", ""))
    if found:
        scope = found["scope"].split("/")
        if len(scope) != 5 or scope[4] != "aws4_request":
            return None
        stamp = wire.headers.get("x-amz-date", "")
        signed = tuple(found["headers"].split(";"))
        token = wire.headers.get("x-amz-security-token")
        return Claim(scope[0], scope[1], scope[2], scope[3], signed, found["signature"], stamp, token)
    return _claim_of_query(dict(parse_qsl(wire.query, keep_blank_values=True)))


def _claim_of_query(query: dict[str, str]) -> Claim | None:
    scope = query.get("X-Amz-Credential", "").split("/")
    if query.get("X-Amz-Algorithm") != "AWS4-HMAC-SHA256" or len(scope) != 5 or scope[4] != "aws4_request":
        return None
    expires = query.get("X-Amz-Expires", "")
    return Claim(
        access_key=scope[0],
        date=scope[1],
        region=scope[2],
        service=scope[3],
        signed_headers=tuple(query.get("X-Amz-SignedHeaders", "host").split(";")),
        signature=query.get("X-Amz-Signature", ""),
        timestamp=query.get("X-Amz-Date", ""),
        token=query.get("X-Amz-Security-Token"),
        expires=int(expires) if expires.isdigit() else 0,
    )


def is_right(claim: Claim, wire: Wire, secret: str) -> bool:
    """Whether the claim's signature is what this secret gives."""
    return hmac.compare_digest(sign(claim, wire, secret), claim.signature)


def sign(claim: Claim, wire: Wire, secret: str) -> str:
    """The signature of the request, in hex."""
    canonical = hashlib.sha256(canonical_request(claim, wire).encode()).hexdigest()
    text = "\n".join(("AWS4-HMAC-SHA256", claim.timestamp, claim.scope, canonical))
    return hmac.new(signing_key(claim, secret), text.encode(), hashlib.sha256).hexdigest()


def signing_key(claim: Claim, secret: str) -> bytes:
    """The key derived from a secret for the claim's day, region and service."""
    key = f"AWS4{secret}".encode()
    for part in (claim.date, claim.region, claim.service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def canonical_request(claim: Claim, wire: Wire) -> str:
    """The canonical request of the specification."""
    headers = "".join(f"{name}:{_trimmed(wire.headers.get(name, ''))}\n" for name in claim.signed_headers)
    return "\n".join(
        (
            wire.method,
            _canonical_path(wire.path, claim.service),
            _canonical_query(wire.query, claim.expires is not None),
            headers,
            ";".join(claim.signed_headers),
            payload_hash(claim, wire),
        )
    )


def payload_hash(claim: Claim, wire: Wire) -> str:
    """The payload's hash as signed: what the header says, or `UNSIGNED-PAYLOAD` for a presigned S3 URL."""
    said = wire.headers.get("x-amz-content-sha256")
    if said:
        return said
    if claim.expires is not None and claim.service == "s3":
        return "UNSIGNED-PAYLOAD"
    return hashlib.sha256(wire.body).hexdigest() if wire.body else EMPTY


def is_payload_right(wire: Wire) -> bool:
    """Whether the body has the hash that its header states; true where the header states none."""
    said = wire.headers.get("x-amz-content-sha256", "")
    return not re.fullmatch(r"[0-9a-f]{64}", said) or hashlib.sha256(wire.body).hexdigest() == said


def is_in_time(claim: Claim, now: datetime) -> bool:
    """Whether the timestamp is near enough, or the presigned URL not yet expired."""
    try:
        signed = datetime.strptime(claim.timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    if not claim.timestamp.startswith(claim.date):
        return False
    if claim.expires is not None:
        return signed - SKEW <= now <= signed + timedelta(seconds=claim.expires)
    return abs(now - signed) <= SKEW


def _trimmed(value: str) -> str:
    return " ".join(value.split())


def _canonical_path(path: str, service: str) -> str:
    if service == "s3":
        return quote(unquote(path), safe="/~")
    return quote(_without_dots(path), safe="/~")


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
    return "&".join(f"{name}={value}" for name, value in sorted(_encoded_pairs(query, presigned)))


def _encoded_pairs(query: str, presigned: bool) -> Iterable[tuple[str, str]]:
    for pair in query.split("&") if query else ():
        name, _, value = pair.partition("=")
        decoded = unquote(name)
        if not (presigned and decoded == "X-Amz-Signature"):
            yield quote(decoded, safe="-_.~"), quote(unquote(value.replace("+", "%20")), safe="-_.~")
