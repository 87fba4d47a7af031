"""What other products find below `/ds/<environment>/`."""

from __future__ import annotations

import pytest

from tests.products.environment.conftest import Make
from tests.products.environment.reading import of_type

CONTRACT = {
    "name",
    "project",
    "stage",
    "prefix",
    "vpc/id",
    "subnets/1",
    "subnets/2",
    "subnets/3",
    "security-group/workload",
    "security-group/endpoints",
    "key/data",
    "key/notebook",
    "key/logs",
    "bucket/data",
    "bucket/models",
    "bucket/logs",
    "git/url",
    "proxy",
    "packages/index",
    "packages/domain",
    "packages/repository",
    "endpoint/s3",
    "endpoint/api",
    "endpoint/runtime",
    "endpoint/notebook",
    "role/data-scientist",
    "role/notebook-creation",
    "role/notebook-execution",
    "role/training",
    "role/endpoint-creation",
    "role/endpoint-hosting",
    "role/endpoint-invocation",
    "role/model-approval",
}


def published(make: Make, **answers: str) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in of_type(make(**answers), "AWS::SSM::Parameter").values()}


def test_the_contract_is_complete(make: Make) -> None:
    assert set(published(make)) == {f"/ds/churn-dev/{name}" for name in CONTRACT}


def test_the_current_environment_publishes_everything_twice(make: Make) -> None:
    values = published(make, Current="yes")
    assert set(values) == {f"/ds/{path}/{name}" for path in ("churn-dev", "current") for name in CONTRACT}
    assert all(values[f"/ds/churn-dev/{name}"] == values[f"/ds/current/{name}"] for name in CONTRACT)


def test_values_are_what_they_are_called(make: Make) -> None:
    values = published(make)
    assert values["/ds/churn-dev/prefix"] == "ds-churn-dev"
    assert values["/ds/churn-dev/key/notebook"] == "arn:aws:kms:eu-west-1:111122223333:key/notebookkey"
    assert values["/ds/churn-dev/bucket/models"] == "ds-churn-dev-models-111122223333-eu-west-1"
    assert values["/ds/churn-dev/role/training"] == "arn:aws:iam::111122223333:role/ds-churn-dev-training"


def test_with_two_zones_the_third_subnet_repeats_the_first(make: Make) -> None:
    two, three = published(make, Zones="2"), published(make, Zones="3")
    assert two["/ds/churn-dev/subnets/3"] == two["/ds/churn-dev/subnets/1"]
    assert three["/ds/churn-dev/subnets/3"] not in (three["/ds/churn-dev/subnets/1"], two["/ds/churn-dev/subnets/2"])


@pytest.mark.parametrize(
    ("git", "url"),
    [
        ("none", "none"),
        ("https://git.example.com/team/churn.git", "https://git.example.com/team/churn.git"),
        ("codecommit", "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/ds-churn-dev"),
    ],
)
def test_the_git_url_is_the_one_that_was_asked_for(make: Make, git: str, url: str) -> None:
    assert published(make, Git=git)["/ds/churn-dev/git/url"] == url


def test_the_package_index_is_given_where_there_is_one(make: Make) -> None:
    assert published(make)["/ds/churn-dev/packages/index"] == "none"
    index = published(make, Packages="codeartifact")["/ds/churn-dev/packages/index"]
    assert index.startswith("https://ds-churn-dev-111122223333.d.codeartifact.eu-west-1.amazonaws.com/pypi/packages/")


def test_the_proxy_is_published_where_one_is_named(make: Make) -> None:
    assert published(make)["/ds/churn-dev/proxy"] == "none"
    assert published(make, Proxy="10.1.2.3:3128")["/ds/churn-dev/proxy"] == "10.1.2.3:3128"
