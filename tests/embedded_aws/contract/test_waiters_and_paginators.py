"""boto3's waiters and paginators for what the embedded AWS carries out itself: each ends, or is refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.loaders import Loader

from embedded_aws import ACCOUNT, REGION, Embedded, embedded

GIVER = {
    "Resources": {"Where": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "here"}}},
    "Outputs": {"Where": {"Value": {"Ref": "Where"}, "Export": {"Name": "where"}}},
}
TAKER = {
    "Resources": {
        "There": {
            "Type": "AWS::SSM::Parameter",
            "Properties": {"Type": "String", "Value": {"Fn::ImportValue": "where"}},
        }
    }
}
FAST = {"Delay": 0.05, "MaxAttempts": 1200}


@dataclass
class Site:
    """Two of everything, by the names that the tables use."""

    aws: Embedded
    ids: dict[str, str] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        return self.aws.client(service)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with embedded() as aws:
        site = Site(aws)
        _make_stacks(site)
        _make_catalog(site)
        _make_notebooks(site)
        yield site


def _make_stacks(site: Site) -> None:
    stacks = site.client("cloudformation")
    for name, template in (("giver", GIVER), ("taker", TAKER)):
        stacks.create_stack(StackName=name, TemplateBody=json.dumps(template))
        stacks.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig=FAST)
    stacks.create_change_set(
        StackName="giver", ChangeSetName="next", TemplateBody=json.dumps({**GIVER, "Description": "next"})
    )


def _make_catalog(site: Site) -> None:
    catalog, s3 = site.client("servicecatalog"), site.client("s3")
    s3.create_bucket(Bucket="bodies", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket="bodies", Key="one.json", Body=json.dumps(GIVER).encode())
    info = {"LoadTemplateFromURL": f"https://bodies.s3.{REGION}.amazonaws.com/one.json"}
    for number in "12":
        portfolio = catalog.create_portfolio(DisplayName=number, ProviderName="x")["PortfolioDetail"]["Id"]
        made = catalog.create_product(
            Name=number,
            Owner="x",
            ProductType="CLOUD_FORMATION_TEMPLATE",
            ProvisioningArtifactParameters={"Name": "1", "Info": info, "Type": "CLOUD_FORMATION_TEMPLATE"},
        )
        product = made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
        option = catalog.create_tag_option(Key="team", Value=number)["TagOptionDetail"]["Id"]
        site.ids |= {"portfolio": portfolio, "product": product, "option": option}
        site.ids["version"] = made["ProvisioningArtifactDetail"]["Id"]
        catalog.associate_product_with_portfolio(PortfolioId=portfolio, ProductId=product)
        principal = f"arn:aws:iam::{ACCOUNT}:user/admin"
        catalog.associate_principal_with_portfolio(PortfolioId=portfolio, PrincipalARN=principal, PrincipalType="IAM")


def _make_notebooks(site: Site) -> None:
    iam, sagemaker = site.client("iam"), site.client("sagemaker")
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = iam.create_role(RoleName="notebook", AssumeRolePolicyDocument=policy)["Role"]["Arn"]
    for name in ("one", "two"):
        sagemaker.create_notebook_instance(
            NotebookInstanceName=name,
            InstanceType="ml.t3.medium",
            RoleArn=role,
            PlatformIdentifier="notebook-al2023-v1",
        )
        sagemaker.create_notebook_instance_lifecycle_config(NotebookInstanceLifecycleConfigName=name)


Parameters = Callable[[Site], dict[str, Any]]
NOTHING: Parameters = lambda _: {}  # noqa: E731
OF_STACK: Parameters = lambda _: {"StackName": "giver"}  # noqa: E731
PAGED: Mapping[str, Mapping[str, tuple[Parameters, int]]] = {
    "cloudformation": {
        "DescribeChangeSet": (lambda _: {"StackName": "giver", "ChangeSetName": "next"}, 0),
        "DescribeStackEvents": (OF_STACK, 4),
        "DescribeStacks": (NOTHING, 2),
        "ListChangeSets": (OF_STACK, 1),
        "ListExports": (NOTHING, 1),
        "ListImports": (lambda _: {"ExportName": "where"}, 1),
        "ListStackResources": (OF_STACK, 1),
        "ListStackSets": (NOTHING, 0),
        "ListStacks": (NOTHING, 2),
    },
    "servicecatalog": {
        "ListAcceptedPortfolioShares": (NOTHING, 0),
        "ListConstraintsForPortfolio": (lambda it: {"PortfolioId": it.ids["portfolio"]}, 0),
        "ListLaunchPaths": (lambda it: {"ProductId": it.ids["product"]}, 1),
        "ListPortfolios": (NOTHING, 2),
        "ListPortfoliosForProduct": (lambda it: {"ProductId": it.ids["product"]}, 1),
        "ListPrincipalsForPortfolio": (lambda it: {"PortfolioId": it.ids["portfolio"]}, 1),
        "ListProvisionedProductPlans": (NOTHING, 0),
        "ListRecordHistory": (NOTHING, 0),
        "ListResourcesForTagOption": (lambda it: {"TagOptionId": it.ids["option"]}, 0),
        "ListServiceActions": (NOTHING, 0),
        "ListServiceActionsForProvisioningArtifact": (
            lambda it: {"ProductId": it.ids["product"], "ProvisioningArtifactId": it.ids["version"]},
            0,
        ),
        "ListTagOptions": (NOTHING, 2),
        "ScanProvisionedProducts": (NOTHING, 0),
        "SearchProductsAsAdmin": (NOTHING, 2),
    },
    "sagemaker": {
        "ListNotebookInstanceLifecycleConfigs": (NOTHING, 2),
        "ListNotebookInstances": (NOTHING, 2),
    },
}
"""The parameters of each paginator, and how many rows there are at least."""
OTHERS: Mapping[str, Mapping[str, dict[str, Any]]] = {
    "cloudformation": {
        "DescribeAccountLimits": {},
        "DescribeEvents": {},
        "ListGeneratedTemplates": {},
        "ListResourceScanRelatedResources": {"ResourceScanId": "scan", "Resources": []},
        "ListResourceScanResources": {"ResourceScanId": "scan"},
        "ListResourceScans": {},
        "ListStackRefactorActions": {"StackRefactorId": "refactor"},
        "ListStackRefactors": {},
        "ListTypes": {},
    },
    "servicecatalog": {"ListStackInstancesForProvisionedProduct": {"ProvisionedProductId": "pp-1234567890abc"}},
}
"""Paginators of operations that are not offered."""
ELSEWHERE = {
    "ListOrganizationPortfolioAccess",
    "ListProvisioningArtifactsForServiceAction",
    "ListStackInstances",
    "ListStackSetOperationResults",
    "ListStackSetOperations",
}
"""Of what only an organization or a service action has: the tests of those read them."""


def paginators(service: str) -> Mapping[str, Any]:
    found: dict[str, Any] = Loader().load_service_model(service, "paginators-1")["pagination"]
    return {name: one for name, one in found.items() if service != "sagemaker" or "Notebook" in name}


@pytest.mark.parametrize("service", sorted(PAGED))
def test_every_paginator_is_in_a_table(service: str) -> None:
    named = set(PAGED[service]) | set(OTHERS.get(service, ())) | ELSEWHERE
    assert set(paginators(service)) <= named


@pytest.mark.parametrize(("service", "name"), [(service, name) for service, rows in PAGED.items() for name in rows])
def test_a_paginator_comes_to_its_end(site: Site, service: str, name: str) -> None:
    parameters, least = PAGED[service][name]
    model = paginators(service)[name]

    def rows(**more: Any) -> list[Any]:
        pages = site.client(service).get_paginator(xform_name(name)).paginate(**parameters(site), **more)
        return [row for page in pages for row in page.get(model["result_key"], ())]

    whole = rows()
    assert len(whole) >= least
    if "limit_key" in model:
        assert rows(PaginationConfig={"PageSize": 1}) == whole


@pytest.mark.parametrize(("service", "name"), [(service, name) for service, rows in OTHERS.items() for name in rows])
def test_a_paginator_of_what_is_not_offered_is_refused_by_name(site: Site, service: str, name: str) -> None:
    pages = site.client(service).get_paginator(xform_name(name)).paginate(**OTHERS[service][name])
    with pytest.raises(ClientError, match=r"\(NotImplemented\).*embedded") as caught:
        list(pages)
    assert name in caught.value.response["Error"]["Message"]


def test_the_waiters_of_stacks_end(site: Site) -> None:
    stacks = site.client("cloudformation")

    def wait(name: str, **parameters: str) -> None:
        stacks.get_waiter(name).wait(**parameters, WaiterConfig=FAST)

    body = json.dumps({"Resources": GIVER["Resources"]})
    stacks.create_change_set(StackName="waited", ChangeSetName="first", ChangeSetType="CREATE", TemplateBody=body)
    wait("change_set_create_complete", StackName="waited", ChangeSetName="first")
    wait("stack_exists", StackName="waited")
    stacks.execute_change_set(StackName="waited", ChangeSetName="first")
    wait("stack_create_complete", StackName="waited")
    stacks.update_stack(StackName="waited", TemplateBody=body.replace("here", "there"))
    wait("stack_update_complete", StackName="waited")
    stacks.delete_stack(StackName="waited")
    wait("stack_delete_complete", StackName="waited")


def test_the_waiters_of_notebooks_end(site: Site) -> None:
    sagemaker = site.client("sagemaker")

    def wait(state: str) -> None:
        sagemaker.get_waiter(f"notebook_instance_{state}").wait(NotebookInstanceName="one", WaiterConfig=FAST)

    wait("in_service")
    sagemaker.stop_notebook_instance(NotebookInstanceName="one")
    wait("stopped")
    sagemaker.delete_notebook_instance(NotebookInstanceName="one")
    wait("deleted")
