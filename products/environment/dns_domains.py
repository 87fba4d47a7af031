"""The names that the resolver of our VPC answers: AWS's in this region, and the VPC's own.

A query carries data in its labels to whoever runs the name servers of the domain that is asked for, so that no domain
stands here below which somebody else could run one:

* Names below AWS's suffixes end at AWS's own name servers, which no customer reads: `data.s3.amazonaws.com` tells
  nobody anything. What the name leads to is the business of the endpoints' policies.
* `compute.internal` and `ec2.internal` are answered by the VPC's resolver, and `internal` is delegated to nobody.
* Reverse lookups: only of private addresses. The rest of `in-addr.arpa` is delegated to whoever holds the block, so
  that a query for `data.7.113.0.203.in-addr.arpa` arrives at its holder; private zones are answered locally (Route 53
  Developer Guide, "Domain names that VPC Resolver creates autodefined system rules for"; RFC 6303).

Suffixes by partition: botocore, `partitions.json` (`dualStackDnsSuffix`). The domain of notebooks in China is not
documented (docs/open-questions.md, Q23).
"""

from __future__ import annotations

from collections.abc import Mapping

from troposphere import FindInMap, Partition, Sub

from generator.blueprint import Canvas
from products.environment.names import Value

_TABLE = "DomainSuffixes"
_SITES = "sagemaker.aws"
SUFFIXES: Mapping[str, Mapping[str, str]] = {
    "aws": {"DualStack": "api.aws", "Notebooks": _SITES},
    "aws-cn": {"DualStack": "api.amazonwebservices.com.cn", "Notebooks": "sagemaker.com.cn"},
    "aws-eusc": {"DualStack": "api.amazonwebservices.eu", "Notebooks": _SITES},
    "aws-iso": {"DualStack": "api.aws.ic.gov", "Notebooks": _SITES},
    "aws-iso-b": {"DualStack": "api.aws.scloud", "Notebooks": _SITES},
    "aws-iso-e": {"DualStack": "api.cloud-aws.adc-e.uk", "Notebooks": _SITES},
    "aws-iso-f": {"DualStack": "api.aws.hci.ic.gov", "Notebooks": _SITES},
    "aws-us-gov": {"DualStack": "api.aws", "Notebooks": _SITES},
}

_REGIONAL = (
    "*.${AWS::Region}.${AWS::URLSuffix}",
    "*.${AWS::Region}.vpce.${AWS::URLSuffix}",
    "s3.${AWS::URLSuffix}",
    "*.s3.${AWS::URLSuffix}",
    "sts.${AWS::URLSuffix}",
    "*.${AWS::Region}.compute.internal",
)
_PRIVATE_BLOCKS = ("10", *(f"{number}.172" for number in range(16, 32)), "168.192")
_LOCAL = ("*.ec2.internal", *(f"*.{block}.in-addr.arpa" for block in _PRIVATE_BLOCKS))


def build_suffixes(canvas: Canvas) -> None:
    """The table of domains that differ by partition."""
    canvas.mapping(_TABLE, SUFFIXES)


def own_domains() -> list[Value]:
    """What is answered everywhere: services, endpoints, buckets, notebooks, interfaces, private addresses."""
    dual, notebooks = (FindInMap(_TABLE, Partition, column) for column in ("DualStack", "Notebooks"))
    return [
        *(Sub(domain) for domain in _REGIONAL),
        Sub("*.${AWS::Region}.${Suffix}", Suffix=dual),
        Sub("*.notebook.${AWS::Region}.${Suffix}", Suffix=notebooks),
        *_LOCAL,
    ]
