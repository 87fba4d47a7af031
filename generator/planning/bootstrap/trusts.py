"""Entrances → the trust policy of a role, and the OpenID Connect providers that it takes.

Sources: GitHub Docs, "OpenID Connect reference" (subjects) and "Configuring OpenID Connect in Amazon Web Services";
GitLab Docs, "Configure OpenID Connect in AWS to retrieve temporary credentials"; IAM User Guide, "Configure SAML
assertions".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.iam import keys
from generator.iam.conditions import arn_like, bool_, string_equals, string_like
from generator.iam.publishing import Scope
from generator.iam.statements import accounts, federated, plain_policy, trust
from generator.planning.bootstrap.entrances import (
    BRANCH,
    GITHUB,
    GITLAB,
    IDENTITY_CENTER,
    PLANNER,
    PRINCIPAL,
    SAML,
    Trusted,
)

MOST = 2_048
"""Characters of a trust policy, unless AWS has raised that (IAM User Guide, "IAM and AWS STS quotas")."""
_SIGN_IN = {
    "aws": "https://signin.aws.amazon.com/saml",
    "aws-cn": "https://signin.amazonaws.cn/saml",
    "aws-us-gov": "https://signin.amazonaws-us-gov.com/saml",
}
_WHO = ["sts:AssumeRole", "sts:SetSourceIdentity"]


@dataclass(frozen=True)
class Issuer:
    """Who signs a pipeline's tokens: its address, the audience of a token for AWS, and the provider's logical id."""

    url: str
    audience: str
    name: str

    @property
    def host(self) -> str:
        """The address as IAM's condition keys and ARNs have it."""
        return self.url.removeprefix("https://")

    def arn(self, scope: Scope) -> str:
        """The provider's ARN."""
        return scope.arn("iam", f"oidc-provider/{self.host}")


def issuer_of(kind: str, trusted: Trusted) -> Issuer:
    """The issuer of GitHub's or of this GitLab's tokens; a GitLab's own address is its tokens' audience."""
    if kind == GITHUB:
        return Issuer("https://token.actions.githubusercontent.com", "sts.amazonaws.com", "GitHubTokens")
    return Issuer(trusted.gitlab, trusted.gitlab, "GitLabTokens")


def list_issuers(trusted: Trusted) -> list[Issuer]:
    """Those that the entrances need."""
    kinds = {each.kind for each in trusted.entrances}
    return [issuer_of(kind, trusted) for kind in (GITHUB, GITLAB) if kind in kinds]


def build_provider(issuer: Issuer) -> dict[str, Any]:
    """The provider, without thumbprints: IAM trusts the authorities of both (IAM API Reference, Create…Provider)."""
    return {"Type": "AWS::IAM::OIDCProvider", "Properties": {"Url": issuer.url, "ClientIdList": [issuer.audience]}}


def build_trust(scope: Scope, principal: str, trusted: Trusted) -> Mapping[str, Any]:
    """The trust policy of a role, as plain data."""
    return plain_policy(*_statements(scope, principal, trusted))


def list_subjects(kind: str, principal: str, who: str, protected: tuple[str, ...]) -> list[str]:
    """The subjects of the tokens with which a pipeline becomes a role."""
    if kind == GITHUB:
        places = (each.partition(":") for each in protected)
        named = [
            f"repo:{who}:ref:refs/heads/{name}" if kind == BRANCH else f"repo:{who}:{kind}:{name}"
            for kind, _, name in places
        ]
        return [f"repo:{who}:pull_request", *named] if principal == PLANNER else named
    begin = f"project_path:{who}:ref_type:branch:ref:"
    names = [each.partition(":")[2] for each in protected]
    return [f"{begin}*"] if principal == PLANNER else [f"{begin}{name}" for name in names]


def opens(trusted: Trusted, principal: str) -> bool:
    """Whether anybody may become the role."""
    return any(principal in each.roles for each in trusted.entrances)


def _statements(scope: Scope, principal: str, trusted: Trusted) -> Iterator[Any]:
    if people := trusted.of(PRINCIPAL, principal):
        factor = [bool_(keys.MFA_PRESENT, True)] if trusted.second_factor else []
        yield trust("PeopleAndPipelines", accounts(*people), _WHO, *factor)
    if providers := trusted.of(SAML, principal):
        to = federated(*providers)
        page = _SIGN_IN.get(scope.partition, _SIGN_IN["aws"])
        yield trust("PeopleBySaml", to, "sts:AssumeRoleWithSAML", string_equals(keys.SAML_AUDIENCE, page))
        yield trust("NamedBySaml", to, "sts:SetSourceIdentity")
    if sets := trusted.of(IDENTITY_CENTER, principal):
        # Only Identity Center makes roles below this path, with a region in it or without.
        path = scope.arn("iam", "role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_")
        named = arn_like(keys.PRINCIPAL_ARN, *(f"{path}{each}_*" for each in sets))
        yield trust("PeopleOfPermissionSets", accounts(scope.arn("iam", "root")), _WHO, named)
    for kind, sid in ((GITHUB, "PipelinesOfGitHub"), (GITLAB, "PipelinesOfGitLab")):
        if repositories := trusted.of(kind, principal):
            yield _pipelines(scope, principal, trusted, kind, sid, repositories)


def _pipelines(scope: Scope, principal: str, trusted: Trusted, kind: str, sid: str, repositories: list[str]) -> Any:
    issuer = issuer_of(kind, trusted)
    subjects = [one for who in repositories for one in list_subjects(kind, principal, who, trusted.protected)]
    test = string_like if any(subject.endswith("*") for subject in subjects) else string_equals
    return trust(
        sid,
        federated(issuer.arn(scope)),
        "sts:AssumeRoleWithWebIdentity",
        string_equals(f"{issuer.host}:aud", issuer.audience),
        test(f"{issuer.host}:sub", *subjects),
    )
