"""Amazon ECR: pulling, never pushing."""

from __future__ import annotations

from awacs.aws import PolicyDocument

from generator.iam.statements import allow, anyone, policy
from products.environment.endpoints.policies.perimeter import our_principals, ours_unnamed
from products.environment.estate import Keys

_PULL = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:DescribeImages",
    "ecr:DescribeRepositories",
    "ecr:GetDownloadUrlForLayer",
)


def ecr_api(keys: Keys) -> PolicyDocument:
    """A token, and images of any account: SageMaker's own images are in AWS's accounts, one a region and framework."""
    return _pull()


def ecr_docker(keys: Keys) -> PolicyDocument:
    """The Docker side of the same."""
    return _pull()


def _pull() -> PolicyDocument:
    return policy(
        ours_unnamed("SignIn", "ecr:GetAuthorizationToken"),
        allow("PullImages", _PULL, "*", our_principals(), to=anyone()),
    )
