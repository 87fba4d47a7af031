"""What each difference between wanted and observed becomes, at which risk and in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.diagnostics import Problems
from generator.model import Digest
from generator.planning import (
    CatalogState,
    ConstraintState,
    ConstraintType,
    Observed,
    OfferState,
    Principal,
    Risk,
    VersionState,
    plan_changes,
)
from generator.planning.catalog import portfolio_address
from tests.generator.planning.states import NOTHING, PEOPLE, ROLE, RULES, catalog, observed, portfolio, product, version


def steps(wanted: CatalogState, there: CatalogState) -> list[tuple[str, str]]:
    plan = plan_changes(wanted, observed(there))
    return [(type(step.write).__name__, step.risk.words) for step in plan.steps]


def test_what_is_there_as_wanted_needs_no_step() -> None:
    assert steps(catalog(), catalog()) == []


def test_a_new_catalog_is_made_and_opened_last() -> None:
    assert steps(catalog(), NOTHING) == [
        ("Upload", "routine"),
        ("PutPortfolio", "routine"),
        ("CreateProduct", "routine"),
        ("Associate", "routine"),
        ("PutConstraint", "routine"),
        ("PutConstraint", "routine"),
        ("Grant", "broadens"),
    ]


def kinds(wanted: CatalogState, there: Observed) -> list[str]:
    """The kinds of the steps that wait for constraints, or are waited for."""
    found = [type(step.write).__name__ for step in plan_changes(wanted, there).steps]
    return [name for name in found if name in ("SetVersion", "Associate")]


HELD = ["SetVersion", "Associate", "SetVersion"]


@pytest.mark.parametrize("peopled", [True, False])
def test_what_is_new_in_a_portfolio_is_held_where_somebody_has_access(peopled: bool) -> None:
    more = catalog(portfolio("notebook", "queue"), product(), product(key="queue"))
    there = catalog(portfolio(principals=frozenset({PEOPLE} if peopled else ())), product())
    assert kinds(more, observed(there)) == (HELD if peopled else ["Associate"])


def test_what_is_new_is_held_where_an_earlier_run_let_people_in_whom_no_list_shows_yet() -> None:
    there = replace(observed(NOTHING), peopled=frozenset({"churn-dev"}))
    assert kinds(catalog(), there) == HELD


@pytest.mark.parametrize("used", [True, False])
def test_what_joins_a_portfolio_is_held_unless_people_of_another_one_use_it(used: bool) -> None:
    other = portfolio(key="other", principals=frozenset({PEOPLE} if used else ()))
    there = catalog(portfolio("queue"), other, product(), product(key="queue"))
    more = catalog(portfolio("notebook", "queue"), other, product(), product(key="queue"))
    assert kinds(more, observed(there)) == (["Associate"] if used else HELD)


NOTE = "for two or three calls it can be launched there with the person's own permissions"


@pytest.mark.parametrize("joins", [True, False])
@pytest.mark.parametrize("reached", [True, False])
def test_what_joins_or_leaves_a_portfolio_while_another_one_offers_it_is_said(joins: bool, reached: bool) -> None:
    people = frozenset({PEOPLE} if reached else ())
    products = (product(), product(key="queue"))
    one = catalog(portfolio("queue", principals=people), portfolio(key="other"), *products)
    both = catalog(portfolio("notebook", "queue", principals=people), portfolio(key="other"), *products)
    before, after = (one, both) if joins else (both, one)
    word = "joins" if joins else "leaves"
    said = (f"`notebook` {word} churn-dev while another portfolio offers it: {NOTE}",)
    assert plan_changes(after, observed(before)).notes == (said if reached else ())


def test_of_what_is_held_and_what_leaves_the_catalog_nothing_need_be_said() -> None:
    more = catalog(portfolio("notebook", "queue"), product(), product(key="queue"))
    less = catalog(portfolio("queue"), product(key="queue"))
    assert plan_changes(more, observed(less)).notes == plan_changes(less, observed(more)).notes == ()


def test_a_name_is_a_field_and_a_rename_is_an_update() -> None:
    assert steps(catalog(portfolio(name="Retention"), product()), catalog()) == [("PutPortfolio", "routine")]
    assert steps(catalog(portfolio(), product(title="Jupyter")), catalog()) == [("UpdateProduct", "routine")]


def test_a_new_version_is_uploaded_and_created_and_the_old_one_may_be_deprecated() -> None:
    both = product(version("1.0.0", guidance="DEPRECATED"), version("1.1.0"))
    assert steps(catalog(portfolio(), both), catalog()) == [
        ("Upload", "routine"),
        ("CreateVersion", "routine"),
        ("SetVersion", "routine"),
    ]


def test_a_version_that_is_offered_no_more_is_made_inactive_and_that_breaks_users() -> None:
    there = catalog(portfolio(), product(version("1.0.0"), version("1.1.0")))
    assert steps(catalog(portfolio(), product(version("1.1.0"))), there) == [("SetVersion", "breaks-users")]


def test_a_version_without_a_launch_role_is_held_before_anything_else_happens_to_it() -> None:
    naked = portfolio(offers={"notebook": OfferState("notebook")})
    assert steps(catalog(), catalog(naked, product()))[0] == ("SetVersion", "routine")


def test_a_changed_constraint_is_changed_in_place_and_counts_as_broadening() -> None:
    other = ConstraintState.of(ConstraintType.LAUNCH, {"LocalRoleName": "another"})
    there = portfolio(offers={"notebook": OfferState("notebook", (other, RULES))})
    assert steps(catalog(), catalog(there, product())) == [("PutConstraint", "broadens")]


def test_a_constraint_that_is_wanted_no_more_is_deleted_and_counts_as_broadening() -> None:
    wanted = portfolio(offers={"notebook": OfferState("notebook", (ROLE,))})
    assert steps(catalog(wanted, product()), catalog()) == [("DeleteConstraint", "broadens")]


def test_revocations_come_first_and_grants_last() -> None:
    wanted = portfolio(principals=frozenset({Principal("arn:aws:iam::111122223333:role/New")}), name="Retention")
    assert steps(catalog(wanted, product()), catalog()) == [
        ("Revoke", "breaks-users"),
        ("PutPortfolio", "routine"),
        ("Grant", "broadens"),
    ]


def test_tag_options_come_and_go() -> None:
    wanted = portfolio(tag_options=frozenset({("CostCenter", "2")}))
    there = portfolio(tag_options=frozenset({("CostCenter", "1")}))
    assert steps(catalog(wanted, product()), catalog(there, product())) == [
        ("AddTagOption", "routine"),
        ("RemoveTagOption", "routine"),
    ]


def test_a_product_that_joins_a_portfolio_in_use_broadens() -> None:
    wanted = catalog(portfolio("notebook", "job"), product(), product(key="job", title="Job"))
    there = catalog(portfolio("notebook"), product(), product(key="job", title="Job"))
    assert ("Associate", "broadens") in steps(wanted, there)


def test_a_portfolio_that_is_wanted_no_more_is_emptied_and_deleted() -> None:
    assert steps(NOTHING, catalog()) == [
        ("Revoke", "breaks-users"),
        ("SetVersion", "breaks-users"),
        ("DeleteConstraint", "breaks-users"),
        ("DeleteConstraint", "breaks-users"),
        ("Disassociate", "breaks-users"),
        ("DeletePortfolio", "destroys"),
    ]


def findings(wanted: CatalogState, there: Observed) -> list[str]:
    with pytest.raises(Problems) as raised:
        plan_changes(wanted, there)
    return [finding.code for finding in raised.value.findings]


def test_published_content_never_changes() -> None:
    tampered = catalog(portfolio(), product(version("1.0.0", "other bytes")))
    assert findings(catalog(), observed(tampered)) == ["PLN602"]


def test_a_version_that_does_not_tell_its_content_is_left_alone() -> None:
    unknown = catalog(portfolio(), product(VersionState("1.0.0", None)))
    assert findings(catalog(), observed(unknown)) == ["PLN603"]


def test_an_address_that_two_objects_claim_is_not_touched() -> None:
    doubled = replace(observed(catalog()), doubled=(portfolio_address("churn-dev"),))
    assert findings(catalog(), doubled) == ["PLN604"]


def test_quotas_are_looked_at_before_anything_is_written() -> None:
    crowd = frozenset(Principal(f"arn:aws:iam::111122223333:role/R{number}") for number in range(101))
    patterns = frozenset(Principal(f"arn:aws:iam:::role/R{number}*", "IAM_PATTERN") for number in range(11))
    options = frozenset(("Key", str(number)) for number in range(26))
    versions = [version(f"1.0.{number}") for number in range(101)]
    for wanted in (
        catalog(portfolio(principals=crowd), product()),
        catalog(portfolio(principals=patterns), product()),
        catalog(portfolio(tag_options=options), product()),
        catalog(portfolio(), product(*versions)),
    ):
        assert findings(wanted, observed(NOTHING)) == ["PLN605"]


def test_what_is_not_ours_is_noted_and_gets_no_step() -> None:
    there = replace(observed(catalog()), foreign=("portfolio port-x “Churn”",))
    plan = plan_changes(catalog(), there)
    assert plan.steps == ()
    assert plan.notes == ("portfolio port-x “Churn” has a wanted name, is not ours, and is left alone",)


def test_a_plan_is_the_same_for_the_same_states_and_another_when_anything_moved() -> None:
    first, again = (plan_changes(catalog(), observed(NOTHING)) for _ in range(2))
    assert first.digest == again.digest
    moved = catalog(portfolio(principals=frozenset({PEOPLE, Principal("x")})), product())
    assert plan_changes(moved, observed(NOTHING)).digest != first.digest
    assert first.risks[Risk.BROADENS] == 1
    assert Digest.of("1.0.0").short in str([step.address for step in first.steps])


def rules(*values: str) -> ConstraintState:
    rule = {"Assertions": [{"Assert": {"Fn::Contains": [list(values), {"Ref": "Size"}]}, "AssertDescription": ""}]}
    return ConstraintState.of(ConstraintType.TEMPLATE, {"Rules": {"NarrowSize": rule} if values else {}})


def narrowed(wanted: ConstraintState | None, there: ConstraintState | None) -> list[tuple[str, list[str], list[str]]]:
    sides = [
        catalog(
            replace(portfolio(), offers={"notebook": OfferState("notebook", (ROLE, *([each] if each else ())))}),
            product(),
        )
        for each in (wanted, there)
    ]
    plan = plan_changes(sides[0], observed(sides[1]))
    return [
        (type(step.write).__name__, list(getattr(step.write, "changes", ())), [risk.words for risk in step.risks])
        for step in plan.steps
    ]


def test_tightening_breaks_users_and_widening_broadens_with_old_and_new_values() -> None:
    small, both, other = rules("s"), rules("s", "m"), rules("m")
    assert narrowed(small, both) == [("PutConstraint", ["Size: one of s, m → s"], ["breaks-users"])]
    assert narrowed(both, small) == [("PutConstraint", ["Size: s → one of s, m"], ["broadens"])]
    assert narrowed(other, small) == [("PutConstraint", ["Size: s → m"], ["broadens", "breaks-users"])]
    assert narrowed(None, small) == [("DeleteConstraint", ["Size: s → any"], ["broadens"])]
    assert narrowed(small, None) == [("PutConstraint", [], ["breaks-users"])]


def test_other_words_for_the_same_values_are_routine_and_what_was_not_read_may_broaden() -> None:
    assert narrowed(rules("m", "s"), rules("s", "m")) == [("PutConstraint", [], ["routine"])]
    assert narrowed(rules("m"), replace(rules("s"), parameters=None)) == [("PutConstraint", [], ["broadens"])]
