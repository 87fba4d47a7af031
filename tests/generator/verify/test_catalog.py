"""portfolio.yaml is held against the released templates: what is on offer, and what is narrowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.manifest import load_manifest
from generator.synth import Ledger, read_ledger
from generator.verify.agreement import check_agreement
from generator.verify.catalog import check_catalog, check_narrowing

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "portfolio.yaml", tmp_path)
    for folder in ("products", "dist"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def codes(project: Path, before: str = "", after: str = "") -> list[tuple[str, str | None]]:
    file = project / "portfolio.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1) if before else text, encoding="utf-8")
    found = check_narrowing(project, load_manifest(project), read_ledger(project))
    return [(finding.code, finding.fix) for finding in found]


def test_what_the_product_asks_may_be_narrowed(project: Path) -> None:
    assert codes(project) == []


def test_a_misspelt_parameter_is_reported_with_the_right_one(project: Path) -> None:
    assert codes(project, "InstanceType: [", "InstancType: [") == [("PF164", "InstanceType: …")]


def test_a_value_that_the_product_never_takes_is_reported_with_those_that_it_does(project: Path) -> None:
    [(code, fix)] = codes(project, "[ml.t3.medium,", "[ml.t9.medium,")
    assert code == "PF165"
    assert fix is not None
    assert "ml.t3.medium" in fix


def test_a_number_out_of_bounds_is_reported(project: Path) -> None:
    assert codes(project, "VolumeSize: { max: 100 }", 'VolumeSize: ["2"]') == [("PF165", "take from: 5 to 1000")]


def test_a_range_without_an_end_is_told_with_the_products_own(project: Path) -> None:
    assert codes(project, "{ max: 100 }", "{ min: 5 }") == [("PF155", "{ min: 5, max: 1000 }")]


def test_a_range_that_the_product_never_takes_is_told(project: Path) -> None:
    assert codes(project, "{ max: 100 }", "{ min: 2000, max: 2010 }") == [("PF165", "take from: 5 to 1000")]


def test_a_range_that_is_partly_the_products_is_cut_and_not_told(project: Path) -> None:
    assert codes(project, "{ max: 100 }", "{ min: 900, max: 1100 }") == []


def test_everything_that_is_held_against_the_releases_is_found_at_once(project: Path) -> None:
    file = project / "portfolio.yaml"
    text = file.read_text(encoding="utf-8").replace("{ max: 100 }", '{ max: 100 }\n          Color: ["red"]', 1)
    file.write_text(text, encoding="utf-8")
    ledger = read_ledger(project)
    kept = Ledger(tuple(release for release in ledger.releases if release.product != "environment"))
    found = check_catalog(project, load_manifest(project), kept)
    assert {finding.code for finding in found} == {"PF104", "PF164"}


def test_a_product_that_looks_up_what_its_environment_does_not_publish_is_told_before_anybody_launches(
    project: Path,
) -> None:
    file = project / "portfolio.yaml"
    text = file.read_text(encoding="utf-8")
    assert list(check_agreement(project, load_manifest(project), read_ledger(project))) == []
    file.write_text(text.replace('version: "2.0.0"', 'version: "1.0.1"'), encoding="utf-8")
    (finding,) = check_catalog(project, load_manifest(project), read_ledger(project))
    assert finding.code == "PF188"
    assert "looks up proxy," in finding.message
    assert finding.span is not None
    assert finding.span.line == 1 + text[: text.index("offer: { current:")].count("\n")
    assert finding.fix == 'version: "2.0.0" of the environment, deployed first'


def test_an_older_product_goes_on_in_a_newer_environment(project: Path) -> None:
    file = project / "portfolio.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('current: "2.0.0"', 'current: "1.0.0"'), encoding="utf-8")
    assert check_catalog(project, load_manifest(project), read_ledger(project)) == []
