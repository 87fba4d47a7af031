"""One event from beginning to end: what it is about, whether that complies, and what was done."""

from __future__ import annotations

from dataclasses import dataclass

from .asking import Refused
from .gateway import Gateway, Seen
from .judging import Breach, Owner, check_ours, check_stranger, find_owner
from .kinds import KINDS
from .settings import Settings
from .sightings import Passed, Sighting, read_event
from .telling import Teller

FREE = frozenset({"hyper-parameter-tuning-job", "model", "processing-job", "training-job", "transform-job"})
"""Kinds that the SageMaker SDK names as it pleases; they are ours by their role and their tag."""


@dataclass(frozen=True)
class Outcome:
    """What became of an event.

    `action` is `passed` (nothing to look at), `gone`, `theirs`, `complies`, `over` (it broke a rule and runs no more),
    `reported`, `stopped`, or `not-yet` (to be stopped at its next state change).
    """

    action: str
    cause: str
    kind: str = ""
    name: str = ""
    by: str = ""
    breaches: tuple[Breach, ...] = ()
    reason: str = ""


def inspect(event: object, settings: Settings, gateway: Gateway, teller: Teller) -> Outcome:
    """Look, stop where that is due, tell. Raises `Refused` where AWS does not let it, after patience.

    It stops first and tells then: a topic that does not answer must not keep anything running.
    """
    sighting = read_event(event)
    if isinstance(sighting, Passed):
        outcome = Outcome("passed", sighting.cause, reason=sighting.reason)
    else:
        outcome = _look(sighting, settings, gateway)
    teller.note(outcome)
    if outcome.action in ("not-yet", "reported", "stopped"):
        teller.tell(outcome)
    return outcome


def _look(sighting: Sighting, settings: Settings, gateway: Gateway) -> Outcome:
    seen = gateway.read(sighting.kind, sighting.name)
    if seen is None:
        return _outcome("gone", sighting)
    owner = find_owner(sighting.name, seen.parts, settings)
    breaches = _breaches(owner, sighting, seen, settings)
    if not breaches:
        return _outcome("complies" if owner is Owner.OURS else "theirs", sighting)
    if seen.over:
        # SageMaker tells every step of an ending; the call that began it is told once.
        return _outcome("reported" if sighting.is_call else "over", sighting, breaches)
    if settings.dry_run or KINDS[sighting.kind].stop is None or not _may_stop(owner, breaches, sighting, settings):
        return _outcome("reported", sighting, breaches)
    return _outcome(_stop(sighting, settings, gateway), sighting, breaches)


def _stop(sighting: Sighting, settings: Settings, gateway: Gateway) -> str:
    """A job of another name is stopped where it has the environment's tag, and else reported."""
    try:
        return gateway.stop(sighting.kind, sighting.name)
    except Refused as refused:
        if _named(sighting, settings) or refused.code != "AccessDeniedException":
            raise
        return "reported"


def _breaches(owner: Owner, sighting: Sighting, seen: Seen, settings: Settings) -> list[Breach]:
    match owner:
        case Owner.OURS:
            return check_ours(sighting.name, seen.parts, settings, free=sighting.kind in FREE)
        case Owner.STRANGER:
            return check_stranger(seen.parts, settings)
        case Owner.NEIGHBOR:
            return []


def _may_stop(owner: Owner, breaches: list[Breach], sighting: Sighting, settings: Settings) -> bool:
    """The function's role may stop our names, jobs with our tag, and no others."""
    reached = _named(sighting, settings) or sighting.kind in FREE
    return owner is Owner.OURS and reached and any(breach.stops for breach in breaches)


def _named(sighting: Sighting, settings: Settings) -> bool:
    return sighting.name.lower().startswith(settings.name_prefix)


def _outcome(action: str, sighting: Sighting, breaches: list[Breach] | None = None) -> Outcome:
    return Outcome(action, sighting.cause, sighting.kind, sighting.name, sighting.by, tuple(breaches or ()))
