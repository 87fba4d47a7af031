"""Who signs in and how: principals of the wrong kind, and permission sets that cannot be, with place and fix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.diagnostics import Finding
from generator.manifest import load_manifest
from generator.model import Trust

Load = Callable[[str], list[Finding]]
SCIENTISTS = 'scientists: { trust: mfa, principals: ["arn:aws:iam::111122223333:user/dana"] }'
IAM = "arn:aws:iam::111122223333"
CENTER = f"{IAM}:role/aws-reserved/sso.amazonaws.com"


def signing_in(portfolio: str, scientists: str) -> str:
    assert portfolio.count(SCIENTISTS) == 1
    return portfolio.replace(SCIENTISTS, f"scientists: {{ {scientists} }}")


@pytest.mark.parametrize(
    "scientists",
    [
        f"trust: mfa, principals: ['{IAM}:user/dana', '{IAM}:user/people/eli']",
        f"trust: saml, saml-provider: '{IAM}:saml-provider/CorporateDirectory'",
        "trust: identity-center, permission-set: DataScientist",
        "trust: identity-center, permission-set: Data_Scientist+churn=dev@2.0-a",
        f"trust: identity-center, principals: ['{CENTER}/*AWSReservedSSO_DataScientist_*']",
        f"trust: identity-center, principals: ['{CENTER}/eu-west-1/AWSReservedSSO_DataScientist_0123456789abcdef']",
        f"trust: identity-center, principals: ['{CENTER}/AWSReservedSSO_DataScientist_0123456789abcdef']",
    ],
)
def test_each_way_of_signing_in_takes_its_own_kind(scientists: str, portfolio: str, findings_of: Load) -> None:
    assert findings_of(signing_in(portfolio, scientists)) == []


@pytest.mark.parametrize(
    ("scientists", "code", "under", "fix"),
    [
        (f"trust: mfa, principals: ['{IAM}:role/Dana']", "PF143", f"'{IAM}:role/Dana'", ":user/"),
        (f"trust: mfa, principals: ['{CENTER}/*AWSReservedSSO_A_*']", "PF143", "AWSReservedSSO_A_", ":user/"),
        ("trust: mfa, permission-set: DataScientist", "PF143", "DataScientist", "trust: identity-center"),
        ("trust: mfa", "PF143", "mfa", "principals: ["),
        (f"trust: saml, principals: ['{IAM}:user/dana']", "PF143", "principals", "remove `principals`"),
        (
            f"trust: saml, saml-provider: '{IAM}:saml-provider/X', permission-set: DataScientist",
            "PF143",
            "DataScientist",
            "trust: identity-center",
        ),
        (f"trust: identity-center, principals: ['{IAM}:user/dana']", "PF143", f"'{IAM}:user/dana'", "AWSReservedSSO_"),
        (f"trust: identity-center, principals: ['{IAM}:role/Dana']", "PF143", f"'{IAM}:role/Dana'", "AWSReservedSSO_"),
        ("trust: identity-center", "PF143", "identity-center", "principals: ["),
        (
            f"trust: identity-center, permission-set: A, principals: ['{CENTER}/*AWSReservedSSO_A_*']",
            "PF143",
            "principals",
            "remove `principals`",
        ),
        (
            f"trust: identity-center, principals: ['{CENTER}/*/AWSReservedSSO_A_*']",
            "PF139",
            f"'{CENTER}/*/AWSReservedSSO_A_*'",
            f"{CENTER}/*AWSReservedSSO_A_*",
        ),
        ("trust: identity-center, permission-set: 'Data Scientist'", "PF149", "'Data Scientist'", "DataScientist"),
        (f"trust: identity-center, permission-set: {'a' * 33}", "PF149", "a" * 33, "DataScientist"),
        ("trust: identity-center, permission-set: ''", "PF149", "''", "DataScientist"),
        (
            "trust: identity-center, permission-set: AWSReservedSSO_Science_0123456789abcdef",
            "PF149",
            "AWSReservedSSO_Science_0123456789abcdef",
            "Science",
        ),
        (
            "trust: identity-center, permission-set: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1'",
            "PF149",
            "'arn:aws:sso:::permissionSet/ssoins-1/ps-1'",
            "ps-1",
        ),
    ],
)
def test_another_kind_is_told_at_its_place_with_a_fix(
    scientists: str,
    code: str,
    under: str,
    fix: str,
    portfolio: str,
    findings_of: Load,
    pointed: Callable[[Finding, str], str],
) -> None:
    text = signing_in(portfolio, scientists)
    found = [finding for finding in findings_of(text) if finding.code == code]
    (finding,) = [finding for finding in found if under in pointed(finding, text)] or found[:1]
    assert under in pointed(finding, text)
    assert fix in str(finding.fix)


def test_a_permission_set_is_one_environments(portfolio: str, findings_of: Load) -> None:
    text = signing_in(portfolio, "trust: identity-center, permission-set: DataScientist")
    other = text[text.index("  churn-dev:\n    target") : text.index("portfolios:")]
    other = other.replace("churn-dev", "fraud-dev").replace("project: churn", "project: fraud")
    other = other.replace("10.2.0.0", "10.3.0.0").replace("git: codecommit", "sagemaker-log-groups: false")
    both = text.replace("portfolios:\n", f"{other}portfolios:\n", 1)
    (finding,) = [finding for finding in findings_of(both) if finding.code == "PF149"]
    assert "that of `churn-dev` already" in finding.message
    assert findings_of(both.replace("permission-set: DataScientist", str(finding.fix), 1)) == []


def test_a_permission_set_has_no_source_identity_to_know_owners_by(portfolio: str, findings_of: Load) -> None:
    text = signing_in(portfolio, "trust: identity-center, permission-set: DataScientist")
    text = text.replace("git: codecommit", "owner: provisioning-principal")
    (finding,) = findings_of(text)
    assert (finding.code, finding.fix) == ("PF143", "owner: owner-tag")


def test_access_by_a_pattern_for_one_shape_of_path_is_told(portfolio: str, findings_of: Load) -> None:
    role = "role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_DataScientist_*"
    text = portfolio.replace("environment-role: data-scientist", f"pattern: {role}")
    (finding,) = findings_of(text)
    assert finding.code == "PF139"
    assert findings_of(text.replace(role, str(finding.fix))) == []


def test_a_permission_set_is_read(portfolio: str, project: Path) -> None:
    (project / "portfolio.yaml").write_text(
        signing_in(portfolio, "trust: identity-center, permission-set: DataScientist")
    )
    scientists = load_manifest(project).catalog.environments["churn-dev"].scientists
    assert scientists == Trust("identity-center", permission_set="DataScientist")
    assert scientists.reserved_roles == "role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_DataScientist_*"


def test_a_products_parameter_for_the_owner_is_read(project: Path) -> None:
    file = project / "products/notebook/product.yaml"
    file.write_text(file.read_text() + "owner-parameter: Owner\n")
    assert load_manifest(project).products["notebook"].owner_parameter == "Owner"
    assert load_manifest(project).products["environment"].owner_parameter is None
