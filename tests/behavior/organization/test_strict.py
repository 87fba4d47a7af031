"""An environment in a strict organization, from the roles of others to a launched notebook."""

from __future__ import annotations

import pytest

from embedded_aws import ACCOUNT
from generator.model import Roles
from generator.planning.role_templates import SUPPORTING, WORKING
from tests.behavior.deployed.publishing import launch, offer
from tests.behavior.deployed.site import refused
from tests.behavior.environment.combinations import rendered
from tests.behavior.organization.conftest import BOUNDARY, PATH, Organization, deployment, role_templates

pytestmark = pytest.mark.slow

STRICT = Roles(PATH, BOUNDARY, "given")


def test_roles_that_others_make_lead_to_a_notebook_that_works(organization: Organization) -> None:
    site, planned = organization.site, deployment("churn", STRICT, alarms="ops@example.com", detective="stop")
    templates = role_templates(planned)

    organization.make("supporting", templates[SUPPORTING], organization.maker)
    organization.make(planned.stack, rendered().text, organization.deployer, planned.parameters)
    organization.make("working", templates[WORKING], organization.maker)

    roles = {name: row for name, row in organization.roles().items() if name.startswith("ds-")}
    assert len(roles) >= 10
    assert {row["Path"] for row in roles.values()} == {PATH}
    assert {row["PermissionsBoundary"]["PermissionsBoundaryArn"] for row in roles.values()} == {BOUNDARY}
    resources = site.stacks.get_paginator("list_stack_resources").paginate(StackName=planned.stack)
    kinds = {row["ResourceType"] for page in resources for row in page["StackResourceSummaries"]}
    assert not {kind for kind in kinds if kind.startswith("AWS::IAM::")}
    offer(site, "churn-dev")
    record = launch(site, site.become("dana"), "churn-dev", "danas")
    assert record["Status"] == "SUCCEEDED"
    inside = site.inside("ds-churn-dev-danas")
    assert f"/{'ds-churn-dev-notebook-execution'}/" in inside.client("sts").get_caller_identity()["Arn"]
    data = site.values("churn-dev")["bucket/data"]
    inside.client("s3").put_object(Bucket=data, Key="customers.csv", Body=b"dana,42")
    assert inside.client("s3").get_object(Bucket=data, Key="customers.csv")["Body"].read() == b"dana,42"
    refused(inside.outside("s3").get_object, Bucket=data, Key="customers.csv")


def test_who_may_make_no_roles_cannot_deploy_an_environment_that_makes_its_own(organization: Organization) -> None:
    planned = deployment("fraud", Roles(PATH, BOUNDARY), sagemaker_log_groups=False, detective="off")
    organization.create(planned.stack, rendered().text, organization.deployer, planned.parameters)
    organization.site.ended(planned.stack, "ROLLBACK_COMPLETE")

    failures = organization.site.failures(planned.stack)
    assert any("explicit deny" in reason for _, reason in failures)


@pytest.mark.parametrize("roles", [Roles(), Roles(PATH), Roles(boundary=BOUNDARY)], ids=["neither", "path", "boundary"])
def test_without_the_path_and_the_boundary_the_organization_lets_no_role_be_made(
    organization: Organization, roles: Roles
) -> None:
    project = f"no{1 + ['/', PATH].index(roles.path) + 2 * bool(roles.boundary)}"
    planned = deployment(project, roles, sagemaker_log_groups=False, detective="off")
    organization.create(planned.stack, rendered().text, organization.maker, planned.parameters)
    organization.site.ended(planned.stack, "ROLLBACK_COMPLETE")

    assert any("explicit deny" in reason for _, reason in organization.site.failures(planned.stack))
    assert not [name for name in organization.roles() if name.startswith(f"ds-{project}")]


def test_with_both_the_stack_makes_its_roles_itself(organization: Organization) -> None:
    planned = deployment("whole", Roles(PATH, BOUNDARY), sagemaker_log_groups=False, detective="off")
    organization.make(planned.stack, rendered().text, organization.maker, planned.parameters)

    arn = organization.site.values("whole-dev")["role/training"]
    assert arn == f"arn:aws:iam::{ACCOUNT}:role{PATH}ds-whole-dev-training"
    assert organization.roles()["ds-whole-dev-training"]["Arn"] == arn
