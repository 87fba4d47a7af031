"""The seven roles of an environment, their boundary and their guardrails.

`build_roles(canvas, estate)` draws them all and returns them by their local names. Policies are managed, never inline;
every statement has a name that says what it is for. `PassRole` runs 2 → 3 → 4 and 5 → 6, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from troposphere import GetAtt
from troposphere.iam import Role

from generator.blueprint import Canvas
from products.environment.estate import Estate
from products.environment.names import Local, Value
from products.environment.roles.data_scientist import build_data_scientist
from products.environment.roles.drawing import Shared
from products.environment.roles.endpoint_creation import build_endpoint_creation
from products.environment.roles.endpoint_hosting import build_endpoint_hosting
from products.environment.roles.endpoint_invocation import build_endpoint_invocation
from products.environment.roles.notebook_creation import build_notebook_creation
from products.environment.roles.notebook_execution import build_notebook_execution
from products.environment.roles.shared import draw_shared
from products.environment.roles.training import build_training

__all__ = ["Roles", "build_roles"]


@dataclass(frozen=True)
class Roles:
    """What was drawn: each role by its local name (`notebook-execution`), and the shared managed policies."""

    by_name: Mapping[Local, Role]
    shared: Shared

    def by_local_name(self) -> Mapping[Local, Value]:
        """The ARN of each role."""
        return {local: GetAtt(role, "Arn") for local, role in self.by_name.items()}


def build_roles(canvas: Canvas, estate: Estate) -> Roles:
    """Draw the seven roles, in the order of their numbers."""
    shared = draw_shared(canvas, estate)
    return Roles(
        {
            "data-scientist": build_data_scientist(canvas, estate),
            "notebook-creation": build_notebook_creation(canvas, estate, shared),
            "notebook-execution": build_notebook_execution(canvas, estate, shared),
            "training": build_training(canvas, estate, shared),
            "endpoint-creation": build_endpoint_creation(canvas, estate, shared),
            "endpoint-hosting": build_endpoint_hosting(canvas, estate, shared),
            "endpoint-invocation": build_endpoint_invocation(canvas, estate, shared),
        },
        shared,
    )
