"""The checksums of S3's objects: compared with the content, kept, and computed where none comes along."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session
from hypothesis import given
from hypothesis import strategies as st

from embedded_aws import REGION
from embedded_aws.gateway.crc import CRC32C, CRC64NVME, WORTH_ROWS, Crc

PART = 5 * 1024 * 1024
TRAILING = {"x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "content-encoding": "aws-chunked"}


def encoded(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


@pytest.fixture(scope="module")
def bucket(world: Any) -> str:
    return str(world.bucket())


@pytest.fixture
def put(world: Any, bucket: str) -> Callable[..., tuple[int, str]]:
    """An object as other clients send it: with these headers and this body; the status and the answer."""
    keys = world.aws.keys("admin")

    def send(body: bytes, **headers: str) -> tuple[int, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = AWSRequest("PUT", f"{world.aws.endpoint}/{bucket}/key", headers=named, data=body)
        if "x-amz-trailer" in named:
            request.context["checksum"] = {"request_algorithm": {"in": "trailer"}}
        S3SigV4Auth(Credentials(keys.access_key, keys.secret_key), "s3", REGION).add_auth(request)
        answer = URLLib3Session().send(request.prepare())
        return answer.status_code, answer.text

    return send


def test_the_checks_are_those_of_their_catalog() -> None:
    assert CRC32C.compute(b"123456789").hex() == "e3069283"
    assert CRC64NVME.compute(b"123456789").hex() == "ae8b14860a799888"


@given(st.binary(min_size=1, max_size=40), st.integers(0, 2 * WORTH_ROWS))
def test_rows_side_by_side_are_as_good_as_byte_by_byte(content: bytes, length: int) -> None:
    whole = (content * (length // len(content) + 1))[:length]
    assert CRC32.compute(whole) == zlib.crc32(whole).to_bytes(4, "big")


CRC32 = Crc(0xEDB88320, 4)


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA1", "SHA256"])
def test_a_checksum_is_kept_and_is_of_the_whole_object(world: Any, bucket: str, algorithm: str) -> None:
    s3 = world.aws.client("s3")
    put = s3.put_object(Bucket=bucket, Key="kept", Body=b"content", ChecksumAlgorithm=algorithm)
    got = s3.get_object(Bucket=bucket, Key="kept", ChecksumMode="ENABLED")
    assert got[f"Checksum{algorithm}"] == put[f"Checksum{algorithm}"]
    assert got["ChecksumType"] == "FULL_OBJECT"
    assert got["Body"].read() == b"content"


def test_s3_computes_one_where_none_comes_along(put: Callable[..., tuple[int, str]], world: Any, bucket: str) -> None:
    assert put(b"123456789")[0] == 200
    got = world.aws.client("s3").get_object(Bucket=bucket, Key="key", ChecksumMode="ENABLED")
    assert got["ChecksumCRC64NVME"] == encoded(bytes.fromhex("ae8b14860a799888"))


def test_a_checksum_behind_the_chunks_is_compared_and_kept(
    put: Callable[..., tuple[int, str]], world: Any, bucket: str
) -> None:
    def trailing(value: str) -> tuple[int, str]:
        body = f"9\r\n123456789\r\n0\r\nx-amz-checksum-crc64nvme:{value}\r\n\r\n".encode()
        more = {"x-amz-trailer": "x-amz-checksum-crc64nvme", "x-amz-decoded-content-length": "9"}
        return put(body, **TRAILING, **more)

    right = encoded(bytes.fromhex("ae8b14860a799888"))
    assert trailing(right)[0] == 200
    got = world.aws.client("s3").get_object(Bucket=bucket, Key="key", ChecksumMode="ENABLED")
    assert (got["ChecksumCRC64NVME"], got["Body"].read()) == (right, b"123456789")
    status, said = trailing(encoded(bytes(8)))
    assert (status, "BadDigest" in said) == (400, True), said


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"x-amz-checksum-sha256": encoded(bytes(32))}, "BadDigest"),
        ({"x-amz-checksum-crc32c": encoded(bytes(4))}, "BadDigest"),
        ({"x-amz-checksum-crc32": "short"}, "InvalidRequest"),
        ({"x-amz-checksum-xxhash64": encoded(bytes(8))}, "NotImplemented"),
        ({"x-amz-checksum-crc128": encoded(bytes(16))}, "InvalidRequest"),
        ({"x-amz-sdk-checksum-algorithm": "SHA256"}, "InvalidRequest"),
        ({"x-amz-sdk-checksum-algorithm": "CRC128"}, "InvalidRequest"),
        ({"x-amz-checksum-md5": encoded(bytes(16)), "x-amz-checksum-sha1": encoded(bytes(20))}, "InvalidRequest"),
        ({"content-md5": encoded(bytes(16))}, "BadDigest"),
        ({"content-md5": "short"}, "InvalidDigest"),
        ({**TRAILING, "x-amz-trailer": "x-amz-checksum-crc32", "x-amz-decoded-content-length": "0"}, "Malformed"),
    ],
)
def test_what_is_not_the_contents_is_refused(
    put: Callable[..., tuple[int, str]], headers: dict[str, str], code: str
) -> None:
    body = b"0\r\n\r\n" if "x-amz-trailer" in headers else b"content"
    status, said = put(body, **headers)
    assert status == (501 if code == "NotImplemented" else 400), said
    assert f"<Code>{code}" in said


@pytest.mark.slow
def test_parts_make_the_checksum_of_the_whole(world: Any, bucket: str) -> None:
    s3, where = world.aws.client("s3"), {"Bucket": bucket, "Key": "parts"}

    def upload(algorithm: str | None, digest: str, **more: str) -> dict[str, Any]:
        named = {"ChecksumAlgorithm": algorithm} if algorithm else {}
        begun = s3.create_multipart_upload(**where, **named)["UploadId"]
        rows = []
        for number, body in enumerate((bytes(PART), b"end"), start=1):
            part = s3.upload_part(**where, UploadId=begun, PartNumber=number, Body=body, ChecksumAlgorithm="CRC32")
            rows.append({"PartNumber": number, "ETag": part["ETag"]})
        s3.complete_multipart_upload(**where, UploadId=begun, MultipartUpload={"Parts": rows}, **more)
        got: dict[str, Any] = s3.get_object(**where, ChecksumMode="ENABLED")
        head = s3.head_object(**where, ChecksumMode="ENABLED")
        assert (head[digest], head["ChecksumType"]) == (got[digest], got["ChecksumType"])
        return {"value": got[digest], "kind": got["ChecksumType"]}

    whole = encoded(CRC64NVME.compute(bytes(PART) + b"end"))
    for algorithm in ("CRC64NVME", None):
        assert upload(algorithm, "ChecksumCRC64NVME") == {"value": whole, "kind": "FULL_OBJECT"}
    both = hashlib.sha256(bytes(PART)).digest() + hashlib.sha256(b"end").digest()
    parts = f"{encoded(hashlib.sha256(both).digest())}-2"
    assert upload("SHA256", "ChecksumSHA256") == {"value": parts, "kind": "COMPOSITE"}
    with pytest.raises(ClientError, match="BadDigest"):
        upload("CRC64NVME", "ChecksumCRC64NVME", ChecksumCRC64NVME=encoded(bytes(8)))
