"""Code, packages and parameters."""

from __future__ import annotations

from awacs.aws import PolicyDocument

from generator.iam.statements import policy
from products.environment.endpoints.policies.perimeter import ours, ours_unnamed
from products.environment.estate import Keys
from products.environment.names import ENVIRONMENT, PREFIX, arn

PACKAGES = "packages"
"""The local name of the CodeArtifact repository that people use."""


_REVIEW = (
    "codecommit:BatchGetRepositories",
    "codecommit:CreateBranch",
    "codecommit:CreatePullRequest",
    "codecommit:Describe*",
    "codecommit:Get*",
    "codecommit:ListBranches",
    "codecommit:ListPullRequests",
    "codecommit:PostCommentForPullRequest",
    "codecommit:UpdatePullRequestStatus",
)
_FIND = (
    "codeartifact:DescribeRepository",
    "codeartifact:GetRepositoryEndpoint",
    "codeartifact:ListPackages",
    "codeartifact:ReadFromRepository",
)
_REPOSITORY = arn("codecommit", "{prefix}")
_PACKAGES = arn("codeartifact", f"repository/{PREFIX}/{PACKAGES}")
_PARAMETERS = [arn("ssm", f"parameter/ds/{name}{tail}") for name in (ENVIRONMENT, "current") for tail in ("", "/*")]


def git(keys: Keys) -> PolicyDocument:
    """Pull and push on the project's repository."""
    return policy(ours("PullAndPush", ("codecommit:GitPull", "codecommit:GitPush"), _REPOSITORY))


def codecommit(keys: Keys) -> PolicyDocument:
    """Branches and pull requests of the project's repository."""
    return policy(
        ours("ReviewCode", _REVIEW, _REPOSITORY),
        ours_unnamed("FindRepositories", "codecommit:ListRepositories"),
    )


def codeartifact_api(keys: Keys) -> PolicyDocument:
    """A token for our domain, and where its repositories are."""
    return policy(
        ours("SignInToOurDomain", "codeartifact:GetAuthorizationToken", arn("codeartifact", "domain/{prefix}")),
        ours("FindOurPackages", _FIND, _PACKAGES),
    )


def codeartifact_repositories(keys: Keys) -> PolicyDocument:
    """Downloads from the repository that people use; nothing is published from inside."""
    return policy(ours("DownloadPackages", "codeartifact:ReadFromRepository", _PACKAGES))


def ssm(keys: Keys) -> PolicyDocument:
    """The environment's parameters, read only."""
    read = ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath")
    return policy(ours("ReadOurParameters", read, _PARAMETERS))
