"""An organization as plain data: its units, its member accounts, and which services it trusts.

Others ask it where an account lies, who administers a service, and whether a service has trusted access.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Unit:
    """The root, which has no parent, or an organizational unit."""

    id: str
    name: str
    parent: str | None


@dataclass
class Member:
    """An account of the organization."""

    account: str
    name: str
    email: str
    parent: str
    """The root or the unit in which it lies."""
    method: str
    """INVITED or CREATED."""
    joined: datetime


@dataclass
class Invitation:
    """A handshake by which an account is to join; only OPEN ones can be accepted."""

    id: str
    account: str
    asked: datetime
    state: str = "OPEN"


@dataclass
class Organization:
    """One organization, with all features."""

    id: str
    root: str
    management: str
    """The management account."""
    units: dict[str, Unit] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    trusted: dict[str, datetime] = field(default_factory=dict)
    """The service principals with trusted access, and since when."""
    delegated: dict[str, dict[str, datetime]] = field(default_factory=dict)
    """Account → the service principals that it administers, and since when."""
    invitations: dict[str, Invitation] = field(default_factory=dict)
    requests: dict[str, str] = field(default_factory=dict)
    """The request for a new account → the account."""

    def arn(self, kind: str, *tail: str) -> str:
        """The ARN of the organization itself, or of something in it."""
        return f"arn:aws:organizations::{self.management}:{'/'.join((kind, self.id, *tail))}"

    def chain(self, account: str) -> Iterator[str]:
        """The nodes in which an account lies, from its own unit to the root, and then the organization."""
        node: str | None = self.members[account].parent if account in self.members else None
        if node is None:
            return
        while node is not None:
            yield node
            node = self.units[node].parent
        yield self.id

    def path(self, account: str) -> str:
        """Where an account lies, as `aws:PrincipalOrgPaths` has it: organization, root, units, each with a slash."""
        return "".join(f"{node}/" for node in reversed([*self.chain(account)]))

    def accounts_in(self, node: str) -> tuple[str, ...]:
        """The accounts in a unit and the units below it, in the root, or in the organization."""
        return tuple(account for account in self.members if node in self.chain(account))

    def has(self, node: str) -> bool:
        """Whether it is the organization, or one of its units."""
        return node == self.id or node in self.units

    def trusts(self, principal: str) -> bool:
        """Whether a service has trusted access."""
        return principal in self.trusted

    def is_administrator(self, account: str, principal: str) -> bool:
        """Whether an account is the management account, or a delegated administrator for a service."""
        return account == self.management or principal in self.delegated.get(account, {})
