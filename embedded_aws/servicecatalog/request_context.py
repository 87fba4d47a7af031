"""What a handler works with: the request's caller, the catalogs, the front, the faults and the one lock."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Condition
from typing import Any

from embedded_aws.service import Call, Gateway
from embedded_aws.servicecatalog.fault_injection import Dice, Faults
from embedded_aws.servicecatalog.state import Catalog, Store

Params = Mapping[str, Any]
Answer = dict[str, Any]

_ALPHABET = string.ascii_lowercase + string.digits


@dataclass(frozen=True)
class RequestContext:
    """One request at work. Handlers run under `lock` and let go of it for calls to other services."""

    call: Call
    store: Store
    catalog: Catalog
    gateway: Gateway
    dice: Dice
    lock: Condition
    start: Callable[[Callable[[], None]], None]
    """Runs a function in a thread of the service."""
    shelve: Callable[[str, str, str, str], str]
    """Lays a template body out for CloudFormation: region, account, name and body → URL."""
    creating: dict[str, int]
    """Product → number of CreateProvisioningArtifact calls in flight."""

    @property
    def faults(self) -> Faults:
        """The faults that are switched on."""
        return self.dice.faults

    def lags(self, born: int, lag: int) -> bool:
        """Whether something that was made at call `born` is still out of sight."""
        return self.store.calls - born <= lag and lag > 0

    def arn(self, service: str, resource: str) -> str:
        """An ARN of this account and region."""
        return f"arn:{partition_of(self.call.region)}:{service}:{self.call.region}:{self.call.account}:{resource}"

    @contextmanager
    def unlocked(self) -> Iterator[None]:
        """Let other requests in while this one waits for another service."""
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
    """A fresh id such as `port-4x7…`."""
    return f"{prefix}-{''.join(secrets.choice(_ALPHABET) for _ in range(13))}"


def now() -> datetime:
    """The time, in whole milliseconds as AWS gives it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def present(**members: Any) -> Answer:
    """A structure without the members that are not there: botocore's serializer takes no None."""
    return {name: value for name, value in members.items() if value is not None}
