"""Service actions of offers are proven under who runs them: what is lacking is told at the step that calls it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from generator.cli.project import launching_of
from generator.diagnostics import Finding, Severity
from generator.manifest import load_manifest
from generator.model import Digest
from generator.synth import Ledger, read_ledger
from generator.verify.offered.proof import check_offered_launches

ROOT = Path(__file__).resolve().parents[3]
STOP = "products/notebook/actions/stop.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "portfolio.yaml", tmp_path)
    for folder in ("products", "dist"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def edit(project: Path, name: str, before: str, after: str) -> None:
    file = project / name
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def weakened(project: Path, action: str) -> Ledger:
    """The ledger, as if the environment on offer had never given a role this action."""
    rows = read_ledger(project).releases
    weak = next(row for row in rows if (row.product, str(row.version)) == ("environment", "2.2.0"))
    text = (project / weak.template).read_text(encoding="utf-8").replace(f"- {action}\n", "- sagemaker:ListModels\n")
    (project / weak.template).write_text(text, encoding="utf-8")
    return Ledger(tuple(replace(row, digest=Digest.of(text)) if row == weak else row for row in rows))


def find(project: Path, ledger: Ledger | None = None) -> list[Finding]:
    found = check_offered_launches(project, load_manifest(project), ledger or read_ledger(project), launching_of())
    return [finding for finding in found if finding.code == "PD295"]


def test_what_ships_can_be_run(project: Path) -> None:
    assert find(project) == []
    assert find(project) == []  # from the record


@pytest.mark.parametrize(
    ("action", "step"),
    [
        ("sagemaker:StopNotebookInstance", "Api: StopNotebookInstance"),
        ("sagemaker:DescribeNotebookInstance", "Api: DescribeNotebookInstance"),
        ("ssm:StartAutomationExecution", ""),
        ("ssm:GetAutomationExecution", ""),
        ("ssm:DescribeDocument", ""),
        ("servicecatalog:ExecuteProvisionedProductServiceAction", ""),
    ],
)
def test_what_the_people_lack_is_told_at_the_step(project: Path, action: str, step: str) -> None:
    found = [each for each in find(project, weakened(project, action)) if "`stop`" in each.message]
    [finding] = found
    assert finding.message.endswith(f"its caller lacks {action}")
    assert finding.span is not None
    assert finding.span.path == (STOP if step else "products/notebook/product.yaml")
    if step:
        line = (project / STOP).read_text(encoding="utf-8").splitlines()[finding.span.line - 1]
        assert line.strip() == step


def test_an_older_environment_lets_its_people_run_none(project: Path) -> None:
    edit(project, "portfolio.yaml", 'version: "2.2.0"', 'version: "2.0.0"')
    found = find(project)
    lacking = {finding.message.partition(" lacks ")[2] for finding in found}
    assert lacking == {"ssm:DescribeDocument, ssm:StartAutomationExecution, ssm:GetAutomationExecution"}
    assert {finding.severity for finding in found} == {Severity.WARNING}  # the notebook is launched all the same


def test_under_the_launch_role_it_is_the_launch_role_that_lacks(project: Path) -> None:
    edit(project, "products/notebook/product.yaml", "role: caller", "role: launch")
    found = find(project)
    assert all("the launch role lacks ssm:" in finding.message for finding in found)
    assert any("ssm:StartAutomationExecution" in str(finding.fix) for finding in found)
    assert {finding.severity for finding in found} == {Severity.ERROR}


def test_of_another_role_nothing_is_known(project: Path) -> None:
    edit(project, "products/notebook/product.yaml", "role: caller", "role: arn:aws:iam::111122223333:role/operator")
    assert find(project) == []
