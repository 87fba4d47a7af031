"""S3's preconditions of a copy, which moto (5.2) passes over: the source's ETag, and when it was last written.

Source: S3 API Reference, CopyObject (`x-amz-copy-source-if-match`, `x-amz-copy-source-if-unmodified-since`). Where both
are given and the ETag is the same, the time does not matter. HTTP dates have whole seconds.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from embedded_aws.gateway.moto_state import find_bucket
from embedded_aws.service import Call, ServiceError


def check_copy(call: Call) -> None:
    """Raise ServiceError where the source is not the one that the request expects."""
    etag, since = call.params.get("CopySourceIfMatch"), call.params.get("CopySourceIfUnmodifiedSince")
    held = _source(str(call.params.get("CopySource", ""))) if etag or since else None
    if held is None:
        return
    if etag is not None:
        if str(etag).strip('"') != str(held.etag).strip('"'):
            raise _failed("x-amz-copy-source-If-Match")
    elif since is not None and _seconds(held.last_modified) > _seconds(since):
        raise _failed("x-amz-copy-source-If-Unmodified-Since")


def _source(name: str) -> Any:
    bucket, _, key = unquote(name.partition("?")[0]).lstrip("/").partition("/")
    held = find_bucket(bucket)
    return None if held is None else held.keys.get(key)


def _seconds(moment: datetime) -> int:
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _failed(condition: str) -> ServiceError:
    message = f"At least one of the pre-conditions you specified did not hold ({condition})"
    return ServiceError("PreconditionFailed", message, 412)
