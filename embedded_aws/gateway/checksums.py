"""The checksums that objects of S3 come with: compared with the content, and told to moto, which keeps them.

Source: S3 User Guide, "Checking object integrity in Amazon S3". The words of the refusals are those of LocalStack's
and Swift's tests that were run against AWS, and of the S3 API Reference, "Error responses".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from collections.abc import Callable, Mapping, Sequence

from embedded_aws.gateway.chunks import is_chunked, read_trailer
from embedded_aws.gateway.crc import CRC32C, CRC64NVME
from embedded_aws.gateway.http_request import HttpRequest
from embedded_aws.gateway.moto_state import find_bucket, find_object
from embedded_aws.service import Call, ServiceError

PREFIX = "x-amz-checksum-"
NO_VALUES = ("algorithm", "mode", "type")
"""What else begins like a checksum's header."""
DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "CRC32": lambda content: zlib.crc32(content).to_bytes(4, "big"),
    "CRC32C": CRC32C.compute,
    "CRC64NVME": CRC64NVME.compute,
    "MD5": lambda content: hashlib.md5(content, usedforsecurity=False).digest(),
    "SHA1": lambda content: hashlib.sha1(content, usedforsecurity=False).digest(),
    "SHA256": lambda content: hashlib.sha256(content).digest(),
    "SHA512": lambda content: hashlib.sha512(content).digest(),
}
"""Each algorithm by its name in botocore's model of S3."""
NOT_OFFERED = {"XXHASH64", "XXHASH3", "XXHASH128"}
"""The model's others, for which Python's library has nothing."""
DEFAULT = "CRC64NVME"
"""What S3 computes of an object that comes without a checksum."""
KEPT = ("PutObject", "UploadPart")
SDK_ALGORITHM = "x-amz-sdk-checksum-algorithm"
ALGORITHM = "HTTP_X_AMZ_SDK_CHECKSUM_ALGORITHM"


def check_content(call: Call, request: HttpRequest, body: bytes) -> dict[str, str]:
    """What tells moto an object's checksum, as variables of WSGI; raises ServiceError where it is not the content's."""
    _check_md5(request)
    said = _said(request)
    if len(said) > 1:
        raise _invalid("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
    _check_names(call, request, said)
    for algorithm, value in said.items():
        if call.operation == "CompleteMultipartUpload":
            _compare(algorithm, value.partition("-")[0], _completed(call, algorithm))
        else:
            _compare(algorithm, value, body)
    if call.operation not in KEPT:
        return {}
    if not said and SDK_ALGORITHM in request.headers:
        what = "no corresponding x-amz-checksum-* or x-amz-trailer headers were found."
        raise _invalid(f"x-amz-sdk-checksum-algorithm specified, but {what}")
    if not said and call.operation == "PutObject":
        said = {DEFAULT: base64.b64encode(DIGESTS[DEFAULT](body)).decode()}
    return {key: text for name, value in said.items() for key, text in _variables(name, value).items()}


def describe_checksum(call: Call, headers: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """The headers of moto's answer to `HeadObject`, with what its checksum is of, as `GetObject` has them."""
    if not any(name.lower().startswith(PREFIX) for name, _ in headers):
        return headers
    held = find_object(call.params["Bucket"], call.params["Key"], call.params.get("VersionId"))
    if held is None or held.checksum_type is None:
        return headers
    more = f"-{held.checksum_parts}" if held.checksum_type == "COMPOSITE" else ""
    said = ((name, value + more if name.lower().startswith(PREFIX) else value) for name, value in headers)
    return [*said, (f"{PREFIX}type", held.checksum_type)]


def compute_checksum(body: bytes, algorithm: str, encode_base64: bool = True) -> bytes:
    """In the place of moto's function of that name, which takes CRC-32 for what it has no library for."""
    digest = DIGESTS[algorithm.upper()](body)
    return base64.b64encode(digest) if encode_base64 else digest


def _variables(algorithm: str, value: str) -> dict[str, str]:
    return {ALGORITHM: algorithm, f"HTTP_X_AMZ_CHECKSUM_{algorithm}": value}


def _said(request: HttpRequest) -> dict[str, str]:
    """The checksums by algorithm, from the headers and from what follows the chunks."""
    given = {**request.headers, **(read_trailer(request) if is_chunked(request) else {})}
    names = (name for name in given if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in NO_VALUES)
    return {name.removeprefix(PREFIX).upper(): given[name] for name in names}


def _completed(call: Call, algorithm: str) -> bytes:
    """What the checksum of an upload in parts is of: the whole object, or the checksums of its parts."""
    held = find_bucket(str(call.params["Bucket"]))
    upload = None if held is None else held.multiparts.get(call.params["UploadId"])
    if upload is None:
        return b""
    numbers = [row["PartNumber"] for row in call.params.get("MultipartUpload", {}).get("Parts", [])]
    parts = [upload.parts[number].value for number in numbers if number in upload.parts]
    kind = upload.metadata.get("x-amz-checksum-type") or ("FULL_OBJECT" if algorithm == DEFAULT else "COMPOSITE")
    return b"".join(parts if kind == "FULL_OBJECT" else [DIGESTS[algorithm](part) for part in parts])


def _compare(algorithm: str, value: str, body: bytes) -> None:
    computed = DIGESTS[algorithm](body)
    if len(_decoded(value)) != len(computed):
        raise _invalid(f"Value for {PREFIX}{algorithm.lower()} header is invalid.")
    if _decoded(value) != computed:
        raise ServiceError("BadDigest", f"The {algorithm} you specified did not match the calculated checksum.", 400)


def _check_names(call: Call, request: HttpRequest, said: Mapping[str, str]) -> None:
    named = str(call.params.get("ChecksumAlgorithm") or DEFAULT).upper()
    for algorithm in {named, *said} & NOT_OFFERED:
        raise ServiceError("NotImplemented", f"The checksum {algorithm} is not part of the embedded AWS", 501)
    if any(algorithm not in DIGESTS for algorithm in said):
        raise _invalid("The algorithm type you specified in x-amz-checksum- header is invalid.")
    if named in DIGESTS:
        return
    if SDK_ALGORITHM in request.headers:
        raise _invalid(f"Value for {SDK_ALGORITHM} header is invalid.")
    names = ", ".join(sorted({*DIGESTS, *NOT_OFFERED}))
    raise _invalid(
        f"Checksum algorithm provided is unsupported. Please try again with any of the valid types: [{names}]"
    )


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidRequest", message, 400)


def _check_md5(request: HttpRequest) -> None:
    value = request.headers.get("content-md5")
    if value is None or is_chunked(request):
        return
    if len(_decoded(value)) != 16:
        raise ServiceError("InvalidDigest", "The Content-MD5 you specified was invalid.", 400)
    if _decoded(value) != DIGESTS["MD5"](request.body):
        raise ServiceError("BadDigest", "The Content-MD5 you specified did not match what we received.", 400)


def _decoded(value: str) -> bytes:
    """Nothing where it is not base64."""
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return b""
