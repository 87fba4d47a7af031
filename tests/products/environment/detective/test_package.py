"""The function as it is deployed: the zip runs by itself, its variables and permissions are those of the template."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import boto3
import pytest

from generator.blueprint import Canvas
from generator.cloudformation.resolve import resolve
from generator.model import Asset, Product, Version
from products.environment.audit.detective import CODE, HANDLER
from products.environment.detective.inspector.kinds import KINDS
from products.environment.detective.inspector.settings import ROLES, read_settings
from products.environment.names import ROLES as DRAWN_ROLES
from products.environment.template import build
from tests.products.environment.detective.account import VARIABLES, call_event

ROOT = Path(__file__).parents[4]
DENIED = call_event("CreateModel", "ModelName", None, errorCode="AccessDenied", requestParameters=None)
_CALL = f"""
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
module, _, name = {HANDLER!r}.rpartition(".")
result = getattr(importlib.import_module(module), name)(json.loads(sys.argv[2]), None)
print(json.dumps(result))
"""


@pytest.fixture(scope="module")
def drawn() -> tuple[dict[str, Any], Asset]:
    """The resources of an environment that stops things, and the asset that goes with its template."""
    canvas = Canvas(ROOT, "An environment")
    build(canvas, Product("environment", "products/environment", "E", "An environment", "x", Version(1, 0, 0)))
    drawing = canvas.finish()
    answers = {
        "Project": "churn",
        "Stage": "dev",
        "TrustedPrincipals": "arn:aws:iam::111122223333:user/dana",
        "AlarmEmail": "ops@example.com",
        "Detective": "stop",
    }
    (asset,) = drawing.assets
    return resolve(drawing.document, answers)["Resources"], asset


def test_the_zip_runs_with_nothing_of_this_project_around_it(
    drawn: tuple[dict[str, Any], Asset], tmp_path: Path
) -> None:
    _, asset = drawn
    zipfile.ZipFile(io.BytesIO(asset.content)).extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "-c", _CALL, str(tmp_path), json.dumps(DENIED)],
        env={"PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "eu-west-1", **VARIABLES},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    line, result = (json.loads(text) for text in done.stdout.splitlines())
    assert line["reason"] == "the call failed: AccessDenied"
    assert result["action"] == "passed"


def test_the_template_carries_exactly_the_code_that_is_tested_here(drawn: tuple[dict[str, Any], Asset]) -> None:
    made, asset = drawn
    code = made["DetectiveFunction"]["Properties"]["Code"]
    assert code["S3Key"] == f"assets/sha256/{asset.digest}.zip"
    names = zipfile.ZipFile(io.BytesIO(asset.content)).namelist()
    assert set(names) == {path.relative_to(CODE).as_posix() for path in CODE.rglob("*.py")}


def test_the_functions_variables_are_the_ones_that_it_reads(drawn: tuple[dict[str, Any], Asset]) -> None:
    variables = drawn[0]["DetectiveFunction"]["Properties"]["Environment"]["Variables"]
    assert set(variables) == set(VARIABLES)
    settings = read_settings(variables)
    assert (settings.environment, settings.name_prefix, settings.dry_run) == ("churn-dev", "ds-churn-dev-", False)
    assert settings.role_arn("training") == "arn:aws:iam::111122223333:role/ds-churn-dev-training"
    assert len(settings.subnets) >= 2
    assert settings.topic
    aliases = {alias["Properties"]["AliasName"] for alias in drawn[0].values() if alias["Type"] == "AWS::KMS::Alias"}
    assert aliases & settings.key_names(settings.data_key)
    assert aliases & settings.key_names(settings.notebook_key)


def test_the_roles_are_the_ones_that_are_drawn() -> None:
    assert ROLES == DRAWN_ROLES


class _Names:
    """Answers every method with its own name."""

    def __getattr__(self, method: str) -> Any:
        return lambda **members: method


def test_the_functions_role_allows_every_call_that_it_makes_and_no_other(
    drawn: tuple[dict[str, Any], Asset],
) -> None:
    known = boto3.client("sagemaker", "eu-west-1", aws_access_key_id="x", aws_secret_access_key="x").meta
    methods = [kind.describe(_Names(), "x") for kind in KINDS.values()]
    methods += [kind.stop(_Names(), "x") for kind in KINDS.values() if kind.stop]
    called = {f"sagemaker:{known.method_to_api_mapping[str(method)]}" for method in methods}
    (policy,) = drawn[0]["DetectiveRole"]["Properties"]["Policies"]
    allowed = {action for statement in policy["PolicyDocument"]["Statement"] for action in _list(statement["Action"])}
    assert {action for action in allowed if action.startswith("sagemaker:")} == called


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
