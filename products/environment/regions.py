"""What differs by region and partition, as data.

Sources: the CloudFormation registry schemas that cfn-lint carries (where a resource type exists), the service names
that `DescribeVpcEndpointServices` returns in China as quoted in aws-cdk pull requests 16139 and 25333, and managed
prefix list ids as `DescribePrefixLists` returns them: only those that two independent public listings agree on.
"""

from __future__ import annotations

from collections.abc import Mapping

WITHOUT_DNS_FIREWALL: tuple[str, ...] = (
    "eu-isoe-west-1",
    "eusc-de-east-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
)
"""Where there is none by the Route 53 Developer Guide, "Regional availability for Route 53 Resolver DNS Firewall".

It does not list ap-east-2 and ap-southeast-6 either, which are younger than the page; their registries have the types,
and they are believed to have the service (docs/open-questions.md, Q22).
"""

TWO_ZONES: tuple[str, ...] = ("us-west-1",)
"""Where an account gets two zones only (AWS Global Infrastructure: accounts are given two of the region's three)."""

PREFIX_LISTS: Mapping[str, str] = {
    "ap-northeast-1": "pl-61a54008",
    "ap-northeast-2": "pl-78a54011",
    "ap-northeast-3": "pl-a4a540cd",
    "ap-south-1": "pl-78a54011",
    "ap-southeast-1": "pl-6fa54006",
    "ap-southeast-2": "pl-6ca54005",
    "ca-central-1": "pl-7da54014",
    "eu-central-1": "pl-6ea54007",
    "eu-north-1": "pl-c3aa4faa",
    "eu-west-1": "pl-6da54004",
    "eu-west-2": "pl-7ca54015",
    "eu-west-3": "pl-23ad484a",
    "sa-east-1": "pl-6aa54003",
    "us-east-1": "pl-63a5400a",
    "us-east-2": "pl-7ba54012",
    "us-west-1": "pl-6ba54002",
    "us-west-2": "pl-68a54001",
}
"""The S3 prefix list of a region: it has one id in every account."""

OTHER_REGIONS: tuple[str, ...] = (
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-2",
    "eu-isoe-west-1",
    "eu-south-1",
    "eu-south-2",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
)
"""The other regions with SageMaker, of which we do not know the S3 prefix list. They have a row without an id, since
CloudFormation looks the map up also where the answer to `S3PrefixList` is used."""
