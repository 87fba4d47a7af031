"""What others put into a portfolio of ours: named in the plan, with the calls that end it where it stops a removal."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.aws.catalog import plan_catalog
from generator.aws.catalog.health import examine
from generator.diagnostics import Problems
from tests.behavior.publishing.catalogs import catalog, small
from tests.behavior.publishing.publisher import Publisher

NOTHING = catalog({}, {})
TAKE_OUT = "aws servicecatalog disassociate-product-from-portfolio --portfolio-id {} --product-id prod-x"


@pytest.fixture
def publisher(project: Path) -> Publisher:
    """A publisher that has published `small()`, and a product of others in its portfolio."""
    made = Publisher(project)
    made.publish(small())
    service = made.service
    (portfolio,) = service.portfolios
    service.keys["prod-x"] = "others"
    service.products["prod-x"] = {"ProductId": "prod-x", "Name": "Theirs", "tags": {}}
    service.associations.add((portfolio, "prod-x"))
    return made


def test_a_product_of_others_is_named_beside_who_can_launch_it(publisher: Publisher) -> None:
    plan, _ = plan_catalog(publisher.connect(), small())
    assert plan.steps == ()
    assert plan.notes == ("portfolio dev has product prod-x, not made from here: whoever has access can launch it",)


def test_a_removal_that_it_stops_names_the_calls_that_end_it(publisher: Publisher) -> None:
    (portfolio,) = publisher.service.portfolios
    (product,) = (row["ProductId"] for row in publisher.service.products.values() if row["Name"] != "Theirs")
    publisher.service.constraints["cons-x"] = {
        "ConstraintId": "cons-x",
        "PortfolioId": portfolio,
        "ProductId": product,
        "Type": "TEMPLATE",
        "Description": "theirs",
        "Parameters": "{}",
    }
    with pytest.raises(Problems) as caught:
        plan_catalog(publisher.connect(), NOTHING)
    assert {finding.fix for finding in caught.value.findings} == {
        f"{TAKE_OUT.format(portfolio)} && ./build.py plan",
        "aws servicecatalog delete-constraint --id cons-x && ./build.py plan",
    }
    publisher.service.constraints.pop("cons-x")
    publisher.service.associations.discard((portfolio, "prod-x"))
    assert plan_catalog(publisher.connect(), NOTHING)[0].steps != ()


def test_doctor_proposes_a_command_and_nothing_else(publisher: Publisher, project: Path) -> None:
    (portfolio,) = publisher.service.portfolios
    row = {"Type": "ACCOUNT", "PrincipalId": "222233334444", "Accepted": True}
    publisher.service.shares[portfolio, "ACCOUNT", "222233334444"] = row
    fixes = [found.fix for found in examine(publisher.connect(), project, small()) if found.code == "PLN658"]
    assert fixes == ["./build.py apply --deep --allow breaks-users"]
