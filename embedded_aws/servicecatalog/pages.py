"""Pages of lists: opaque tokens that belong to one request, and the page sizes of botocore's model."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from embedded_aws.servicecatalog.errors import invalid
from embedded_aws.servicecatalog.request_context import Answer, Params

Row = TypeVar("Row")


def page(params: Params, rows: Sequence[Row], limit: int) -> tuple[Sequence[Row], str | None]:
    """The requested page of at most `limit` rows and the token of the next one; raises InvalidParametersException."""
    start = _offset(params)
    size = params.get("PageSize") or limit
    end = start + size
    return rows[start:end], _token(params, end) if end < len(rows) else None


def paged(params: Params, rows: Sequence[Row], limit: int, member: str, more: str = "NextPageToken") -> dict[str, Any]:
    """An answer with one page of rows under `member` and, where there is more, the token of the next page."""
    found, token = page(params, rows, limit)
    answer: Answer = {member: list(found)}
    if token:
        answer[more] = token
    return answer


def _digest(params: Params) -> str:
    rest = {name: value for name, value in params.items() if name not in ("PageToken", "PageSize")}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _token(params: Params, offset: int) -> str:
    return base64.urlsafe_b64encode(f"{offset}.{_digest(params)}".encode()).decode()


def _offset(params: Params) -> int:
    token = params.get("PageToken")
    if not token:
        return 0
    try:
        offset, _, digest = base64.urlsafe_b64decode(token.encode()).decode().partition(".")
        if digest == _digest(params):
            return int(offset)
    except (binascii.Error, UnicodeError, ValueError):
        pass
    raise invalid("Invalid page token.")
