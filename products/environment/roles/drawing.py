"""How a role is drawn: managed policies with names, never an inline one, and every role with a description."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from awacs.aws import PolicyDocument, Statement
from troposphere import Ref
from troposphere.iam import ManagedPolicy, Role

from generator.blueprint import Canvas
from generator.iam.statements import policy
from products.environment.names import Local, named
from products.environment.roles.limits import SERVICE_SESSION_SECONDS
from products.environment.tags import tags


@dataclass(frozen=True)
class Shared:
    """The managed policies that several roles carry, as references to their ARNs."""

    boundary: Ref
    network_guard: Ref
    encryption_guard: Ref
    perimeter: Ref


def draw_policy(canvas: Canvas, title: str, name: str, description: str, statements: Sequence[Statement]) -> Ref:
    """Draw a managed policy `ds-<project>-<stage>-<name>`; returns the reference to its ARN."""
    drawn = canvas.add(
        ManagedPolicy(
            title, ManagedPolicyName=named(name), Description=description, PolicyDocument=policy(*statements)
        ),
        why=description,
    )
    return Ref(drawn)


def draw_role(
    canvas: Canvas,
    title: str,
    local: Local,
    description: str,
    trust: PolicyDocument,
    policies: Sequence[Ref],
    boundary: Ref | None = None,
    seconds: int = SERVICE_SESSION_SECONDS,
) -> Role:
    """Draw the role `ds-<project>-<stage>-<local>`."""
    role = Role(
        title,
        RoleName=named(local),
        Description=description,
        AssumeRolePolicyDocument=trust,
        ManagedPolicyArns=list(policies),
        MaxSessionDuration=seconds,
        Tags=tags(),
    )
    if boundary is not None:
        role.PermissionsBoundary = boundary
    return canvas.add(role, why=description)
