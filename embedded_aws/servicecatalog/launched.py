"""What launching leaves behind: provisioned products, the records of what was done to them, and plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOVING = frozenset({"CREATED", "IN_PROGRESS", "IN_PROGRESS_IN_ERROR"})


@dataclass(frozen=True)
class Output:
    """One output of a stack."""

    key: str
    value: str
    description: str | None = None


@dataclass(frozen=True)
class Record:
    """One operation on a provisioned product and how it went."""

    id: str
    kind: str
    """PROVISION_PRODUCT, UPDATE_PROVISIONED_PRODUCT, TERMINATE_PROVISIONED_PRODUCT or OWNERSHIP/ROLE changes."""
    provisioned: str
    name: str
    product: str
    artifact: str
    path: str | None
    role: str | None
    user: str
    session: str
    created: datetime
    updated: datetime
    status: str = "CREATED"
    errors: tuple[tuple[str, str], ...] = ()
    outputs: tuple[Output, ...] = ()
    tags: Mapping[str, str] | None = None

    @property
    def moving(self) -> bool:
        """Whether the operation still runs."""
        return self.status in MOVING


@dataclass(frozen=True)
class Provisioned:
    """A provisioned product. `user` is the IAM ARN of its owner, `session` the ARN of the session that acted."""

    id: str
    arn: str
    name: str
    product: str
    product_name: str
    artifact: str
    path: str | None
    role: str | None
    user: str
    session: str
    stack: str
    token: str
    created: datetime
    status: str = "UNDER_CHANGE"
    message: str | None = None
    stack_arn: str | None = None
    tags: Mapping[str, str] | None = None
    parameters: Mapping[str, str] | None = None
    last_record: str | None = None
    last_provisioning: str | None = None
    last_success: str | None = None


@dataclass(frozen=True)
class Plan:
    """A change set in waiting: what a launch or an update would do."""

    id: str
    name: str
    provisioned: str
    provisioned_name: str
    product: str
    artifact: str
    path: str | None
    role: str | None
    fresh: bool
    """Whether it would create the provisioned product."""
    parameters: tuple[Mapping[str, Any], ...]
    tags: Mapping[str, str]
    notifications: tuple[str, ...]
    user: str
    session: str
    created: datetime
    updated: datetime
    status: str = "CREATE_IN_PROGRESS"
    message: str | None = None
    changes: tuple[Mapping[str, Any], ...] = ()
