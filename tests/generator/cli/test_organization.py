"""`organization` prints policies that an administrator can hand to AWS Organizations as they are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ID = "o-a1b2c3d4e5"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "build.py"), "organization", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_without_an_organization_there_are_service_control_policies_only() -> None:
    limits = json.loads(run().stdout)
    assert list(limits) == ["service-control"]
    assert set(limits["service-control"]) == {"sagemaker-network", "sagemaker-notebooks", "data-science-guards"}


def test_with_an_organization_resource_control_policies_name_it() -> None:
    limits = json.loads(run("--organization", ID).stdout)
    assert ID in json.dumps(limits["resource-control"]["data-science-perimeter"])


def test_one_policy_is_a_document_by_itself_that_only_denies() -> None:
    document = json.loads(run("--organization", ID, "--policy", "data-science-perimeter").stdout)
    assert document["Version"] == "2012-10-17"
    assert {statement["Effect"] for statement in document["Statement"]} == {"Deny"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--organization", "acme"), "no organization's id"),
        (("--policy", "sagemaker-netwrk"), "there is no policy `sagemaker-netwrk`"),
        (("--policy", "data-science-perimeter"), "need --organization"),
    ],
)
def test_what_it_does_not_know_is_a_usage_error(words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_readme_of_the_environment_names_every_policy() -> None:
    readme = (ROOT / "products/environment/README.md").read_text(encoding="utf-8")
    limits = json.loads(run("--organization", ID).stdout)
    names = [name for documents in limits.values() for name in documents]
    assert not [name for name in names if f"| `{name}` |" not in readme]
