"""How a role is drawn: managed policies with names, never an inline one, and every role with a description."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from awacs.aws import PolicyDocument, Statement
from troposphere import If, NoValue, Ref
from troposphere.iam import ManagedPolicy, Role

from generator.blueprint import Canvas
from generator.iam.statements import policy
from products.environment.estate import Estate, When
from products.environment.names import Local, Value, named, role_path
from products.environment.roles.limits import SERVICE_SESSION_SECONDS
from products.environment.tags import tags

Boundary = Literal["boundary", "serving-boundary"]
SharedPolicy = Literal[
    Boundary, "ceiling", "serving-ceiling", "network-guard", "encryption-guard", "output-guard", "data-perimeter"
]
Shared: TypeAlias = Mapping[SharedPolicy, Ref]
"""The managed policies that several roles have, as references to their ARNs."""

CEILINGS: Mapping[Boundary, SharedPolicy] = {"boundary": "ceiling", "serving-boundary": "serving-ceiling"}
"""What takes the place of each boundary where the organization prescribes another."""


@dataclass(frozen=True)
class Policy:
    """A managed policy; a role's own has the role's name before its own: `work` becomes `training-work`."""

    name: str
    description: str
    statements: Callable[[Estate], Sequence[Statement]]


@dataclass(frozen=True)
class RoleDefinition:
    """One role: who may assume it, the policies of its own, the shared ones, and how many seconds a session lasts."""

    local: Local
    description: str
    trust: Callable[[], PolicyDocument]
    policies: tuple[Policy, ...]
    shared: tuple[SharedPolicy, ...]
    boundary: Boundary | None = None
    """Its permissions boundary."""
    seconds: int = SERVICE_SESSION_SECONDS


def draw_policy(canvas: Canvas, estate: Estate, name: str, definition: Policy, when: str | None = None) -> Ref:
    """Draw the managed policy `ds-<project>-<stage>-<name>`; returns the reference to its ARN."""
    statements = definition.statements(estate)
    with canvas.optional(when):
        drawn = canvas.add(
            ManagedPolicy(
                _title(name),
                ManagedPolicyName=named(name),
                Path=role_path(),
                Description=definition.description,
                PolicyDocument=policy(*statements),
            ),
            why=definition.description,
        )
    return Ref(drawn)


def draw_role(canvas: Canvas, estate: Estate, shared: Shared, definition: RoleDefinition) -> Role:
    """Draw the role `ds-<project>-<stage>-<local>` after its policies; `training` has the logical id `TrainingRole`."""
    own = [draw_policy(canvas, estate, f"{definition.local}-{each.name}", each) for each in definition.policies]
    role = Role(
        f"{_title(definition.local)}Role",
        RoleName=named(definition.local),
        Path=role_path(),
        Description=definition.description,
        AssumeRolePolicyDocument=definition.trust(),
        ManagedPolicyArns=[*own, *(shared[name] for name in definition.shared)],
        PermissionsBoundary=boundary(shared[definition.boundary] if definition.boundary else NoValue),
        MaxSessionDuration=definition.seconds,
        Tags=tags(),
    )
    if definition.boundary is not None:
        role.ManagedPolicyArns.append(If(When.GIVEN_BOUNDARY, shared[CEILINGS[definition.boundary]], NoValue))
    return canvas.add(role, why=definition.description)


def boundary(own: Value = NoValue) -> If:
    """The permissions boundary that the organization prescribes, which every role carries; else `own`."""
    return If(When.GIVEN_BOUNDARY, Ref("PermissionsBoundary"), own)


def _title(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))
