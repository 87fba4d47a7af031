"""Who becomes each role, in each mode of trust: sentences with a call to STS each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.behavior.permissions.environment import ABSENT, ACCOUNT, FOREIGN, Environment

_DANA = f"arn:aws:iam::{ACCOUNT}:user/dana"
_SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/company"
_SSO_ROLE = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_DataScience_0a1b2c"
_SSO = f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSReservedSSO_DataScience_0a1b2c/dana@example.com"
_PIPELINE = f"arn:aws:iam::{ACCOUNT}:role/deploy"
_SM = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}"


@dataclass(frozen=True)
class TrustCase:
    """One sentence: `principal` may, or may not, become `local`."""

    sentence: str
    local: str
    principal: str
    action: str
    context: Mapping[str, Any]
    allowed: bool
    answers: tuple[tuple[str, str], ...]

    def agrees(self, environment: Environment) -> bool:
        """Whether the environment decides as the sentence says."""
        context = {key: value for key, value in self.context.items() if value is not ABSENT}
        return environment.assume(self.local, self.principal, context, self.action).allowed is self.allowed


def _pair(
    sentence: str,
    local: str,
    principal: str,
    good: Mapping[str, Any],
    changes: Mapping[str, Mapping[str, Any]],
    answers: Mapping[str, str] | None = None,
    action: str = "sts:AssumeRole",
) -> Iterator[TrustCase]:
    given = tuple(sorted((answers or {}).items()))
    yield TrustCase(sentence, local, principal, action, good, True, given)
    for how, change in changes.items():
        context = {**good, **{key: value for key, value in change.items() if key != "principal"}}
        who = change.get("principal", principal)
        yield TrustCase(f"{sentence}, and never {how}", local, who, action, context, False, given)


def people() -> Iterator[TrustCase]:
    """The data scientist, by MFA, SAML and Identity Center."""
    mfa = {
        "aws:MultiFactorAuthPresent": "true",
        "aws:PrincipalAccount": ACCOUNT,
        "aws:PrincipalArn": _DANA,
        "aws:username": "dana",
        "sts:RoleSessionName": "dana",
        "sts:SourceIdentity": "dana",
    }
    yield from _pair(
        "dana becomes a scientist with MFA",
        "data-scientist",
        _DANA,
        mfa,
        {
            "without MFA": {"aws:MultiFactorAuthPresent": "false"},
            "with MFA left unsaid": {"aws:MultiFactorAuthPresent": ABSENT},
            "under another's session name": {"sts:RoleSessionName": "eli"},
            "under another's source identity": {"sts:SourceIdentity": "eli"},
            "when she was not named": {"principal": f"arn:aws:iam::{ACCOUNT}:user/mallory"},
            "as another account's dana": {"aws:PrincipalAccount": FOREIGN},
            "as the account's root": {"principal": f"arn:aws:iam::{ACCOUNT}:root"},
        },
    )
    yield from _pair(
        "dana switches to the role in the console, which sends no source identity",
        "data-scientist",
        _DANA,
        {**mfa, "sts:SourceIdentity": ABSENT},
        {"under another's name": {"sts:RoleSessionName": "eli"}, "without a name": {"sts:RoleSessionName": ABSENT}},
    )
    yield from _pair(
        "dana writes her own name into her session",
        "data-scientist",
        _DANA,
        mfa,
        {"another's": {"sts:SourceIdentity": "eli"}, "without MFA": {"aws:MultiFactorAuthPresent": ABSENT}},
        action="sts:SetSourceIdentity",
    )
    yield from _pair(
        "dana tags her session with a cost center",
        "data-scientist",
        _DANA,
        {**mfa, "aws:TagKeys": ["CostCenter"]},
        {
            "anything else": {"aws:TagKeys": ["CostCenter", "Role"]},
            "without MFA": {"aws:MultiFactorAuthPresent": ABSENT},
        },
        action="sts:TagSession",
    )
    yield from _by_saml()
    yield from _by_identity_center()


def _by_saml() -> Iterator[TrustCase]:
    answers = {"TrustMode": "saml", "SamlProvider": _SAML, "TrustedPrincipals": ""}
    good = {
        "SAML:aud": "https://signin.aws.amazon.com/saml",
        "sts:RoleSessionName": "dana",
        "sts:SourceIdentity": "dana",
    }
    yield from _pair(
        "dana becomes a scientist by SAML",
        "data-scientist",
        _SAML,
        good,
        {
            "by an assertion for somebody else": {"SAML:aud": "https://example.com/saml"},
            "with two names": {"sts:SourceIdentity": "eli"},
            "by another provider": {"principal": f"arn:aws:iam::{ACCOUNT}:saml-provider/other"},
        },
        answers,
        "sts:AssumeRoleWithSAML",
    )
    yield TrustCase(
        "dana becomes a scientist by a provider that sends no source identity",
        "data-scientist",
        _SAML,
        "sts:AssumeRoleWithSAML",
        {**good, "sts:SourceIdentity": ABSENT},
        True,
        tuple(sorted(answers.items())),
    )
    yield from _pair(
        "dana tags her SAML session with a cost center",
        "data-scientist",
        _SAML,
        {**good, "aws:TagKeys": ["CostCenter"]},
        {"anything else": {"aws:TagKeys": ["Role"]}},
        answers,
        "sts:TagSession",
    )
    yield TrustCase(
        "nobody comes by MFA where SAML is the way",
        "data-scientist",
        _DANA,
        "sts:AssumeRole",
        {**good, "aws:MultiFactorAuthPresent": "true", "aws:username": "dana", "aws:PrincipalAccount": ACCOUNT},
        False,
        tuple(sorted(answers.items())),
    )


def _by_identity_center() -> Iterator[TrustCase]:
    good = {
        "aws:PrincipalArn": _SSO_ROLE,
        "aws:PrincipalAccount": ACCOUNT,
        "aws:userid": "AROAEXAMPLE:dana@example.com",
        "sts:RoleSessionName": "dana@example.com",
        "sts:SourceIdentity": "dana@example.com",
    }
    bad: dict[str, Mapping[str, Any]] = {
        "under another's session name": {"sts:RoleSessionName": "eli@example.com"},
        "under another's source identity": {"sts:SourceIdentity": "eli@example.com"},
        "under another's name altogether": {
            "sts:RoleSessionName": "eli@example.com",
            "sts:SourceIdentity": "eli@example.com",
        },
        "by a role that only looks like one": {
            "aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/AWSReservedSSO_DataScience_0a1b2c"
        },
        "from another account": {
            "principal": _SSO.replace(ACCOUNT, FOREIGN),
            "aws:PrincipalArn": _SSO_ROLE.replace(ACCOUNT, FOREIGN),
        },
    }
    anyone = {"TrustMode": "identity-center", "TrustedPrincipals": ""}
    looking_alike = f"arn:aws:iam::{ACCOUNT}:role/AWSReservedSSO_DataScience_0a1b2c"
    named = {**anyone, "TrustedPrincipals": f"{_SSO_ROLE},{looking_alike}"}
    yield from _pair("dana becomes a scientist by Identity Center", "data-scientist", _SSO, good, bad, anyone)
    unsaid = {**good, "sts:SourceIdentity": ABSENT}
    yield from _pair(
        "dana's tools assume the role without a source identity",
        "data-scientist",
        _SSO,
        unsaid,
        {
            "under another's name": {"sts:RoleSessionName": "eli@example.com"},
            "under the end of her name": {"sts:RoleSessionName": "example.com"},
        },
        anyone,
    )
    other = {"aws:PrincipalArn": _SSO_ROLE.replace("DataScience", "Billing")}
    strangers = {"by a role that only looks like one": {"aws:PrincipalArn": looking_alike}}
    yield from _pair(
        "dana becomes a scientist by the permission set that was named",
        "data-scientist",
        _SSO,
        good,
        {**bad, "by another permission set": other},
        named,
    )
    yield from _pair(
        "dana writes her own name into her Identity Center session",
        "data-scientist",
        _SSO,
        good,
        {"another's": {"sts:SourceIdentity": "eli@example.com"}, **strangers},
        named,
        "sts:SetSourceIdentity",
    )
    yield from _pair(
        "dana tags her Identity Center session with a cost center",
        "data-scientist",
        _SSO,
        {**good, "aws:TagKeys": ["CostCenter"]},
        {"anything else": {"aws:TagKeys": ["Role"]}, **strangers},
        named,
        "sts:TagSession",
    )


def services() -> Iterator[TrustCase]:
    """SageMaker, Service Catalog, pipelines and applications."""
    ours = {"aws:SourceAccount": ACCOUNT, "aws:SourceArn": f"{_SM}:training-job/ds-churn-dev-j1"}
    wrong: dict[str, Mapping[str, Any]] = {
        "for another account": {"aws:SourceAccount": FOREIGN},
        "for an account left unsaid": {"aws:SourceAccount": ABSENT},
        "for another account's job": {"aws:SourceArn": f"arn:aws:sagemaker:eu-west-1:{FOREIGN}:training-job/j1"},
        "as a person": {"principal": _DANA},
        "as another service": {"principal": "lambda.amazonaws.com"},
    }
    notebook = {"aws:SourceArn": f"{_SM}:notebook-instance/ds-churn-dev-n"}
    yield from _pair(
        "SageMaker runs a job as role 4",
        "training",
        "sagemaker.amazonaws.com",
        ours,
        {**wrong, "for a notebook": notebook, "for an endpoint": {"aws:SourceArn": f"{_SM}:endpoint/e1"}},
    )
    for kind in ("hyper-parameter-tuning-job", "model", "processing-job", "transform-job"):
        yield from _pair(
            f"SageMaker runs a {kind} as role 4, whatever it is called",
            "training",
            "sagemaker.amazonaws.com",
            {**ours, "aws:SourceArn": f"{_SM}:{kind}/sagemaker-scikit-learn-2026"},
            wrong,
        )
    for local in ("training", "endpoint-hosting"):
        yield from _pair(
            f"SageMaker becomes {local} without saying for what, which no document rules out",
            local,
            "sagemaker.amazonaws.com",
            {"aws:SourceAccount": ACCOUNT},
            {how: wrong[how] for how in ("for another account", "for an account left unsaid", "as a person")},
        )
    endpoint = {**ours, "aws:SourceArn": f"{_SM}:endpoint/ds-churn-dev-e1"}
    yield from _pair(
        "SageMaker serves as role 6",
        "endpoint-hosting",
        "sagemaker.amazonaws.com",
        endpoint,
        {
            **wrong,
            "for a job": {"aws:SourceArn": f"{_SM}:training-job/ds-churn-dev-j1"},
            "for another project": {"aws:SourceArn": f"{_SM}:endpoint/ds-fraud-dev-e1"},
        },
    )
    lenient = {how: wrong[how] for how in ("for another account", "as a person", "as another service")}
    for given in ({}, {**ours, **notebook}):
        yield from _pair(
            f"SageMaker runs a notebook as role 3, saying {len(given)} things about it",
            "notebook-execution",
            "sagemaker.amazonaws.com",
            given,
            {**lenient, "for another project": {"aws:SourceArn": f"{_SM}:notebook-instance/ds-fraud-dev-n"}},
        )
    elsewhere = {
        "for a product of another account": {"aws:SourceArn": f"arn:aws:catalog:eu-west-1:{FOREIGN}:product/p"}
    }
    for local in ("notebook-creation", "endpoint-creation"):
        yield from _pair(
            f"Service Catalog launches as {local}", local, "servicecatalog.amazonaws.com", {}, {**lenient, **elsewhere}
        )
        named = {"PipelinePrincipals": _PIPELINE}
        yield from _pair(
            f"the named pipeline works as {local}",
            local,
            _PIPELINE,
            {},
            {"another role": {"principal": f"arn:aws:iam::{ACCOUNT}:role/other"}},
            named,
        )
        yield TrustCase(f"no pipeline works as {local} unasked", local, _PIPELINE, "sts:AssumeRole", {}, False, ())
    yield from _applications()


def _applications() -> Iterator[TrustCase]:
    local, application = "endpoint-invocation", f"arn:aws:iam::{ACCOUNT}:role/shop"
    foreign = f"arn:aws:iam::{FOREIGN}:role/shop"
    both = {"ApplicationPrincipals": f"{application},{foreign}"}
    other = {"another role": {"principal": f"arn:aws:iam::{ACCOUNT}:role/other"}}
    ours = {"aws:PrincipalAccount": ACCOUNT}
    yield from _pair("a named application invokes", local, application, ours, other, both)
    theirs = {"aws:PrincipalAccount": FOREIGN, "sts:ExternalId": "s3cret-word"}
    wrong: dict[str, Mapping[str, Any]] = {
        "with a wrong external id": {"sts:ExternalId": "guess"},
        "without the external id": {"sts:ExternalId": ABSENT},
    }
    yield from _pair(
        "another account's application shows the external id",
        local,
        foreign,
        theirs,
        wrong,
        {**both, "ExternalId": "s3cret-word"},
    )
    given = tuple(sorted(both.items()))
    yield TrustCase(
        "without an external id no other account invokes", local, foreign, "sts:AssumeRole", theirs, False, given
    )
    yield TrustCase("nobody invokes where none was named", local, application, "sts:AssumeRole", ours, False, ())


def all_trust_cases() -> tuple[TrustCase, ...]:
    """Every sentence."""
    return (*people(), *services())
