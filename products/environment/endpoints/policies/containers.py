"""Amazon ECR: pulling, never pushing."""

from __future__ import annotations

from awacs.aws import PolicyDocument

from generator.iam.conditions import string_equals
from generator.iam.keys import RESOURCE_ACCOUNT
from generator.iam.statements import allow, anyone, policy
from products.environment.endpoints.policies.perimeter import our_principals, ours_unnamed
from products.environment.estate import Keys
from products.environment.images import allowed_accounts
from products.environment.places import IMAGES

_PULL = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:DescribeImages",
    "ecr:DescribeRepositories",
    "ecr:GetDownloadUrlForLayer",
)


def ecr_api(keys: Keys) -> PolicyDocument:
    """A token, and images of our account and of those in which AWS publishes SageMaker's own, by region."""
    return _pull()


def ecr_docker(keys: Keys) -> PolicyDocument:
    """The Docker side of the same."""
    return _pull()


def _pull() -> PolicyDocument:
    return policy(
        ours_unnamed("SignIn", "ecr:GetAuthorizationToken"),
        allow(
            "PullImages",
            _PULL,
            IMAGES,
            our_principals(),
            string_equals(RESOURCE_ACCOUNT, allowed_accounts()),
            to=anyone(),
        ),
    )
