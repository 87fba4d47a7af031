"""Fault injection: rules by count or by seed, so that a failing case can be replayed.

A rule names the calls that fail and how. `kind` is one of the gateway's own (`throttle`, `error`, `deny`, `drop`) or
one that a service of ours asks about, such as Service Catalog's `lost-create`; rules of the kind `propagation` have
fields of their own (`propagation.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from embedded_aws.gateway.propagation import KIND, PROPAGATION
from embedded_aws.service import ServiceError

GATEWAY_KINDS = ("throttle", "error", "deny", "drop")
_THROTTLED = {
    "s3": ("SlowDown", "Please reduce your request rate.", 503),
    "ec2": ("RequestLimitExceeded", "Request limit exceeded.", 503),
    **dict.fromkeys(("cloudformation", "iam", "sts"), ("Throttling", "Rate exceeded", 400)),
}
"""How services say it that do not say ThrottlingException (their pages of common errors; S3's "Error Responses"). The
answer to a HEAD request has no body, so that S3's status is all that a client sees."""


class Dropped(Exception):
    """The connection is to be closed without an answer."""


@dataclass
class Rule:
    """Make calls of `service:operation` (patterns) fail: the `at`-th, or each with probability `rate`.

    `after`: the call is carried out, and only its answer is lost. `times`: how often at most.
    """

    kind: str
    service: str = "*"
    operation: str = "*"
    at: int | None = None
    rate: float = 1.0
    times: int | None = None
    seed: int = 0
    after: bool = False
    seen: int = 0
    injected: int = 0
    random: Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311 - a replayable fault, not a secret

    def applies(self) -> bool:
        """Whether this call, one that the rule names, fails."""
        self.seen += 1
        if self.times is not None and self.injected >= self.times:
            return False
        applies = self.seen == self.at if self.at is not None else self.random.random() < self.rate
        self.injected += applies
        return applies


class FaultInjection:
    """The rules in force."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(self, row: Mapping[str, Any]) -> None:
        """Put a rule in force; raises ValueError for a field that rules do not have."""
        if row.get("kind") == KIND:
            PROPAGATION.add(row)
            return
        known = {"kind", "service", "operation", "at", "rate", "times", "seed", "after"}
        if not set(row) <= known or "kind" not in row:
            raise ValueError(f"a fault has a kind and some of {', '.join(sorted(known))}: {dict(row)}")
        with self._lock:
            self.rules.append(Rule(**row))

    def clear(self) -> None:
        """End all rules."""
        with self._lock:
            self.rules.clear()
        PROPAGATION.clear()

    def applies(self, kind: str, service: str, operation: str) -> bool:
        """Whether a rule of this kind applies to this call."""
        return self._find(service, operation, lambda rule: rule.kind == kind) is not None

    def inject(self, service: str, operation: str, after: bool, inside: bool) -> None:
        """Raise what a rule of the gateway's own kinds says about this call: ServiceError or Dropped.

        A service that calls another (`inside`) is not throttled: AWS's services try again by themselves.
        """
        kinds = tuple(kind for kind in GATEWAY_KINDS if not (inside and kind == "throttle"))
        rule = self._find(service, operation, lambda rule: rule.kind in kinds and rule.after is after)
        match rule.kind if rule else None:
            case "throttle":
                raise ServiceError(*_THROTTLED.get(service, ("ThrottlingException", "Rate exceeded", 400)))
            case "error":
                raise ServiceError("InternalFailure", "The request processing has failed, by fault injection.", 500)
            case "deny":
                raise ServiceError("AccessDeniedException", f"{service}:{operation} is denied by fault injection", 403)
            case "drop":
                raise Dropped

    def _find(self, service: str, operation: str, wanted: Any) -> Rule | None:
        with self._lock:
            for rule in self.rules:
                named = fnmatchcase(service, rule.service) and fnmatchcase(operation, rule.operation)
                if named and wanted(rule) and rule.applies():
                    return rule
        return None
