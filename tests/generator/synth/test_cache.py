"""Unchanged products are found again without drawing them; anything that could change them makes them new."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from generator.diagnostics import Problems
from generator.synth import render_project
from generator.synth.rendered_record import FOLDER, find_rendered, rendering_key

HERE = Path(__file__).parents[3]


def test_what_is_found_is_what_was_drawn(project: Path) -> None:
    drawn = {row.product.name: row for row in render_project(project)}
    assert {name: find_rendered(project, name) for name in drawn} == drawn


def test_its_actions_are_found(project: Path) -> None:
    file = project / "products" / "queue" / "product.yaml"
    action = (
        "restart: { summary: x, document: AWS-RestartEC2Instance, version: '1', parameters: { InstanceId: target } }"
    )
    file.write_text(f"{file.read_text(encoding='utf-8')}actions:\n  {action}\n", encoding="utf-8")
    (drawn,) = (row for row in render_project(project) if row.product.name == "queue")
    assert [each.name for each in drawn.product.actions] == ["restart"]
    assert find_rendered(project, "queue") == drawn


def test_a_launch_role_of_its_own_is_found_with_the_places_of_its_actions(project: Path) -> None:
    statement = "{ id: Make, because: the queue, allow: [sqs:CreateQueue, sqs:DeleteQueue], on: '*' }"
    file = project / "products" / "queue" / "launch-role.yaml"
    file.write_text(f"format: 1\nstatements:\n  - {statement}\n", encoding="utf-8")
    render_project(project)
    found = find_rendered(project, "queue")
    assert found is not None
    assert found.product.own_role is not None
    (made,) = found.product.own_role.statements
    assert [str(place) for place in made.places] == [
        "products/queue/launch-role.yaml:3:45",
        "products/queue/launch-role.yaml:3:62",
    ]


def test_a_project_that_did_not_change_needs_neither_troposphere_nor_yaml_nor_pydantic(project: Path) -> None:
    render_project(project)
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]);"
        "from generator.synth import render_project, read_ledger, check_dist;"
        "root = Path(sys.argv[1]);"
        "check_dist(root, render_project(root), read_ledger(root), whole=True);"
        "print(sorted({'troposphere', 'yaml', 'pydantic', 'cfnlint', 'boto3'} & set(sys.modules)))"
    )
    words = [sys.executable, "-c", program, str(project), str(HERE)]
    assert subprocess.run(words, capture_output=True, check=True, text=True).stdout == "[]\n"


@pytest.mark.parametrize("file", ["template.py", "product.yaml", "README.md"])
def test_a_change_in_the_product_s_folder_makes_it_new(project: Path, file: str) -> None:
    before = rendering_key(project, "queue"), rendering_key(project, "bucket")
    path = project / "products" / "queue" / file
    path.write_text((path.read_text() if path.exists() else "") + "\n")
    after = rendering_key(project, "queue"), rendering_key(project, "bucket")
    assert after[0] != before[0]
    assert after[1] == before[1]


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"key": 3}', "damaged"])
def test_a_damaged_record_costs_only_time(project: Path, content: str) -> None:
    first = render_project(project)
    record = project / FOLDER / "queue.json"
    if content == "damaged":
        content = json.dumps({**json.loads(record.read_text()), "text": "other"})
    record.write_text(content)
    assert render_project(project) == first


def test_the_mistakes_of_all_products_are_reported_together(project: Path) -> None:
    for name in ("queue", "bucket"):
        (project / "products" / name / "template.py").write_text("def build(canvas): ...\n")
    with pytest.raises(Problems) as caught:
        render_project(project)
    assert [finding.code for finding in caught.value.findings] == ["TP305", "TP305"]
