"""An administrator publishes portfolio.yaml: from nothing, again, changed, and saved for later."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.world import ENVIRONMENT, World, writes

pytestmark = pytest.mark.slow

CURRENT = 'offer: { current: "2.0.0" }'


def steps_of(world: World) -> list[str]:
    """What a plan would do, one word a step."""
    return [step["step"] for step in world.build("plan", "--format", "json").ended(0).data["steps"]]


def release_next(world: World) -> None:
    """Version 2.1.0 of the notebook: another default."""
    world.edit("            default=60,\n", "            default=45,\n", "products/notebook/prompts.py")
    world.build("release", "notebook", "--minor").ended(0).said("released notebook 2.1.0")


@pytest.fixture
def here(shared: World, project: Path) -> World:
    """The published catalog and a project of the test's own: for plans, which write nothing."""
    return replace(shared, project=project)


def test_publishing_from_nothing_and_again(world: World) -> None:
    world.build("plan", "--exit-code").ended(11).said("+ portfolio “Churn, development”", "apply --allow broadens")
    with world.counting() as calls:
        world.build("apply").ended(4).said("error[PLN608]", "5 × broadens", "./build.py apply --allow broadens")
    assert writes(calls) == {}
    events = world.build("apply", "--allow", "broadens", "--format", "ndjson").ended(0).out.splitlines()
    # Documents and actions are made side by side.
    told = [json.loads(line)["event"] for line in events]
    assert told.count("started") == told.count("done") == len(told) / 2
    with world.counting() as calls:
        world.build("plan", "--exit-code").ended(0).said("No changes.", "(1 product, 1 version)")
        world.build("apply").ended(0).said("No changes.")
    assert writes(calls) == {}


def test_reading_what_is_published_takes_five_calls_a_portfolio_one_a_product_or_action_and_one_an_environment(
    here: World,
) -> None:
    with here.counting() as calls:
        here.build("plan").ended(0).said("No changes.")
    calls.pop("sts:GetCallerIdentity")
    # Stacks of launch roles and of environments are found in one list each, and an environment's template is read.
    assert calls.pop("cloudformation:DescribeStacks") == 2
    assert calls.pop("cloudformation:GetTemplate") == 1
    # One list of service actions, one of their documents, and one more an action of the versions that have it.
    assert calls.pop("servicecatalog:ListProvisioningArtifactsForServiceAction") == 2
    assert set(calls.values()) == {1}
    # The release record says which tag options and shares there were.
    assert calls.pop("s3:GetObject") == 1
    assert len(calls) == 8


def test_a_fast_plan_reads_the_release_record_alone_and_all_where_that_says_something_else(catalog: World) -> None:
    with catalog.counting() as calls:
        catalog.build("plan", "--fast").ended(0).said("No changes since the run of", "Nothing else was read")
    assert calls == {"sts:GetCallerIdentity": 1, "s3:GetObject": 1}
    catalog.build("plan", "--fast", "--deep").ended(2).said("--fast says only whether something differs")
    catalog.edit("name: Churn, development", "name: Churn")
    catalog.build("plan", "--fast").ended(0).said("everything is read", "Plan: ", "1 to change")


def test_deploying_an_environment_a_second_time_changes_nothing(here: World) -> None:
    with here.counting() as calls:
        here.build("deploy", ENVIRONMENT).ended(0).said("No changes: the stack is as portfolio.yaml")
    assert set(writes(calls)) <= {
        "s3:PutObject",  # refused, since the bytes lie there already
        "cloudformation:CreateChangeSet",
        "cloudformation:DeleteChangeSet",
    }


def test_status_tells_versions_access_and_use(here: World) -> None:
    here.build("status").ended(0).said("portfolio churn-dev", "2.0.0", "current", "0 in use", "launch, template")
    data = here.build("status", "--format", "json").ended(0).data
    assert data["format"] == 1
    assert data["products"][0]["versions"][0]["state"] == "current"


def test_quiet_says_only_what_was_asked_for_and_verbose_every_call(here: World) -> None:
    here.edit("name: Churn, development", "name: Churn and retention")
    assert here.build("plan", "-q").ended(0).err == ""
    assert "next: " in here.build("plan").ended(0).err
    here.build("plan", "-v").ended(0).said("  call sts:GetCallerIdentity", "  call servicecatalog:ListPortfolios")


def test_every_change_is_one_step_in_place(here: World) -> None:
    here.edit("name: Churn, development", "name: Churn and retention")
    assert steps_of(here) == ["PutPortfolio"]
    here.edit("VolumeSize: { max: 100 }", "VolumeSize: { max: 200 }")
    here.edit("      - environment-role: data-scientist", "      - environment-role: data-scientist\n" + "      " + OPS)
    here.edit('CostCenter: ["1001"]', 'CostCenter: ["1001", "1002"]')
    assert steps_of(here) == ["PutPortfolio", "PutConstraint", "AddTagOption", "Grant"]
    markdown = here.build("plan", "--format", "markdown").ended(0)
    markdown.said("### data-science · 111122223333 · eu-west-1", "**broadens**", "Plan: 2 to add, 2 to change")
    markdown.said("VolumeSize: from 5 to 100 → from 5 to 200")


def test_a_tighter_narrowing_needs_consent_and_another_order_is_no_change(here: World) -> None:
    here.edit("[ml.t3.medium, ml.t3.large, ml.m5.xlarge]", "[ml.m5.xlarge, ml.t3.large, ml.t3.medium]")
    here.build("plan").ended(0).said("No changes.")
    here.edit("VolumeSize: { max: 100 }", "VolumeSize: { min: 10, max: 120 }")
    here.build("plan").ended(0).said("VolumeSize: from 5 to 100 → from 10 to 120", "BROADENS, BREAKS USERS")
    here.build("apply", "--allow", "broadens").ended(4).said("1 × breaks-users")


OPS = "- principal: arn:aws:iam::111122223333:role/Operations"


def test_changes_are_made_in_place_and_taken_back(catalog: World) -> None:
    before = catalog.ask("servicecatalog", "list-portfolios")["PortfolioDetails"][0]
    original = (catalog.project / "portfolio.yaml").read_text()
    catalog.ask("iam", "create-role", "--role-name", "Operations", "--assume-role-policy-document", TRUST)
    catalog.edit("name: Churn, development", "name: Churn and retention")
    catalog.edit("VolumeSize: { max: 100 }", "VolumeSize: { max: 200 }")
    catalog.edit("      - environment-role: data-scientist", "      - environment-role: data-scientist\n      " + OPS)
    catalog.edit('CostCenter: ["1001"]', 'CostCenter: ["1001", "1002"]')
    catalog.build("apply", "--allow", "broadens").ended(0).said("Published 4 steps")
    catalog.build("plan").ended(0).said("No changes.")
    after = catalog.ask("servicecatalog", "list-portfolios")["PortfolioDetails"]
    assert [(row["Id"], row["DisplayName"]) for row in after] == [(before["Id"], "Churn and retention")]
    (catalog.project / "portfolio.yaml").write_text(original)
    catalog.build("apply", "--allow", "broadens").ended(4).said("2 × breaks-users")
    catalog.build("apply", "--allow", "broadens", "--allow", "breaks-users").ended(0)
    catalog.build("plan").ended(0).said("No changes.")


TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111122223333:user/admin"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)


def test_a_new_version_is_published_beside_the_old_one_which_is_deprecated_later_and_retired(catalog: World) -> None:
    release_next(catalog)
    catalog.edit(CURRENT, 'offer: { current: ["2.1.0", "2.0.0"] }')
    assert steps_of(catalog) == ["Upload", "CreateVersion", "AttachAction", "AttachAction"]
    catalog.build("apply").ended(0)
    catalog.edit('offer: { current: ["2.1.0", "2.0.0"] }', 'offer: { current: "2.1.0", deprecated: ["2.0.0"] }')
    catalog.build("plan").ended(0).said("~ version 2.0.0: deprecated")
    catalog.build("apply").ended(0)
    states = {
        row["version"]: row["state"]
        for row in catalog.build("status", "--format", "json").data["products"][0]["versions"]
    }
    assert states == {"2.0.0": "deprecated", "2.1.0": "current"}
    catalog.edit('offer: { current: "2.1.0", deprecated: ["2.0.0"] }', 'offer: { current: "2.1.0" }')
    catalog.build("apply").ended(4).said("1 × breaks-users")
    catalog.build("apply", "--allow", "breaks-users").ended(0)
    catalog.build("plan").ended(0).said("No changes.")


def test_a_portfolio_that_is_taken_out_is_deleted_only_with_consent(catalog: World) -> None:
    text = (catalog.project / "portfolio.yaml").read_text()
    (catalog.project / "portfolio.yaml").write_text(text[: text.index("portfolios:")] + "portfolios: {}\n")
    catalog.build("apply").ended(4).said("destroys", "breaks-users")
    catalog.build("apply", "--allow", "breaks-users", "--allow", "destroys").ended(0)
    assert catalog.ask("servicecatalog", "list-portfolios")["PortfolioDetails"] == []
    catalog.build("plan").ended(0).said("No changes.")


def test_a_foreign_portfolio_of_the_same_name_is_shown_and_left_alone(world: World) -> None:
    words = ("--display-name", "Churn, development", "--provider-name", "Somebody else", "--idempotency-token", "1")
    foreign = world.ask("servicecatalog", "create-portfolio", *words)["PortfolioDetail"]["Id"]
    world.build("plan").ended(0).said(f"portfolio {foreign} “Churn, development” has a wanted name, is not ours")
    world.build("apply", "--allow", "broadens").ended(0)
    details = world.ask("servicecatalog", "list-portfolios")["PortfolioDetails"]
    assert {row["ProviderName"] for row in details} == {"Somebody else", "ML Platform"}
    held = world.ask("servicecatalog", "search-products-as-admin", "--portfolio-id", foreign)
    assert held["ProductViewDetails"] == []
    world.build("plan").ended(0).said("No changes.")


def test_a_published_version_with_other_content_is_named_and_nothing_is_planned(here: World) -> None:
    here.edit("            default=60,\n", "            default=45,\n", "products/notebook/prompts.py")
    ledger = here.project / "dist" / "ledger.json"
    rows = json.loads(ledger.read_text())
    rows["releases"] = [row for row in rows["releases"] if row["product"] != "notebook"]
    ledger.write_text(json.dumps(rows, indent=2))
    here.build("release", "notebook").ended(0)
    here.build("plan").ended(1).said("error[PLN602]", "`notebook 2.0.0` is published with other content")
    here.build("apply").ended(1).said("error[PLN602]")


def test_a_saved_plan_is_applied_as_it_was_and_refused_when_the_catalog_has_moved(catalog: World) -> None:
    catalog.edit('CostCenter: ["1001"]', 'CostCenter: ["1001", "1002"]')
    catalog.build("plan", "--save", "plan.json", "--exit-code").ended(10)
    catalog.build("apply", "plan.json").ended(0).said("Published 1 step in")
    with catalog.counting() as calls:
        catalog.build("apply", "plan.json").ended(4).said("error[PLN607]", "./build.py plan --save plan.json")
    assert writes(calls) == {}
    (catalog.project / "plan.json").write_text('{"format": 2}')
    catalog.build("apply", "plan.json").ended(1).said("error[PLN601]")
