"""A version is not frozen with what `check` finds an error in: nothing of it can be changed afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.world import run

pytestmark = pytest.mark.slow
LOOSE = """\
AWSTemplateFormatVersion: "2010-09-09"
Description: A shelf that goes with its stack.
Resources:
  Shelf:
    Type: AWS::S3::Bucket
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A project with one product, whose bucket is not kept."""
    (tmp_path / "shelf.yaml").write_text(LOOSE, encoding="utf-8")
    (tmp_path / "products").mkdir()
    run(tmp_path, "new", "product", "shelf", "--from", "shelf.yaml").ended(0)
    return tmp_path


def test_nothing_is_frozen_while_check_finds_an_error_and_the_finding_is_its_own(shelf: Path) -> None:
    checked = run(shelf, "check", "shelf").ended(1)
    refused = run(shelf, "release", "shelf").ended(1).said("error[SEC461]", "products/shelf/template.yaml:")
    finding = refused.text[refused.text.index("error[SEC461]") :].partition("\n\n")[0]
    assert finding in checked.text
    assert not (shelf / "dist" / "ledger.json").exists()
    kept = "    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n"
    (shelf / "products/shelf/template.yaml").write_text(LOOSE + kept, encoding="utf-8")
    run(shelf, "release", "shelf").ended(0).said("released shelf 1.0.0")
    run(shelf, "release", "shelf").ended(0).said("nothing to release")


def test_what_is_meant_is_named_code_by_code(shelf: Path) -> None:
    run(shelf, "release", "shelf", "--in-spite-of", "SEC467").ended(1).said("error[SEC461]")
    run(shelf, "release", "shelf", "--in-spite-of", "SEC461").ended(0).said(
        "in spite of SEC461: 2 × in shelf", "released"
    )
