"""`python -m scan --project DIR`, really run: a project of one's own, from the wheel to the dossier in its report.

Only the scanners that are installed with the generator run here; the others have to be fetched (docs/scan.md).
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.own_projects import Generator, build_generator
from tests.e2e.world import CHECKOUT, Done, clean_environment, run_command
from tests.fixtures.pages import Page

pytestmark = pytest.mark.slow
PRODUCT = 'title: Shelf\nsummary: A bucket of one\'s own.\nowner: Team\nversion: "1.0.0"\n'
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Description: A bucket of one's own.
Parameters:
  Days:
    Type: Number
    Description: For how many days a version is kept.
Resources:
  Shelf:
    Type: AWS::S3::Bucket
    Properties:
      LifecycleConfiguration:
        Rules: [{ Id: old, Status: Enabled, NoncurrentVersionExpiration: { NoncurrentDays: { Ref: Days } } }]
"""


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> Generator:
    return build_generator(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def mine(generator: Generator, tmp_path: Path) -> Path:
    """A new project with a product of its own, whose bucket goes with its stack."""
    project = tmp_path / "team-catalog"
    generator.run(tmp_path, "new", "project", str(project), "--wheel", str(generator.wheel)).ended(0)
    generator.install(project)
    folder = project / "products" / "shelf"
    folder.mkdir()
    (folder / "product.yaml").write_text(PRODUCT, encoding="utf-8")
    (folder / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
    return project


def scan(project: Path) -> Done:
    command = [sys.executable, "-m", "scan", "--project", str(project), "--only", "cfn-lint", "--only", "check"]
    return run_command(command, CHECKOUT, clean_environment())


def test_a_projects_own_products_are_scanned_excepted_and_in_its_report(generator: Generator, mine: Path) -> None:
    done = scan(mine).ended(1)
    done.said("shelf", "environment, churn-dev", "SEC461", "cfn-lint")
    outcome = json.loads((mine / ".cache" / "scan" / "outcome.json").read_text())
    row = next(row for row in outcome["controls"] if row["control"].startswith("SEC461"))
    assert (row["open"], "shelf/Shelf" in row["resources"]) == (["SEC461 · Shelf"], True)
    assert "environment/DataBucket" in row["resources"]
    left = {line.split(": ")[0] for line in done.out.partition(" left: ")[2].splitlines()[1:] if line.strip()}
    assert "checkov" not in left
    today = datetime.now(UTC).date()
    entries = [
        f"- reason: The shelf holds what can be made again.\n  since: {today}\n  expires: {today + timedelta(30)}\n"
        f"  findings:\n    - {{ scanner: {name}, rules: [{rules}], resources: [Shelf] }}\n"
        for name, rules in excepted(outcome, done)
    ]
    (mine / "scan").mkdir()
    (mine / "scan" / "exceptions.yaml").write_text("".join(entries), encoding="utf-8")
    scan(mine).ended(0)
    made = run_command(["./build.py", "report"], mine, {**generator.variables(), "PYTHONPATH": ""}).ended(0)
    made.said("wrote report.html")
    page = Page((mine / "report.html").read_text())
    assert page.problems() == []
    for words in ("what check refuses", "SEC461", "The shelf holds what can be made again.", "shelf/Shelf"):
        assert words in page.text.replace("\u200b", "")


def excepted(outcome: dict[str, object], done: Done) -> list[tuple[str, str]]:
    """Scanner and rules of what is left about the bucket."""
    del outcome
    found: dict[str, set[str]] = {}
    for line in done.out.partition(" left: ")[2].splitlines()[1:]:
        words = line.split(": ")
        if len(words) == 3 and words[2].startswith("Shelf"):
            found.setdefault(words[0], set()).add(words[1])
    return [(name, ", ".join(sorted(rules))) for name, rules in sorted(found.items())]
