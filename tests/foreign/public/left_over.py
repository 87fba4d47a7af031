"""What a deleted stack leaves behind: how many things each of moto's services holds, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from moto.core.base_backend import BackendDict

from embedded_aws.embedded import Embedded

GROWING = (
    # A key that is deleted waits for its end for 7 to 30 days ("ScheduleKeyDeletion" in the KMS API reference).
    "kms.",
    # What AWS itself provides, which moto loads when it is first asked for.
    "iam.aws_managed_policies",
)
"""The services that may hold more afterwards."""
OF_AWS = ("arn:aws:iam::aws:policy/", "/aws/service/")
"""How the ids of AWS's own policies and parameters begin, which are among the account's."""


LATE = ("nat-", "r-", "i-")
"""What stays visible for an hour: a NAT gateway (Amazon VPC User Guide, "Delete a NAT gateway"), an instance with its
reservation and tags ("Terminate Amazon EC2 instances", EC2 User Guide)."""


def sizes(aws: Embedded) -> dict[str, int]:
    """How many entries each collection of each backend of the account has."""
    found: dict[str, int] = {}
    for backends in list(BackendDict._instances):
        for region, backend in list(dict.items(backends[aws.account])):
            found.update(_collections(f"{backends.service_name}.{{}}@{region}", backend))
    return found


def _collections(named: str, backend: Any) -> Iterator[tuple[str, int]]:
    for name, value in list(vars(backend).items()):
        if isinstance(value, dict | list | set):
            yield named.format(name), _count(value)


def _count(value: Any) -> int:
    """A map that holds nothing but what is AWS's own counts as nothing."""
    own = _own(value)
    inner = {one: _own(value[one]) for one in own if isinstance(value[one], dict)} if isinstance(value, dict) else {}
    empty = [one for one, held in inner.items() if value[one] and not held]
    return len(own) - len(empty) + sum(map(len, inner.values()))


def _own(value: Any) -> list[Any]:
    return [one for one in value if not str(one).startswith((*OF_AWS, *LATE))]


def left_over(before: Mapping[str, int], after: Mapping[str, int], aws: Embedded) -> list[str]:
    """What has grown; of a service that was not in use before, in comparison with one that nobody has used."""
    new = {name: count for name, count in after.items() if count > before.get(name, 0)}
    fresh = _fresh(aws) if new.keys() - before.keys() else {}
    grown = {name: count - before.get(name, fresh.get(name, 0)) for name, count in new.items()}
    return [f"left over: {name} +{more}" for name, more in grown.items() if more > 0 and not name.startswith(GROWING)]


def _fresh(aws: Embedded) -> dict[str, int]:
    found: dict[str, int] = {}
    for backends in list(BackendDict._instances):
        for region, backend in list(dict.items(backends[aws.account])):
            unused = type(backend)(region, aws.account)
            found.update(_collections(f"{backends.service_name}.{{}}@{region}", unused))
    return found
