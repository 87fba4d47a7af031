"""Offers are proven before they are published: under a role of the environment, and under one that exists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from generator.model import Digest
from generator.synth import Ledger, read_ledger
from generator.synth.ledger import write_ledger
from tests.e2e.world import ACCOUNT, World

pytestmark = pytest.mark.slow

NAME = "catalog-launches"
Statement = Mapping[str, object]
CATALOG, PEOPLE = {"Service": "servicecatalog.amazonaws.com"}, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
NO_NOTEBOOKS = {"Sid": "NoNotebooks", "Effect": "Deny", "Action": "sagemaker:CreateNotebookInstance", "Resource": "*"}


def document(*statements: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(principal: dict[str, str]) -> str:
    return document({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})


def make_role(world: World, *statements: Statement, trusted: dict[str, str] = CATALOG) -> None:
    """The role, with these statements in a policy of its own."""
    world.ask("iam", "create-role", "--role-name", NAME, "--assume-role-policy-document", trust(trusted))
    make_policy(world, *statements)


def make_policy(world: World, *statements: Statement) -> None:
    named = ("--role-name", NAME, "--policy-name", "all", "--policy-document", document(*statements))
    world.ask("iam", "put-role-policy", *named)


def test_what_the_account_says_of_the_role_decides(catalog: World) -> None:
    catalog.edit("launch-role: notebook-creation", f"launch-role: arn:aws:iam::{ACCOUNT}:role/{NAME}")
    catalog.build("check").ended(1).said("warning[PF240]", "policies: FILE")
    catalog.build("plan").ended(1).said("error[PF241]", f"there is no role {NAME}")

    make_role(catalog, EVERYTHING, trusted=PEOPLE)
    catalog.build("plan").ended(1).said("error[PF175]", "does not trust Service Catalog")
    catalog.build("apply", "--allow", "broadens").ended(4).said("error[PLN610]", "does not trust Service Catalog")
    catalog.ask("iam", "update-assume-role-policy", "--role-name", NAME, "--policy-document", trust(CATALOG))
    catalog.build("plan").ended(0).said("launch constraint on notebook")

    made = ("--policy-name", "limits", "--policy-document", document(EVERYTHING, NO_NOTEBOOKS))
    boundary = catalog.ask("iam", "create-policy", *made)["Policy"]["Arn"]
    catalog.ask("iam", "put-role-permissions-boundary", "--role-name", NAME, "--permissions-boundary", boundary)
    refused = "`NoNotebooks` refuses sagemaker:CreateNotebookInstance"
    catalog.build("plan").ended(1).said("error[PF176]", refused)
    catalog.build("apply", "--allow", "broadens").ended(4).said("error[PLN610]", refused)


def test_a_file_that_says_more_than_the_role_may_publishes_nothing(catalog: World) -> None:
    (catalog.project / "launches.json").write_text(document(EVERYTHING), encoding="utf-8")
    catalog.edit("launch-role: notebook-creation", f"launch-role: {{ name: {NAME}, policies: launches.json }}")
    catalog.build("check").ended(0)
    catalog.build("plan").ended(1).said("error[PF241]", f"there is no role {NAME}")
    named = ("--role-name", NAME, "--assume-role-policy-document", trust(CATALOG))
    catalog.ask("iam", "create-role", *named)
    catalog.build("plan").ended(1).said("error[PF176]", "the role lacks cloudformation:CreateStack")
    make_policy(catalog, EVERYTHING)
    catalog.build("plan").ended(0).said("launch constraint on notebook")


def test_a_role_that_may_not_be_looked_at_is_unproven_and_is_published_all_the_same(catalog: World) -> None:
    catalog.edit("launch-role: notebook-creation", f"launch-role: {{ name: {NAME} }}")
    make_role(catalog, EVERYTHING)
    with catalog.faults({"kind": "deny", "service": "iam", "operation": "GetRole"}):
        catalog.build("plan").ended(0).said("warning[PF240]", "could not be read")
    catalog.build("plan").ended(0)


def weaken_environment(world: World, action: str) -> None:
    """As if the environment of portfolio.yaml had been released without an action of its roles."""
    ledger = read_ledger(world.project)
    weak = next(row for row in ledger.releases if (row.product, str(row.version)) == ("environment", "2.2.0"))
    file = world.project / weak.template
    text = file.read_text(encoding="utf-8").replace(f"- {action}\n", "- sagemaker:ListTags\n")
    file.write_text(text, encoding="utf-8")
    rows = (replace(row, digest=Digest.of(text)) if row == weak else row for row in ledger.releases)
    write_ledger(world.project, Ledger(tuple(rows)))


def test_an_environment_whose_role_lacks_something_is_told_before_anything_is_published(catalog: World) -> None:
    catalog.build("plan").ended(0).said("No changes.")
    weaken_environment(catalog, "sagemaker:StopNotebookInstance")
    lacking = "the role lacks sagemaker:StopNotebookInstance"
    catalog.build("check").ended(1).said("error[PF176]", "`notebook` 2.0.0 could not be launched", lacking)
    catalog.build("plan").ended(1).said("error[PF176]", lacking)
    catalog.edit("VolumeSize: { max: 100 }", "VolumeSize: { max: 200 }")
    catalog.build("apply", "catalog", "--allow", "broadens").ended(4).said("error[PLN610]", lacking)
    catalog.build("apply", "catalog", "--allow", "broadens", "--allow", "breaks-users").ended(0)
