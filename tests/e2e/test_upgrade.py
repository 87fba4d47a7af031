"""An environment of 1.0.1 with a launched notebook becomes the newest: what holds data or keys stays what it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.principals import set_the_stage, staged
from tests.e2e.world import ENVIRONMENT, World, ended, started

pytestmark = pytest.mark.slow

STACK = f"ds-{ENVIRONMENT}"
NEWEST, NOTEBOOK = "2.2.0", "2.0.0"
HOLDS = (
    "AWS::S3::Bucket",
    "AWS::KMS::Key",
    "AWS::KMS::Alias",
    "AWS::Logs::LogGroup",
    "AWS::CodeCommit::Repository",
    "AWS::EC2::VPC",
    "AWS::EC2::Subnet",
    "AWS::CloudTrail::Trail",
)
"""What people would lose, or what everything else hangs on."""


def ask_for(project: Path, before: str, after: str) -> None:
    """Ask for one version of the environment and offer one of the notebook instead of another."""
    file = project / "portfolio.yaml"
    file.write_text(file.read_text().replace(before, after))


@pytest.fixture(scope="module")
def old(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An AWS in which environment 1.0.1 is deployed, and in which Dana has launched notebook 1.0.0."""
    folder = tmp_path_factory.mktemp("upgrade")
    project = Path(shutil.copytree(released, folder / "project"))
    ask_for(project, f'version: "{NEWEST}"', 'version: "1.0.1"')
    ask_for(project, f'current: "{NOTEBOOK}"', 'current: "1.0.0"')
    administrator = started(folder / "aws", project)
    try:
        set_the_stage(administrator)
        # Who deploys may make the roles of the newest release, under its boundaries; those of 1.0.1 had none.
        administrator.build("deploy", ENVIRONMENT).ended(0).said("at 1.0.1")
        world = staged(administrator)
        world.build("apply", "--allow", "broadens").ended(0)
        world.as_scientist("dana").build("launch", "notebook", "--name", "exploration").ended(0).said("1.0.0")
        yield world
    finally:
        ended(administrator)


def held(world: World) -> dict[str, str]:
    """The physical names of what holds data or keys, by logical id."""
    rows = world.ask("cloudformation", "list-stack-resources", "--stack-name", STACK)["StackResourceSummaries"]
    return {row["LogicalResourceId"]: row["PhysicalResourceId"] for row in rows if row["ResourceType"] in HOLDS}


def changes(world: World) -> list[dict[str, Any]]:
    """The rows of the change set that a preview has made."""
    (summary,) = world.ask("cloudformation", "list-change-sets", "--stack-name", STACK)["Summaries"]
    answer = world.ask("cloudformation", "describe-change-set", "--change-set-name", summary["ChangeSetId"])
    return [row["ResourceChange"] for row in answer["Changes"]]


def test_an_answer_that_the_old_release_cannot_take_is_refused_at_its_place(old: World) -> None:
    before = (old.project / "portfolio.yaml").read_text()
    ask_for(old.project, "zones: 3", "zones: [eu-west-1a, eu-west-1b]")
    old.build("deploy", ENVIRONMENT, "--preview").ended(1).said("error[PF187]", "portfolio.yaml", "ZoneNames")
    ask_for(old.project, "zones: [eu-west-1a, eu-west-1b]", "zones: 3")
    ask_for(old.project, "      git: codecommit\n", "      git: codecommit\n      trail: account\n")
    old.build("deploy", ENVIRONMENT, "--preview").ended(1).said("error[PF187]", "take own, organization")
    (old.project / "portfolio.yaml").write_text(before)
    old.build("deploy", ENVIRONMENT).ended(0).said("No changes")


def test_an_update_to_the_newest_keeps_what_holds_data_and_the_old_notebook(old: World) -> None:
    before = held(old)
    assert len(before) > 15
    ask_for(old.project, 'version: "1.0.1"', f'version: "{NEWEST}"')
    old.build("deploy", ENVIRONMENT, "--preview").ended(0).said(f"at {NEWEST}")
    rows = changes(old)
    assert len(rows) > 5
    touched = [row for row in rows if row["LogicalResourceId"] in before]
    assert [row for row in touched if row["Action"] == "Remove" or row.get("Replacement", "False") != "False"] == []
    old.build("deploy", ENVIRONMENT).ended(4).said("error[PLN608]", f"version: 1.0.1 → {NEWEST}", "exploration · dana")
    allowed = ("--allow", "broadens", "--allow", "breaks-users")
    old.build("deploy", ENVIRONMENT, *allowed).ended(0).said("UPDATE_COMPLETE")
    after = held(old)
    assert {name: after.get(name) for name in before} == before

    ask_for(old.project, 'offer: { current: "1.0.0" }', f'offer: {{ current: "{NOTEBOOK}", deprecated: "1.0.0" }}')
    old.build("apply", "--allow", "broadens").ended(0)
    dana = old.as_scientist("dana")
    assert dana.build("open", "exploration").ended(0).out.startswith("https://")
    dana.build("stop", "exploration").ended(0)
    dana.build("start", "exploration").ended(0)
    dana.build("terminate", "exploration", "--yes").ended(0).said("succeeded")
