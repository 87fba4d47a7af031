"""Code, packages and parameters."""

from __future__ import annotations

from awacs.aws import PolicyDocument

from generator.iam.statements import policy
from products.environment.endpoints.policies.perimeter import ours, ours_unnamed
from products.environment.estate import Keys
from products.environment.names import ENVIRONMENT, PREFIX, arn

PACKAGES = "packages"
"""The local name of the CodeArtifact repository that people use."""


def git(keys: Keys) -> PolicyDocument:
    """Pull and push on the project's repository."""
    return policy(ours("PullAndPush", ("codecommit:GitPull", "codecommit:GitPush"), _repository()))


def codecommit(keys: Keys) -> PolicyDocument:
    """Branches and pull requests of the project's repository."""
    return policy(
        ours(
            "ReviewCode",
            (
                "codecommit:BatchGetRepositories",
                "codecommit:CreateBranch",
                "codecommit:CreatePullRequest",
                "codecommit:Describe*",
                "codecommit:Get*",
                "codecommit:ListBranches",
                "codecommit:ListPullRequests",
                "codecommit:PostCommentForPullRequest",
                "codecommit:UpdatePullRequestStatus",
            ),
            _repository(),
        ),
        ours_unnamed("FindRepositories", "codecommit:ListRepositories"),
    )


def codeartifact_api(keys: Keys) -> PolicyDocument:
    """A token for our domain, and where its repositories are."""
    return policy(
        ours("SignInToOurDomain", "codeartifact:GetAuthorizationToken", arn("codeartifact", "domain/{prefix}")),
        ours(
            "FindOurPackages",
            (
                "codeartifact:DescribeRepository",
                "codeartifact:GetRepositoryEndpoint",
                "codeartifact:ListPackages",
                "codeartifact:ReadFromRepository",
            ),
            arn("codeartifact", f"repository/{PREFIX}/{PACKAGES}"),
        ),
    )


def codeartifact_repositories(keys: Keys) -> PolicyDocument:
    """Downloads from the repository that people use; nothing is published from inside."""
    return policy(
        ours(
            "DownloadPackages",
            "codeartifact:ReadFromRepository",
            arn("codeartifact", f"repository/{PREFIX}/{PACKAGES}"),
        )
    )


def ssm(keys: Keys) -> PolicyDocument:
    """The environment's parameters, read only."""
    return policy(
        ours(
            "ReadOurParameters",
            ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"),
            [
                arn("ssm", f"parameter/ds/{ENVIRONMENT}"),
                arn("ssm", f"parameter/ds/{ENVIRONMENT}/*"),
                arn("ssm", "parameter/ds/current"),
                arn("ssm", "parameter/ds/current/*"),
            ],
        )
    )


def _repository() -> object:
    return arn("codecommit", "{prefix}")
