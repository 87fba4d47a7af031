"""The permissions boundary of roles 3 and 4: nothing outside this list, whatever a later policy allows.

Roles 5 to 7 have one of their own (`serving_boundary.py`): a boundary is one policy, and what works with data needs no
endpoints, what serves needs no data.
"""

from __future__ import annotations

from awacs.aws import Statement

from generator.iam import guardrails, keys
from generator.iam.conditions import arn_equals, string_equals
from generator.iam.statements import allow, only_if
from products.environment.estate import Estate, When
from products.environment.names import role_arn
from products.environment.places import (
    ACCOUNT,
    CURRENT_PARAMETERS,
    GROUPS,
    IMAGES,
    INTERFACES,
    LOG_GROUPS,
    METRICS,
    PARAMETERS,
    SAGEMAKER,
    SUBNETS,
    sagemaker,
)

_KINDS = (
    "experiment",
    "experiment-trial",
    "experiment-trial-component",
    "hyper-parameter-tuning-job",
    "model",
    "model-package",
    "model-package-group",
    "notebook-instance",
    "processing-job",
    "training-job",
    "transform-job",
)


def boundary_statements(estate: Estate) -> list[Statement]:
    """What roles 3 and 4 could ever do together, and three refusals that no policy of theirs can lift."""
    return [*_work(estate), *_surroundings(estate), *_refusals()]


def _work(estate: Estate) -> list[Statement]:
    buckets = estate.buckets
    return [
        allow("OurBuckets", "s3:*", [*buckets.data.whole, *buckets.models.whole]),
        allow("OurKeys", [*guardrails.KEY_USES, "kms:CreateGrant"], [estate.keys.data, estate.keys.notebook]),
        allow("OurSageMaker", "sagemaker:*", sagemaker(*_KINDS)),
        allow("Look", ["ec2:Describe*", "sagemaker:List*"], "*"),
        allow(
            "PassOurRole",
            "iam:PassRole",
            role_arn("training"),
            string_equals(keys.PASSED_TO_SERVICE, SAGEMAKER),
        ),
    ]


def _surroundings(estate: Estate) -> list[Statement]:
    sources = estate.sources
    return [
        allow("WriteLogs", guardrails.LOG_WRITES, LOG_GROUPS),
        guardrails.write_metrics(*METRICS),
        *guardrails.pull_images(IMAGES),
        allow("OurVpc", "ec2:CreateNetworkInterface", [SUBNETS, GROUPS], arn_equals(keys.EC2_VPC, _vpc(estate))),
        allow("Interfaces", "ec2:*NetworkInterface*", INTERFACES),
        allow("OurValues", "ssm:Get*", [PARAMETERS, CURRENT_PARAMETERS]),
        only_if(When.OWN_REPOSITORY, allow("OurCode", "codecommit:*", sources.repository_arn)),
        only_if(
            When.OWN_PACKAGES,
            allow(
                "OurPackages",
                "codeartifact:*",
                [sources.package_domain_arn, sources.package_repository_arn, sources.packages_arn],
            ),
        ),
        only_if(When.OWN_PACKAGES, allow("Token", "sts:GetServiceBearerToken", "*")),
    ]


def _refusals() -> list[Statement]:
    return [
        guardrails.no_identity_change(),
        guardrails.stay_in_account(ACCOUNT, *guardrails.IMAGE_READS, "s3:*"),
    ]


def _vpc(estate: Estate) -> object:
    return estate.network.vpc_arn
