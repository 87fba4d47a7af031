"""What SageMaker says of a resource, in the one form that the rules read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KeyUse:
    """One place where a key is or should be; `ours` is `data` or `notebook`."""

    what: str
    key: str
    ours: str


@dataclass(frozen=True)
class Network:
    """Where it sits; both empty where it was given no VPC."""

    subnets: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Switch:
    """Something that must be on (or off): `sentence` says what is wrong where `right` is false."""

    rule: str
    right: bool
    sentence: str


@dataclass(frozen=True)
class Facts:
    """One part of a resource: the job itself, one of a tuning job's definitions, the model behind an endpoint.

    `network` is None where the part has none of its own; `role` is empty where it has none; `roles` are the local
    names of those that it may run as.
    """

    part: str
    role: str = ""
    roles: tuple[str, ...] = ()
    network: Network | None = None
    keys: tuple[KeyUse, ...] = ()
    switches: tuple[Switch, ...] = ()
    gone: bool = False
    """It is referred to and no longer there, so nobody can say what it was."""
