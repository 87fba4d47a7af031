"""A new product passes everything at once, and `new` never writes over anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cli import main
from generator.diagnostics import Problems
from generator.synth.starter import write_product
from generator.verify import check_project


def test_a_new_product_renders_and_passes_check(tmp_path: Path) -> None:
    paths = write_product(tmp_path, "batch-job")
    assert main(["--project", str(tmp_path), "render"]) == 0
    report = check_project(tmp_path)
    assert report.findings == ()
    assert [row.product.title for row in report.rendered] == ["Batch job"]
    assert "products/batch-job/README.md" in paths
    text = "".join((tmp_path / path).read_text() for path in paths)
    assert "{{" not in text


@pytest.mark.parametrize(
    "name",
    ["", "Upper", "has_underscore", "has space", "-a", "a-", "a--b", "1st", "../out", "a/b", "é", "x" * 41, "assets"],
)
def test_a_name_that_cannot_be_a_product_is_refused_with_one_that_can(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problems) as caught:
        write_product(tmp_path, name)
    (finding,) = caught.value.findings
    assert finding.code == "TP323"
    assert finding.fix is not None
    write_product(tmp_path, finding.fix.split()[-1])


def test_a_product_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "products").mkdir()
    (tmp_path / "products" / "queue").symlink_to("nowhere")
    with pytest.raises(Problems) as caught:
        write_product(tmp_path, "queue")
    assert caught.value.findings[0].code == "TP324"
    assert [path.name for path in (tmp_path / "products").iterdir()] == ["queue"]
