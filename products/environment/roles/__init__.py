"""The seven roles of an environment, their boundary and their guardrails.

`build_roles(canvas, estate)` draws them all and returns them by their local names. Policies are managed, never inline;
every statement has a name that says what it is for. `PassRole` runs 2 → 3 → 4 and 5 → 6, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping

from troposphere.iam import Role

from generator.blueprint import Canvas
from products.environment.estate import Estate
from products.environment.images import IMAGE_ACCOUNTS, account_rows
from products.environment.names import Local
from products.environment.roles.definitions import ROLES
from products.environment.roles.drawing import draw_role
from products.environment.roles.shared import draw_shared
from products.environment.roles.trust import SIGN_IN, SIGN_IN_PAGES

__all__ = ["build_roles"]


def build_roles(canvas: Canvas, estate: Estate) -> Mapping[Local, Role]:
    """Draw the shared policies and the seven roles, in the order of their numbers; returns the roles."""
    shared = draw_shared(canvas, estate)
    canvas.mapping(SIGN_IN, SIGN_IN_PAGES)
    canvas.mapping(IMAGE_ACCOUNTS, account_rows())
    return {definition.local: draw_role(canvas, estate, shared, definition) for definition in ROLES}
