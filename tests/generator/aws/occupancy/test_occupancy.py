"""What an environment carries: found by what it uses, whoever made it, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from embedded_aws import embedded
from embedded_aws.embedded import Embedded
from generator.aws.account.principals import find_missing_principals
from generator.aws.occupancy import Estate, find_launched, find_offers, find_running
from generator.aws.occupancy.estate import Holding
from generator.aws.session import Connection, connect

ACCOUNT, REGION = "111122223333", "eu-west-1"
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/ds-churn-dev:latest"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@pytest.fixture(scope="module")
def aws() -> Iterator[Embedded]:
    with embedded(accounts=(ACCOUNT,)) as found:
        yield found


@pytest.fixture(scope="module")
def here(aws: Embedded) -> Iterator[Connection]:
    keys = aws.keys("admin")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", keys.access_key)
        patch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_key)
        yield connect(None, REGION, aws.endpoint, None)


def make_role(aws: Embedded, name: str) -> str:
    iam = aws.client("iam", region=REGION)
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=json.dumps(ALL))
    return str(role)


@pytest.fixture(scope="module")
def roles(aws: Embedded) -> tuple[str, str]:
    """A role of the environment's stack, and one of somebody else."""
    return make_role(aws, "ds-churn-dev-work"), make_role(aws, "other-work")


@pytest.fixture
def estate(here: Connection, roles: tuple[str, str]) -> Estate:
    """A stack of one role."""
    held = Holding("Work", "AWS::IAM::Role", "ds-churn-dev-work", "CREATE_COMPLETE")
    return Estate(
        here, "ds-churn-dev", frozenset({"churn-dev"}), frozenset({roles[0]}), frozenset({"Environment"}), (held,)
    )


def test_notebooks_endpoints_and_their_models_are_found_by_the_roles_that_they_use(
    aws: Embedded, estate: Estate, roles: tuple[str, str]
) -> None:
    client = aws.client("sagemaker", region=REGION)
    for name, role in zip(("ours", "theirs"), roles, strict=True):
        owner = [{"Key": "ds:owner", "Value": "dana"}]
        client.create_notebook_instance(
            NotebookInstanceName=name, InstanceType="ml.t3.medium", RoleArn=role, Tags=owner
        )
        client.create_model(ModelName=name, PrimaryContainer={"Image": IMAGE}, ExecutionRoleArn=role)
        variant = {"VariantName": "all", "ModelName": name, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        client.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])
        client.create_endpoint(EndpointName=name, EndpointConfigName=name)
    found = {one.kind: one for one in find_running(estate)}
    assert {kind: one.name for kind, one in found.items()} == {"notebook instance": "ours", "endpoint": "ours"}
    assert found["notebook instance"].whose == "dana"
    assert found["endpoint"].end == ("aws sagemaker delete-endpoint --endpoint-name ours",)
    assert found["notebook instance"].end[-1].endswith("delete-notebook-instance --notebook-instance-name ours")
    assert find_launched(estate) == []


def test_a_portfolio_of_others_that_lets_the_environments_people_in_is_found(
    aws: Embedded, estate: Estate, roles: tuple[str, str]
) -> None:
    client = aws.client("servicecatalog", region=REGION)
    for name, role in zip(("Ours", "Theirs"), roles, strict=True):
        made = client.create_portfolio(DisplayName=name, ProviderName="Somebody", IdempotencyToken=name)
        identity = made["PortfolioDetail"]["Id"]
        client.associate_principal_with_portfolio(PortfolioId=identity, PrincipalARN=role, PrincipalType="IAM")
    (found,) = find_offers(estate, "data-science")
    assert (found.name, found.whose, found.state) == ("Ours", "Somebody", "access for ds-churn-dev-work")
    assert "ask Somebody" in found.end[0]


def test_whoever_does_not_exist_is_told_and_patterns_and_others_are_not(
    here: Connection, roles: tuple[str, str]
) -> None:
    nobody = f"arn:aws:iam::{ACCOUNT}:role/team/nobody"
    asked = [roles[0], nobody, "arn:aws:iam::444455556666:role/x", "arn:aws:iam:::role/any-*"]
    assert list(find_missing_principals(here, [*asked, f"arn:aws:iam::{ACCOUNT}:user/dana"])) == [nobody]
