"""The catalog, the code and the packages."""

from __future__ import annotations

from collections.abc import Iterator

from tests.behavior.permissions.cases.case import Case, pair
from tests.behavior.permissions.environment import ABSENT, ACCOUNT


def catalog() -> Iterator[Case]:
    """What a scientist does with the catalog, the code and the packages."""
    product = f"arn:aws:catalog:eu-west-1:{ACCOUNT}:product/prod-1"
    yield Case("a scientist launches", "data-scientist", "servicecatalog:ProvisionProduct", product, {}, True)
    for action in ("UpdateProvisionedProduct", "TerminateProvisionedProduct", "DescribeProvisionedProduct"):
        yield from pair(
            f"a scientist calls {action} on her own",
            "data-scientist",
            f"servicecatalog:{action}",
            "*",
            {"servicecatalog:userLevel": "self"},
            {
                "another's": {"servicecatalog:userLevel": ABSENT},
                "the account's": {"servicecatalog:userLevel": "account"},
            },
        )
    for action in ("CreateConstraint", "CreateProvisioningArtifact", "AssociatePrincipalWithPortfolio"):
        yield Case(
            f"a scientist never calls {action}", "data-scientist", f"servicecatalog:{action}", product, {}, False
        )
    repository = f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:ds-churn-dev"
    yield from pair(
        "a notebook pushes a branch",
        "notebook-execution",
        "codecommit:GitPush",
        repository,
        {"codecommit:References": "refs/heads/idea"},
        {
            "main": {"codecommit:References": "refs/heads/main"},
            "elsewhere": {"resource": f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:ds-fraud-dev"},
        },
    )
    yield from pair(
        "a notebook signs in to the package index",
        "notebook-execution",
        "sts:GetServiceBearerToken",
        "*",
        {"sts:AWSServiceName": "codeartifact.amazonaws.com"},
        {"to another service": {"sts:AWSServiceName": "ecr-public.amazonaws.com"}},
        {"Packages": "codeartifact"},
    )
    yield Case(
        "a notebook without an index signs in nowhere",
        "notebook-execution",
        "sts:GetServiceBearerToken",
        "*",
        {"sts:AWSServiceName": "codeartifact.amazonaws.com"},
        False,
    )
