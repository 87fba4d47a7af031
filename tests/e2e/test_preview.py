"""`deploy --preview` says what an environment costs, and what that adds to the stack that stands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.e2e.world import ENVIRONMENT, World

pytestmark = pytest.mark.slow


def test_what_a_decision_adds_is_said_by_item_beside_the_stack_that_stands(world: World) -> None:
    world.build("deploy", ENVIRONMENT, "--preview").ended(0).said("Cost: about $", "Difference: none")
    world.edit("endpoints: [development]", "endpoints: [development, containers]")
    done = world.build("deploy", ENVIRONMENT, "--preview").ended(0)
    done.said("Difference: +$", "a month; the stack that stands costs about $", "interface endpoints", " → ")
    data = world.build("deploy", ENVIRONMENT, "--preview", "--format", "json").ended(0).data
    cost, difference = data["cost"], data["difference"]
    assert (data["format"], data["environment"], data["stack"]) == (1, ENVIRONMENT, f"ds-{ENVIRONMENT}")
    assert Decimal(cost["month"]) - Decimal(difference["before"]["month"]) == Decimal(difference["month"]) > 0
    assert sum(Decimal(item["month"]) for item in difference["items"] if item["month"]) == Decimal(difference["month"])
    endpoints = next(item for item in difference["items"] if item["what"].startswith("interface endpoints"))
    assert int(endpoints["units"]) > int(endpoints["before-units"]) > 0
    assert {row["type"] for row in data["change-set"] if row["action"] == "Add"} == {"AWS::EC2::VPCEndpoint"}
    assert [each["value"] for each in cost["choices"] if each["current"]]


def test_a_stack_that_does_not_stand_yet_has_no_difference(world: World) -> None:
    text = (world.project / "portfolio.yaml").read_text()
    second = text[text.index("  churn-dev:\n    target") : text.index("portfolios:")]
    second = second.replace("churn-dev:", "churn-test:").replace("stage: dev", "stage: test")
    world.edit("portfolios:\n", f"{second.replace('10.2.0.0', '10.3.0.0')}portfolios:\n")
    admin = world.as_person("admin")
    admin.build("deploy", "churn-test", "--preview").ended(0).said("Difference: all of it is new")
    data = admin.build("deploy", "churn-test", "--preview", "--format", "json").ended(0).data
    assert (data["difference"], data["permissions"], data["taken-back"]) == (None, None, [])
    assert len(data["change-set"]) > 50
    admin.build("deploy", "churn-test", "--format", "json").ended(2).said("--format json is of --preview")
