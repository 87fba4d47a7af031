"""`prove`: who can do which task, by which statement at which line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.iam.actions import named
from generator.verify.matrix.products import find_tasks
from tests.e2e.test_allowed import PRODUCT, TEMPLATE
from tests.e2e.world import CHECKOUT, run

KEY = """\
  Reports:
    Type: AWS::S3::Bucket
    Properties: { BucketName: reports-churn }
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one product that has a role and a bucket."""
    folder = tmp_path / "products" / "job"
    folder.mkdir(parents=True)
    (folder / "template.yaml").write_text(TEMPLATE + KEY)
    (folder / "product.yaml").write_text(PRODUCT)
    return tmp_path


def answers(cells: list[dict[str, Any]], task: str) -> dict[str, str]:
    return {cell["who"]: cell["answer"] for cell in cells if cell["task"] == task}


def test_every_task_asks_an_action_that_exists() -> None:
    tasks = find_tasks(CHECKOUT, "environment")
    assert len({task.words for task in tasks}) == len(tasks) >= 60
    assert [task.action for task in tasks if list(named(task.action)) != [task.action]] == []


def test_a_template_that_is_no_environment_is_asked_what_any_can_be(project: Path) -> None:
    told = run(project, "prove", "job").ended(0).out
    assert max(map(len, told.splitlines())) <= 80
    assert "Read an object\n  s3:GetObject\n" in told
    assert "Open my own notebook" not in told
    data = run(project, "prove", "job", "--format", "json").ended(0).data
    assert answers(data["cells"], "Make a role")["JobRole"] == "never granted"
    assert answers(data["cells"], "Delete a bucket")["JobRole"] == "never granted"


def test_a_condition_and_a_denial_are_named_with_their_lines(project: Path) -> None:
    template = project / "products/job/template.yaml"
    text = template.read_text().replace("arn:aws:s3:::reports-churn/daily/*", "arn:aws:s3:::reports-churn/*")
    text = text.replace("Action: s3:*", "Action: [s3:GetObject, s3:DeleteObject]")
    text = text.replace(
        "Sid: NeverPlain",
        "Sid: NeverDelete\n                Effect: Deny\n                "
        "Action: s3:DeleteObject\n                Resource: '*'\n              - Sid: NeverPlain",
    )
    template.write_text(text)
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines, 1) if "Sid: NeverDelete" in line)
    told = run(project, "prove", "job", "--as", "JobRole", "--task", "an object").ended(0).out
    assert "allowed: JobRole" in told
    assert f"by NeverDelete of reports at products/job/template.yaml:{at}" in told
    assert "denied by a guardrail: JobRole" in told


def test_names_that_are_not_there_are_said_all_at_once(project: Path) -> None:
    ended = run(project, "prove", "job", "--as", "JobRol", "--task", "fly to the moon").ended(1)
    ended.said("SEC500", "JobRol", "--as JobRole", "fly to the moon")


@pytest.mark.slow
def test_an_environments_matrix_is_complete_and_has_the_lines() -> None:
    cells = run(CHECKOUT, "prove", "environment", "--format", "json").ended(0).data["cells"]
    assert len({cell["task"] for cell in cells}) >= 60
    assert answers(cells, "Train without a key")["NotebookExecutionRole"] == "denied by a guardrail"
    assert answers(cells, "Open another's notebook")["DataScientistRole"] == "never granted"
    assert set(answers(cells, "Delete the log bucket").values()) <= {
        "never granted",
        "denied by a guardrail",
        "allowed",
    }
    unplaced = {
        statement["statement"] for cell in cells for statement in cell["statements"] if statement["line"] is None
    }
    assert unplaced == set()


@pytest.mark.slow
def test_markdown_is_a_table() -> None:
    lines = (
        run(CHECKOUT, "prove", "environment", "--task", "notebook", "--format", "markdown").ended(0).out.splitlines()
    )
    rows = [line for line in lines if line.startswith("| ")]
    assert len(rows) > 20
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}


@pytest.mark.slow
def test_a_file_of_tasks_is_read_with_all_that_is_wrong_in_it(project: Path) -> None:
    tasks = project / "products/job/tasks.yaml"
    task = "  - { task: Read, action: s3:GetObject, on: 'arn:aws:s3:::reports-churn/daily/1' }\n"
    tasks.write_text(f"format: 1\ntasks:\n{task}")
    told = run(project, "prove", "job", "--task", "Read", "--as", "JobRole").ended(0).out
    assert "Read\n  s3:GetObject\n" in told
    assert "allowed only if: JobRole\n      if aws:SecureTransport" not in told, "the call is over TLS"
    tasks.write_text(f"format: 1\ntasks:\n{task.replace('GetObject', 'GetObjekt')}{task}")
    run(project, "prove", "job").ended(1).said("SEC471", "tasks.yaml:3", "s3:GetObjekt")
    tasks.write_text(f"format: 1\ntasks:\n{task.replace(' }', ', asked: [at night], when: [rain] }')}")
    run(project, "prove", "job").ended(1).said("SEC473", "`at night`", "`rain`", "tasks.yaml:3")
