"""What a person names, found among what Service Catalog offers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from generator.aws.provisioning import Launched, OfferedVersion
from generator.cli.completing import complete_products
from generator.cli.launch.launch import command as launch
from generator.cli.launch.lookup import choose_path, choose_version, notebook_name
from generator.diagnostics import Finding, Unmet

OLD, NEW = OfferedVersion("pa-1", "1.0.0", "", True), OfferedVersion("pa-2", "1.1.0", "", False)
DEV, PROD = ("path-1", "churn-dev"), ("path-2", "churn-prod")


def refused(choose: Callable[..., Any], *given: Any, **named: Any) -> Finding:
    with pytest.raises(Unmet) as raised:
        choose(*given, **named)
    return raised.value.finding


def test_the_newest_version_that_is_not_deprecated_is_taken() -> None:
    assert choose_version([NEW, OLD], None, launching=True) is NEW
    assert choose_version([OLD, NEW], None, launching=False) is NEW


def test_a_deprecated_version_is_shown_and_updated_to_and_not_launched() -> None:
    assert choose_version([NEW, OLD], "1.0.0", launching=False) is OLD
    finding = refused(choose_version, [NEW, OLD], "1.0.0", launching=True)
    assert finding.code == "AWS712"
    assert "deprecated" in finding.message


def test_a_version_that_is_not_on_offer_is_reported_with_those_that_are() -> None:
    assert refused(choose_version, [NEW, OLD], "9.9.9", launching=True).fix == "on offer: 1.1.0"
    assert refused(choose_version, [OLD], None, launching=True).fix == "on offer: none"


def test_the_only_path_is_taken_and_of_several_the_one_of_the_environment() -> None:
    assert choose_path([DEV], None) == "path-1"
    assert choose_path([DEV, PROD], "churn-prod") == "path-2"


def test_of_several_paths_the_one_whose_rules_leave_the_environments_name_is_taken() -> None:
    left = {"path-1": {"fraud-dev"}, "path-2": {"fraud-prod", "5"}}
    assert choose_path([DEV, PROD], "fraud-prod", left.__getitem__) == "path-2"


def test_no_path_and_too_many_are_reported() -> None:
    assert "no portfolio lets you" in refused(choose_path, [], None).message
    assert "churn-dev, churn-prod" in refused(choose_path, [DEV, PROD], None).message
    assert refused(choose_path, [DEV, PROD], "fraud").code == "AWS713"


def test_the_fix_for_too_many_paths_names_an_option_that_exists() -> None:
    fix = refused(choose_path, [DEV, PROD], None).fix
    assert fix is not None
    for words in re.findall(r"--[a-z-]+", fix):
        assert words in {option for parameter in launch.params for option in parameter.opts}


def test_a_launch_that_failed_has_no_notebook_and_says_why() -> None:
    launched = Launched("pp-1", "churn-dev-x", "ERROR", "prod-1", "pa-1", "1.0.0", "not authorized")
    assert notebook_name({"NotebookInstanceName": "ds-churn-dev-x"}, launched) == "ds-churn-dev-x"
    assert "ERROR: not authorized" in refused(notebook_name, {}, launched).message


def test_a_launched_product_that_is_no_notebook_says_what_it_is() -> None:
    launched = Launched("pp-1", "mine", "AVAILABLE", "prod-1", "pa-1", "1.0.0", "", title="Setting")
    assert "`mine` is a Setting and no notebook" in refused(notebook_name, {"SettingName": "x"}, launched).message


def test_the_products_of_the_folder_are_completed(tmp_path: Path) -> None:
    for name in ("bucket", "batch", "queue"):
        (tmp_path / "products" / name).mkdir(parents=True)
        (tmp_path / "products" / name / "product.yaml").touch()
    context = click.Context(launch)
    context.params["project"] = tmp_path
    assert complete_products(context, launch.params[0], "b") == ["batch", "bucket"]
