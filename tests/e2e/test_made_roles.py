"""A product that makes roles: its launch role makes them under one path and one boundary, and no other."""

from __future__ import annotations

import pytest

from tests.e2e.world import ACCOUNT, CHECKOUT, World

pytestmark = pytest.mark.slow

TOOLS = f"""
  tools:
    name: Tools
    provider: ML Platform
    target: dev
    products:
      - use: worker
        offer: {{ current: "1.0.0" }}
    access:
      - principal: arn:aws:iam::{ACCOUNT}:user/admin
"""
TEMPLATE = "products/worker/template.yaml"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/ds/launch/ds-launched-boundary"
SUB = '!Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/ds/launch/ds-launched-boundary"'
BOUNDED = f"      PermissionsBoundary: {SUB}\n"


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
    worker.build("release", "worker").ended(0)
    worker.build("apply", "--allow", "broadens").ended(0)
    worker.build("launch", "worker", "--name", "ours").ended(0).said("role/ds/launched/")
    (role,) = worker.ask("iam", "list-roles", "--path-prefix", "/ds/launched/")["Roles"]
    made = worker.ask("iam", "get-role", "--role-name", role["RoleName"])["Role"]
    assert made["PermissionsBoundary"]["PermissionsBoundaryArn"] == BOUNDARY
    worker.build("update", "ours", "--set", "Value=two").ended(0)
    worker.build("terminate", "ours", "--yes").ended(0)
    assert worker.ask("iam", "list-roles", "--path-prefix", "/ds/launched/")["Roles"] == []


@pytest.mark.parametrize("old", [BOUNDED, "      Path: /ds/launched/\n      Description: !Ref Value\n"])
def test_a_role_under_no_boundary_or_elsewhere_is_refused_before_it_is_published_and_when_it_is_launched(
    worker: World, old: str
) -> None:
    worker.edit(old, "", TEMPLATE)
    worker.build("launch-role", "worker")
    worker.build("release", "worker").ended(0)
    worker.build("plan").ended(1).said("error[PF176]", "`Worker` (AWS::IAM::Role) cannot be created", "iam:CreateRole")
    worker.build("apply", "--allow", "broadens").ended(4).said("error[PLN610]")
    worker.build("apply", "--allow", "broadens", "--allow", "breaks-users").ended(0)
    refused = worker.build("launch", "worker", "--name", "ours")
    assert refused.code != 0
    refused.said("iam:CreateRole")
    worker.build("terminate", "ours", "--yes")
