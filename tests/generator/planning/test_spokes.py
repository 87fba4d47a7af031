"""Roles in receiving accounts: what a difference becomes, and what is kept of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.planning import plan_changes
from generator.planning.drift import find_drift
from generator.planning.snapshot import read_snapshot, snapshot
from generator.planning.spoke_roles import SpokeRoles, spoke_role_name
from generator.views.plans.descriptions import describe
from tests.generator.planning.states import catalog, observed

ROLES = SpokeRoles("ds-shared-c-eu-west-1", "one", frozenset({"ou-a"}), frozenset({"read"}), "{}")


def test_a_role_that_is_too_long_keeps_its_region_and_differs_from_others() -> None:
    one, other = (spoke_role_name("x" * 38 + end, "ap-southeast-1") for end in ("ab", "cd"))
    assert spoke_role_name("short", "ap-southeast-1") == "ds-shared-short-ap-southeast-1"
    assert len(one) == len(other) == 64
    assert one != other
    assert one.endswith("-ap-southeast-1")


@pytest.mark.parametrize(
    ("there", "risk", "said"),
    [
        (None, "routine", "here and in ou-a"),
        (replace(ROLES, digest="two", statements=frozenset({"write"})), "broadens", "1 statements more, 1 fewer"),
        (
            replace(ROLES, digest="two", statements=frozenset({"read", "write"})),
            "routine",
            "0 statements more, 1 fewer",
        ),
        (replace(ROLES, units=frozenset()), "routine", "here and in ou-a"),
        (replace(ROLES, units=frozenset({"ou-a", "ou-b"})), "destroys", "gone from ou-b"),
        (replace(ROLES, missing=("4444 is OUTDATED: no",)), "routine", "once more where they are missing"),
    ],
)
def test_a_difference_becomes_one_step(there: SpokeRoles | None, risk: str, said: str) -> None:
    wanted, have = replace(catalog(), spokes=ROLES), replace(catalog(), spokes=there)
    (step,) = plan_changes(wanted, observed(have)).steps
    assert (type(step.write).__name__, step.risk.words) == ("PutSpokeRoles", risk)
    assert said in describe(step)[1]


def test_roles_that_nobody_shares_any_more_go_and_that_destroys() -> None:
    (step,) = plan_changes(catalog(), observed(replace(catalog(), spokes=ROLES))).steps
    assert (type(step.write).__name__, step.risk.words) == ("DeleteSpokeRoles", "destroys")
    assert plan_changes(replace(catalog(), spokes=ROLES), observed(replace(catalog(), spokes=ROLES))).steps == ()


def test_they_are_kept_in_the_record_and_compared_with_it() -> None:
    applied = read_snapshot(snapshot(replace(catalog(), spokes=ROLES)))
    assert applied.spokes is not None
    assert (applied.spokes.digest, applied.spokes.units) == ("one", ROLES.units)

    def drift(spokes: SpokeRoles | None) -> list[tuple[str | None, str | None]]:
        return [(each.was, each.now) for each in find_drift(applied, observed(replace(catalog(), spokes=spokes)), {})]

    assert drift(ROLES) == []
    assert drift(None) == [("ds-shared-c-eu-west-1", None)]
    assert drift(replace(ROLES, digest="two")) == [("one, ou-a", "two, ou-a")]
    assert drift(replace(ROLES, missing=("4444 is OUTDATED",))) == [("in every account", "4444 is OUTDATED")]
