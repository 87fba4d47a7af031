"""Service Catalog, CloudFormation and EC2, for people who launch over the private network."""

from __future__ import annotations

from awacs.aws import PolicyDocument

from generator.iam.statements import policy
from products.environment.endpoints.policies.perimeter import ours, ours_unnamed
from products.environment.estate import Keys
from products.environment.names import arn

_CATALOG = (
    "servicecatalog:Describe*",
    "servicecatalog:ExecuteProvisionedProductServiceAction",
    "servicecatalog:GetProvisionedProductOutputs",
    "servicecatalog:ListLaunchPaths",
    "servicecatalog:ListRecordHistory",
    "servicecatalog:ProvisionProduct",
    "servicecatalog:ScanProvisionedProducts",
    "servicecatalog:SearchProducts",
    "servicecatalog:SearchProvisionedProducts",
    "servicecatalog:TerminateProvisionedProduct",
    "servicecatalog:UpdateProvisionedProduct",
)
_STACKS = (
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStackResources",
    "cloudformation:DescribeStacks",
    "cloudformation:GetTemplateSummary",
)
_NETWORK = (
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcs",
)


def servicecatalog(keys: Keys) -> PolicyDocument:
    """Browsing, launching and looking after one's own products."""
    return policy(ours_unnamed("UseTheCatalog", _CATALOG))


def cloudformation(keys: Keys) -> PolicyDocument:
    """Following the stacks that launches make."""
    return policy(ours("FollowLaunches", _STACKS, arn("cloudformation", "stack/SC-*/*")))


def ec2(keys: Keys) -> PolicyDocument:
    """Looking at the network, changing nothing."""
    return policy(ours_unnamed("DescribeTheNetwork", _NETWORK))
