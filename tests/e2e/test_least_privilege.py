"""The three roles: without a statement a command says what is missing, and who has it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.principals import as_principal, client, set_the_stage, staged
from tests.e2e.world import ENVIRONMENT, World, ended, run, started

pytestmark = pytest.mark.slow
ALLOW = ("--allow", "broadens", "--allow", "breaks-users", "--allow", "destroys")


@pytest.fixture
def nothing(project: Path, tmp_path: Path) -> Iterator[World]:
    """An account in which the administrator has set the stage, with the boundaries of launch roles, and no more."""
    world = started(tmp_path / "aws", project)
    try:
        set_the_stage(world)
        yield staged(world)
    finally:
        ended(world)


@pytest.mark.parametrize(
    ("principal", "statement", "words"),
    [
        ("planner", "ReadTheCatalog", ("plan",)),
        ("publisher", "ChangePortfolios", ("apply", "catalog", *ALLOW)),
    ],
)
def test_without_a_statement_a_command_ends_with_what_is_missing_and_who_has_it(
    catalog: World, principal: str, statement: str, words: tuple[str, ...]
) -> None:
    catalog.edit("name: Churn, development", "name: Churn and retention")
    iam = client(catalog.as_person("admin"), "iam")
    missing: Any = None
    for attached in iam.list_attached_role_policies(RoleName=f"ds-{principal}")["AttachedPolicies"]:
        arn = attached["PolicyArn"]
        document = _document(iam, arn)
        rest = [each for each in document["Statement"] if each["Sid"] != statement]
        if len(rest) < len(document["Statement"]):
            missing = document
            text = json.dumps({**document, "Statement": rest})
            iam.create_policy_version(PolicyArn=arn, PolicyDocument=text, SetAsDefault=True)
    assert missing is not None, statement
    before = json.dumps(catalog.ask("servicecatalog", "list-portfolios"))
    refused = as_principal(catalog, principal).build(*words).ended(5)
    holder = "planner" if principal == "planner" else principal
    refused.said("error[AWS740]", "lacking: ", f"which the {holder} has", f"fix: ./build.py permissions {holder}")
    assert json.dumps(catalog.ask("servicecatalog", "list-portfolios")) == before


def _document(iam: Any, arn: str) -> Mapping[str, Any]:
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    found: Mapping[str, Any] = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return found


def test_a_planner_who_would_write_is_refused_and_nothing_is_written(catalog: World) -> None:
    catalog.edit("name: Churn, development", "name: Churn and retention")
    before = json.dumps(catalog.ask("servicecatalog", "list-portfolios"))
    refused = as_principal(catalog, "planner").build("apply", "catalog", *ALLOW).ended(5)
    refused.said("error[AWS740]", "s3:PutObject", "which the publisher has", "./build.py permissions publisher")
    assert json.dumps(catalog.ask("servicecatalog", "list-portfolios")) == before
    catalog.build("apply", "catalog", *ALLOW).ended(0)


def test_a_person_tries_the_roles_by_their_profiles(nothing: World, tmp_path: Path) -> None:
    files = {"AWS_CONFIG_FILE": "config", "AWS_SHARED_CREDENTIALS_FILE": "credentials"}
    variables = {name: str(tmp_path / "aws" / "aws" / file) for name, file in files.items()}
    run(nothing.project, "plan", "--profile", "planner", **variables).ended(0).said("Plan: ")
    refused = run(nothing.project, "deploy", ENVIRONMENT, "--profile", "planner", **variables).ended(5)
    refused.said("error[AWS740]", "which the deployer has", "./build.py permissions deployer")
    assert nothing.ask("s3api", "list-buckets")["Buckets"] == []
