"""Facts against the environment's settings: whose it is, and which rules it breaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from .facts import Facts, Network
from .settings import ROLES, Settings

_ROLE = re.compile(rf".*:role/(?:.*/)?(?P<prefix>ds-[a-z0-9-]+-)(?:{'|'.join(ROLES)})")


class Owner(Enum):
    """Whose a resource is."""

    OURS = "ours"
    NEIGHBOR = "another environment's"
    STRANGER = "nobody's of ours"


@dataclass(frozen=True)
class Breach:
    """One broken rule. `stops` is false where it alone is no reason to stop anything."""

    rule: str
    sentence: str
    stops: bool = True


def find_owner(name: str, parts: Sequence[Facts], settings: Settings) -> Owner:
    """By name and role; a longer environment name that begins like ours (`churn-dev`, `churn-dev-prod`) wins.

    Names count without their capitals: SageMaker's ARNs, and so the permissions, know only small letters.
    """
    prefixes = {match["prefix"] for part in parts if (match := _ROLE.fullmatch(part.role))}
    lower, ours = name.lower(), settings.name_prefix
    if any(len(other) > len(ours) and other.startswith(ours) and lower.startswith(other) for other in prefixes):
        return Owner.NEIGHBOR
    if lower.startswith(ours) or ours in prefixes:
        return Owner.OURS
    return Owner.STRANGER


def check_ours(name: str, parts: Iterable[Facts], settings: Settings) -> list[Breach]:
    """Every rule that a resource of this environment breaks."""
    breaches = [breach for part in parts for breach in _check_part(part, settings)]
    if not name.lower().startswith(settings.name_prefix):
        sentence = f"it runs as a role of this environment, and its name does not begin with {settings.name_prefix}"
        breaches.append(Breach("name", sentence, stops=False))
    return breaches


def check_stranger(parts: Iterable[Facts], settings: Settings) -> list[Breach]:
    """What somebody else's resource uses of this environment; reported, and never a reason to stop it."""
    return [
        Breach("foreign", f"{part.part}: it is not of this environment and uses its {what}", stops=False)
        for part in parts
        for what in _used(part, settings)
    ]


def _check_part(part: Facts, settings: Settings) -> Iterator[Breach]:
    if part.gone:
        yield Breach("gone", f"{part.part}: it is gone, so nobody can say what runs", stops=False)
        return
    if part.role and part.role not in {settings.role_arn(local) for local in part.roles}:
        yield Breach("role", f"{part.part}: it runs as {part.role}")
    if part.network is not None:
        yield from _check_network(part.part, part.network, settings)
    for use in part.keys:
        wanted = settings.notebook_key if use.ours == "notebook" else settings.data_key
        if use.key not in settings.key_names(wanted):
            named = f"under {use.key}" if use.key else "under no key of ours"
            yield Breach(f"{use.what.replace(' ', '-')}-key", f"{part.part}: its {use.what} is {named}")
    for switch in part.switches:
        if not switch.right:
            yield Breach(switch.rule, f"{part.part}: {switch.sentence}")


def _check_network(part: str, network: Network, settings: Settings) -> Iterator[Breach]:
    pairs = (
        ("subnet", network.subnets, settings.subnets),
        ("group", network.groups, settings.security_groups),
    )
    for what, used, ours in pairs:
        foreign = sorted(set(used) - ours)
        if not used:
            yield Breach(what, f"{part}: it has no {what} of this environment")
        elif foreign:
            yield Breach(what, f"{part}: {', '.join(foreign)} is no {what} of this environment")


def _used(part: Facts, settings: Settings) -> Iterator[str]:
    network = part.network or Network((), ())
    yield from sorted(set(network.subnets) & settings.subnets)
    yield from sorted(set(network.groups) & settings.security_groups)
    ours = settings.key_names(settings.data_key) | settings.key_names(settings.notebook_key)
    yield from (use.key for use in part.keys if use.key in ours)
