"""Quirks on demand: what only the real Service Catalog does to a publisher on a bad day, replayable by its seed.

Throttling, server errors, denials and dropped connections befall any service and are the front's. Its rules of the
kinds `lost-create` and `failed-artifact` strike here as well. Lags and latencies are counted in calls to the service
and not in seconds, so that a failing case can be replayed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from random import Random
from typing import Any, Protocol, runtime_checkable

from embedded_aws.service import Gateway


@dataclass(frozen=True)
class Faults:
    """What goes wrong. Rates are chances from 0 to 1; lags are numbers of later calls. All are off by default."""

    seed: int = 0
    list_lag: int = 0
    """Calls until a new object shows in lists and searches."""
    read_lag: int = 0
    """Calls until a new object can be described, changed or associated."""
    association_lag: int = 0
    """Calls until a new product association carries constraints and launches."""
    artifact_latency: int = 0
    """Calls for which a new provisioning artifact stays CREATING."""
    share_latency: int = 0
    """Calls for which a share with an organization stays IN_PROGRESS."""
    lost_creates: float = 0.0
    """Chance that CreateProvisioningArtifact returns an id of which nothing is ever seen again."""
    failed_artifacts: float = 0.0
    """Chance that a new provisioning artifact ends FAILED."""
    share_errors: tuple[str, ...] = ()
    """Accounts that a share with an organization does not reach."""

    @classmethod
    def parse(cls, wanted: Mapping[str, Any]) -> Faults:
        """Faults from plain data such as JSON; raises ValueError for a name or a value that means nothing."""
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
class Striking(Protocol):
    """A front that has rules for faults on demand; it need not."""

    def strikes(self, kind: str, service: str, operation: str) -> bool:
        """Whether a quirk of this kind strikes this call."""
        ...


class Dice:
    """The luck of one run: the same seed and the same calls give the same accidents."""

    def __init__(self, faults: Faults, gateway: Gateway) -> None:
        self.faults = faults
        self._front = gateway
        self._random = Random(faults.seed)  # noqa: S311 - replayable accidents, not secrets

    def falls(self, chance: float, kind: str, operation: str) -> bool:
        """Whether an accident happens now: by its chance, or by a rule of the front."""
        struck = isinstance(self._front, Striking) and self._front.strikes(kind, "servicecatalog", operation)
        return struck or (chance > 0 and self._random.random() < chance)
