"""Where a portfolio launches, and under which role: its own, or one that exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generator.diagnostics import Finding
from generator.manifest import load_manifest, load_products
from generator.model import Digest, GivenRole, Release, Version
from generator.synth import Ledger
from generator.verify.launch_roles import find_roleless

Load = Callable[[str], list[Finding]]
ARN = "arn:aws:iam::111122223333:role/team/Launch"


def in_account(portfolio: str) -> str:
    """The small portfolio with a target instead of its environment, and nothing of an environment in it."""
    text = portfolio.replace("    environment: churn-dev\n", "    target: dev\n")
    text = text.replace("        launch-role: notebook-creation\n", f'        launch-role: "{ARN}"\n')
    return text.replace("{ environment-role: data-scientist }", "{ principal: arn:aws:iam::111122223333:user/dana }")


def codes(findings: list[Finding]) -> list[str]:
    assert all(finding.fix for finding in findings)
    return [finding.code for finding in findings]


def test_a_portfolio_without_an_environment_has_a_target(portfolio: str, findings_of: Load) -> None:
    assert findings_of(in_account(portfolio)) == []
    assert codes(
        findings_of(in_account(portfolio).replace("target: dev\n    products", "target: prod\n    products"))
    ) == ["PF128"]


@pytest.mark.parametrize("place", ["", "    environment: churn-dev\n    target: dev\n"])
def test_a_portfolio_has_one_place(portfolio: str, findings_of: Load, place: str) -> None:
    found = findings_of(portfolio.replace("    environment: churn-dev\n", place))
    assert "PF173" in codes(found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f'launch-role: "{ARN}"', "launch-role: notebook-creation"),
        ("{ principal: arn:aws:iam::111122223333:user/dana }", "{ environment-role: data-scientist }"),
    ],
)
def test_roles_by_local_name_need_an_environment(portfolio: str, findings_of: Load, old: str, new: str) -> None:
    assert codes(findings_of(in_account(portfolio).replace(old, new))) == ["PF174"]


def test_a_product_in_an_environment_needs_one(portfolio: str, findings_of: Load, project: Path) -> None:
    with (project / "products/notebook/product.yaml").open("a", encoding="utf-8") as file:
        file.write("lives-in: environment\n")
    assert codes(findings_of(in_account(portfolio))) == ["PF174"]
    assert findings_of(portfolio) == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("notebook-creation", GivenRole(local="notebook-creation")),
        (f'"{ARN}"', GivenRole(arn=ARN)),
        ("{ name: ds-launch }", GivenRole(name="ds-launch")),
        (f'{{ arn: "{ARN}", policies: launch.json }}', GivenRole(arn=ARN, policies="launch.json")),
    ],
)
def test_a_role_that_exists_is_named_in_three_ways(
    portfolio: str, project: Path, written: str, read: GivenRole
) -> None:
    text = portfolio.replace("launch-role: notebook-creation", f"launch-role: {written}")
    (project / "portfolio.yaml").write_text(text, encoding="utf-8")
    assert load_manifest(project).catalog.portfolios["churn-dev"].offers[0].launch_role == read


@pytest.mark.parametrize("written", ["{}", "{ name: a b }", '"arn:aws:iam::1:role/x"', "[x]", "notebook-creator"])
def test_what_names_no_role_is_told(portfolio: str, findings_of: Load, written: str) -> None:
    found = codes(findings_of(portfolio.replace("launch-role: notebook-creation", f"launch-role: {written}")))
    assert found in (["PF154"], ["PF112"])


def test_a_product_with_a_role_of_its_own_needs_no_other(project: Path) -> None:
    folder = project / "products/notebook"
    file = folder / "product.yaml"
    file.write_text(file.read_text().replace("launch-role: notebook-creation\n", ""), encoding="utf-8")
    role = 'format: 1\nstatements: [{ id: A, because: b, allow: "s3:GetObject", on: "*" }]\n'
    (folder / "launch-role.yaml").write_text(role, encoding="utf-8")
    text = (project / "portfolio.yaml").read_text().replace("        launch-role: notebook-creation\n", "")
    (project / "portfolio.yaml").write_text(text, encoding="utf-8")

    assert load_products(project)["notebook"].own_role is not None
    manifest = load_manifest(project)
    assert manifest.catalog.portfolios["churn-dev"].offers[0].launch_role is None
    digest = Digest.of("")
    before = Release("notebook", Version(1, 0, 0), digest, "template.yaml")
    after = replace(before, launch_role=("launch-role.json", digest))
    assert codes(list(find_roleless(manifest, Ledger((before,))))) == ["PF157"]
    assert list(find_roleless(manifest, Ledger((after,)))) == []
