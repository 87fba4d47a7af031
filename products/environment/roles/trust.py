"""Who may become each role.

AWS quirk: notebook instances and Service Catalog are not documented to send `aws:SourceAccount` and `aws:SourceArn`
(SageMaker Developer Guide, "Cross-service confused deputy prevention", lists jobs and inference only). Their trust asks
`…IfExists`, which stops a wrong account and cannot break a launch; jobs and endpoints must send the account.
"""

from __future__ import annotations

from typing import Any

from awacs.aws import ConditionElement, PolicyDocument, Statement
from troposphere import FindInMap, If, Ref, Split, Sub

from generator.iam import keys
from generator.iam.conditions import (
    arn_like,
    bool_,
    for_all_values,
    if_exists,
    present,
    string_equals,
    string_like,
)
from generator.iam.statements import accounts, anyone, deny, either, federated, only_if, policy, services, trust
from products.environment.estate import When
from products.environment.names import Value
from products.environment.places import ACCOUNT, SAGEMAKER, SERVICE_CATALOG, sagemaker

_ROOT = Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")
_PEOPLE = Split(",", Ref("TrustedPrincipals"))
_IDENTITY_CENTER = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/aws-reserved/sso.amazonaws.com"
SIGN_IN = "SignIn"
SIGN_IN_PAGES = {
    "aws": {"Saml": "https://signin.aws.amazon.com/saml"},
    "aws-cn": {"Saml": "https://signin.amazonaws.cn/saml"},
    "aws-eusc": {"Saml": "unknown"},
    "aws-iso": {"Saml": "unknown"},
    "aws-iso-b": {"Saml": "unknown"},
    "aws-iso-e": {"Saml": "unknown"},
    "aws-iso-f": {"Saml": "unknown"},
    "aws-us-gov": {"Saml": "https://signin.amazonaws-us-gov.com/saml"},
}
"""The audience of a SAML assertion, by partition (IAM User Guide, "Configure SAML assertions"). The map has a row for
every partition, since CloudFormation looks it up also where people sign in without SAML; no assertion has `unknown`."""

_SESSION_TAGS = ("Project", "CostCenter")


def scientist_trust() -> PolicyDocument:
    """People, in one of three ways; in each the session's name is the person's, and nobody chooses it.

    By that name a notebook knows its owner. A source identity is the same name wherever one is sent, and need not be:
    the console cannot switch to a role that demands one (IAM User Guide, "Monitor and control actions taken with
    assumed roles"), while it sends the session's name, which is the IAM user's (coinbase/assume-role#50).

    * `mfa`: IAM users of this account; the name must be `${aws:username}`. (A user of another account could have the
      same name, and a role has none: neither gets in.)
    * `saml`: the name is in the identity provider's signed assertion.
    * `identity-center`: the caller's own session has the person's name after the colon of `aws:userid`
      (`AROA…:dana`); a session name has no colon and no wildcard, so `*:${sts:RoleSessionName}` fits that name alone.
      People whose permission set has the policies itself need this role only for tools that assume it.
    """
    return policy(
        only_if(When.TRUST_MFA, _by_mfa()),
        only_if(When.TRUST_MFA, _named_after_user()),
        only_if(When.TRUST_MFA, _tags("TagSessionWithMfa", accounts(_ROOT), _mfa())),
        only_if(When.TRUST_SAML, _by_saml()),
        only_if(When.TRUST_SAML, trust("NameTheSamlSession", _saml_provider(), "sts:SetSourceIdentity")),
        only_if(When.TRUST_SAML, _tags("TagSamlSession", _saml_provider())),
        only_if(When.TRUST_IDENTITY_CENTER, _by_identity_center()),
        only_if(
            When.TRUST_IDENTITY_CENTER,
            trust(
                "NameTheIdentityCenterSession",
                accounts(_ROOT),
                "sts:SetSourceIdentity",
                _is_identity_center(),
                string_like(keys.USER_ID, "*:${sts:SourceIdentity}"),
            ),
        ),
        only_if(When.TRUST_IDENTITY_CENTER, _tags("TagIdentityCenterSession", accounts(_ROOT), _is_identity_center())),
    )


def notebook_trust() -> PolicyDocument:
    """SageMaker, for this account's notebooks of this environment."""
    return policy(
        trust(
            "NotebooksOfThisEnvironment",
            services(SAGEMAKER),
            "sts:AssumeRole",
            if_exists(string_equals(keys.SOURCE_ACCOUNT, ACCOUNT)),
            if_exists(arn_like(keys.SOURCE_ARN, *sagemaker("notebook-instance"))),
        )
    )


def sagemaker_trust(sid: str, *sources: Value) -> PolicyDocument:
    """SageMaker, for these resources (ARN patterns) of this account.

    The account must be sent; the ARN is documented for training and processing alone (SageMaker Developer Guide,
    "Cross-service confused deputy prevention"), so a service that leaves it out is not stopped by it.
    """
    return policy(
        trust(
            sid,
            services(SAGEMAKER),
            "sts:AssumeRole",
            string_equals(keys.SOURCE_ACCOUNT, ACCOUNT),
            if_exists(arn_like(keys.SOURCE_ARN, *sources)),
        )
    )


def launch_trust() -> PolicyDocument:
    """Service Catalog, as a launch role, and the pipelines that were named."""
    return policy(
        trust(
            "ServiceCatalogOfThisAccount",
            services(SERVICE_CATALOG),
            "sts:AssumeRole",
            if_exists(string_equals(keys.SOURCE_ACCOUNT, ACCOUNT)),
            if_exists(arn_like(keys.SOURCE_ARN, Sub("arn:${AWS::Partition}:*:${AWS::Region}:${AWS::AccountId}:*"))),
        ),
        only_if(
            When.HAS_PIPELINES,
            trust("NamedPipelines", accounts(Split(",", Ref("PipelinePrincipals"))), "sts:AssumeRole"),
        ),
    )


def application_trust() -> PolicyDocument:
    """The applications that were named; those of other accounts show the external id. Nobody, where none was named."""
    applications = accounts(Split(",", Ref("ApplicationPrincipals")))
    ours = trust("NamedApplications", applications, "sts:AssumeRole", string_equals(keys.PRINCIPAL_ACCOUNT, ACCOUNT))
    others = trust(
        "NamedApplicationsOfOtherAccounts",
        applications,
        "sts:AssumeRole",
        string_equals(keys.EXTERNAL_ID, Ref("ExternalId")),
    )
    return policy(
        either(When.HAS_APPLICATIONS, ours, deny("NobodyYet", "sts:AssumeRole", None, to=anyone())),
        only_if(When.HAS_APPLICATIONS, only_if(When.HAS_EXTERNAL_ID, others)),
    )


def _by_mfa() -> Statement:
    return trust(
        "BecomeScientistWithMfa",
        accounts(_PEOPLE),
        "sts:AssumeRole",
        _mfa(),
        string_equals(keys.PRINCIPAL_ACCOUNT, ACCOUNT),
        string_equals(keys.ROLE_SESSION_NAME, "${aws:username}"),
        if_exists(string_equals(keys.STS_SOURCE_IDENTITY, "${aws:username}")),
    )


def _named_after_user() -> Statement:
    return trust(
        "NameTheSessionAfterTheUser",
        accounts(_PEOPLE),
        "sts:SetSourceIdentity",
        _mfa(),
        string_equals(keys.STS_SOURCE_IDENTITY, "${aws:username}"),
    )


def _by_saml() -> Statement:
    return trust(
        "BecomeScientistBySaml",
        _saml_provider(),
        "sts:AssumeRoleWithSAML",
        string_equals(keys.SAML_AUDIENCE, _sign_in_page()),
        if_exists(string_equals(keys.STS_SOURCE_IDENTITY, "${sts:RoleSessionName}")),
    )


def _by_identity_center() -> Statement:
    return trust(
        "BecomeScientistByIdentityCenter",
        accounts(_ROOT),
        "sts:AssumeRole",
        _is_identity_center(),
        string_like(keys.PRINCIPAL_ARN, If(When.HAS_PRINCIPALS, _PEOPLE, ["*"])),
        string_like(keys.USER_ID, "*:${sts:RoleSessionName}"),
        if_exists(string_equals(keys.STS_SOURCE_IDENTITY, "${sts:RoleSessionName}")),
    )


def _is_identity_center() -> ConditionElement:
    """Only Identity Center can make roles below this path, and only it names their sessions after the person."""
    return arn_like(keys.PRINCIPAL_ARN, Sub(f"{_IDENTITY_CENTER}/*AWSReservedSSO_*"))


def _tags(sid: str, to: Any, *conditions: ConditionElement) -> Statement:
    """Session tags for cost reports only: no policy of ours reads one.

    Who may assume the role at all is in one statement; the others, which are worth nothing without it, name the
    account, so that more people fit into the 2,048 characters of a trust policy.
    """
    return trust(
        sid,
        to,
        "sts:TagSession",
        *conditions,
        for_all_values(string_equals(keys.TAG_KEYS, *_SESSION_TAGS)),
        present(keys.TAG_KEYS),
    )


def _mfa() -> ConditionElement:
    return bool_(keys.MFA_PRESENT, True)


def _saml_provider() -> Any:
    return federated(Ref("SamlProvider"))


def _sign_in_page() -> Any:
    return FindInMap(SIGN_IN, Ref("AWS::Partition"), "Saml")
