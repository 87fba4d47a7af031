"""Lists that come in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

_TOKENS: Mapping[str, str] = MappingProxyType({"NextPageToken": "PageToken", "NextToken": "NextToken"})
"""The token's name in an answer (Service Catalog's, CloudFormation's) → its name in the next request."""


def read_pages(call: Callable[..., Any], member: str, **given: Any) -> Iterator[Any]:
    """Every row of a list: `member` of each page that `call` returns, as botocore's paginators do for some operations.

    AWS quirk: botocore has no paginator for SearchProducts, SearchProvisionedProducts and ListProvisioningArtifacts.
    """
    token: dict[str, str] = {}
    while True:
        page = call(**given, **token)
        yield from page.get(member, [])
        token = {name: page[key] for key, name in _TOKENS.items() if page.get(key)}
        if not token:
            return
