"""The symbolic and the live resolution of the same deployed stack agree, value by value."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest

from embedded_aws import ACCOUNT, REGION
from embedded_aws.cloudformation.engine.scoping import build_scope, given_parameters
from embedded_aws.cloudformation.engine.store import Revision
from generator.cloudformation.resolve import resolve
from generator.cloudformation.symbolic import PSEUDO, SymbolicLookups
from generator.cloudformation.template.document import load_template
from generator.cloudformation.template.intrinsics import resolve as resolve_value
from generator.cloudformation.template.order import find_dependencies
from generator.manifest import load_products
from generator.synth import render_product
from tests.behavior.deployed.agreement import find_disagreements, find_wrong_tables, stacks_of
from tests.behavior.deployed.site import ANSWERS, CHURN, Site, pairs, template_of
from tests.behavior.environment.combinations import Row, answers_of, cover, covering, name_of, rendered

pytestmark = pytest.mark.slow

SMALL = Path(__file__).parents[2] / "fixtures" / "projects" / "small"
NOTEBOOK = {
    "environment": {"named": {"Environment": CHURN}, "current": {}},
    "machine": {"usual": {}, "with a GPU": {"InstanceType": "ml.g5.xlarge"}},
    "volume": {"usual": {}, "large": {"VolumeSize": "1000"}},
    "idle": {"usual": {}, "short": {"IdleMinutes": "5"}},
    "zone": {"first": {}, "third": {"Zone": "3"}},
    "repository": {"none": {}, "given": {"GitRepository": "https://github.com/example/churn"}},
}
QUEUE = {
    "name": {"short": {"QueueName": "abc"}, "long": {"QueueName": "abcdefghijklmnopqrst"}},
    "kept": {"usual": {}, "long": {"KeepLong": "yes"}},
}
NUMBERS = count(1)


OWN = "one-"
"""What the stacks are called that tests of this file make; its tests may run in any order."""


def deploy(site: Site, text: str, answers: dict[str, str]) -> str:
    name = f"{OWN}{next(NUMBERS)}"
    site.stacks.create_stack(
        StackName=name,
        TemplateURL=site.body(name, text),
        Parameters=pairs(answers),
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    site.ended(name, "CREATE_COMPLETE")
    return name


def disagreements(site: Site, name: str) -> list[str]:
    (stack,) = [stack for stack in stacks_of(site.aws) if stack.name == name]
    return [*find_disagreements(site.aws, stack), *find_wrong_tables(site.aws, stack)]


def test_both_environments_and_all_their_notebooks_agree(site: Site) -> None:
    stacks = [stack for stack in stacks_of(site.aws) if not stack.name.startswith(OWN)]
    assert len(stacks) == 5
    assert [words for stack in stacks for words in find_disagreements(site.aws, stack)] == []


def test_the_tables_of_return_values_give_named_resources_what_the_engine_gives_them(site: Site) -> None:
    assert [words for stack in stacks_of(site.aws) for words in find_wrong_tables(site.aws, stack)] == []


def test_a_value_that_differs_is_seen(site: Site) -> None:
    (stack,) = [stack for stack in stacks_of(site.aws) if stack.name == f"ds-{CHURN}"]
    logical_id = next(name for name, one in stack.resources.items() if one.kind == "AWS::S3::Bucket")
    bucket = stack.resources[logical_id]
    before, bucket.physical_id = bucket.physical_id, "another"
    assert find_disagreements(site.aws, stack)
    bucket.physical_id = before


def test_every_pair_of_a_notebooks_answers_agrees(site: Site) -> None:
    site.update(CHURN, {**ANSWERS[CHURN], "Current": "yes"})
    text, rows = template_of("notebook"), cover(NOTEBOOK, lambda row: True)[0]
    for number, row in enumerate(rows):
        answers = {key: value for switch, position in row.items() for key, value in NOTEBOOK[switch][position].items()}
        assert disagreements(site, deploy(site, text, {"NotebookName": f"pair{number}", **answers})) == []


def test_every_pair_of_a_small_products_answers_agrees(site: Site) -> None:
    products = load_products(SMALL)
    assert disagreements(site, deploy(site, render_product(SMALL, products["bucket"]).text, {})) == []
    for row in cover(QUEUE, lambda row: True)[0]:
        answers = {key: value for switch, position in row.items() for key, value in QUEUE[switch][position].items()}
        name = deploy(site, render_product(SMALL, products["queue"]).text, answers)
        assert disagreements(site, name) == []
        site.stacks.delete_stack(StackName=name)


@pytest.mark.parametrize("row", covering()[0], ids=name_of)
def test_every_pair_of_an_environments_answers_agrees_over_the_same_look_ups(row: Row) -> None:
    """What the engine does with a template, and what the proofs do; every row is deployed in `test_combinations`."""
    template, answers = load_template(rendered().text), answers_of(row)
    lookups, revision = SymbolicLookups({}, {}, {}), Revision(template.text, given_parameters(template, answers))
    stack = {"name": str(PSEUDO["AWS::StackName"]), "stack_id": str(PSEUDO["AWS::StackId"])}
    scope = build_scope(template, revision, lookups, account=ACCOUNT, region=REGION, **stack)
    live = {name: resolve_value(template.resources[name].get("Properties"), scope) for name in find_dependencies(scope)}
    made = resolve(rendered().document, answers)
    assert {name: resource.get("Properties") for name, resource in made["Resources"].items()} == live
    assert made["Parameters"] == scope.parameters
    assert made["Conditions"] == scope.conditions
    assert json.dumps(made["Outputs"])
