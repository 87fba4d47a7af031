"""The JSON Schemas for editors: current, described, and of one mind with the checks on the examples."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cli import main
from generator.cli.exits import Exit
from generator.manifest.deployments import load_base
from generator.manifest.schema import FORMS, build_schema, render_schema, schema_path
from generator.views.reference import render_reference

ROOT = Path(__file__).parents[3]
ROLES = load_base(ROOT, ("environment",)).roles


def schema(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(render_schema(name, ROLES))
    return document


@cache
def validators() -> Any:
    """jsonschema's class of validators, without its grammar of internationalized addresses: no format is checked here,
    and to build that takes four seconds."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from jsonschema import Draft202012Validator

    return Draft202012Validator


def properties(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for form in (document, *document["$defs"].values()):
        yield from form.get("properties", {}).items()


@pytest.mark.parametrize("name", FORMS)
def test_the_schema_in_dist_is_current(name: str) -> None:
    assert (ROOT / schema_path(name)).read_text(encoding="utf-8") == render_schema(name, ROLES), (
        "./build.py schema --write"
    )


@pytest.mark.parametrize("name", FORMS)
def test_the_schema_is_a_schema_in_which_every_key_is_described(name: str) -> None:
    document = schema(name)

    validators().check_schema(document)
    for key, value in properties(document):
        target = document["$defs"].get(value.get("$ref", "").rsplit("/", 1)[-1], {})
        assert value.get("description") or target.get("description"), key


def test_the_examples_fit_the_schema(enterprise: Path) -> None:
    for file in (enterprise / "portfolio.yaml", ROOT / "portfolio.yaml"):
        validators()(schema("portfolio")).validate(yaml.safe_load(file.read_text()))
    for file in enterprise.glob("products/*/product.yaml"):
        validators()(schema("product")).validate(yaml.safe_load(file.read_text()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("catalog:", "catalogue:"),
        ("format: 1", "format: 2"),
        ('"1.0.0"', "1.4"),
        ('"111122223333"', "111122223333"),
        ("eu-west-1", "eu-wset-1"),
        ("project: churn", "project: Churn"),
        ("project: churn", "project: churn--x"),
        ("zones: 3", "zones: 4"),
        ("trust: mfa", "trust: sms"),
        ("notebook-creation", "notebook-creator"),
        ("{ max: 100 }", "{ most: 100 }"),
        ("{ max: 100 }", "{}"),
        ("{ environment-role: data-scientist }", "{}"),
        ("name: Churn", "name:"),
    ],
)
def test_an_editor_shows_frequent_errors_too(old: str, new: str, portfolio: str) -> None:
    validator = validators()(schema("portfolio"))
    assert old in portfolio

    assert validator.is_valid(yaml.safe_load(portfolio))
    assert not validator.is_valid(yaml.safe_load(portfolio.replace(old, new, 1)))


@pytest.mark.slow
def test_the_regions_are_those_of_the_registry() -> None:
    from cfnlint.helpers import REGIONS as ALL
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

    from generator.manifest.forms.regions import REGIONS, partition_of

    with_notebooks = {
        region
        for region in ALL
        if "AWS::SageMaker::NotebookInstance" in PROVIDER_SCHEMA_MANAGER.get_resource_types(region)
    }
    assert with_notebooks == REGIONS
    assert (partition_of("eu-west-1"), partition_of("cn-north-1")) == ("aws", "aws-cn")
    assert (partition_of("us-gov-west-1"), partition_of("eusc-de-east-1")) == ("aws-us-gov", "aws-eusc")


@pytest.mark.parametrize("name", FORMS)
def test_the_page_of_reference_names_every_key(name: str) -> None:
    page = render_reference(build_schema(name, ROLES))
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| `")]
    assert sorted(row[0].strip("|` ") for row in rows) == sorted(key for key, _ in properties(schema(name)))
    assert all(row[3].strip(" |") for row in rows)


@pytest.mark.parametrize("name", FORMS)
def test_every_link_of_the_page_leads_to_a_heading(name: str) -> None:
    page = render_reference(build_schema(name, ROLES))
    headings = {line.removeprefix("## ").lower() for line in page.splitlines() if line.startswith("## ")}
    assert set(re.findall(r"\]\(#([a-z]+)\)", page)) == headings


def test_the_page_is_printed_by_the_command_and_not_written_as_a_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "product", "--format", "markdown"]) == Exit.FINE
    assert capsys.readouterr().out == render_reference(build_schema("product", ROLES))
    assert main(["schema", "product", "--format", "markdown", "--write"]) == Exit.USAGE
