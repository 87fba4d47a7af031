"""An administrator publishes portfolio.yaml: from nothing, again, changed, and changed back."""

from __future__ import annotations

from tests.e2e.world import World, writes


def test_the_first_apply_publishes_and_the_second_plan_says_no_changes_and_writes_nothing(world: World) -> None:
    world.build("plan").ended(0).said("+ portfolio “Churn, development”", "next: ./build.py apply --allow broadens")
    world.build("apply", "--allow", "broadens").ended(0).said("Published 10 steps", "next: ./build.py plan")
    with world.counting() as calls:
        world.build("plan").ended(0).said("No changes.", "(1 product, 1 version)")
        world.build("apply").ended(0).said("No changes.")
    assert writes(calls) == {}
