"""A service of ours whose state is one store for each account and region, and whose operations are a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from embedded_aws.gateway.refusals import refuse_unknown
from embedded_aws.service import Call
from embedded_aws.services.shapes import check_shapes

Params = Mapping[str, Any]
Answer = Mapping[str, Any]


class Store(Protocol):
    """The plain data of one account and region; `tags` by ARN."""

    tags: dict[str, dict[str, str]]


Kept = TypeVar("Kept", bound=Store)


class RegionalService(Generic[Kept]):
    """Checks a request's parameters, finds the store and calls the operation's function with it."""

    def __init__(
        self, new_store: Callable[[], Kept], operations: Mapping[str, Callable[[Kept, Params, Call], Answer]]
    ) -> None:
        self._new_store, self._operations = new_store, operations
        self._stores: dict[tuple[str, str], Kept] = {}

    def __call__(self, params: Params, call: Call) -> Answer:
        """Carry out one operation; raises ServiceError."""
        operation = self._operations.get(call.operation)
        if operation is None:
            raise refuse_unknown(call.service, call.operation)
        check_shapes(call, params)
        return operation(self.store(call.account, call.region), params, call)

    def store(self, account: str, region: str) -> Kept:
        """What one account has in one region."""
        return self._stores.setdefault((account, region), self._new_store())

    def tags_of(self, arn: str) -> Mapping[str, str]:
        """The tags of a resource that the service keeps; empty where there is none."""
        return self.held_tags(arn) or {}

    def held_tags(self, arn: str) -> dict[str, str] | None:
        """The tags of a resource, which may be changed in place; None where it is not kept here."""
        return next((store.tags[arn] for store in self._stores.values() if arn in store.tags), None)

    def dump(self) -> object:
        """Plain data."""
        return dict(self._stores)

    def load(self, state: Any) -> None:
        """Take over what `dump` gave."""
        self._stores = dict(state)
