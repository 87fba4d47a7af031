"""Sentences of scenarios.yaml: each real one is true, each turned round is found false where it stands."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from generator.diagnostics import Problems
from generator.manifest import load_products
from generator.manifest.scenarios import LoadedScenarios, load_scenarios
from generator.model.scenario import Scenario
from generator.synth import render_product
from generator.verify.scenarios import check_scenarios
from generator.verify.scenarios.deployed import DeployedTemplate, resolve_template
from generator.verify.scenarios.proof import prove

ROOT = Path(__file__).parents[3]
FILE = """\
format: 1
about: environment
answers: {}
contexts:
  at home: { "aws:SourceIp": 10.0.0.1 }
sentences:
  - as: training
    cannot: sagemaker:CreateEndpoint
    when: at home
    because: a job starts nothing
"""


@cache
def loaded(product: str) -> LoadedScenarios:
    return load_scenarios(ROOT, product)


@cache
def deployed(about: str, answers: tuple[tuple[str, str], ...], stored: tuple[tuple[str, str], ...]) -> DeployedTemplate:
    return resolve_template(render_product(ROOT, load_products(ROOT)[about]).document, dict(answers), dict(stored))


def sentences() -> Iterator[tuple[str, Scenario]]:
    for product in ("environment", "notebook", "job-alerts"):
        for scenario in loaded(product).scenarios.sentences:
            yield product, scenario


@pytest.mark.parametrize(("product", "least"), [("environment", 25), ("notebook", 10), ("job-alerts", 8)])
def test_every_sentence_of_a_product_is_true(product: str, least: int) -> None:
    assert prove(ROOT, product) == []
    assert len(loaded(product).scenarios.sentences) >= least


@pytest.mark.parametrize(("product", "scenario"), list(sentences()), ids=[f"{each.because}" for _, each in sentences()])
def test_turned_round_it_is_false_for_all_that_it_names(product: str, scenario: Scenario) -> None:
    whole = loaded(product).scenarios
    answers = {**whole.answers, **scenario.answers}
    turned = replace(scenario, allowed=not scenario.allowed)
    template = deployed(whole.about, tuple(sorted(answers.items())), tuple(whole.stored.items()))
    asked = list(template.decisions(turned))
    assert asked
    assert all(decision.allowed is not turned.allowed for _, _, _, decision in asked)


def test_both_kinds_of_sentence_are_there_for_every_role() -> None:
    named = {(who, scenario.allowed) for _, scenario in sentences() for who in scenario.principals}
    roles = {
        "data-scientist",
        "notebook-creation",
        "notebook-execution",
        "training",
        "endpoint-creation",
        "endpoint-hosting",
        "endpoint-invocation",
    }
    assert {(role, allowed) for role in roles for allowed in (True, False)} <= named


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the real environment, and a product that has nothing but sentences about it."""
    ignored = shutil.ignore_patterns("__pycache__", "scenarios.yaml")
    shutil.copytree(ROOT / "products", tmp_path / "products", ignore=ignored)
    return tmp_path


def say(project: Path, text: str) -> Path:
    (project / "products/notebook/scenarios.yaml").write_text(text)
    return project


def test_a_false_sentence_is_reported_at_its_line_with_the_statement_that_decides(project: Path) -> None:
    false = loaded_text("notebook").replace(
        "    can: sagemaker:StopNotebookInstance", "    cannot: sagemaker:StopNotebookInstance"
    )
    (finding,) = prove(say(project, false), "notebook")
    assert finding.code == "SEC472"
    assert finding.span is not None
    assert false.splitlines()[finding.span.line - 1] == "    cannot: sagemaker:StopNotebookInstance"
    assert "of ds-churn-dev-notebook-execution-" in finding.message
    places = re.findall(r"`(\w+)` of [\w-]+ \((?:identity|boundary)\) at (products/[\w/]+\.py):(\d+)", finding.message)
    assert finding.message.count(" of ds-churn-dev-") == len(places) > 1
    for sid, file, line in places:
        assert f'"{sid}"' in "".join((project / file).read_text().splitlines()[int(line) - 1 : int(line) + 1])


def test_what_one_layer_alone_allows_is_named_with_its_line(project: Path) -> None:
    sentence = "  - as: endpoint-invocation\n    can: sagemaker:ListEndpoints\n    because: its boundary would let it\n"
    (finding,) = prove(say(project, loaded_text("notebook") + sentence), "notebook")
    pattern = r"no statement allows it \(identity\); only `\w+` of [\w-]+ \(boundary\) at products/[\w/]+\.py:\d+ would"
    assert re.search(pattern, finding.message), finding.message


@pytest.mark.slow
def test_an_allow_that_the_boundary_cuts_is_reported_at_its_line(project: Path) -> None:
    file = project / "products/environment/roles/training.py"
    mark = '        deny("NeverCallSageMaker"'
    file.write_text(file.read_text().replace(mark, '        allow("Beyond", "sqs:SendMessage", "*"),\n' + mark))
    shutil.copy(ROOT / "products/environment/scenarios.yaml", project / "products/environment")
    lines = file.read_text().splitlines()
    (beyond,) = [number for number, line in enumerate(lines, 1) if "Beyond" in line]
    found = [each for each in run_apart(project) if each[0] == "SEC474"]
    assert found == [["SEC474", "products/environment/roles/training.py", beyond]]


def loaded_text(product: str) -> str:
    return (ROOT / f"products/{product}/scenarios.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("format: 1", "format: 2", "SEC471", 1),
        ("format: 1", "format: [", "SEC470", 3),
        ("    because: a job starts nothing\n", "", "SEC471", 7),
        ("because:", "becuase:", "SEC471", 10),
        ("    cannot:", "    can: s3:GetObject\n    cannot:", "SEC471", 7),
        ("    cannot: sagemaker:CreateEndpoint\n", "", "SEC471", 7),
        ("when: at home", "when: at work", "SEC473", 9),
        ('"aws:SourceIp": 10.0.0.1', '"aws:SourceIp": 7', "SEC471", 5),
        ("sentences:", "sentences: []\nmore:", "SEC471", 6),
    ],
)
def test_a_file_of_another_form_is_reported_by_its_code_and_place(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    (tmp_path / "products/notebook").mkdir(parents=True)
    with pytest.raises(Problems) as caught:
        load_scenarios(say(tmp_path, FILE.replace(old, new, 1)), "notebook")
    assert code in {finding.code for finding in caught.value.findings}
    assert line in {finding.span.line for finding in caught.value.findings if finding.span}


@pytest.mark.parametrize(
    ("old", "new", "fix"),
    [
        ("as: data-scientist\n    can:", "as: data-scientists\n    can:", "data-scientist"),
        ("$NotebookKey", "$NotebookKeys", "NotebookKey"),
    ],
)
def test_a_name_that_the_template_does_not_make_is_reported(project: Path, old: str, new: str, fix: str) -> None:
    found = prove(say(project, loaded_text("notebook").replace(old, new, 1)), "notebook")
    assert {finding.code for finding in found} == {"SEC473"}
    assert {finding.fix for finding in found} == {fix}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("can: sagemaker:StopNotebookInstance", "can: Stop", "SEC471"),
        ("as: data-scientist", "as: arn:x", "SEC471"),
        ("    when: what the product", "    through: NotebookKey\n    when: what the product", "SEC473"),
        ("  Project: churn\n", "", "SEC410"),
        ("  Project: churn\n", "  Project: churn\n  Prject: x\n", "SEC473"),
        ("about: environment", "about: enviroment", "VER511"),
        ("  Stage: dev\n", "  Stage: dev\n  Presign: cidr\n", "SEC440"),
    ],
)
def test_what_cannot_be_asked_is_reported_in_this_file(project: Path, old: str, new: str, code: str) -> None:
    found = prove(say(project, loaded_text("notebook").replace(old, new, 1)), "notebook")
    assert code in {finding.code for finding in found}
    assert {finding.span.path for finding in found if finding.span} == {"products/notebook/scenarios.yaml"}


def test_what_an_environment_publishes_is_stored_in_the_file(project: Path) -> None:
    file = project / "products/job-alerts/scenarios.yaml"
    text = (ROOT / "products/job-alerts/scenarios.yaml").read_text(encoding="utf-8")
    file.write_text(text)
    assert prove(project, "job-alerts") == []
    begin = text.index("stored:")
    file.write_text(text[:begin] + text[text.index("\n\n", begin) :])
    found = prove(project, "job-alerts")
    assert {finding.code for finding in found} == {"SEC410"}
    assert {finding.fix for finding in found} == {
        "stored: { /ds/churn-dev/role/training: what the environment publishes }"
    }


NAMES = """names:
  - can: [sts.eu-west-1.amazonaws.com, git.example.com]
    answers: { AllowedDomains: git.example.com }
    because: work asks for them
  - cannot: data.attacker.example
    because: a name carries data to whoever runs its name servers
"""


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("can: [sts", "can: [sts", []),
        ("cannot: data", "can: data", ["a query for data.attacker.example is answered"]),
        ("can: [sts.", "cannot: [sts.", ["sts.eu-west-1.amazonaws.com is blocked", "git.example.com is blocked"]),
        ("AllowedDomains: git", "AllowedDomains: got", ["a query for git.example.com is answered"]),
        ("AllowedDomains: git.example.com", "DnsFirewall: none", []),
        ("AllowedDomains:", "AllowedDomain:", ["does not ask `AllowedDomain`", "git.example.com is answered"]),
    ],
)
def test_a_sentence_about_names_is_proven_too(project: Path, old: str, new: str, wrong: list[str]) -> None:
    text = loaded_text("notebook") + NAMES.replace(old, new, 1)
    found = prove(say(project, text), "notebook")
    assert len(found) == len(wrong), found
    for words, finding in zip(wrong, found, strict=True):
        assert words in finding.message
        assert finding.span is not None
        assert finding.span.line > len(loaded_text("notebook").splitlines())


def test_a_sentence_about_names_has_one_form(tmp_path: Path) -> None:
    (tmp_path / "products/notebook").mkdir(parents=True)
    for wrong in ("    cannot: a.example\n", ""):
        names = "names:\n  - because: so\n" + (wrong + "    can: b.example\n" if wrong else "")
        with pytest.raises(Problems) as caught:
            load_scenarios(say(tmp_path, FILE + names), "notebook")
        assert {finding.code for finding in caught.value.findings} == {"SEC471"}


def test_a_way_out_is_found_in_a_network_that_the_file_names_at_the_line_that_draws_it(project: Path) -> None:
    file = project / "products/environment/network.py"
    drawn = "    canvas.add(\n        ec2.InternetGateway('Door', Condition=When.NETWORK_ACLS))\n"
    text = file.read_text(encoding="utf-8")
    start = text.index("\n", text.index('"""', text.index("def build_network("))) + 1
    file.write_text(text[:start] + drawn + text[start:], encoding="utf-8")
    shutil.copy(ROOT / "products/environment/scenarios.yaml", project / "products/environment")

    found = run_apart(project)
    line = file.read_text(encoding="utf-8").splitlines().index("    canvas.add(") + 1
    assert found == [["SEC420", "products/environment/network.py", line]]


def test_what_is_unchanged_is_checked_without_importing_what_takes_long(project: Path) -> None:
    say(project, loaded_text("notebook"))
    code = (
        "import sys; from pathlib import Path; root = Path(sys.argv[1])\n"
        "from generator.synth import render_project; from generator.verify import check_rules\n"
        "from generator.verify.scenarios import check_scenarios\n"
        "rendered = render_project(root)\n"
        "assert check_rules(root, rendered) == [] == check_scenarios(root, rendered)\n"
        "heavy = ('troposphere', 'awacs', 'pydantic', 'yaml', 'cfnlint', 'generator.iam', 'generator.verify.rules')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    first, second = run_python(code, project), run_python(code, project)
    assert "'generator.iam'" in first
    assert second == "[]\n"


def run_apart(project: Path) -> list[list[str | int]]:
    """What is found by a process that has not imported the real products."""
    code = (
        "import json, sys; from pathlib import Path; from generator.verify.scenarios.proof import prove\n"
        "found = prove(Path(sys.argv[1]), 'environment')\n"
        "print(json.dumps([[each.code, *([each.span.path, each.span.line] if each.span else [])] for each in found]))"
    )
    return list(json.loads(run_python(code, project)))


def run_python(code: str, project: Path) -> str:
    command = [sys.executable, "-c", code, str(project)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def test_what_was_proven_is_proven_again_when_something_changes(project: Path) -> None:
    rendered = [render_product(project, product) for product in load_products(project).values()]
    say(project, loaded_text("notebook"))
    assert check_scenarios(project, rendered) == []
    record = project / ".cache/scenarios/notebook.json"
    before = record.stat().st_mtime_ns
    assert check_scenarios(project, rendered) == []
    assert record.stat().st_mtime_ns == before

    say(project, loaded_text("notebook").replace("    cannot: ssm:GetParameters", "    can: ssm:GetParameters"))
    for _ in range(2):
        (finding,) = check_scenarios(project, rendered)
        assert finding.code == "SEC472"
        assert finding.span is not None
