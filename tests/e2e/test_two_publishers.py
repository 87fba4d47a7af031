"""Two publishers at the same time, with different wishes: one after the other, and one of them prevails."""

from __future__ import annotations

import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.world import World

ALLOWED = ("--allow", "broadens", "--allow", "breaks-users", "--allow", "destroys")


@pytest.mark.slow
def test_two_publishers_of_different_wishes_end_in_one_of_them_without_a_duplicate(
    world: World, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs"
    shutil.copytree(world.project, theirs, symlinks=True)
    other = replace(world, project=theirs)
    other.edit("name: Churn, development", "name: Churn, theirs")
    other.edit("VolumeSize: { max: 100 }", "VolumeSize: { max: 80 }")
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda each: each.build("apply", *ALLOWED), (world, other)))
    assert [each.code for each in done] == [0, 0], [each.err for each in done]

    names = [row["DisplayName"] for row in world.ask("servicecatalog", "list-portfolios")["PortfolioDetails"]]
    products = world.ask("servicecatalog", "search-products-as-admin")["ProductViewDetails"]
    assert len(names) == len(products) == 1
    prevails = world if names == ["Churn, development"] else other
    prevails.build("plan", "--deep").ended(0).said("No changes.")
    kinds = Counter(row["Type"] for row in constraints(world))
    assert kinds == {"LAUNCH": 1, "TEMPLATE": 1}


def constraints(world: World) -> list[dict[str, str]]:
    """Every constraint of the one portfolio."""
    (portfolio,) = (row["Id"] for row in world.ask("servicecatalog", "list-portfolios")["PortfolioDetails"])
    rows = world.ask("servicecatalog", "list-constraints-for-portfolio", "--portfolio-id", portfolio)
    found: list[dict[str, str]] = rows["ConstraintDetails"]
    return found
