"""`check` reports everything that is wrong at once, each once, in the order of the files."""

from __future__ import annotations

from pathlib import Path

from generator.cli import main
from generator.verify import check_project


def test_a_project_that_is_rendered_and_clean_has_nothing_to_tell(project: Path) -> None:
    assert main(["--project", str(project), "render"]) == 0
    report = check_project(project)
    assert report.findings == ()
    assert [row.product.name for row in report.rendered] == ["bucket", "queue"]


def test_a_project_that_was_never_rendered_says_what_is_missing(project: Path) -> None:
    assert {finding.code for finding in check_project(project).findings} == {"VER503", "VER516"}


def test_faults_of_the_ledger_and_of_products_are_reported_together(project: Path) -> None:
    (project / "dist").mkdir()
    (project / "dist/ledger.json").write_text("[]")
    (project / "products/queue/template.py").write_text("1 / 0\n")
    found = [finding.code for finding in check_project(project).findings]
    assert found == ["VER505", "TP302"]


def test_a_bad_product_yaml_is_reported_at_its_place(project: Path) -> None:
    (project / "products/queue/product.yaml").write_text("title: [\n")
    (finding,) = check_project(project).findings
    assert finding.code.startswith("PD2")
    assert finding.span is not None
    assert finding.span.path == "products/queue/product.yaml"


def test_a_bad_portfolio_is_reported_too(project: Path) -> None:
    assert main(["--project", str(project), "render"]) == 0
    (project / "portfolio.yaml").write_text("format: 7\n")
    for _ in range(2):
        found = check_project(project).findings
        assert found
        assert {finding.code[:2] for finding in found} == {"PF"}


def test_a_name_that_does_not_exist_is_a_finding(project: Path) -> None:
    (finding,) = check_project(project, ("quue",)).findings
    assert (finding.code, finding.fix) == ("VER511", "./build.py render queue")
