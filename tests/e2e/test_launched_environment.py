"""A base environment from the catalog: launched by a project administrator who may do nothing else, then used."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.principals import set_the_stage, staged
from tests.e2e.world import ACCOUNT, CHECKOUT, World, ended, started

pytestmark = pytest.mark.slow

ENVIRONMENTS = f"""\
format: 1
catalog: data-science

targets:
  dev: {{ account: "{ACCOUNT}", region: eu-west-1 }}

portfolios:
  platform:
    name: Environments
    provider: ML Platform
    target: dev
    products:
      - use: environment
        offer: {{ current: "2.1.0" }}
    access:
      - principal: arn:aws:iam::{ACCOUNT}:user/pat
"""
LAUNCHED = f"""\
environments:
  fraud-dev:
    target: dev
    project: fraud
    stage: dev
    version: "2.1.0"
    launched: true
    people:
      scientists: {{ trust: mfa, principals: ["arn:aws:iam::{ACCOUNT}:user/dana"] }}

"""
NOTEBOOKS = """\
  fraud-dev:
    name: Fraud, development
    provider: ML Platform
    environment: fraud-dev
    products:
      - use: notebook
        offer: { current: "2.0.0" }
        launch-role: notebook-creation
    access:
      - environment-role: data-scientist
"""
ANSWERS = ("Project=fraud", "Stage=dev", f"TrustedPrincipals=arn:aws:iam::{ACCOUNT}:user/dana")
CATALOG_ONLY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["servicecatalog:*", "cloudformation:DescribeStacks"], "Resource": "*"},
    ],
}
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/ds/launch/ds-launched-boundary"
SCIENTIST = f"arn:aws:iam::{ACCOUNT}:role/ds/launched/ds-fraud-dev-data-scientist"


@pytest.fixture
def empty(project: Path, tmp_path: Path) -> Iterator[World]:
    """An account without an environment, and a project that offers environments and nothing else."""
    shutil.copytree(CHECKOUT / "dist" / "environment", project / "dist" / "environment", dirs_exist_ok=True)
    (project / "portfolio.yaml").write_text(ENVIRONMENTS, encoding="utf-8")
    world = started(tmp_path / "aws", project)
    try:
        set_the_stage(world)
        yield staged(world)
    finally:
        ended(world)


def project_administrator(world: World) -> World:
    """The world as seen by pat, who may use Service Catalog, and nothing of what it launches."""
    world.ask("iam", "create-user", "--user-name", "pat")
    document = json.dumps(CATALOG_ONLY)
    world.aws(
        *("iam", "put-user-policy", "--user-name", "pat", "--policy-name", "own", "--policy-document", document)
    ).ended(0)
    key = world.ask("iam", "create-access-key", "--user-name", "pat")["AccessKey"]
    keys = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    return replace(world, keys=keys, staged=None)


def scientist(world: World, name: str) -> World:
    """The world as seen by a person who has become the launched environment's data scientist."""
    answer = world.as_person(name).ask(
        *("sts", "assume-role", "--role-arn", SCIENTIST, "--role-session-name", name, "--source-identity", name),
        *("--serial-number", f"arn:aws:iam::{ACCOUNT}:mfa/{name}", "--token-code", "123456"),
    )["Credentials"]
    keys = {
        "AWS_ACCESS_KEY_ID": answer["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": answer["SecretAccessKey"],
        "AWS_SESSION_TOKEN": answer["SessionToken"],
    }
    return replace(world, keys=keys, staged=None)


def launch(world: World, *more: str) -> list[str]:
    return ["launch", "environment", "--name", "fraud-dev", *(w for each in (*ANSWERS, *more) for w in ("--set", each))]


def test_a_project_administrator_launches_an_environment_and_scientists_work_in_it(empty: World) -> None:
    empty.build("check", "environment").ended(0)
    empty.build("apply", "--allow", "broadens").ended(0)
    pat = project_administrator(empty)

    pat.aws("ec2", "create-vpc", "--cidr-block", "10.9.0.0/16").ended(255).said("UnauthorizedOperation")
    pat.build(*launch(pat, "RolePath=/elsewhere/")).ended(1).said("/ds/launched/")
    pat.build(*launch(pat)).ended(0).said("role/ds/launched/ds-fraud-dev-data-scientist")

    made = empty.ask("iam", "list-roles", "--path-prefix", "/ds/launched/")["Roles"]
    assert {"ds-fraud-dev-data-scientist", "ds-fraud-dev-notebook-creation"} <= {each["RoleName"] for each in made}
    for each in made:
        role = empty.ask("iam", "get-role", "--role-name", each["RoleName"])["Role"]
        assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == BOUNDARY

    empty.edit("portfolios:\n", LAUNCHED + "portfolios:\n" + NOTEBOOKS)
    said = empty.build("deploy", "fraud-dev").ended(2).said("PF237", "./build.py launch environment --name fraud-dev")
    assert "--set Project=fraud --set Stage=dev" in said.text
    assert "RolePath" not in said.text
    empty.build("destroy", "fraud-dev", "--yes").ended(2).said("PF237", "ended by `update` and `terminate`")
    empty.build("apply", "--allow", "broadens").ended(0)
    empty.build("plan").ended(0).said("No changes")

    dana = scientist(empty, "dana")
    dana.build("launch", "notebook", "--name", "first", "--set", "Environment=fraud-dev").ended(0)
    dana.build("terminate", "first", "--yes").ended(0)

    empty.edit(NOTEBOOKS, "")
    empty.build("apply", "--allow", "breaks-users", "--allow", "destroys").ended(0)
    pat.build("terminate", "fraud-dev", "--yes").ended(0)
    assert empty.ask("iam", "list-roles", "--path-prefix", "/ds/launched/")["Roles"] == []


def test_roles_of_a_launched_environment_are_not_for_portfolio_yaml_to_say(empty: World) -> None:
    empty.edit("portfolios:\n", LAUNCHED.rstrip() + "\n    roles: { path: /mine/ }\n\nportfolios:\n")
    empty.build("plan").ended(1).said("PF236", "remove `roles`")
