"""With whom a portfolio may be shared, and what a shared one must not say: each refused at its place with a fix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.diagnostics import Finding
from generator.manifest import load_manifest
from generator.model.share import ACCOUNT, ORGANIZATION, UNIT, Share
from tests.generator.manifest.test_launch_places import codes, in_account

Load = Callable[[str], list[Finding]]
UNITS = "ou-ab12-12345678"
RESERVED = "role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_DataScientist_*"
PERSON = "{ principal: arn:aws:iam::111122223333:user/dana }"


def shared(portfolio: str, *shares: str, access: str = PERSON) -> str:
    """The small portfolio, of a target and under a role that is in every account, with these shares."""
    text = in_account(portfolio).replace('"arn:aws:iam::111122223333:role/team/Launch"', "{ name: Launch }")
    rows = "".join(f"      - {share}\n" for share in shares)
    return text.replace(f"    access: [{PERSON}]\n", f"    access: [{access}]\n    share:\n{rows}")


def test_shares_become_data(portfolio: str, project: Path) -> None:
    text = shared(
        portfolio,
        '{ account: "444455556666", tag-options: true }',
        f"{{ organizational-unit: {UNITS}, principals: true }}",
        "{ organization: o-a1b2c3d4e5 }",
        access=f'{{ pattern: "{RESERVED}" }}',
    )
    (project / "portfolio.yaml").write_text(text, encoding="utf-8")
    manifest = load_manifest(project)
    assert manifest.warnings == ()
    assert manifest.catalog.portfolios["churn-dev"].shares == (
        Share(ACCOUNT, "444455556666", tag_options=True),
        Share(UNIT, UNITS, principals=True),
        Share(ORGANIZATION, "o-a1b2c3d4e5"),
    )


@pytest.mark.parametrize(
    ("share", "code"),
    [
        ("{ account: 444455556666 }", "PF122"),
        ('{ account: "4444" }', "PF122"),
        ("{ organizational-unit: ou-1 }", "PF134"),
        ("{ organizational-unit: OU-AB12-12345678 }", "PF134"),
        ("{ organization: r-ab12 }", "PF134"),
        ("{ principals: true }", "PF250"),
        (f'{{ account: "444455556666", organizational-unit: {UNITS} }}', "PF250"),
        ('{ account: "444455556666", principals: true }', "PF250"),
        ('{ account: "111122223333" }', "PF251"),
        (f"{{ organizational-unit: {UNITS}, principals: yes }}", "PF112"),
        (f"{{ unit: {UNITS} }}", "PF110"),
    ],
)
def test_a_share_that_cannot_be_is_refused(portfolio: str, findings_of: Load, share: str, code: str) -> None:
    assert code in codes(findings_of(shared(portfolio, share)))


def test_one_receiver_is_named_once(portfolio: str, findings_of: Load) -> None:
    twice = (f"{{ organizational-unit: {UNITS} }}", f"{{ organizational-unit: {UNITS}, tag-options: true }}")
    assert codes(findings_of(shared(portfolio, *twice))) == ["PF252"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (RESERVED, []),
        (f"arn:aws:iam:::{RESERVED}", []),
        ("role/DataScientist*", ["PF253"]),
        ("role/aws-reserved*", ["PF253"]),
        ("user/team/*", ["PF253"]),
    ],
)
def test_a_pattern_that_opens_a_spoke_is_refused_where_principals_are_shared(
    portfolio: str, findings_of: Load, pattern: str, expected: list[str]
) -> None:
    access = f'{{ pattern: "{pattern}" }}'
    on, off = (f"{{ organizational-unit: {UNITS}, principals: {word} }}" for word in ("true", "false"))
    assert codes(findings_of(shared(portfolio, on, access=access))) == expected
    assert findings_of(shared(portfolio, off, access=access)) == []


def test_principals_that_are_shared_and_are_none_are_worth_a_warning(portfolio: str, findings_of: Load) -> None:
    assert codes(findings_of(shared(portfolio, f"{{ organizational-unit: {UNITS}, principals: true }}"))) == ["PF256"]


def test_what_is_of_one_account_is_not_shared(portfolio: str, findings_of: Load) -> None:
    text = shared(portfolio, f"{{ organizational-unit: {UNITS} }}")
    assert findings_of(text) == []
    arn = text.replace("{ name: Launch }", "arn:aws:iam::111122223333:role/team/Launch")
    assert codes(findings_of(arn)) == ["PF254"]
    environment = text.replace("    target: dev\n    products", "    environment: churn-dev\n    products")
    assert codes(findings_of(environment)) == ["PF255"]


def test_a_shared_portfolio_has_a_tag_more_of_ours(portfolio: str, findings_of: Load) -> None:
    tags = ", ".join(f"T{number}: x" for number in range(18))
    text = portfolio.replace("{ Team: churn }", f"{{ {tags} }}")
    assert codes(findings_of(shared(text, f"{{ organizational-unit: {UNITS} }}"))) == ["PF158"]
    assert findings_of(text) == []
