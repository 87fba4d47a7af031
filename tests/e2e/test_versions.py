"""The life of a version by its verbs: portfolio.yaml changes, its comments stay, and the next plan agrees."""

from __future__ import annotations

import pytest

from tests.e2e.test_publish import release_next
from tests.e2e.world import SCIENTIST, World, writes

OLD, NEW = "2.0.0", "2.1.0"
ALLOW = ("--allow", "broadens", "--allow", "breaks-users")
TARGET = '  prod: { account: "444455556666", region: eu-west-1, ring: 1 }\n'
ENVIRONMENT = """
  churn-prod:
    target: prod
    project: churn
    stage: prod
    version: "2.2.0"
    people:
      scientists: { trust: mfa, principals: [arn:aws:iam::444455556666:user/dana] }

portfolios:
  churn-prod:
    name: Churn, production
    provider: ML Platform
    environment: churn-prod
    products:
      - use: notebook
        offer: { current: "2.0.0" }   # since the first day
        launch-role: notebook-creation
"""


@pytest.fixture
def two(catalog: World) -> World:
    """A catalog that offers two current versions of the notebook."""
    release_next(catalog)
    catalog.edit(f'offer: {{ current: "{OLD}" }}', f'offer: {{ current: ["{OLD}", "{NEW}"] }}   # two')
    catalog.build("apply", *ALLOW).ended(0)
    return catalog


def text(world: World) -> str:
    return (world.project / "portfolio.yaml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_version_is_deprecated_and_retired_once_nobody_runs_it(two: World) -> None:
    dana = two.as_scientist("dana")
    dana.build("launch", "notebook", "--name", "exploration", "--version", OLD).ended(0)
    before = text(two)
    two.build("retire", "notebook", OLD).ended(4).said("error[PLN639]", f"./build.py deprecate notebook {OLD}")
    with two.counting() as calls:
        two.build("deprecate", "notebook", OLD, "--preview").ended(0).said("nothing is written")
        assert text(two) == before
        told = two.build("deprecate", "notebook", OLD).ended(0)
    assert writes(calls) == {}
    told.said(f'+        offer: {{ current: ["{NEW}"], deprecated: ["{OLD}"] }}   # two', "next: ./build.py plan")
    assert text(two) == before.replace(f'current: ["{OLD}", "{NEW}"]', f'current: ["{NEW}"], deprecated: ["{OLD}"]')
    two.build("retire", "notebook", OLD).ended(4).said("error[PLN639]", "that is not applied")
    two.build("plan").ended(0).said(f"version {OLD}: deprecated")
    two.build("apply", *ALLOW).ended(0)

    person = SCIENTIST.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/dana"
    two.build("status", "--usage").ended(0).said(f"exploration   {person}")
    (product,) = two.build("status", "--format", "json").ended(0).data["products"]
    used = {row["version"]: [user["owner"] for user in row["users"]] for row in product["versions"]}
    assert used == {OLD: [person], NEW: []}
    two.build("retire", "notebook", OLD).ended(4).said("error[PLN638]", f"exploration of {person}", "./build.py update")
    assert f'deprecated: ["{OLD}"]' in text(two)

    dana.build("terminate", "exploration", "--yes").ended(0)
    two.build("retire", "notebook", OLD).ended(0)
    assert text(two) == before.replace(f'current: ["{OLD}", "{NEW}"]', f'current: ["{NEW}"]')
    two.build("apply", *ALLOW).ended(0)
    two.build("plan", "--deep").ended(0).said("No changes.")


@pytest.mark.slow
def test_a_bad_version_is_rolled_back_to_the_one_before(two: World) -> None:
    two.edit(f'["{OLD}", "{NEW}"]', f'"{NEW}"')
    two.build("apply", *ALLOW).ended(0)
    two.build("rollback", "notebook").ended(0).said(
        f"{NEW} goes, {OLD} is current again", f'+        offer: {{ current: "{OLD}" }}'
    )
    two.build("apply", *ALLOW).ended(0)
    two.build("status").ended(0).said(f"{OLD}      current", f"{NEW}      inactive")
    two.build("plan", "--deep").ended(0).said("No changes.")
    two.build("rollback", "notebook").ended(4).said("error[PLN640]")


@pytest.mark.slow
def test_a_version_is_promoted_once_the_ring_before_has_published_its_bytes(catalog: World) -> None:
    catalog.edit("targets:\n", f"targets:\n{TARGET}")
    catalog.edit("\nportfolios:\n", ENVIRONMENT)
    release_next(catalog)
    catalog.build("promote", "notebook", NEW, "--to", "churn-dev").ended(4).said("error[PLN641]", "no ring before")
    refused = catalog.build("promote", "notebook", NEW, "--to", "churn-prod").ended(4)
    refused.said("error[PLN641]", f"`dev`, the ring before, has not published `notebook` {NEW}", "apply --target dev")
    catalog.edit('offer: { current: "2.0.0" }\n', f'offer: {{ current: "{NEW}", deprecated: "{OLD}" }}\n')
    catalog.build("apply", *ALLOW).ended(0)
    before = text(catalog)
    told = catalog.build("promote", "notebook", NEW, "--to", "churn-prod").ended(0)
    told.said(f'+        offer: {{ current: "{NEW}", deprecated: ["{OLD}"] }}   # since the first day')
    assert text(catalog).count("\n") == before.count("\n")
    catalog.build("plan", "--target", "dev").ended(0).said("No changes.")
    catalog.build("promote", "notebook", NEW, "--to", "churn-prod").ended(4).said("is current in `churn-prod` already")


@pytest.mark.slow
def test_a_data_scientist_reads_what_changed_in_what_can_be_launched(two: World) -> None:
    changes = two.project / "products/notebook/CHANGELOG.md"
    words = changes.read_text(encoding="utf-8")
    changes.write_text(words.replace(f"## {OLD}", f"## {NEW}\n\n* Stops sooner.\n\n## {OLD}"), encoding="utf-8")
    dana = two.as_scientist("dana")
    told = dana.build("changes").ended(0).said("SageMaker notebook", "    * Stops sooner.", "`Owner`: the tag")
    assert told.out.index(NEW) < told.out.index(OLD)
    rows = dana.build("changes", "notebook", "--format", "json").ended(0).data["changes"]
    assert [(row["version"], row["state"], row["words"]) for row in rows[:1]] == [(NEW, "current", "* Stops sooner.")]
    dana.build("changes", "--since", "2999-01-01").ended(0).said("Nothing that you may launch has changed.")
