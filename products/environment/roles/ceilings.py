"""What holds in place of a boundary of ours where the organization prescribes another: IAM takes one boundary a role.

An attached policy refuses what the boundary refuses, and every action that the boundary has no word about: this is for
what somebody attaches later. That the roles' own policies need no boundary, since ours lets through all that they
allow, is what `./build.py check` proves of each of their statements (SEC474).
"""

from __future__ import annotations

from collections.abc import Callable

from awacs.aws import Deny, Statement

from generator.iam.statements import allowed_actions, but, deny
from products.environment.estate import Estate

Statements = Callable[[Estate], list[Statement]]


def ceiling_of(boundary: Statements) -> Statements:
    """The statements of the policy that stands for the boundary with these."""

    def statements(estate: Estate) -> list[Statement]:
        limits = boundary(estate)
        known = sorted({action for statement in limits for action in allowed_actions(statement)})
        return [deny("DenyBeyondOurWork", but(*known), "*"), *(each for each in limits if each.Effect == Deny)]

    return statements
