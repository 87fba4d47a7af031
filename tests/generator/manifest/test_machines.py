"""Machines that a region lacks: at their place, with what the region has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.diagnostics import Finding, Severity
from generator.manifest.checks.machines import families_by_region
from generator.manifest.data.refresh import DATA, render_machines
from generator.manifest.forms.regions import REGIONS

Load = Callable[[str], list[Finding]]


def asking(portfolio: str, region: str, machines: str, narrow: str = "VolumeSize: { max: 100 }") -> str:
    text = portfolio.replace("region: eu-west-1", f"region: {region}")
    text = text.replace("options: { git: codecommit }", f"options: {{ git: none, job-instances: [{machines}] }}")
    return text.replace("VolumeSize: { max: 100 }", narrow)


def test_the_lists_are_those_that_cfn_lint_ships() -> None:
    assert DATA.read_text("utf-8") == render_machines(), "python -m generator.manifest.data.refresh"


def test_a_region_without_a_list_is_one_of_the_isolated_ones() -> None:
    assert {region for region in REGIONS - set(families_by_region()) if "iso" not in region} <= {"eusc-de-east-1"}


@pytest.mark.parametrize("region", ["eu-west-1", "us-gov-west-1", "cn-north-1", "eu-isoe-west-1"])
def test_what_a_region_has_or_nothing_is_known_of_is_accepted(portfolio: str, findings_of: Load, region: str) -> None:
    assert [it for it in findings_of(asking(portfolio, region, "ml.m5.*, ml.g4dn.xlarge")) if it.code == "PF166"] == []


@pytest.mark.parametrize(
    ("region", "machines", "fix"),
    [
        ("eu-central-2", "ml.m5.*, ml.g5.2xlarge", "job-instances: [ml.m5.*]"),
        ("eu-south-1", "ml.p4d.*", "job-instances: [ml.m5.*, ml.m6i.*, ml.c5.*, ml.c6i.*, ml.r5.*]"),
    ],
)
def test_a_family_that_the_region_lacks_is_an_error_with_what_it_has(
    portfolio: str, findings_of: Load, region: str, machines: str, fix: str
) -> None:
    text = asking(portfolio, region, machines)
    (finding,) = findings_of(text)
    assert (finding.code, finding.severity, finding.fix) == ("PF166", Severity.ERROR, fix)
    assert finding.span is not None
    line = text.splitlines()[finding.span.line - 1]
    assert line[finding.span.column - 1 :].startswith(machines.split(", ")[-1])
    assert findings_of(text.replace(f"job-instances: [{machines}]", fix)) == [], "the fix works when pasted"


def test_a_region_without_any_usual_machine_is_told_its_own(portfolio: str, findings_of: Load) -> None:
    (finding,) = findings_of(asking(portfolio, "ap-southeast-7", "ml.g5.xlarge"))
    assert finding.fix is not None
    assert findings_of(asking(portfolio, "ap-southeast-7", finding.fix.partition("[")[2].rstrip("]"))) == []


def test_what_nobody_chose_is_not_judged(portfolio: str, findings_of: Load) -> None:
    assert findings_of(asking(portfolio, "ap-southeast-7", "").replace(", job-instances: []", "")) == []


def test_a_notebooks_machine_is_looked_at_in_the_region_of_its_environment(portfolio: str, findings_of: Load) -> None:
    narrow = "InstanceType: [ml.t3.medium, ml.m5.xlarge, ml.g5.xlarge]"
    (finding,) = findings_of(asking(portfolio, "eu-central-2", "ml.m5.*", narrow))
    assert (finding.code, finding.fix) == ("PF166", "InstanceType: [ml.t3.medium, ml.m5.xlarge]")
    assert findings_of(asking(portfolio, "eu-west-1", "ml.m5.*", narrow)) == []


def test_a_family_that_nobody_knows_is_a_warning(portfolio: str, findings_of: Load) -> None:
    (finding,) = findings_of(asking(portfolio, "eu-west-1", "ml.m55.large"))
    assert (finding.code, finding.severity) == ("PF167", Severity.WARNING)
