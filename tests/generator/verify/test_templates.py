"""cfn-lint's findings point at the author's line, agree with plain cfn-lint, and are only looked for once."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.diagnostics import Finding, Severity
from generator.synth import read_ledger, render_project, write_dist
from generator.verify import check_templates

HERE = Path(__file__).parents[3]
QUEUE = "products/queue/template.py"


def rewrite(root: Path, old: str, new: str) -> None:
    text = (root / QUEUE).read_text()
    assert old in text
    (root / QUEUE).write_text(text.replace(old, new))


def lint(root: Path) -> list[Finding]:
    return check_templates(root, render_project(root))


def line_of(root: Path, words: str) -> int:
    return next(number for number, line in enumerate((root / QUEUE).read_text().splitlines(), 1) if words in line)


def spoil(root: Path) -> None:
    """An error, a warning and an information."""
    rewrite(root, "QueueName=name,", "QueueName=name, DelaySeconds=9999,")
    rewrite(root, 'Ref(queue), "Where', 'Sub("fixed"), "Where')
    rewrite(root, 'Join("/", [', 'Join("", [')


def test_a_clean_project_has_no_finding_of_any_level(project: Path) -> None:
    assert lint(project) == []


def test_findings_keep_their_ids_and_levels_and_stand_where_the_author_wrote_it(project: Path) -> None:
    spoil(project)
    found = {row.code: row for row in lint(project)}
    assert {code: row.severity for code, row in found.items()} == {
        "E3034": Severity.ERROR,
        "W1020": Severity.WARNING,
        "I1022": Severity.INFO,
    }
    places = {code: (row.span.path, row.span.line) for code, row in found.items() if row.span}
    assert places == {
        "E3034": (QUEUE, line_of(project, "DelaySeconds")),
        "W1020": (QUEUE, line_of(project, 'Sub("fixed")')),
        "I1022": (QUEUE, line_of(project, 'Join("", [')),
    }


def test_a_finding_about_no_part_stands_in_the_template_itself(project: Path) -> None:
    rewrite(
        project, '    canvas.output("QueueUrl"', "    canvas.metadata('Big', {'k': 1})\n    canvas.output(\"QueueUrl\""
    )
    (project / ".cfnlintrc").write_text("regions: [eu-west-1]\ninclude_checks: [I]\nconfigure_rules: {}\n")
    rendered = [row for row in render_project(project) if row.product.name == "queue"]
    broken = rendered[0].__class__(
        rendered[0].product,
        rendered[0].text.replace("2010-09-09", "2011-09-09"),
        rendered[0].digest,
        rendered[0].document,
        rendered[0].sources,
    )
    (finding,) = check_templates(project, [broken])
    assert finding.span is not None
    assert (finding.span.path, finding.span.line) == ("dist/queue/1.0.0/template.yaml", 1)


@pytest.mark.slow
def test_plain_cfn_lint_says_the_same(project: Path) -> None:
    spoil(project)
    (project / ".cfnlintrc").write_bytes((HERE / ".cfnlintrc").read_bytes())
    write_dist(project, render_project(project), read_ledger(project), whole=True)
    words = [str(Path(sys.executable).with_name("cfn-lint")), "--format", "json", "dist/**/*.yaml"]
    plain = subprocess.run(words, cwd=project, capture_output=True, text=True, check=False)
    theirs = sorted((row["Rule"]["Id"], row["Message"]) for row in json.loads(plain.stdout))
    assert theirs == sorted((row.code, row.message) for row in lint(project))
    assert len(theirs) == 3


def test_what_was_linted_before_is_not_linted_again_and_says_the_same(project: Path) -> None:
    spoil(project)
    first = lint(project)
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]);"
        "from generator.synth import render_project; from generator.verify import check_templates;"
        "root = Path(sys.argv[1]);"
        "print(len(check_templates(root, render_project(root))), 'cfnlint' in sys.modules)"
    )
    words = [sys.executable, "-c", program, str(project), str(HERE)]
    assert subprocess.run(words, capture_output=True, check=True, text=True).stdout == f"{len(first)} False\n"


def test_only_the_template_that_changed_is_linted_again(project: Path) -> None:
    lint(project)
    records = {path.name: path.read_bytes() for path in (project / ".cache/lint").iterdir()}
    before = (project / ".cache/lint/bucket.json").stat().st_mtime_ns
    rewrite(project, "1209600", "604800")
    lint(project)
    after = {path.name: path.read_bytes() for path in (project / ".cache/lint").iterdir()}
    assert records["queue.json"] != after["queue.json"]
    assert (project / ".cache/lint/bucket.json").stat().st_mtime_ns == before


@pytest.mark.slow
def test_another_configuration_lints_everything_again(project: Path) -> None:
    spoil(project)
    assert "I1022" in {row.code for row in lint(project)}
    (project / ".cfnlintrc").write_text("regions: [eu-west-1]\n")
    assert "I1022" not in {row.code for row in lint(project)}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"key": 1}', '{"key": null, "matches": [1]}'])
def test_a_damaged_record_costs_only_time(project: Path, content: str) -> None:
    (project / ".cache" / "lint").mkdir(parents=True)
    (project / ".cache" / "lint" / "queue.json").write_text(content)
    assert lint(project) == []


def test_our_own_configuration_has_the_informational_rules_on() -> None:
    assert re.search(r"^include_checks:\n  - I$", (HERE / ".cfnlintrc").read_text(), re.MULTILINE)


@pytest.mark.slow
def test_remembered_answers_about_conditions_find_what_cfn_lint_finds_without(project: Path) -> None:
    with (project / QUEUE).open("a") as file:
        file.write(CONDITIONS)
    findings = lint(project)
    write_dist(project, render_project(project), read_ledger(project), whole=True)
    template = next((project / "dist" / "queue").rglob("template.yaml"))
    words = ["--format", "json", "--include-checks", "I", "--regions", "eu-west-1", "us-east-1", "--", str(template)]
    plain = subprocess.run(
        [str(Path(sys.executable).with_name("cfn-lint")), *words], capture_output=True, text=True, check=False
    )
    theirs = sorted((row["Rule"]["Id"], row["Message"]) for row in json.loads(plain.stdout))
    assert theirs == sorted((row.code, row.message) for row in findings)
    assert {"W1028", "E3005"} <= {code for code, _ in theirs}


CONDITIONS = """

_plain = build


def build(canvas, product):  # noqa: F811 - the same product, and more of it
    from troposphere import And, Condition, Equals, If, Not, Ref
    from troposphere.sqs import Queue

    from generator.blueprint import ParameterPrompt

    _plain(canvas, product)
    for name in ("Loud", "Quick"):
        canvas.parameter(ParameterPrompt(name, "More", name, name, "yes or no", allowed=("yes", "no"), default="no"))
        canvas.condition(f"Is{name}", Equals(Ref(name), "yes"))
        canvas.condition(f"Not{name}", Not(Condition(f"Is{name}")))
    canvas.condition("Both", And(Condition("IsLoud"), Condition("IsQuick")))
    canvas.rule("Either", {"Loud or quick, or both": Not(Equals(Ref("Loud"), "maybe"))})
    canvas.add(Queue("First", Condition="IsLoud", DelaySeconds=If("NotLoud", 1, If("Both", 2, 3))))
    canvas.add(Queue("Second", DependsOn="First", Condition="NotLoud", DelaySeconds=If("IsQuick", 4, 5)))
"""
