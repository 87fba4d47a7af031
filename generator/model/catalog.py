"""What `portfolio.yaml` says: targets, environments, portfolios, offers and who may launch them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.model.allowed_values import AllowedValues
from generator.model.declaration import NO_BASE, Base
from generator.model.environment import Environment
from generator.model.identity import Version
from generator.model.launch_role import GivenRole
from generator.model.share import Share


@dataclass(frozen=True)
class Target:
    """One account and one region; `ring` orders promotion, lowest first."""

    name: str
    account: str
    region: str
    ring: int = 0
    profile: str | None = None
    """The AWS profile by which it is reached, where the command line names none."""


@dataclass(frozen=True)
class Offer:
    """A product in a portfolio: which versions, under which launch role, narrowed how."""

    product: str
    current: tuple[Version, ...]
    deprecated: tuple[Version, ...] = ()
    launch_role: GivenRole | None = None
    """None where the product's own launches it."""
    narrow: tuple[tuple[str, AllowedValues], ...] = ()
    """Parameter → what it allows of it."""
    tag_updates: bool = False
    """Whether the tags of what was launched may be updated."""
    notify: tuple[str, ...] = ()
    """ARNs of the topics that are told of its stacks' events."""
    rules: Mapping[str, Any] = field(default_factory=dict)
    """Rules of template constraints besides those of `narrow`, as CloudFormation writes them."""

    @property
    def versions(self) -> tuple[Version, ...]:
        """Every version on offer, oldest first."""
        return tuple(sorted({*self.current, *self.deprecated}))


@dataclass(frozen=True)
class Support:
    """Whom to ask."""

    email: str | None = None
    url: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class Access:
    """Who may launch: exactly one of a role of the environment, an IAM principal's ARN, or a pattern."""

    environment_role: str | None = None
    principal: str | None = None
    pattern: str | None = None


TagOptions = tuple[tuple[str, tuple[str, ...]], ...]
"""Tags that people choose a value of when they launch: (key, values)."""


@dataclass(frozen=True)
class Portfolio:
    """One Service Catalog portfolio: the products of one environment or account, and who may launch them."""

    key: str
    name: str
    provider: str
    environment: str | None
    """None where its products live in the account, which `target` then names."""
    offers: tuple[Offer, ...]
    access: tuple[Access, ...] = ()
    description: str | None = None
    support: Support = field(default_factory=Support)
    tags: tuple[tuple[str, str], ...] = ()
    tag_options: TagOptions = ()
    target: str | None = None
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True)
class Catalog:
    """Everything that `portfolio.yaml` says; `key` is in each ownership tag of what is published, and never changes."""

    key: str
    targets: Mapping[str, Target]
    environments: Mapping[str, Environment]
    portfolios: Mapping[str, Portfolio]
    base: Base = NO_BASE
    """What the product that makes the environments declares."""

    def target_of(self, portfolio: Portfolio) -> Target:
        """The account and region that a portfolio is published in: its own, or its environment's."""
        if portfolio.environment is not None:
            return self.targets[self.environments[portfolio.environment].target]
        assert portfolio.target is not None, "a portfolio names an environment or a target"
        return self.targets[portfolio.target]
