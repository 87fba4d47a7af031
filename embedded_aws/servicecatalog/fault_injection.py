"""Fault injection: what the real Service Catalog sometimes does to a publisher, switched on and replayed by a seed.

The gateway injects what may happen to any service: throttling, server errors, denials and dropped connections. Its
rules of the kinds `lost-create` and `failed-artifact` take effect here as well. Lags and latencies are counted in calls
to the service and not in seconds, so that a failing case can be replayed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from random import Random
from typing import Any, Protocol, runtime_checkable

from embedded_aws.service import Gateway


@dataclass(frozen=True)
class FaultSettings:
    """What goes wrong. Rates are chances from 0 to 1; lags are numbers of later calls. All are off by default."""

    seed: int = 0
    list_lag: int = 0
    """Calls until lists and searches show a new object."""
    read_lag: int = 0
    """Calls until a new object can be described, changed or associated."""
    association_lag: int = 0
    """Calls until a new product association takes constraints and launches."""
    artifact_latency: int = 0
    """Calls for which a new provisioning artifact stays CREATING."""
    share_latency: int = 0
    """Calls for which a share with an organization stays IN_PROGRESS."""
    lost_creates: float = 0.0
    """Chance that CreateProvisioningArtifact returns the id of a version that never appears."""
    failed_artifacts: float = 0.0
    """Chance that a new provisioning artifact ends FAILED."""
    share_errors: tuple[str, ...] = ()
    """Accounts that a share with an organization does not reach."""

    @classmethod
    def parse(cls, wanted: Mapping[str, Any]) -> FaultSettings:
        """Settings from plain data such as JSON; raises ValueError for an unknown name or a wrong value."""
        known = {field.name: field.default for field in fields(cls)}
        if unknown := sorted(set(wanted) - set(known)):
            raise ValueError(f"unknown fault {unknown[0]}; known are {', '.join(known)}")
        return replace(cls(), **{name: _value(name, value, known[name]) for name, value in wanted.items()})


def _value(name: str, value: Any, default: Any) -> Any:
    match default, value:
        case int(), int() if not isinstance(value, bool) and value >= 0:
            return value
        case float(), int() | float() if not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        case tuple(), list() | tuple() if all(isinstance(entry, str) for entry in value):
            return tuple(value)
    raise ValueError(f"fault {name} does not take {value!r}")


@runtime_checkable
class FaultInjecting(Protocol):
    """A gateway that has fault injection rules of its own; it need not have any."""

    def injects_fault(self, kind: str, service: str, operation: str) -> bool:
        """Whether a rule of this kind applies to this call."""
        ...


class FaultInjector:
    """Decides when a fault is injected: the same seed and the same calls give the same faults."""

    def __init__(self, settings: FaultSettings, gateway: Gateway) -> None:
        self.settings = settings
        self._gateway = gateway
        self._random = Random(settings.seed)  # noqa: S311 - replayable faults, not secrets

    def injects(self, kind: str, rate: float, operation: str) -> bool:
        """Whether this call gets a fault: by its rate, or by a rule of the gateway."""
        ruled = isinstance(self._gateway, FaultInjecting) and self._gateway.injects_fault(
            kind, "servicecatalog", operation
        )
        return ruled or (rate > 0 and self._random.random() < rate)
