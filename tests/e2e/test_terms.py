"""After each call of `apply`: what can be launched has its launch role and its narrowing, and there is always one."""

from __future__ import annotations

import pytest

from tests.e2e.test_publish import CURRENT, release_next
from tests.e2e.watching import Terms, describe, launchable, watched
from tests.e2e.world import LAUNCH_ROLE, World

pytestmark = pytest.mark.slow

APPLY = ("apply", "catalog", "--allow", "broadens", "--allow", "breaks-users", "--allow", "destroys")


def change(world: World) -> tuple[frozenset[Terms], frozenset[Terms]]:
    """Apply, and look after each call; what could be launched before and after."""
    before = launchable(world)
    with watched(world) as (seen_through, watch):
        seen_through.build(*APPLY).ended(0)
    after = launchable(world)
    assert len(watch.seen) > 3
    for call, there in watch.seen:
        wrong = [terms for terms in there if not is_right(terms, before, after)]
        assert wrong == [], f"after {call}: {wrong}\n{describe(watch.seen)}"
        if before and after:
            assert any(not terms.deprecated for terms in there), f"after {call} there is nothing to launch"
    return before, after


def is_right(terms: Terms, before: frozenset[Terms], after: frozenset[Terms]) -> bool:
    """What comes is under its own terms from the first moment on; what was there may be under its old or its new ones.

    One constraint holds for every version, so that an old version is under the new terms before it goes.
    """
    if terms.version not in {each.version for each in before}:
        return terms in after
    sides = {(each.launch, each.narrowing) for each in (*before, *after)}
    return terms.launch in {launch for launch, _ in sides} and terms.narrowing in {rules for _, rules in sides}


def test_at_no_call_can_anything_be_launched_under_other_terms_nor_nothing_at_all(world: World) -> None:
    nothing, first = change(world)
    assert nothing == frozenset()
    assert [each.version for each in first] == ["2.0.0"]
    assert all(LAUNCH_ROLE in str(each.launch) and "VolumeSize" in str(each.narrowing) for each in first)

    # Another version with another narrowing, and the one before goes.
    published = (world.project / "portfolio.yaml").read_text(encoding="utf-8")
    release_next(world)
    world.edit(CURRENT, 'offer: { current: "2.1.0" }')
    world.edit("VolumeSize: { max: 100 }", "VolumeSize: { max: 80 }")
    _, second = change(world)
    assert [each.version for each in second] == ["2.1.0"]
    assert {each.narrowing for each in first}.isdisjoint({each.narrowing for each in second})

    updated = (world.project / "portfolio.yaml").read_text(encoding="utf-8")
    file = world.project / "portfolio.yaml"
    file.write_text(updated[: updated.index("portfolios:")] + "portfolios: {}\n", encoding="utf-8")
    _, gone = change(world)
    assert gone == frozenset()

    file.write_text(published, encoding="utf-8")
    _, again = change(world)
    assert {(each.version, each.launch, each.narrowing) for each in again} == {
        (each.version, each.launch, each.narrowing) for each in first
    }
