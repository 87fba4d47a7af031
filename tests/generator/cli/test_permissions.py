"""`permissions` prints the roles that plan, publish and deploy, as an administrator deploys them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TRUST = ("--trust", "arn:aws:iam::111122223333:role/pipeline")
MOST_SENT = 51_200
"""Bytes of a template that CloudFormation takes without a bucket."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("products", "dist", ".cache/launching"):
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "portfolio.yaml", tmp_path)
    return tmp_path


def run(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "build.py"), "--project", str(project), "permissions", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=project)


@pytest.mark.slow
def test_the_template_is_sent_as_it_is_and_cfn_lint_finds_nothing(project: Path) -> None:
    done = run(project, *TRUST, "--second-factor")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.encode()) < MOST_SENT
    file = project / "publishing.json"
    file.write_text(done.stdout)
    lint = subprocess.run(
        [Path(sys.executable).with_name("cfn-lint"), file], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert lint.returncode == 0, lint.stdout
    resources = json.loads(done.stdout)["Resources"]
    roles = {name: body["Properties"] for name, body in resources.items() if body["Type"] == "AWS::IAM::Role"}
    assert list(roles) == ["Planner", "Publisher", "Deployer"]
    for role in roles.values():
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"AWS": TRUST[1]}
        assert statement["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
        assert role["ManagedPolicyArns"][0] == {"Ref": "PlannerPolicy1"}
    assert {"LaunchBoundary", "LaunchMadeBoundary"} <= set(resources)


@pytest.mark.slow
def test_one_of_them_alone_brings_what_it_needs(project: Path) -> None:
    done = run(project, "planner", *TRUST, "--without-launch-boundaries")
    assert list(json.loads(done.stdout)["Resources"]) == ["Boundary", "PlannerPolicy1", "Planner"]
    done = run(project, "publisher", "--format", "json")
    (documents,) = json.loads(done.stdout).values()
    assert [each["Statement"][0]["Sid"] for each in documents] == ["ReadTheCatalog", "MakePortfolios", "MakeStackSets"]


def test_the_template_wants_somebody_who_may_become_the_roles(project: Path) -> None:
    done = run(project)
    assert done.returncode == 2
    assert "--trust" in done.stderr


@pytest.mark.slow
def test_roles_are_for_one_account(project: Path) -> None:
    file = project / "portfolio.yaml"
    dev = '  dev: { account: "111122223333", region: eu-west-1 }\n'
    more = '  prod: { account: "444455556666", region: eu-west-1 }\n'
    more += '  here: { account: "111122223333", region: eu-west-3 }\n'
    file.write_text(file.read_text().replace(dev, dev + more))
    done = run(project, "planner", "--format", "json")
    assert done.returncode == 2
    for word in ("PF191", "more than one account", "--target, one of dev, prod, here"):
        assert word in done.stderr
    done = run(project, "planner", "--format", "json", "--target", "dev")
    text = done.stdout
    assert "eu-west-3" in text, "all regions of the account"
    assert "444455556666" not in text
    done = run(project, "--format", "json", "--target", "prod")
    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)) == ["planner", "publisher"], "no environment is deployed there"


@pytest.mark.slow
def test_deploying_more_than_a_role_has_room_for_is_said(project: Path) -> None:
    file = project / "portfolio.yaml"
    text = file.read_text()
    start, end = text.index("  churn-dev:\n    target"), text.index("portfolios:")
    one = text[start:end].rstrip() + "\n"
    many = "".join(
        one.replace("churn-dev:", f"{name}-dev:").replace("project: churn", f"project: {name}")
        for name in (f"p{number}" for number in range(40))
    )
    file.write_text(text[:end] + many + "\n" + text[end:])
    done = run(project, "deployer", "--format", "json")
    assert done.returncode == 1
    for word in ("PLN680", "more than a role takes", "permissions deployer --environment NAME"):
        assert word in done.stderr
    done = run(project, "deployer", "--format", "json", "--environment", "churn-dev")
    assert done.returncode == 0, done.stderr
    assert "p39-dev" not in done.stdout
    done = run(project, "deployer", "--format", "json", "--environment", "absent")
    assert "PF190" in done.stderr
