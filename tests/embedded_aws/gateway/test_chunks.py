"""S3's chunked bodies come back whole, and a chunk that was changed is found."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedded_aws.gateway.chunks import read_body
from embedded_aws.gateway.http_request import HttpRequest
from embedded_aws.gateway.signature import EMPTY, Signature, signing_key
from embedded_aws.service import ServiceError

SIGNATURE = Signature("AKIALOCAL", "20260101", "eu-west-1", "s3", ("host",), "0" * 64, "20260101T000000Z", None)


def request(mode: str, body: bytes, length: int) -> HttpRequest:
    headers = {"x-amz-content-sha256": mode, "x-amz-decoded-content-length": str(length)}
    return HttpRequest("PUT", "/bucket/key", "", headers, body, "127.0.0.1", "127.0.0.1")


def chunked(parts: list[bytes]) -> bytes:
    previous, body = SIGNATURE.hex, b""
    for part in [*parts, b""]:
        digest = hashlib.sha256(part).hexdigest()
        text = f"AWS4-HMAC-SHA256-PAYLOAD\n{SIGNATURE.timestamp}\n{SIGNATURE.scope}\n{previous}\n{EMPTY}\n{digest}"
        previous = hmac.new(signing_key(SIGNATURE, "secret"), text.encode(), hashlib.sha256).hexdigest()
        body += f"{len(part):x};chunk-signature={previous}\r\n".encode() + part + b"\r\n"
    return body


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=5))
def test_signed_chunks_come_back_whole(parts: list[bytes]) -> None:
    whole = b"".join(parts)
    sent = request("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", chunked(parts), len(whole))
    assert read_body(sent, SIGNATURE, "secret") == whole
    with pytest.raises(ServiceError, match="chunk"):
        read_body(sent, SIGNATURE, "another secret")


def test_unsigned_chunks_with_a_trailer_come_back_whole() -> None:
    body = b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"
    assert read_body(request("STREAMING-UNSIGNED-PAYLOAD-TRAILER", body, 5), SIGNATURE, "secret") == b"hello"


def test_a_changed_chunk_is_found() -> None:
    body = chunked([b"hello"]).replace(b"hello", b"jello")
    with pytest.raises(ServiceError, match="chunk"):
        read_body(request("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", body, 5), SIGNATURE, "secret")


@pytest.mark.parametrize("body", [b"", b"zz\r\nhello\r\n", b"5\r\nhello"])
def test_broken_framing_is_refused(body: bytes) -> None:
    with pytest.raises(ServiceError) as caught:
        read_body(request("STREAMING-UNSIGNED-PAYLOAD-TRAILER", body, 5), SIGNATURE, "secret")
    assert caught.value.code == "IncompleteBody"


def test_a_body_of_another_length_than_it_says_is_refused() -> None:
    sent = request("STREAMING-UNSIGNED-PAYLOAD-TRAILER", b"5\r\nhello\r\n0\r\n\r\n", 6)
    with pytest.raises(ServiceError, match="decoded length"):
        read_body(sent, SIGNATURE, "secret")
    assert read_body(replace(sent, headers={}), SIGNATURE, "secret") == sent.body
