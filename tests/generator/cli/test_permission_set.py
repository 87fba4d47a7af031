"""`permission-set` prints a template that Identity Center's administrator deploys as it is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
MFA = """        trust: mfa
        principals:
          - arn:aws:iam::111122223333:user/dana
          - arn:aws:iam::111122223333:user/eli
"""
SET = "        trust: identity-center\n        permission-set: DataScientist\n"
POLICIES = [f"ds-churn-dev-data-scientist-{name}" for name in ("catalog", "notebooks", "looking")]


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as what stands behind them."""


Loader.add_multi_constructor("!", lambda loader, suffix, node: {suffix: loader.construct_scalar(node)})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("products", "dist"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    text = (ROOT / "portfolio.yaml").read_text(encoding="utf-8")
    assert MFA in text
    (tmp_path / "portfolio.yaml").write_text(text.replace(MFA, SET))
    return tmp_path


def run(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "build.py"), "--project", str(project), "permission-set", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=project)


def test_the_set_has_the_scientists_policies_by_name_and_path(project: Path) -> None:
    done = run(project, "churn-dev")
    assert done.returncode == 0, done.stderr
    template = yaml.load(done.stdout, Loader)
    (resource,) = template["Resources"].values()
    properties = resource["Properties"]
    assert resource["Type"] == "AWS::SSO::PermissionSet"
    assert properties["Name"] == "DataScientist"
    assert properties["SessionDuration"] == "PT4H"
    assert [row["Name"] for row in properties["CustomerManagedPolicyReferences"]] == POLICIES
    assert {row["Path"] for row in properties["CustomerManagedPolicyReferences"]} == {"/"}
    assert "PermissionsBoundary" not in properties
    assert "./build.py deploy churn-dev" in done.stderr


def test_a_boundary_is_named_where_one_is_asked_for(project: Path) -> None:
    done = run(project, "--boundary", "Everybody", "--boundary-path", "/organization/")
    (resource,) = yaml.load(done.stdout, Loader)["Resources"].values()
    reference = {"CustomerManagedPolicyReference": {"Name": "Everybody", "Path": "/organization/"}}
    assert resource["Properties"]["PermissionsBoundary"] == reference


@pytest.mark.slow
def test_cfn_lint_finds_nothing_in_it(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "permission-set.yaml"
    file.write_text(run(project, "churn-dev", "--boundary", "Everybody").stdout)
    lint = [str(Path(sys.executable).with_name("cfn-lint")), "--include-checks", "I", "--format", "json", str(file)]
    done = subprocess.run(lint, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert json.loads(done.stdout) == []


def test_an_environment_without_a_permission_set_is_told_how_to_name_one() -> None:
    done = run(ROOT, "churn-dev")
    assert done.returncode == 2
    for word in ("error[PF149]", "portfolio.yaml", "permission-set: DataScientist"):
        assert word in done.stderr
    assert "Traceback" not in done.stderr
