"""The role that launches a product, as its author keeps it in `products/<name>/launch-role.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.diagnostics import Span

VARIABLE = re.compile(r"\$\{([^}]*)\}")
ENVIRONMENT = "Environment"
"""The variable that is the environment's name, of a product that lives in one; whatever its parameter is called."""
IN_PLACE = f"${{{ENVIRONMENT}}}"
"""It, as text has it."""
LAUNCH_PATH = "/ds/launch/"
"""Where launch roles and both boundaries are, which nothing that is launched may write."""
MADE_PATH = "/ds/launched/"
"""Where the roles and policies are that launches make."""
LAUNCH_BOUNDARY, MADE_BOUNDARY = "ds-launch-boundary", "ds-launched-boundary"
SHARED_PREFIX = "ds-shared-"
"""How the names of launch roles begin that lie at `/`, since a shared portfolio names them by name."""
PSEUDO = ("AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::URLSuffix")


@dataclass(frozen=True)
class LaunchStatement:
    """What the role may do, and why. `${…}` in `on` and `when` are pseudo parameters and the environment's name."""

    id: str
    allow: tuple[str, ...]
    on: tuple[str, ...]
    when: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Operator → condition key → values."""
    because: str = ""
    span: Span | None = field(default=None, compare=False)
    places: tuple[Span, ...] = field(default=(), compare=False)
    """Where each of its actions is written."""


@dataclass(frozen=True)
class GivenRole:
    """A role that exists: exactly one of a local name of the environment's roles, a name in the account, or an ARN."""

    local: str | None = None
    name: str | None = None
    arn: str | None = None
    policies: str | None = None
    """A JSON file of the project with what the role may do, for the proof."""


@dataclass(frozen=True)
class LaunchRole:
    """The statements of a product's own launch role."""

    statements: tuple[LaunchStatement, ...]
