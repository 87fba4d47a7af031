"""Constraints besides launch role and narrowing: published, changed, taken away; those of others are left alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.aws.catalog import plan_catalog
from generator.diagnostics import AwsRefused, Problems
from generator.planning import CatalogState, ConstraintState, ConstraintType, Risk
from tests.behavior.publishing.catalogs import LAUNCH, NARROW, TAGS, TOLD, TOPICS, catalog, small
from tests.behavior.publishing.publisher import Publisher
from tests.behavior.publishing.terms import check_terms
from tests.fakes.service_catalog import FakeServiceCatalog

ALL = (LAUNCH, NARROW, TAGS, TOLD)
MORE = ConstraintState.of(ConstraintType.NOTIFICATION, {"NotificationArns": TOPICS[1]})
Steps = list[tuple[str, str, Risk]]


@pytest.fixture
def publisher(project: Path) -> Publisher:
    """A publisher that has published every constraint."""
    made = Publisher(project)
    made.publish(small(constraints=ALL))
    return made


def plan(publisher: Publisher, state: CatalogState, *, deep: bool = True) -> Steps:
    found, _ = plan_catalog(publisher.connect(), state, deep=deep)
    return [(type(step.write).__name__, "/".join(step.address.parts), step.risk) for step in found.steps]


def notes(publisher: Publisher, state: CatalogState) -> str:
    found, _ = plan_catalog(publisher.connect(), state)
    return "; ".join(found.notes)


def of(service: FakeServiceCatalog, kind: str) -> dict[str, Any]:
    [found] = (row for row in service.constraints.values() if row["Type"] == kind)
    return found


def test_they_are_there_once_and_nothing_remains(publisher: Publisher) -> None:
    assert plan(publisher, small(constraints=ALL)) == []
    assert sorted(row["Type"] for row in publisher.service.constraints.values()) == [
        "LAUNCH",
        "NOTIFICATION",
        "RESOURCE_UPDATE",
        "TEMPLATE",
    ]
    assert publisher.service.duplicates == []


def test_each_change_is_one_step_with_what_it_does_to_people(publisher: Publisher) -> None:
    place = "portfolio/dev/notebook"
    assert plan(publisher, small(constraints=(LAUNCH, NARROW, TAGS))) == [
        ("DeleteConstraint", f"{place}/notification", Risk.ROUTINE)
    ]
    assert plan(publisher, small(constraints=(LAUNCH, NARROW, TOLD))) == [
        ("DeleteConstraint", f"{place}/resource_update", Risk.BREAKS_USERS)
    ]
    assert plan(publisher, small(constraints=(LAUNCH, NARROW, TAGS, MORE))) == [
        ("PutConstraint", f"{place}/notification", Risk.ROUTINE)
    ]
    publisher.publish(small())
    assert plan(publisher, small(constraints=(LAUNCH, NARROW, TAGS))) == [
        ("PutConstraint", f"{place}/resource_update", Risk.BROADENS)
    ]


def test_the_topics_before_and_after_are_said(publisher: Publisher) -> None:
    found, _ = plan_catalog(publisher.connect(), small(constraints=(LAUNCH, NARROW, TAGS, MORE)))
    [step] = found.steps
    assert step.write.changes == (f"{TOPICS[0][0]} → {', '.join(TOPICS[1])}",)  # type: ignore[union-attr] # a PutConstraint


def test_tag_updates_that_somebody_allowed_or_refused_by_hand_are_taken_back(publisher: Publisher) -> None:
    refusing = '{"Version":"2.0","Properties":{"TagUpdateOnProvisionedProduct":"NOT_ALLOWED"}}'
    of(publisher.service, "RESOURCE_UPDATE").update(Parameters=refusing, Description="by hand")
    publisher.publish(small(constraints=ALL))
    assert "ALLOWED" in of(publisher.service, "RESOURCE_UPDATE")["Parameters"].replace("NOT_ALLOWED", "")
    of(publisher.service, "RESOURCE_UPDATE").update(Description="by hand")
    publisher.publish(small())
    assert [row["Type"] for row in publisher.service.constraints.values()].count("RESOURCE_UPDATE") == 0


@pytest.mark.parametrize("kind", ["NOTIFICATION", "TEMPLATE"])
def test_those_of_others_beside_ours_are_said_and_left_alone(publisher: Publisher, kind: str) -> None:
    service = publisher.service
    theirs = {**of(service, kind), "ConstraintId": "cons-x", "Description": "theirs"}
    service.constraints["cons-x"] = dict(theirs)
    assert f"{kind} constraint cons-x, not made from here" in notes(publisher, small(constraints=ALL))
    publisher.publish(small("1.0.0", "1.1.0", constraints=(LAUNCH,)))
    assert service.constraints["cons-x"] == theirs
    publisher.publish(small("1.0.0", "1.1.0", constraints=ALL))
    assert service.constraints["cons-x"] == theirs
    assert plan(publisher, small("1.0.0", "1.1.0", constraints=ALL)) == []


def test_a_stack_set_in_the_launch_roles_place_is_said_before_any_write(publisher: Publisher) -> None:
    service = publisher.service
    launch = of(service, "LAUNCH")
    launch.update(Type="STACKSET", Parameters="{}", Description="theirs")
    before = publisher.writes
    with pytest.raises(Problems) as caught:
        publisher.publish(small("1.0.0", "1.1.0", constraints=ALL))
    assert [finding.code for finding in caught.value.findings] == ["PLN670"]
    assert f"--id {launch['ConstraintId']}" in (caught.value.findings[0].fix or "")
    assert publisher.writes == before


def test_a_budget_is_left_alone_and_said_where_its_portfolio_goes(publisher: Publisher) -> None:
    [portfolio] = publisher.service.portfolios.values()
    portfolio["Budgets"] = [{"BudgetName": "churn"}]
    assert notes(publisher, small(constraints=ALL)) == ""
    publisher.publish(small("1.0.0", "1.1.0", constraints=ALL))
    assert portfolio["Budgets"] == [{"BudgetName": "churn"}]
    assert "link to the budget churn; the budget itself stays" in notes(publisher, catalog({}, {}))
    publisher.publish(catalog({}, {}))
    assert publisher.service.portfolios == {}


def test_a_narrowing_that_joins_is_there_before_the_launch_role(project: Path) -> None:
    publisher = Publisher(project)
    publisher.publish(small(constraints=(LAUNCH,)))
    publisher.publish(replace(catalog({}, {}), products=small().products))
    publisher.publish(small(constraints=ALL))
    made = [name for name in publisher.names if name == "servicecatalog:CreateConstraint"]
    assert len(made) == 5
    assert publisher.service.exposed == set()


@pytest.mark.parametrize("lag", [0, 3])
def test_whatever_comes_or_goes_the_launch_role_and_the_narrowing_hold(project: Path, lag: int) -> None:
    """Constraint by constraint, with a version that comes and one that goes at the same time."""
    publisher, before = Publisher(project, lag), catalog({}, {})
    wishes = ((ALL, "1.0.0"), ((LAUNCH, NARROW), "1.1.0"), ((LAUNCH, TAGS, MORE), "2.0.0"), (ALL, "1.0.0"))
    for constraints, version in wishes:
        wanted = small(version, constraints=constraints)
        publisher.publish(wanted)
        publisher.service.catch_up()
        check_terms(publisher.service, before, wanted)
        before = wanted
    publisher.publish(catalog({}, {}))
    check_terms(publisher.service, before, catalog({}, {}))


# Tag options of products


def optioned(*values: str, title: str = "Title") -> CatalogState:
    """A catalog whose product has a tag option of these values."""
    state = small(constraints=ALL, title=title)
    options = frozenset(("Stage", value) for value in values)
    return replace(state, products={"notebook": replace(state.products["notebook"], tag_options=options)})


def test_tag_options_of_a_product_come_change_and_go(publisher: Publisher) -> None:
    place = "product/notebook/tag-option"
    assert plan(publisher, optioned("dev", "prod"), deep=False) == [
        ("AddProductOption", f"{place}/Stage=dev", Risk.ROUTINE),
        ("AddProductOption", f"{place}/Stage=prod", Risk.ROUTINE),
    ]
    publisher.publish(optioned("dev", "prod"))
    assert plan(publisher, optioned("dev", "prod"), deep=False) == []
    assert plan(publisher, optioned("dev", "test"), deep=False) == [
        ("AddProductOption", f"{place}/Stage=test", Risk.ROUTINE),
        ("RemoveProductOption", f"{place}/Stage=prod", Risk.ROUTINE),
    ]
    # Where none is wanted any more no list shows those that are left: the release record says that there were some.
    assert plan(publisher, optioned(), deep=False) == [
        ("RemoveProductOption", f"{place}/Stage=dev", Risk.ROUTINE),
        ("RemoveProductOption", f"{place}/Stage=prod", Risk.ROUTINE),
    ]
    publisher.publish(optioned())
    assert (plan(publisher, optioned(), deep=False), publisher.service.attached) == ([], set())


def test_tag_options_of_a_product_that_leaves_go_with_it_and_are_not_there_when_it_comes_back(
    publisher: Publisher,
) -> None:
    publisher.publish(optioned("dev"))
    publisher.publish(catalog({}, {}))
    assert publisher.service.attached == set()
    publisher.publish(optioned())
    assert (plan(publisher, optioned(), deep=True), publisher.service.attached) == ([], set())


def test_tag_options_that_others_gave_a_product_are_named_and_left_alone(publisher: Publisher) -> None:
    service = publisher.service
    (product,) = service.products
    service.options["tag-x"] = {"Id": "tag-x", "Key": "Team", "Value": "x", "Active": True}
    service.attached.add((product, "tag-x"))
    publisher.publish(optioned(title="Another title"))
    assert service.attached == {(product, "tag-x")}
    found, _ = plan_catalog(publisher.connect(), optioned(title="Another title"), deep=True)
    assert (found.steps, "left alone" in found.notes[0], "Team=x" in found.notes[0]) == ((), True, True)


def test_a_removal_of_tag_options_that_failed_is_finished_by_the_next_run(publisher: Publisher) -> None:
    publisher.publish(optioned("dev"))
    publisher.service.refusing = "DisassociateTagOptionFromResource"
    with pytest.raises(AwsRefused):
        publisher.publish(optioned())
    publisher.service.refusing = ""
    publisher.publish(optioned())
    assert publisher.service.attached == set()
