"""What is asked and by which policies it is answered: the evaluator's input and output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from generator.iam.evaluate.statements import Statement, compile_policy


@dataclass(frozen=True)
class Request:
    """One call: who (`principal`, an ARN, a service's name or `*`), does what, on which resource.

    `resource` is an ARN, or `*` for an action that works on none. `resource_account` is the account that owns it.
    `context` holds condition keys in any case; a sequence is a multivalued key, which only the set operators and Null
    can read: without values it satisfies ForAllValues, not ForAnyValue, and is present for Null.
    """

    principal: str
    action: str
    resource: str
    resource_account: str
    context: Mapping[str, str | Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class NamedPolicy:
    """A policy document under the name that decisions call it by; the document must not be changed afterwards.

    It is compiled when it is first asked and then kept: keep the NamedPolicy to keep the work.
    """

    name: str
    document: Mapping[str, Any]
    path: tuple[str, ...] = ()
    """Where the document is in a resolved template, where it comes from one."""

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Its statements, compiled; raises PolicyNotUnderstood."""
        return compile_policy(self.name, self.document)


@dataclass(frozen=True)
class PolicySet:
    """Every policy that has a say. None means that there is no such policy, which does not limit.

    `service_control` is one group for each level from the root of the organization down to the account: each must
    allow. `resource` is a resource's policy, a key's policy or a role's trust policy. `endpoint` is the policy of the
    VPC endpoint that the call went through.
    """

    identity: tuple[NamedPolicy, ...] = ()
    resource: NamedPolicy | None = None
    boundary: NamedPolicy | None = None
    service_control: tuple[tuple[NamedPolicy, ...], ...] = ()
    session: NamedPolicy | None = None
    endpoint: tuple[NamedPolicy, ...] | None = None


class Outcome(Enum):
    """The three answers of IAM."""

    ALLOWED = "Allowed"
    EXPLICITLY_DENIED = "ExplicitlyDenied"
    IMPLICITLY_DENIED = "ImplicitlyDenied"


@dataclass(frozen=True)
class Deciding:
    """A statement that applied: its layer, its policy's name, its index from 1, its Sid if it has one, its effect."""

    layer: str
    policy: str
    index: int
    sid: str | None
    effect: str
    path: tuple[str, ...] = ()
    """Its place in the resolved template that its policy comes from."""


@dataclass(frozen=True)
class Decision:
    """The answer.

    `statements` are the Denies that applied where it is an explicit deny, otherwise the Allows that applied, which
    for an implicit deny were not enough. `blocked_by` names the layers that denied, or that allowed nothing:
    `identity`, `resource`, `boundary`, `session`, `endpoint`, `service control 1` and so on; empty when allowed.
    """

    outcome: Outcome
    statements: tuple[Deciding, ...] = ()
    blocked_by: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the call may be made."""
        return self.outcome is Outcome.ALLOWED
