"""The roles of an environment as templates of their own, made from the environment's own template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.cloudformation.resolve import resolve
from generator.diagnostics import Unmet
from generator.iam.roles import read_roles
from generator.model import Options, Roles
from generator.planning.environments import plan_deployment
from generator.planning.role_templates import SUPPORTING, WORKING, plan_role_templates
from generator.synth.serialize import render_yaml
from generator.verify.linter import Linter
from tests.generator.planning.test_environments import CHURN, RELEASE, TARGET
from tests.products.environment.conftest import BASE, draw

ROOT = Path(__file__).parents[3]
FOR_ONE_ACCOUNT = {"I3042", "I4010"}
"""The template is rendered for one environment, so that its partition is typed out, and needs no purpose of its own."""
APART = replace(
    CHURN,
    options=Options(trail="own"),
    roles=Roles("/data-science/", "arn:aws:iam::111122223333:policy/Boundary", "given"),
)


@cache
def drawn() -> Mapping[str, Any]:
    return json.loads(json.dumps(draw(), default=str))  # type: ignore[no-any-return] # a JSON object


@cache
def templates() -> Mapping[str, Mapping[str, Any]]:
    return plan_role_templates(drawn(), plan_deployment(BASE, APART, TARGET, RELEASE), "aws")


def as_made(template: Mapping[str, Any]) -> dict[str, Any]:
    """What the template makes with the values that an environment publishes, as the resolver names them."""
    published = resolve(drawn(), plan_deployment(BASE, replace(APART, roles=Roles()), TARGET, RELEASE).parameters)
    stored = {
        body["Properties"]["Name"]: body["Properties"]["Value"]
        for body in published["Resources"].values()
        if body["Type"] == "AWS::SSM::Parameter"
    }
    values = {name: stored[parameter["Default"]] for name, parameter in template.get("Parameters", {}).items()}
    plain = {**template, "Parameters": {name: {"Type": "String"} for name in values}}
    return resolve(plain, values)


def test_the_working_roles_are_those_of_the_environments_own_template_word_for_word() -> None:
    mine = replace(APART, roles=replace(APART.roles, made="own"))
    own = read_roles(resolve(drawn(), plan_deployment(BASE, mine, TARGET, RELEASE).parameters))
    apart = read_roles(as_made(templates()[WORKING]))

    assert len(apart) >= 7
    assert apart == {name: role for name, role in own.items() if name.startswith("ds-")}


def test_every_other_role_comes_before_and_needs_nothing_of_the_environment() -> None:
    supporting = templates()[SUPPORTING]

    assert "Parameters" not in supporting
    names = {body["Properties"]["RoleName"] for body in supporting["Resources"].values()}
    assert names == {"ds-churn-dev-trail", "ds-churn-dev-flow-logs", "ds-churn-dev-detective"}


def test_the_environment_names_the_roles_that_others_make_and_makes_none() -> None:
    made = resolve(drawn(), plan_deployment(BASE, APART, TARGET, RELEASE).parameters)["Resources"]
    text = json.dumps(made)

    assert not [name for name, body in made.items() if body["Type"].startswith("AWS::IAM::")]
    for name in ("trail", "flow-logs", "detective", "notebook-execution"):
        assert f'"arn:aws:iam::111122223333:role/data-science/ds-churn-dev-{name}"' in text


def test_a_key_that_has_no_arn_yet_is_held_to_its_alias() -> None:
    (detective,) = templates()[SUPPORTING]["Resources"]["DetectiveRole"]["Properties"]["Policies"]
    found = [each for each in detective["PolicyDocument"]["Statement"] if "kms:Decrypt" in each["Action"]]

    assert [each["Condition"]["ForAnyValue:StringEquals"] for each in found] == [
        {"kms:ResourceAliases": "alias/ds-churn-dev-logs"}
    ]


def test_a_template_that_cannot_leave_its_roles_out_is_refused() -> None:
    older = {**drawn(), "Conditions": {}}
    with pytest.raises(Unmet) as raised:
        plan_role_templates(older, plan_deployment(BASE, APART, TARGET, RELEASE), "aws")

    assert raised.value.finding.code == "PF193"


@pytest.mark.slow
@pytest.mark.parametrize("part", [SUPPORTING, WORKING])
def test_what_is_handed_over_lints_clean(part: str) -> None:
    linter = Linter(ROOT / ".cfnlintrc", experimental=True)

    found = linter.lint("roles.yaml", render_yaml(templates()[part]))
    assert [each for each in found if each.code not in FOR_ONE_ACCOUNT] == []
