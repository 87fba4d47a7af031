"""`RequestContext`: what an operation works with, and the small parts of which its answer is made."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from threading import Condition
from typing import Any

from embedded_aws.organization import Organization
from embedded_aws.service import Call, Gateway
from embedded_aws.servicecatalog.fault_injection import FaultInjector, FaultSettings
from embedded_aws.servicecatalog.state import Catalog, CatalogStore

Params = Mapping[str, Any]
Answer = dict[str, Any]

_ALPHABET = string.ascii_lowercase + string.digits


@dataclass(frozen=True)
class RequestContext:
    """One request. Its operation holds `lock`, and releases it for calls to other services."""

    call: Call
    store: CatalogStore
    catalog: Catalog
    """The catalog of the caller's account and region."""
    gateway: Gateway
    injector: FaultInjector
    lock: Condition
    start: Callable[[Callable[[], None]], None]
    """Runs a function in a thread of the service."""
    store_body: Callable[[str, str, str, str], str]
    """Stores a template body where CloudFormation can read it: region, account, name and body → URL."""
    creating: dict[str, int]
    """Product → number of CreateProvisioningArtifact calls that run."""

    @cached_property
    def organization(self) -> Organization | None:
        """The organization of the caller's account, as it was when the request came."""
        return self.gateway.organization(self.call.account)

    @property
    def fault_injection(self) -> FaultSettings:
        """The faults that are switched on."""
        return self.injector.settings

    def injects(self, kind: str, rate: float) -> bool:
        """Whether a fault of this kind is injected into this request."""
        return self.injector.injects(kind, rate, self.call.operation)

    def is_listed(self, created_call: int) -> bool:
        """Whether lists and searches show what this call created."""
        return self._is_past(created_call, self.fault_injection.list_lag)

    def is_readable(self, created_call: int) -> bool:
        """Whether what this call created can be described, changed or associated."""
        return self._is_past(created_call, self.fault_injection.read_lag)

    def is_associated(self, created_call: int) -> bool:
        """Whether the product association that this call created has taken effect."""
        return self._is_past(created_call, self.fault_injection.association_lag)

    def _is_past(self, created_call: int, lag: int) -> bool:
        return lag == 0 or self.store.calls - created_call > lag

    def arn(self, service: str, resource: str) -> str:
        """An ARN of this account and region."""
        return f"arn:{partition_of(self.call.region)}:{service}:{self.call.region}:{self.call.account}:{resource}"

    @contextmanager
    def unlocked(self) -> Iterator[None]:
        """Let other requests run while this one waits for another service."""
        self.lock.release()
        try:
            yield
        finally:
            self.lock.acquire()


def partition_of(region: str) -> str:
    """The partition of a region, from its name."""
    prefixes = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
    return next((partition for prefix, partition in prefixes.items() if region.startswith(prefix)), "aws")


def new_id(prefix: str) -> str:
    """A new id such as `port-4x7…`."""
    return f"{prefix}-{''.join(secrets.choice(_ALPHABET) for _ in range(13))}"


def now() -> datetime:
    """The time in whole milliseconds, as AWS returns it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def present(**members: Any) -> Answer:
    """A structure without the members that are None, which botocore's serializer does not accept."""
    return {name: value for name, value in members.items() if value is not None}
