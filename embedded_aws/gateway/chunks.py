"""S3's `aws-chunked` bodies: taken apart, and the chunks' own signatures verified where the body is signed.

Source: S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple
Chunks" and "Working with trailing checksums".
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from embedded_aws.gateway.http_request import HttpRequest
from embedded_aws.gateway.signature import EMPTY, Signature, signing_key
from embedded_aws.service import ServiceError

SIGNED = ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")
UNSIGNED = ("STREAMING-UNSIGNED-PAYLOAD-TRAILER",)


@dataclass(frozen=True)
class Chunk:
    """One chunk and the signature that its header carried."""

    data: bytes
    signature: str


def is_chunked(request: HttpRequest) -> bool:
    """Whether the body is in chunks of this kind."""
    return request.headers.get("x-amz-content-sha256", "") in (*SIGNED, *UNSIGNED)


def read_trailer(request: HttpRequest) -> dict[str, str]:
    """What follows the last chunk of a body that `read_body` takes: header names in lower case, and their values.

    Raises ServiceError where one is missing that the headers announce.
    """
    rows = (b"\r\n" + request.body).rpartition(b"\r\n0")[2].decode("latin-1").split("\r\n")[1:]
    found = {
        name.strip().lower(): value.strip() for name, colon, value in (row.partition(":") for row in rows) if colon
    }
    announced = request.headers.get("x-amz-trailer", "").lower().split(",")
    if any(name.strip() not in found for name in announced if name.strip()):
        what = "not well-formed or did not conform to our published schema."
        raise ServiceError("MalformedTrailerError", f"The request contained trailing data that was {what}", 400)
    return found


def read_body(request: HttpRequest, signature: Signature, secret: str) -> bytes:
    """The object's bytes; raises ServiceError where a chunk's signature is wrong or the framing is broken."""
    mode = request.headers.get("x-amz-content-sha256", "")
    if not is_chunked(request):
        return request.body
    chunks = list(_chunks(request.body))
    if mode in SIGNED:
        _verify(chunks, signature, secret)
    body = b"".join(chunk.data for chunk in chunks)
    said = request.headers.get("x-amz-decoded-content-length")
    if said is not None and said != str(len(body)):
        raise ServiceError("IncompleteBody", "The body is shorter or longer than its decoded length says.", 400)
    return body


def _chunks(body: bytes) -> Iterator[Chunk]:
    position = 0
    while True:
        end = body.find(b"\r\n", position)
        head, _, extension = body[position : max(end, position)].partition(b";")
        try:
            size = int(head, 16)
        except ValueError:
            raise ServiceError("IncompleteBody", "The chunks of the body are malformed.", 400) from None
        start = end + 2
        yield Chunk(body[start : start + size], extension.partition(b"chunk-signature=")[2].decode("ascii", "replace"))
        if size == 0:
            return
        position = start + size + 2


def _verify(chunks: list[Chunk], signature: Signature, secret: str) -> None:
    key, previous = signing_key(signature, secret), signature.hex
    for chunk in chunks:
        text = "\n".join(
            (
                "AWS4-HMAC-SHA256-PAYLOAD",
                signature.timestamp,
                signature.scope,
                previous,
                EMPTY,
                hashlib.sha256(chunk.data).hexdigest(),
            )
        )
        previous = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(previous, chunk.signature):
            raise ServiceError("SignatureDoesNotMatch", "The signature of a chunk of the body does not match.", 403)
