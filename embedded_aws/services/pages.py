"""Pages of a list: MaxResults and NextToken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")


def take_page(
    items: Sequence[Item], params: Mapping[str, Any], most: int = 100
) -> tuple[Sequence[Item], dict[str, str]]:
    """The page that the token names, and the next token where there is more."""
    start = int(params.get("NextToken") or 0)
    end = start + int(params.get("MaxResults") or most)
    return items[start:end], ({"NextToken": str(end)} if end < len(items) else {})
