"""What the console sends for each action of `products.environment.roles.console_calls`, as data, and how it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError

from embedded_aws import Embedded
from embedded_aws.service import Keys
from products.environment.roles.console_calls import PAGES, Limit


@dataclass(frozen=True)
class Facts:
    """What the pages are about: a product, a version and a path, and one launched thing with its notebook."""

    product: str
    version: str
    path: str
    launched: str = ""
    record: str = ""
    stack: str = ""
    notebook: str = ""
    notebook_arn: str = ""


_ACTION = "act-0123456789abc"
PARAMETERS: Mapping[str, Callable[[Facts], dict[str, Any]]] = {
    "servicecatalog:SearchProducts": lambda _: {"PageSize": 20},
    "servicecatalog:DescribeProductView": lambda it: {"Id": it.product},
    "servicecatalog:DescribeProduct": lambda it: {"Id": it.product},
    "servicecatalog:DescribeProvisioningArtifact": lambda it: {
        "ProductId": it.product,
        "ProvisioningArtifactId": it.version,
    },
    "servicecatalog:ListLaunchPaths": lambda it: {"ProductId": it.product},
    "servicecatalog:ListProvisioningArtifacts": lambda it: {"ProductId": it.product},
    "servicecatalog:DescribeProvisioningParameters": lambda it: {
        "ProductId": it.product,
        "ProvisioningArtifactId": it.version,
        "PathId": it.path,
    },
    "servicecatalog:ScanProvisionedProducts": lambda _: {"AccessLevelFilter": {"Key": "User", "Value": "self"}},
    "servicecatalog:SearchProvisionedProducts": lambda _: {"AccessLevelFilter": {"Key": "User", "Value": "self"}},
    "servicecatalog:DescribeProvisionedProduct": lambda it: {"Id": it.launched},
    "servicecatalog:DescribeRecord": lambda it: {"Id": it.record},
    "servicecatalog:ListRecordHistory": lambda it: {
        "AccessLevelFilter": {"Key": "User", "Value": "self"},
        "SearchFilter": {"Key": "provisionedproduct", "Value": it.launched},
    },
    "servicecatalog:ListStackInstancesForProvisionedProduct": lambda it: {"ProvisionedProductId": it.launched},
    "servicecatalog:GetProvisionedProductOutputs": lambda it: {"ProvisionedProductId": it.launched},
    "servicecatalog:ListServiceActionsForProvisioningArtifact": lambda it: {
        "ProductId": it.product,
        "ProvisioningArtifactId": it.version,
    },
    "servicecatalog:DescribeServiceActionExecutionParameters": lambda it: {
        "ProvisionedProductId": it.launched,
        "ServiceActionId": _ACTION,
    },
    "servicecatalog:ExecuteProvisionedProductServiceAction": lambda it: {
        "ProvisionedProductId": it.launched,
        "ServiceActionId": _ACTION,
        "ExecuteToken": "console",
    },
    "cloudformation:DescribeStackEvents": lambda it: {"StackName": it.stack},
    "cloudformation:DescribeStackResource": lambda it: {"StackName": it.stack, "LogicalResourceId": "Notebook"},
    "cloudformation:DescribeStackResources": lambda it: {"StackName": it.stack},
    "cloudformation:DescribeStacks": lambda it: {"StackName": it.stack},
    "cloudformation:GetTemplateSummary": lambda it: {"StackName": it.stack},
    "cloudformation:ListStackResources": lambda it: {"StackName": it.stack},
    "ssm:DescribeDocument": lambda _: {"Name": "ds-action-none"},
    "ssm:GetAutomationExecution": lambda _: {"AutomationExecutionId": "0" * 36},
    "ssm:StartAutomationExecution": lambda _: {"DocumentName": "ds-action-none"},
    "sagemaker:ListNotebookInstances": lambda _: {"MaxResults": 10, "SortBy": "CreationTime"},
    "sagemaker:DescribeNotebookInstance": lambda it: {"NotebookInstanceName": it.notebook},
    "sagemaker:ListTags": lambda it: {"ResourceArn": it.notebook_arn},
    "sagemaker:CreatePresignedNotebookInstanceUrl": lambda it: {"NotebookInstanceName": it.notebook},
}
"""What is only looked at; the day itself launches, updates, starts, stops and terminates."""
DONE_IN_THE_DAY = {
    "sagemaker:StartNotebookInstance",
    "sagemaker:StopNotebookInstance",
    "servicecatalog:ProvisionProduct",
    "servicecatalog:TerminateProvisionedProduct",
    "servicecatalog:UpdateProvisionedProduct",
}
NOT_HERE = {
    "servicecatalog:ListStackInstancesForProvisionedProduct": "the embedded AWS has no stack sets",
}


def actions(*limits: Limit) -> list[str]:
    """The actions within these limits that are only looked at."""
    named = [action for page in PAGES if page.limit in limits for action in page.actions]
    return [action for action in dict.fromkeys(named) if action in PARAMETERS and action not in NOT_HERE]


def refusal(aws: Embedded, keys: Keys, action: str, facts: Facts) -> str | None:
    """What IAM says against a call of the console; None where it says nothing, whatever the service says."""
    service, _, operation = action.partition(":")
    client = aws.client(service, keys=keys)
    try:
        getattr(client, xform_name(operation))(**PARAMETERS[action](facts))
    except ClientError as error:
        code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
        return message if code in ("AccessDenied", "AccessDeniedException") else None
    return None
