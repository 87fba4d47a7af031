"""What somebody did in the console to a published catalog: said before any write, mended as the fix says."""

from __future__ import annotations

import pytest

from tests.e2e.world import World, writes

NAME = "Churn, development"


def ids(world: World) -> tuple[str, str]:
    """The ids of the portfolio and of the notebook's product."""
    (portfolio,) = (row["Id"] for row in world.ask("servicecatalog", "list-portfolios")["PortfolioDetails"])
    rows = world.ask("servicecatalog", "search-products-as-admin", "--portfolio-id", portfolio)["ProductViewDetails"]
    return portfolio, rows[0]["ProductViewSummary"]["ProductId"]


@pytest.mark.slow
def test_tags_that_were_taken_off_are_said_before_any_write_and_put_on_again_by_the_fix(catalog: World) -> None:
    portfolio, product = ids(catalog)
    catalog.aws("servicecatalog", "update-product", "--id", product, "--name", "Theirs").ended(0)
    catalog.aws("servicecatalog", "update-product", "--id", product, "--remove-tags", "ds-catalog:product").ended(0)
    with catalog.counting() as calls:
        told = catalog.build("apply", "--allow", "broadens").ended(1)
    assert writes(calls) == {}
    fix = f"./build.py adopt product/notebook {product}"
    told.said("error[PLN611]", fix)
    catalog.build(*fix.split()[1:]).ended(0).said(
        f"{product} “Theirs” is product/notebook now", "next: ./build.py plan"
    )

    catalog.aws("servicecatalog", "update-portfolio", "--id", portfolio, "--remove-tags", "ds-catalog:portfolio").ended(
        0
    )
    told = catalog.build("plan").ended(1)
    fix = f"./build.py adopt portfolio/churn-dev {portfolio}"
    told.said("error[PLN611]", NAME, fix)
    catalog.build(*fix.split()[1:]).ended(0).said(NAME)
    catalog.build("plan").ended(0).said("~ title")
    catalog.build("apply").ended(0)
    catalog.build("plan", "--deep").ended(0).said("No changes.")


@pytest.mark.slow
def test_a_launch_role_that_was_changed_by_hand_is_seen_by_a_deep_plan_and_mended(catalog: World) -> None:
    portfolio, _ = ids(catalog)
    rows = catalog.ask("servicecatalog", "list-constraints-for-portfolio", "--portfolio-id", portfolio)
    (launch,) = (row["ConstraintId"] for row in rows["ConstraintDetails"] if row["Type"] == "LAUNCH")
    other = '{"LocalRoleName": "ds-churn-dev-training"}'
    catalog.aws("servicecatalog", "update-constraint", "--id", launch, "--parameters", other).ended(0)
    catalog.build("plan").ended(0).said("No changes")
    told = catalog.build("plan", "--deep", "--exit-code").ended(11).said("launch constraint on notebook")
    told.said("next: ./build.py apply --deep --allow broadens")
    catalog.build("plan", "--deep", "--save", "deep.json").ended(0).said("next: ./build.py apply deep.json --deep")
    catalog.build("apply", "--deep").ended(4).said("= fix: ./build.py apply --deep --allow broadens")
    catalog.build("apply", "deep.json").ended(4).said("error[PLN607]")
    catalog.build("apply", "deep.json", "--deep", "--allow", "broadens").ended(0)
    catalog.build("plan", "--deep").ended(0).said("No changes")


@pytest.mark.slow
def test_a_catalog_that_goes_and_comes_back_takes_no_longer_than_the_first_time(catalog: World) -> None:
    before = (catalog.project / "portfolio.yaml").read_text(encoding="utf-8")
    gone = before[: before.index("portfolios:")] + "portfolios: {}\n"
    for text in (gone, before, gone, before):
        (catalog.project / "portfolio.yaml").write_text(text, encoding="utf-8")
        every = ("--allow", "broadens", "--allow", "breaks-users", "--allow", "destroys")
        with catalog.counting() as calls:
            catalog.build("apply", *every).ended(0)
        assert calls.get("servicecatalog:CreatePortfolio", 0) <= 1
        assert calls.get("servicecatalog:CreateConstraint", 0) <= 2
    catalog.build("plan", "--deep").ended(0).said("No changes.")
