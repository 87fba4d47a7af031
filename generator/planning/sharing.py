"""The writes by which other accounts get a portfolio, and the roles that launch its products there."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.share import Share


@dataclass(frozen=True)
class PutShare:
    """Share a portfolio, or change what is shared besides its products."""

    portfolio: str
    share: Share
    changed: tuple[str, ...] = ()
    create: bool = True


@dataclass(frozen=True)
class EndShare:
    """Withdraw a share."""

    portfolio: str
    share: Share


@dataclass(frozen=True)
class PutSpokeRoles:
    """Put the roles that launch what is shared into every account that gets it, or change them there."""

    name: str
    digest: str
    text: str
    units: frozenset[str]
    left: frozenset[str] = frozenset()
    """Units that lose them."""
    create: bool = True
    again: bool = False
    """Whether some account's are not as the template says."""
    gained: int = 0
    lost: int = 0
    """Statements."""


@dataclass(frozen=True)
class DeleteSpokeRoles:
    """Take them out of every account."""

    name: str
