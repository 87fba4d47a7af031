"""A product that makes roles: its launch role makes them under one path and one boundary, and no other."""

from __future__ import annotations

import pytest

from tests.e2e.world import ACCOUNT, CHECKOUT, World, tools_with

pytestmark = pytest.mark.slow

TOOLS = tools_with("worker")
TEMPLATE = "products/worker/template.yaml"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/ds/launch/ds-launched-boundary"
LAUNCH_BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/ds/launch/ds-launch-boundary"
SUB = '!Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/ds/launch/ds-launched-boundary"'
BOUNDED = f"      PermissionsBoundary: {SUB}\n"
ROLE = "ds-launch-worker-eu-west-1"


def large(number: int) -> str:
    """A statement of 3,000 characters: four are more than a role has inline."""
    return f"""\
  - id: Large{number}
    because: what a large product asks for
    allow: [s3:GetObject]
    on: ["arn:${{AWS::Partition}}:s3:::data-{number}{"x" * 3000}"]
"""


@pytest.fixture
def worker(catalog: World) -> World:
    """The product as its author leaves it, before its launch role is drafted."""
    template = CHECKOUT / "tests" / "fixtures" / "templates" / "worker.yaml"
    catalog.build("new", "product", "worker", "--from", str(template)).ended(0)
    with (catalog.project / "portfolio.yaml").open("a", encoding="utf-8") as file:
        file.write(TOOLS)
    return catalog


def test_a_launch_makes_a_role_under_the_boundary_of_such_roles_changes_it_and_removes_it(worker: World) -> None:
    worker.build("launch-role", "worker").ended(0)
    with (worker.project / "products/worker/launch-role.yaml").open("a", encoding="utf-8") as file:
        file.write("".join(map(large, range(4))))
    worker.build("release", "worker").ended(0)
    worker.build("apply", "--allow", "broadens").ended(0)
    worker.build("plan").ended(0).said("No changes.")
    attached = worker.ask("iam", "list-attached-role-policies", "--role-name", ROLE)["AttachedPolicies"]
    assert len(attached) == 4
    assert all(":policy/ds/launch/" in each["PolicyArn"] for each in attached)
    worker.build("launch", "worker", "--name", "ours").ended(0).said("role/ds/launched/")
    (role,) = worker.ask("iam", "list-roles", "--path-prefix", "/ds/launched/")["Roles"]
    made = worker.ask("iam", "get-role", "--role-name", role["RoleName"])["Role"]
    assert made["PermissionsBoundary"]["PermissionsBoundaryArn"] == BOUNDARY
    worker.build("update", "ours", "--set", "Value=two").ended(0)
    worker.build("terminate", "ours", "--yes").ended(0)
    assert worker.ask("iam", "list-roles", "--path-prefix", "/ds/launched/")["Roles"] == []
    worker.edit(TOOLS, "")
    worker.build("apply", "--allow", "breaks-users", "--allow", "destroys").ended(0)
    left = worker.ask("iam", "list-policies", "--path-prefix", "/ds/launch/", "--scope", "Local")["Policies"]
    assert [each["PolicyName"] for each in left if each["PolicyName"].startswith(ROLE)] == []


def test_boundaries_that_another_stack_made_otherwise_are_told_before_anything_is_made(worker: World) -> None:
    """As an older version of the generator leaves an account."""
    document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
    policy = ("--policy-arn", LAUNCH_BOUNDARY, "--set-as-default", "--policy-document", document)
    worker.ask("iam", "create-policy-version", *policy)
    worker.build("launch-role", "worker").ended(0)
    worker.build("release", "worker").ended(0)
    for command in (("plan",), ("apply", "--allow", "broadens")):
        refused = worker.build(*command)
        assert refused.code != 0
        refused.said("error[PF235]", "ds-launch-boundary of account", "the stack ds-publishing of eu-west-1")
        refused.said("./build.py bootstrap")


@pytest.mark.parametrize("old", [BOUNDED, "      Path: /ds/launched/\n      Description: !Ref Value\n"])
def test_a_role_under_no_boundary_or_elsewhere_is_refused_before_it_is_published_and_when_it_is_launched(
    worker: World, old: str
) -> None:
    worker.edit(old, "", TEMPLATE)
    worker.build("launch-role", "worker")
    worker.build("release", "worker").ended(1).said("error[PD270]")
    worker.build("release", "worker", "--in-spite-of", "PD270", "--in-spite-of", "PD271").ended(0)
    worker.build("plan").ended(1).said("error[PF176]", "`Worker` (AWS::IAM::Role) cannot be created", "iam:CreateRole")
    worker.build("apply", "--allow", "broadens").ended(4).said("error[PLN610]")
    worker.build("apply", "--allow", "broadens", "--allow", "breaks-users").ended(0)
    refused = worker.build("launch", "worker", "--name", "ours")
    assert refused.code != 0
    refused.said("iam:CreateRole")
    worker.build("terminate", "ours", "--yes")
