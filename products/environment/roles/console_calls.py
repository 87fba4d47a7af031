"""What the AWS console calls for a data scientist, page by page, as data: `data_scientist.py` makes statements of it.

Sources: the managed policy AWSServiceCatalogEndUserFullAccess (Service Catalog Administrator Guide, "AWS managed
policies"), which is what AWS gives to whoever uses the catalog's console; Service Authorization Reference, AWS Service
Catalog, for the actions that carry `servicecatalog:userLevel`; SageMaker Developer Guide, "Amazon SageMaker API
Permissions: Actions, Permissions, and Resources Reference", for notebooks. What AWS's policy has besides is for
products without a launch role (`cloudformation:CreateStack`, …), for stack sets, plans and AWS Config: nothing here is
launched so. A service action that names no role runs with its caller's permissions, so she has what starts it, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Limit = Literal["everything", "products", "own products", "stacks", "own notebooks", "automations"]
"""On what: every resource; the catalog's products; what one has launched oneself; stacks of launches; own notebooks;
the documents that are published with service actions, and their runs."""

_END_USER = "managed policy AWSServiceCatalogEndUserFullAccess"
_NOTEBOOKS = "SageMaker Developer Guide, API permissions reference"
_STACKS = "CloudFormation API Reference, behind the links from a provisioned product to its stack"


@dataclass(frozen=True)
class Page:
    """What one page of the console, or one button, calls within a limit, and the source of that."""

    name: str
    limit: Limit
    actions: tuple[str, ...]
    source: str


PAGES = (
    Page("products", "everything", ("servicecatalog:SearchProducts", "servicecatalog:DescribeProductView"), _END_USER),
    Page(
        "a product",
        "products",
        (
            "servicecatalog:DescribeProduct",
            "servicecatalog:DescribeProvisioningArtifact",
            "servicecatalog:ListLaunchPaths",
            "servicecatalog:ListProvisioningArtifacts",
        ),
        _END_USER,
    ),
    Page(
        "launch a product",
        "products",
        ("servicecatalog:DescribeProvisioningParameters", "servicecatalog:ProvisionProduct"),
        _END_USER,
    ),
    Page(
        "provisioned products",
        "own products",
        ("servicecatalog:ScanProvisionedProducts", "servicecatalog:SearchProvisionedProducts"),
        _END_USER,
    ),
    Page(
        "a provisioned product",
        "own products",
        (
            "servicecatalog:DescribeProvisionedProduct",
            "servicecatalog:DescribeRecord",
            "servicecatalog:ListRecordHistory",
            "servicecatalog:ListStackInstancesForProvisionedProduct",
        ),
        _END_USER,
    ),
    Page(
        "its outputs",
        "everything",
        ("servicecatalog:GetProvisionedProductOutputs",),
        "Service Authorization Reference: it carries no userLevel; outputs are links and names",
    ),
    Page(
        "its events and resources",
        "stacks",
        (
            "cloudformation:DescribeStackEvents",
            "cloudformation:DescribeStackResource",
            "cloudformation:DescribeStackResources",
            "cloudformation:DescribeStacks",
            "cloudformation:GetTemplateSummary",
            "cloudformation:ListStackResources",
        ),
        _STACKS,
    ),
    Page(
        "update and terminate",
        "own products",
        ("servicecatalog:UpdateProvisionedProduct", "servicecatalog:TerminateProvisionedProduct"),
        _END_USER,
    ),
    Page(
        "service actions",
        "products",
        ("servicecatalog:ListServiceActionsForProvisioningArtifact",),
        _END_USER,
    ),
    Page(
        "a service action",
        "own products",
        (
            "servicecatalog:DescribeServiceActionExecutionParameters",
            "servicecatalog:ExecuteProvisionedProductServiceAction",
        ),
        _END_USER,
    ),
    Page(
        "the automation of a service action",
        "automations",
        ("ssm:DescribeDocument", "ssm:GetAutomationExecution", "ssm:StartAutomationExecution"),
        "Service Catalog Administrator Guide, AWS Service Catalog Service Actions: what its end user has",
    ),
    Page("notebook instances", "everything", ("sagemaker:ListNotebookInstances",), _NOTEBOOKS),
    Page(
        "a notebook instance",
        "own notebooks",
        ("sagemaker:DescribeNotebookInstance", "sagemaker:ListTags"),
        _NOTEBOOKS,
    ),
    Page(
        "open, start and stop",
        "own notebooks",
        (
            "sagemaker:CreatePresignedNotebookInstanceUrl",
            "sagemaker:StartNotebookInstance",
            "sagemaker:StopNotebookInstance",
        ),
        _NOTEBOOKS,
    ),
)


def calls(limit: Limit) -> Sequence[str]:
    """Every action of the console within this limit, once, by name."""
    return sorted({action for page in PAGES if page.limit == limit for action in page.actions})
