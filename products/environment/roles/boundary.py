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
from products.environment.names import bucket_arn, role_arn
from products.environment.places import (
    ACCOUNT,
    CURRENT_PARAMETERS,
    GROUPS,
    INTERFACES,
    LOG_GROUPS,
    OUR_METRICS,
    OURS,
    PARAMETERS,
    SAGEMAKER,
    SUBNETS,
    actions,
    any_name,
    sagemaker,
)
from products.environment.roles.experiments import KINDS as TRIAL_KINDS
from products.environment.roles.experiments import MADE as TRIALS_MADE

_NAMED = ("model-package", "model-package-group", "notebook-instance")
"""What is known by its name; the work of notebooks is known by its tag, and experiments are the account's."""
_MARKED = ("sagemaker:Create*ingJob", "sagemaker:CreateModel", "sagemaker:CreateTransformJob")
_TAGGING = (
    *(f"Create{noun}" for noun in ("HyperParameterTuningJob", "ProcessingJob", "TrainingJob", "TransformJob", "Model")),
    *(action.split(":")[1] for action in TRIALS_MADE),
)
_KEPT = (
    *(f"sagemaker:{verb}*Job" for verb in ("Delete", "Describe", "Stop")),
    *actions(("Delete", "Describe"), ("Model",)),
    "sagemaker:ListTags",
    "sagemaker:UpdateTrainingJob",
)


def boundary_statements(estate: Estate) -> list[Statement]:
    """What roles 3 and 4 could ever do together, and three refusals that no policy of theirs can lift."""
    return [*_work(estate), *_surroundings(estate), *_refusals()]


def _work(estate: Estate) -> list[Statement]:
    return [
        allow("OurBuckets", "s3:*", [bucket_arn("data", tail="*"), bucket_arn("models", tail="*")]),
        allow("OurKeys", [*guardrails.KEY_USES, "kms:CreateGrant"], [estate.keys.data, estate.keys.notebook]),
        allow("OurSageMaker", "sagemaker:*", [*sagemaker(*_NAMED), *any_name(*TRIAL_KINDS)]),
        allow("MarkedWork", _MARKED, "*", string_equals(keys.request_tag(keys.ENVIRONMENT_TAG), OURS)),
        allow("OurWork", _KEPT, "*", string_equals(keys.resource_tag(keys.ENVIRONMENT_TAG), OURS)),
        allow("TagWhatIsMade", "sagemaker:AddTags", "*", string_equals(keys.TAGGING_ACTION, *_TAGGING)),
        allow("Look", ["ec2:Describe*", "sagemaker:List*", "sagemaker:Search"], "*"),
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
        allow("Logs", [*guardrails.LOG_WRITES, "logs:GetLogEvents"], LOG_GROUPS),
        guardrails.write_metrics("/aws/sagemaker/*", *OUR_METRICS),
        # Whose images is for the data perimeter, which every role that pulls has.
        allow("Images", [*guardrails.IMAGE_READS, "ecr:GetAuthorizationToken"], "*"),
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
