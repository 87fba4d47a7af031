"""deployment.yaml: what the product of the environments declares, and what is wrong with it at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Finding, Problems
from generator.manifest import load_manifest
from generator.manifest.deployments import load_base
from generator.model.declaration import NO_BASE, Question

FILE = "products/environment/deployment.yaml"
SMALL = """\
parameters:
  Team: project
  Wide: { field: network.endpoints, has: containers }
roles: [researcher, runner]
person: researcher
caller: runner
"""


def load(project: Path, text: str) -> list[Finding]:
    (project / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(Problems) as raised:
        load_base(project, ("environment", "notebook"))
    return list(raised.value.findings)


def test_a_project_without_the_file_has_no_product_of_environments(project: Path) -> None:
    assert load_base(project, ("notebook",)) is NO_BASE


def test_parameters_are_read_with_their_fields_and_roles_by_local_name(project: Path) -> None:
    (project / FILE).write_text(SMALL, encoding="utf-8")
    base = load_base(project, ("environment", "notebook"))
    assert base.product == "environment"
    assert base.questions == (Question("Team", "project"), Question("Wide", "network.endpoints", "containers"))
    assert (base.roles, base.person, base.caller) == (("researcher", "runner"), "researcher", "runner")
    assert base.place("Wide") == ("network", "endpoints")


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "fix"),
    [
        ("parameters:", "parameters: [", "PD280", None, ""),
        ("person: researcher\n", "", "PD281", None, "add `person"),
        ("roles: [", "rolls: [", "PD281", 4, "roles"),
        ("[researcher, runner]", "[Researcher, runner]", "PD281", 4, "researcher"),
        ("[researcher, runner]", "[researcher, researcher]", "PD281", 4, "remove one"),
        ("Team: project", "Team: projekt", "PD282", 2, "project"),
        ("field: network.endpoints", "field: network.endpoint", "PD282", 3, "network.endpoints"),
        ("caller: runner", "caller: runer", "PD282", 6, "runner"),
    ],
)
def test_what_is_wrong_is_told_at_its_line_with_a_fix(
    project: Path, old: str, new: str, code: str, place: int | None, fix: str
) -> None:
    findings = [each for each in load(project, SMALL.replace(old, new)) if each.code == code]
    assert findings
    assert findings[0].span is not None
    assert findings[0].span.path == FILE
    assert place is None or findings[0].span.line == place
    assert fix in (findings[0].fix or "")


def test_two_products_that_would_make_the_environments_are_refused(project: Path) -> None:
    (project / "products" / "notebook" / "deployment.yaml").write_text(SMALL, encoding="utf-8")
    (finding,) = load(project, SMALL)
    assert (finding.code, finding.fix) == ("PD283", "git rm products/notebook/deployment.yaml")


def test_environments_that_no_product_makes_are_refused(project: Path) -> None:
    (project / FILE).unlink()
    with pytest.raises(Problems) as raised:
        load_manifest(project)
    assert [(each.code, each.span.line if each.span else 0) for each in raised.value.findings] == [("PD283", 5)]


def test_a_role_of_portfolio_yaml_is_one_that_is_declared(project: Path) -> None:
    (project / FILE).write_text(SMALL, encoding="utf-8")
    with pytest.raises(Problems) as raised:
        load_manifest(project)
    assert {each.code for each in raised.value.findings} == {"PF154", "PD254"}
    assert {each.fix for each in raised.value.findings} == {"one of researcher, runner"}
