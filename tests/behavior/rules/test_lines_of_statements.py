"""What is found in a statement stands where its author wrote the statement: in Python, in YAML, in JSON."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.cloudformation.origins import find_origin
from generator.cloudformation.resolve import resolve
from generator.diagnostics import Span
from generator.manifest import load_products
from generator.synth import Rendered, render_product, render_project
from generator.synth.statement_places import find_statement
from generator.verify.templates import check_rules
from tests.e2e.world import run

ROOT = Path(__file__).parents[3]
FAULTY = ROOT / "tests" / "fixtures" / "projects" / "statements"
MARK = re.compile(r"# <- (.+)$")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(FAULTY, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.fixture(scope="module")
def rendered(project: Path) -> Mapping[str, Rendered]:
    return {each.product.name: each for each in render_project(project)}


def marked(product: str) -> dict[str, tuple[str, int]]:
    """The file and line of each Sid that has a mark."""
    return {
        sid: (path.relative_to(FAULTY).as_posix(), number)
        for path in sorted((FAULTY / "products" / product).glob("*.*"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (found := MARK.search(line))
        for sid in found[1].split()
    }


def statements(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Every statement of a document with its path."""
    if isinstance(value, Mapping) and value.get("Effect") in ("Allow", "Deny"):
        yield path, value
    elif isinstance(value, Mapping | list):
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from statements(item, (*path, str(key)))


def faults(project: Path, product: Rendered) -> dict[str, tuple[str, int]]:
    """Where each statement's own fault is shown, by its Sid."""
    found = [each for each in check_rules(project, [product]) if each.code in ("SEC450", "SEC451")]
    return {each.message.split("`")[1]: place(each.span) for each in found}


def place(span: Span | None) -> tuple[str, int]:
    assert span is not None
    return span.path, span.line


@pytest.mark.parametrize("product", ["access", "written"])
def test_each_fault_is_shown_at_the_line_of_its_statement(
    project: Path, rendered: Mapping[str, Rendered], product: str
) -> None:
    expected = marked(product)
    assert len(expected) > 8
    assert faults(project, rendered[product]) == expected


def test_in_json_as_well(project: Path, rendered: Mapping[str, Rendered]) -> None:
    lines = (FAULTY / "products/json/template.json").read_text().splitlines()
    keys = [number for number, line in enumerate(lines, 1) if '"aws:SourceVpcc"' in line]
    assert faults(project, rendered["json"]) == {
        sid: ("products/json/template.json", line) for sid, line in zip(("OfManaged", "OfThen"), keys, strict=True)
    }


def test_a_statement_is_found_by_its_path_in_every_language(project: Path, rendered: Mapping[str, Rendered]) -> None:
    """At the call that makes it, or at its first line."""
    shown = {
        (product, path[1], statement["Sid"]): source_line(project, find_statement(rendered[product], path))
        for product in ("access", "written", "json")
        for path, statement in statements(rendered[product].document)
    }
    assert shown["access", "Managed", "OfOnlyIf"] == "allow(  # <- OfOnlyIf"
    assert shown["access", "Managed", "OfGuardrail"].startswith("guardrails.pass_role(")
    assert shown["written", "Managed", "OfThen"] == "- Sid: OfThen"
    assert shown["written", "Managed", "OfLongForm"] == "- Sid: OfLongForm"
    assert shown["written", "Listed", "OfList"] == "- - Sid: OfList"
    assert shown["written", "OfQueuesBlue", "OfBlue"] == "- Sid: Of${Name}"
    assert {line for (product, _, _), line in shown.items() if product == "json"} == {"{"}
    assert shown["access", "Dictionary", "OfDictionary"] == "canvas.add("


def source_line(project: Path, span: Span | None) -> str:
    assert span is not None
    return (project / span.path).read_text().splitlines()[span.line - 1].strip()


def test_the_column_is_that_of_the_call(project: Path, rendered: Mapping[str, Rendered]) -> None:
    span = find_statement(rendered["access"], ("Resources", "OfKeys", "Properties", "KeyPolicy", "Statement", "0"))
    assert span is not None
    line = (project / span.path).read_text().splitlines()[span.line - 1]
    marked_out = line[span.column - 1 : span.column - 1 + span.length]
    assert marked_out == 'allow("OfKey", "kms:*", "*", MISSPELT, to=anyone())'


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("Statement", "0"), "- id: MakeQueues"),
        (("Statement", "0", "Action", "0"), "- sqs:CreateQueue"),
        (("Statement", "0", "Action", "1"), "- sqs:SetQueueAttributes"),
        (("Statement", "0", "Resource", "0"), "- id: MakeQueues"),
        (("Statement", "1"), "- id: SeeQueues"),
    ],
)
def test_a_statement_of_a_launch_role_is_found(
    project: Path, rendered: Mapping[str, Rendered], path: tuple[str, ...], line: str
) -> None:
    policy = json.loads(rendered["written"].launch_policy)
    assert policy["Statement"][int(path[1])]["Sid"] in ("MakeQueues", "SeeQueues")
    assert source_line(project, find_statement(rendered["written"], path)) == line


def test_what_is_nowhere_has_no_place(rendered: Mapping[str, Rendered]) -> None:
    assert find_statement(rendered["access"], ()) is None
    assert find_statement(rendered["access"], ("Resources", "Nobody", "Properties")) is None
    assert find_statement(rendered["access"], ("Statement", "0")) is None
    assert find_statement(rendered["written"], ("Statement", "7")) is None


def test_the_cache_remembers_the_lines(project: Path, rendered: Mapping[str, Rendered]) -> None:
    (again,) = render_project(project, ("access",))
    drawn = render_product(project, load_products(project)["access"])
    assert again.statements == drawn.statements
    assert len(again.statements) > 20


def test_a_condition_of_the_template_leads_back_to_the_statement(rendered: Mapping[str, Rendered]) -> None:
    """What a decision names by its place in the resolved template is found in the one that the author wrote."""
    for product, sids in (("access", ("OfThen", "OfOtherwise")), ("written", ("OfThen", "OfOtherwise"))):
        document = rendered[product].document
        for region, sid in zip(("eu-west-1", "eu-north-1"), sids, strict=True):
            made = resolve(document, {}, {"AWS::Region": region})
            origins = {
                statement["Sid"]: find_origin(document, made["Conditions"], path)
                for path, statement in statements(made)
                if path[1] == "Managed"
            }
            written = {path: statement["Sid"] for path, statement in statements(document)}
            assert sid in origins
            assert {name: written[path] for name, path in origins.items()} == {name: name for name in origins}


@pytest.mark.slow
def test_check_shows_the_line(project: Path) -> None:
    run(project, "check").ended(1).said("products/access/template.py:31:9")
