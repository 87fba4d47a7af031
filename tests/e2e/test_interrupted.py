"""Killed, interrupted, throttled, refused midway: the same command again goes on, and nothing is there twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest

from tests.e2e.world import ACCOUNT, Done, World, build_command, clean_environment

APPLY = ("apply", "--allow", "broadens", "--format", "ndjson")


def stop_apply(world: World, number: int, sign: int) -> Done:
    """Run `apply` until step `number` has started, and send it a signal then."""
    words = build_command(world.project, *APPLY)
    variables = clean_environment(**world.variables_for(APPLY))
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=variables, text=True) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            event = json.loads(line)
            if (event["event"], event["number"]) == ("started", number):
                os.kill(process.pid, sign)
                break
        out, err = process.communicate()
    return Done(process.returncode, said + out, err)


def begin_again(world: World, key: str) -> None:
    """Another catalog: nothing of it is published yet."""
    file = world.project / "portfolio.yaml"
    lines = [f"catalog: {key}" if line.startswith("catalog:") else line for line in file.read_text().splitlines()]
    file.write_text("\n".join(lines) + "\n")


def assert_published_once(world: World, key: str) -> None:
    """One portfolio, one product, one version, two constraints, one principal bear this catalog's mark."""
    world.build(*APPLY).ended(0)
    world.build("plan").ended(0).said("No changes.")
    details = world.ask("servicecatalog", "list-portfolios")["PortfolioDetails"]
    ours = [row["Id"] for row in details if is_marked(world, row["Id"], key)]
    assert len(ours) == 1
    held = world.ask("servicecatalog", "search-products-as-admin", "--portfolio-id", ours[0])["ProductViewDetails"]
    assert len(held) == 1
    product = held[0]["ProductViewSummary"]["ProductId"]
    listed = world.ask("servicecatalog", "list-provisioning-artifacts", "--product-id", product)
    assert [(row["Name"], row["Active"]) for row in listed["ProvisioningArtifactDetails"]] == [("2.0.0", True)]
    constraints = world.ask("servicecatalog", "list-constraints-for-portfolio", "--portfolio-id", ours[0])
    assert sorted(row["Type"] for row in constraints["ConstraintDetails"]) == ["LAUNCH", "TEMPLATE"]
    everything = world.ask("servicecatalog", "search-products-as-admin")["ProductViewDetails"]
    marked = [row["ProductViewSummary"]["ProductId"] for row in everything if has_version_of(world, row, key)]
    assert marked == [product]


def is_marked(world: World, portfolio: str, key: str) -> bool:
    tags = world.ask("servicecatalog", "describe-portfolio", "--id", portfolio)["Tags"]
    return {"Key": "ds-catalog:portfolio", "Value": f"{key}/churn-dev"} in tags


def has_version_of(world: World, row: Mapping[str, Any], key: str) -> bool:
    product = row["ProductViewSummary"]["ProductId"]
    listed = world.ask("servicecatalog", "list-provisioning-artifacts", "--product-id", product)
    return any(f"({key}/notebook " in each["Description"] for each in listed["ProvisioningArtifactDetails"])


@pytest.mark.slow
def test_apply_that_is_killed_halfway_goes_on_where_it_was(world: World) -> None:
    for number in (3, 2):
        assert stop_apply(world, number, signal.SIGKILL).code == -signal.SIGKILL
    assert_published_once(world, "data-science")


@pytest.mark.slow
def test_apply_that_is_killed_at_any_step_converges_without_a_second_of_anything(world: World) -> None:
    for number in range(1, 15):
        begin_again(world, f"round-{number}")
        assert stop_apply(world, number, signal.SIGKILL).code == -signal.SIGKILL
        assert_published_once(world, f"round-{number}")


@pytest.mark.slow
def test_ctrl_c_during_apply_says_what_stands_and_the_same_command_goes_on(world: World) -> None:
    # Throttled for as long as it runs, so that the ninth step cannot end before the signal arrives.
    with world.faults({"kind": "throttle", "service": "servicecatalog", "operation": "CreateConstraint"}):
        done = stop_apply(world, 9, signal.SIGINT).ended(130)
    done.said("8 steps are done, 6 are left", "interrupted: nothing half-written; run the same command again")
    world.build(*APPLY).ended(0).said("Published 6 steps")
    world.build("plan").ended(0).said("No changes.")


PUBLISHER = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["servicecatalog:*", "s3:*", "ssm:*", "iam:GetRole", "sts:*"], "Resource": "*"},
        {"Effect": "Allow", "Action": ["cloudformation:DescribeStacks", "cloudformation:GetTemplate"], "Resource": "*"},
        {"Effect": "Deny", "Action": "servicecatalog:CreateConstraint", "Resource": "*"},
    ],
}


@pytest.mark.slow
def test_a_publisher_without_a_permission_is_told_which_and_how_many_steps_are_done(world: World) -> None:
    world.ask("iam", "create-user", "--user-name", "publisher")
    policy = ("--policy-name", "publishing", "--policy-document", json.dumps(PUBLISHER))
    world.ask("iam", "put-user-policy", "--user-name", "publisher", *policy)
    keys = world.ask("iam", "create-access-key", "--user-name", "publisher")["AccessKey"]
    variables = {"AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"]}
    refused = world.build("apply", "--allow", "broadens", **variables).ended(5)
    refused.said(f"User: arn:aws:iam::{ACCOUNT}:user/publisher is not authorized", "AWS refused servicecatalog:Create")
    refused.said("= try: an explicit deny forbids servicecatalog:CreateConstraint", "8 steps are done, 6 are left")
    exposed = world.as_scientist("dana").build("catalog", "--format", "json").ended(0).data
    assert exposed["products"] == []
    world.build("apply", "--allow", "broadens").ended(0).said("Published 6 steps")


def rule(kind: str, operation: str = "*", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "service": "servicecatalog", "operation": operation, **more}


@pytest.mark.slow
@pytest.mark.parametrize(
    "rules",
    [
        pytest.param([rule("throttle", rate=0.3, seed=1)], id="throttled now and then"),
        pytest.param([rule("error", rate=0.2, seed=2)], id="out of order now and then"),
        pytest.param([rule("error", "Create*", times=3, after=True)], id="answers lost after the work was done"),
        pytest.param([rule("drop", "Create*", times=2, after=True)], id="connections lost after the work was done"),
        pytest.param([rule("lost-create", times=1)], id="a create that is lost without a word"),
    ],
)
def test_apply_gets_through_accidents_and_makes_nothing_twice(world: World, rules: list[dict[str, Any]]) -> None:
    with world.faults(*rules):
        world.build(*APPLY).ended(0)
    assert_published_once(world, "data-science")


@pytest.mark.slow
def test_a_version_that_fails_to_load_is_made_again_and_told_when_it_fails_for_good(catalog: World) -> None:
    catalog.edit("            default=60,\n", "            default=45,\n", "products/notebook/prompts.py")
    catalog.build("release", "notebook", "--minor").ended(0)
    catalog.edit('offer: { current: "2.0.0" }', 'offer: { current: ["2.1.0", "2.0.0"] }')
    with catalog.faults(rule("failed-artifact")):
        catalog.build("apply").ended(5).said("failed: Service Catalog could not load its template", "1 steps are done")
    with catalog.faults(rule("failed-artifact", times=1)):
        catalog.build("apply").ended(0)
    catalog.build("plan").ended(0).said("No changes.")
