"""`report`: one file about this project, and about somebody else's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.world import CHECKOUT, run
from tests.fixtures.pages import Page

LARGEST = 1_000_000


@pytest.fixture(scope="module")
def text() -> str:
    """The report of this project."""
    return run(CHECKOUT, "report", "--output", "-").ended(0).out


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    """The same, read strictly."""
    return Page(text)


@pytest.mark.slow
def test_the_report_is_one_small_file_that_runs_and_fetches_nothing(text: str, page: Page) -> None:
    assert page.problems() == []
    assert len(text.encode()) < LARGEST
    assert not re.search(r"url\(|@import|<script|<iframe", text)


@pytest.mark.slow
def test_it_says_what_is_offered_asked_decided_and_paid(page: Page) -> None:
    heads = [words for _, words in page.headings]
    for words in ("What is on offer", "Environment churn-dev", "Cost of everything", "Open questions", "Digests"):
        assert words in heads
    for words in (
        "./build.py launch notebook --name NAME --environment churn-dev",
        "always churn-dev here",
        "a team's code works with the team's data",
        "no line goes to it",
        "about $292.09 a month",
        "DataKey",
    ):
        assert words in page.text


@pytest.mark.slow
def test_a_deciding_statement_is_where_the_report_says(text: str, page: Page) -> None:
    places = re.findall(r"(dist/environment/[0-9.]+/template\.yaml):(\d+)", page.text.replace("\u200b", ""))
    assert len(places) > 20
    for path, line in places[:20]:
        assert "Sid:" in (CHECKOUT / path).read_text().splitlines()[int(line) - 1]


def test_a_project_without_environments_and_releases_has_a_report(project: Path) -> None:
    (project / "portfolio.yaml").write_text(
        "format: 1\ncatalog: desks\ntargets:\n  dev: { account: '111122223333', region: eu-west-1 }\nportfolios: {}\n"
    )
    done = run(project, "report", "--output", "out/report.html").ended(0).said("wrote out/report.html")
    assert done.out == ""
    found = Page((project / "out/report.html").read_text())
    assert found.problems() == []
    assert "Nothing is on offer yet." in found.text


def test_a_mistake_in_the_projects_files_is_told_and_nothing_is_written(project: Path) -> None:
    (project / "portfolio.yaml").write_text("format: 1\ncatalog: desks\nportfolioss: {}\n")
    run(project, "report").ended(1).said("error[PF")
    assert not (project / "report.html").exists()


def test_exceptions_of_a_project_that_was_not_scanned_are_listed(project: Path) -> None:
    file = project / "scan" / "exceptions.yaml"
    file.parent.mkdir()
    file.write_text(
        "- reason: The log group is a test's.\n  since: 2026-11-23\n  expires: 2999-12-31\n  findings:\n"
        "    - { scanner: cdk-nag, rules: &rules [AwsSolutions-X1], resources: [Log] }\n"
        "    - { scanner: checkov, rules: *rules, resources: [Log] }\n"
    )
    text = run(project, "report", "--output", "-").ended(0).out
    assert "The log group is a test" in Page(text).text
    assert "2999-12-31" in Page(text).text
    file.write_text("- reason: [\n")
    broken = run(project, "report", "--output", "-").ended(0).out
    assert "scan/exceptions.yaml cannot be read either" in Page(broken).text


@pytest.mark.slow
def test_what_was_kept_of_a_report_makes_the_same_report(project: Path) -> None:
    first = run(project, "report", "--output", "-").ended(0).out
    kept = project / ".cache" / "report"
    (kept / "page.json").unlink()
    assert run(project, "report", "--output", "-").ended(0).out == first
    for record in kept.iterdir():
        record.write_text('{"key": "damaged"}')
    assert run(project, "report", "--output", "-").ended(0).out == first


@pytest.mark.slow
def test_a_changed_sentence_is_decided_anew(project: Path) -> None:
    run(project, "report", "--output", "-").ended(0)
    sentences = project / "products" / "environment" / "scenarios.yaml"
    sentences.write_text(sentences.read_text().replace("because: ", "because: in other words, "))
    assert "in other words, " in Page(run(project, "report", "--output", "-").ended(0).out).text
