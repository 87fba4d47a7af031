"""Bad products and offers through `check`: all of them in one run, each a coded finding at its place, with a fix."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.e2e.test_bad_input import fingerprint
from tests.e2e.world import CHECKOUT, run

HEAD = 'AWSTemplateFormatVersion: "2010-09-09"\nDescription: A queue.\n'
QUEUE = f"{HEAD}Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n"
SETTINGS = "".join(
    f"  Setting{number}: {{ Type: AWS::SSM::Parameter, Properties: {{ Type: String, Value: x }} }}\n"
    for number in range(501)
)
ROLE = 'format: 1\nstatements:\n  - { id: Makes, because: it does, allow: "%s", on: "*" }\n'
BAD: dict[str, tuple[dict[str, str], str, str]] = {
    "a-list": ({"template.yaml": "- a\n- b\n"}, "TP327", "template.yaml:1:1"),
    "another-document": ({"template.yaml": f"{QUEUE}---\na: b\n"}, "TP327", "template.yaml:6:1"),
    "tabs": ({"template.yaml": QUEUE.replace("    Type", "\tType")}, "TP327", "template.yaml:5:1"),
    "a-macro": ({"template.yaml": f"{HEAD}Transform: Ours\n{QUEUE[len(HEAD) :]}"}, "TP331", "template.yaml:3:1"),
    "too-large": ({"template.yaml": f"{QUEUE}# {'x' * 1_000_000}\n"}, "TP310", "template.yaml:1:1"),
    "both-kinds": ({"template.yaml": QUEUE, "template.py": "x = 1\n"}, "TP325", "template.yaml:1:1"),
    "neither-kind": ({}, "TP304", "template.py:1:1"),
    "makes-roles": ({"template.yaml": QUEUE, "launch-role.yaml": ROLE % "iam:CreateRole"}, "PD265", ":3:43"),
    "past-its-boundary": ({"template.yaml": QUEUE, "launch-role.yaml": ROLE % "iam:*"}, "PD265", ":3:43"),
    "becomes-another": ({"template.yaml": QUEUE, "launch-role.yaml": ROLE % "sts:AssumeRole"}, "PD265", ":3:43"),
    "no-such-action": ({"template.yaml": QUEUE, "launch-role.yaml": ROLE % "sqs:MakeQueue"}, "PD262", ":3:43"),
}
OFFERS = """\
      - use: job-alerts
        offer: { current: "1.0.0" }
        launch-role: data-scientist
        narrow:
          Adress: [churn-team@example.com]
          Address: [nobody]
          Tell: [successes]
    access:
"""


def add(root: Path, name: str, files: dict[str, str]) -> None:
    """A product folder with these files beside the usual ones."""
    folder = root / "products" / name
    folder.mkdir(parents=True)
    said = f'title: {name}\nsummary: A test.\nowner: Team\nversion: "1.0.0"\nsupport: {{ email: team@example.com }}\n'
    usual = {"product.yaml": said, "README.md": f"# {name}\n", "CHANGELOG.md": f"# Changes of {name}\n"}
    for file, text in {**usual, **files}.items():
        (folder / file).write_text(text, encoding="utf-8")


def findings(root: Path, *words: str) -> list[tuple[str, str, str]]:
    """(code, place, fix) of all that one `check` says, none of it a traceback, and nothing written."""
    before = fingerprint(root)
    done = run(root, "check", *words).ended(1)
    assert fingerprint(root) == before
    blocks = [block for block in done.out.split("\n\n") if block.strip()]
    told = [
        (re.search(r"\[(\w+)\]", each), re.search(r"--> (\S+)", each), re.search(r"= fix: (.+)", each))
        for each in blocks
    ]
    return [(code[1], place[1] if place else "", fix[1] if fix else "") for code, place, fix in told if code]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str]]:
    """What one `check` says of all bad products together."""
    root = tmp_path_factory.mktemp("bad")
    for name, (files, _, _) in BAD.items():
        add(root, name, files)
    return findings(root)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_product_is_found_beside_all_others_at_its_place_with_a_fix(
    told: list[tuple[str, str, str]], name: str
) -> None:
    _, code, place = BAD[name]
    (found,) = [each for each in told if each[1].startswith(f"products/{name}/")]
    assert found[0] == code
    assert found[1].endswith(place)
    assert found[2]


@pytest.mark.slow
def test_more_resources_than_cloudformation_takes_are_found_at_the_first_that_is_too_many(tmp_path: Path) -> None:
    add(tmp_path, "many", {"template.yaml": f"{HEAD}Resources:\n{SETTINGS}"})
    assert ("TP312", "products/many/template.yaml:504:3") in [each[:2] for each in findings(tmp_path, "many")]
    run(tmp_path, "release", "many").ended(1).said("error[TP312]", "501 resources; the limit is 500", "= fix: ")
    assert not (tmp_path / "dist").exists()
    taken = "".join(SETTINGS.splitlines(keepends=True)[:500])
    (tmp_path / "products/many/template.yaml").write_text(f"{HEAD}Resources:\n{taken}", encoding="utf-8")
    run(tmp_path, "release", "many").ended(0).said("released many 1.0.0")


@pytest.mark.slow
def test_bad_offers_are_found_in_one_run_at_their_places(tmp_path: Path) -> None:
    """A role that Service Catalog cannot take, the data scientist's, a pin and narrowings of what is not there."""
    for name in ("products", "dist"):
        shutil.copytree(CHECKOUT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    text = (CHECKOUT / "portfolio.yaml").read_text(encoding="utf-8")
    for before, after in {
        "launch-role: notebook-creation": "launch-role: training",
        "VolumeSize: { max: 100 }": "VolumeSize: { min: 2000 }",
        "    access:\n": OFFERS,
    }.items():
        assert text.count(before) == 1
        text = text.replace(before, after)
    (tmp_path / "portfolio.yaml").write_text(text, encoding="utf-8")
    product = tmp_path / "products" / "job-alerts" / "product.yaml"
    said = product.read_text(encoding="utf-8")
    product.write_text(said.replace("environment-parameter: Environment", "environment-parameter: Stage"), "utf-8")

    def at(words: str) -> str:
        line = next(number for number, line in enumerate(text.splitlines(), 1) if words in line)
        return f"portfolio.yaml:{line}:"

    told = findings(tmp_path)
    for code, start in (
        ("PF175", at("launch-role: training")),
        ("PF165", at("VolumeSize:")),
        ("PF175", at("launch-role: data-scientist")),
        ("PF164", at("Adress:")),
        ("PF165", at("Address: [nobody]")),
        ("PF165", at("Tell:")),
        ("PF164", "products/job-alerts/product.yaml:6:24"),
    ):
        assert [fix for found, place, fix in told if found == code and place.startswith(start) and fix], (code, start)
    done = run(tmp_path, "check", "--format", "json").ended(1)
    assert {"PF164", "PF165", "PF175"} <= {each["code"] for each in json.loads(done.out)["findings"]}
