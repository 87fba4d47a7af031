"""The functions say what the evaluator says, point by point; and no request is outside their classes."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest

from tests.generator.iam.permissions.templates import (
    FEW,
    MANY,
    effective_table,
    environment_document,
    is_allowed,
    points,
    read_policies,
)


def compare(answers: Mapping[str, str], each: int, seed: int) -> tuple[int, int, list[str]]:
    """How many points were compared, how many were allowed, and where the two differ."""
    policies = read_policies(environment_document(), answers)
    random = Random(seed)
    asked = allowed = 0
    differing = []
    for name, role in policies.roles.items():
        table, decide_by = effective_table(policies, role)
        for action, resource, context, said in points(table, decide_by, random, each):
            asked += 1
            allowed += said
            if is_allowed(policies, role, action, resource, context) is not said:
                differing.append(f"{name} {action} on {resource} {context}: {said}")
    return asked, allowed, differing


def test_every_class_of_actions_and_resources_is_decided_as_the_evaluator_decides() -> None:
    asked, allowed, differing = compare(MANY, 1, 7)
    assert differing == []
    assert asked > 2_000
    assert allowed > 100


@pytest.mark.slow
@pytest.mark.parametrize("answers", [FEW, MANY])
def test_three_hundred_thousand_points_agree(answers: Mapping[str, str]) -> None:
    asked, allowed, differing = compare(answers, 75, 11)
    assert differing == []
    assert asked > 150_000
    assert allowed > 10_000
