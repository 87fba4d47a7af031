"""Files that commands of their own read are looked at by `check`, too: all that is wrong with them, at its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.manifest import load_products
from generator.synth import Rendered, render_product
from generator.verify.product_files import check_product_files

ROOT = Path(__file__).parents[3]


@pytest.fixture
def project(tmp_path: Path) -> tuple[Path, Rendered]:
    folder = tmp_path / "products" / "environment"
    folder.mkdir(parents=True)
    for file in ("tasks.yaml", "probes.yaml"):
        shutil.copy(ROOT / "products" / "environment" / file, folder)
    return tmp_path, render_product(ROOT, load_products(ROOT)["environment"])


def test_an_action_that_aws_does_not_have_is_found_in_tasks(project: tuple[Path, Rendered]) -> None:
    root, rendered = project
    assert check_product_files(root, [rendered]) == []
    file = root / "products" / "environment" / "tasks.yaml"
    text = file.read_text().replace("action: sagemaker:CreateTrainingJob", "action: sagemaker:MakeTrainingJob", 1)
    file.write_text(text)
    for _ in range(2):
        (found,) = check_product_files(root, [rendered])
        assert (found.code, "sagemaker:MakeTrainingJob" in found.message) == ("SEC471", True)
        assert found.span
        assert "MakeTrainingJob" in text.splitlines()[found.span.line - 1]
    file.write_text(text + "more: 1\n")
    assert {each.code for each in check_product_files(root, [rendered])} == {"SEC471"}


def test_what_is_wrong_with_probes_is_found(project: tuple[Path, Rendered]) -> None:
    root, rendered = project
    file = root / "products" / "environment" / "probes.yaml"
    file.write_text(file.read_text() + "more: 1\n")
    assert {each.span.path for each in check_product_files(root, [rendered]) if each.span} == {
        "products/environment/probes.yaml"
    }
