"""The members and the pages of an operation's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from embedded_aws.cloudformation.errors import invalid

Answer = Mapping[str, Any]
PAGE = 100


def present(**members: Any) -> dict[str, Any]:
    """The members that are not None, since an absent member of an answer is left out."""
    return {name: value for name, value in members.items() if value is not None}


def page(items: Sequence[Any], params: Mapping[str, Any], name: str, size: int = PAGE) -> dict[str, Any]:
    """One page of a list: `name` → items, and a NextToken where there are more."""
    token = str(params.get("NextToken") or "0")
    if not token.isdigit() or int(token) > len(items):
        raise invalid("Invalid NextToken")
    start = int(token)
    answer: dict[str, Any] = {name: list(items[start : start + size])}
    if start + size < len(items):
        answer["NextToken"] = str(start + size)
    return answer
