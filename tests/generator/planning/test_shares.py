"""What a difference in shares becomes, at which risk and in which place of the order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from generator.model.share import ACCOUNT, UNIT, Share
from generator.planning import CatalogState, Principal, plan_changes
from generator.planning.drift import Part, find_drift
from generator.planning.order import in_stages
from generator.planning.snapshot import read_snapshot, snapshot
from generator.views.plans.descriptions import describe
from tests.generator.planning.states import NOTHING, PEOPLE, catalog, observed, portfolio, product
from tests.generator.planning.test_changes import steps

SPOKE = Share(ACCOUNT, "444455556666")
UNITS = Share(UNIT, "ou-ab12-12345678")
OTHER = Principal("arn:aws:iam::111122223333:role/other")


def shared(*shares: Share, **more: Any) -> CatalogState:
    tags = frozenset({("ds-catalog:shared", "true")} if shares else ())
    return catalog(portfolio(shares=frozenset(shares), tags=tags, **more), product())


def words(wanted: CatalogState, there: CatalogState) -> list[tuple[str, str]]:
    return [describe(step) for step in plan_changes(wanted, observed(there)).steps]


def test_a_new_catalog_is_shared_after_everything_else() -> None:
    new = steps(shared(SPOKE, UNITS), NOTHING)
    assert new[-3:] == [("Grant", "broadens"), ("PutShare", "broadens"), ("PutShare", "broadens")]
    assert steps(shared(SPOKE), shared(SPOKE)) == []


def test_a_share_that_goes_is_withdrawn_before_anybody_else_loses_or_gets_access() -> None:
    before = shared(SPOKE, UNITS)
    after = shared(UNITS, principals=frozenset({OTHER}))
    assert steps(after, before) == [("EndShare", "breaks-users"), ("Revoke", "breaks-users"), ("Grant", "broadens")]
    assert steps(shared(), before)[:2] == [("EndShare", "breaks-users"), ("EndShare", "breaks-users")]
    assert steps(NOTHING, before)[:2] == [("EndShare", "breaks-users"), ("EndShare", "breaks-users")]


@pytest.mark.parametrize(
    ("old", "new", "risk", "place"),
    [
        (UNITS, replace(UNITS, principals=True), "broadens", -1),
        (replace(UNITS, principals=True), UNITS, "breaks-users", 0),
        (UNITS, replace(UNITS, tag_options=True), "routine", -1),
        (replace(UNITS, principals=True), replace(UNITS, tag_options=True), "breaks-users", 0),
    ],
)
def test_what_is_shared_besides_changes_in_place(old: Share, new: Share, risk: str, place: int) -> None:
    there, wanted = shared(old), shared(new, principals=frozenset({PEOPLE, OTHER}))
    assert steps(wanted, there)[place] == ("PutShare", risk)


def test_shares_are_worked_on_one_after_the_other() -> None:
    plan = plan_changes(shared(SPOKE, UNITS), observed(shared()))
    stages = [[[type(each.step.write).__name__ for each in lane] for lane in stage] for stage in in_stages(plan.steps)]
    assert stages[-1] == [["PutShare", "PutShare"]]


def test_a_product_that_joins_a_shared_portfolio_is_held_until_it_has_its_launch_role() -> None:
    there = catalog(portfolio(shares=frozenset({SPOKE}), principals=frozenset()), product())
    joined = portfolio("notebook", "dataset", shares=frozenset({SPOKE}), principals=frozenset())
    wanted = catalog(joined, product(), product(key="dataset"))
    kinds = [name for name, _ in steps(wanted, there)]
    assert kinds.index("SetVersion") < kinds.index("Associate")


def test_the_steps_say_with_whom_and_what() -> None:
    assert words(shared(replace(UNITS, principals=True)), shared(UNITS)) == [
        ("~", "shared with organizational unit ou-ab12-12345678, with principals: principals")
    ]
    ended = words(shared(), shared(SPOKE))[0]
    assert ended == (
        "-",
        "no longer shared with account 444455556666; what runs there stays, and cannot be updated",
    )


def test_shares_are_kept_in_the_record_and_compared_with_it() -> None:
    applied = read_snapshot(snapshot(shared(UNITS, SPOKE)))
    assert applied.portfolios["churn-dev"].shares == {UNITS, SPOKE}
    there = observed(shared(replace(UNITS, principals=True)))
    found = {(each.part, each.was, each.now) for each in find_drift(applied, there, {})}
    assert found == {
        (Part.SHARE, SPOKE.words, None),
        (Part.SHARE, UNITS.words, f"{UNITS.words}, with principals"),
    }


def test_a_record_of_an_earlier_version_has_no_shares() -> None:
    data = snapshot(shared())
    del data["portfolios"][0]["shares"]
    assert read_snapshot(data).portfolios["churn-dev"].shares == frozenset()
