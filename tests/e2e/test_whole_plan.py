"""One plan for everything that portfolio.yaml says: environments, launch roles and the catalog."""

from __future__ import annotations

import json

import pytest

from tests.e2e.principals import set_the_stage, staged
from tests.e2e.world import ACCOUNT, ENVIRONMENT, World, ended, started, writes

pytestmark = pytest.mark.slow

ELI, GUS = (f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("eli", "gus"))
PRINCIPALS = "people.scientists.principals"


def trusted(world: World) -> str:
    """The trust policy of the data scientist's role, as text."""
    role = world.ask("iam", "get-role", "--role-name", f"ds-{ENVIRONMENT}-data-scientist")["Role"]
    return json.dumps(role["AssumeRolePolicyDocument"])


def test_whoever_gets_in_or_is_kept_out_is_said_and_wants_consent(catalog: World) -> None:
    catalog.as_scientist("dana").build("launch", "notebook", "--name", "exploration").ended(0)
    catalog.edit(f"          - {ELI}\n", f"          - {GUS}\n")
    catalog.build("plan").ended(0).said(f"environment churn-dev lets in {GUS}, which does not exist", "make it first")
    catalog.ask("iam", "create-user", "--user-name", "gus")
    with catalog.counting() as calls:
        plan = catalog.build("plan", "--exit-code").ended(11)
        refused = catalog.build("apply").ended(4)
        catalog.build("deploy", ENVIRONMENT).ended(4).said("error[PLN608]", f"deploy {ENVIRONMENT} --allow broadens")
    assert writes(calls) == {}
    plan.said(f"+ {PRINCIPALS}: {GUS} gets in   BROADENS", f"- {PRINCIPALS}: {ELI} is kept out, and gets in until then")
    plan.said("in it: launched product churn-dev-exploration · dana · SageMaker notebook 2.0.0, AVAILABLE")
    plan.said("The catalog in", "matches portfolio.yaml", "apply --allow broadens --allow breaks-users")
    assert "No changes" not in plan.text
    assert "does not exist" not in plan.text
    refused.said("error[PLN608]", "1 × broadens, 1 × breaks-users")
    assert ELI in trusted(catalog)
    done = catalog.build("apply", "--allow", "broadens", "--allow", "breaks-users", "--format", "ndjson").ended(0)
    events = [json.loads(line) for line in done.out.splitlines()]
    assert [(row["event"], row["step"], row["name"]) for row in events] == [
        ("started", "Deploy", ENVIRONMENT),
        ("done", "Deploy", ENVIRONMENT),
    ]
    assert ELI not in trusted(catalog)
    assert GUS in trusted(catalog)
    with catalog.counting() as calls:
        catalog.build("plan", "--exit-code").ended(0).said("No changes.")
        catalog.build("apply").ended(0).said("No changes.")
    assert writes(calls) == {}


def test_a_part_is_applied_alone_and_says_what_differs_besides(catalog: World) -> None:
    catalog.edit("      packages: none\n", "      packages: none\n      log-retention-days: 400\n")
    catalog.edit("    name: Churn, development\n", "    name: Churn in development\n")
    kept = catalog.project / "plan.json"
    plan = catalog.build("plan", "--save", str(kept), "--exit-code").ended(10)
    plan.said(
        "~ options.log-retention-days: 365 → 400", "9 to change", "portfolio churn-dev", "Plan: 0 to add, 1 to change"
    )
    catalog.build("apply", "catalog").ended(0).said("environment churn-dev differs", "./build.py apply churn-dev")
    catalog.build("apply", str(kept)).ended(4).said("error[PLN607]")
    catalog.build("plan", "--save", str(kept)).ended(0).said("matches portfolio.yaml", "365 → 400")
    catalog.build("apply", "environments").ended(0).said("UPDATE_COMPLETE")
    catalog.build("apply", str(kept)).ended(4).said("error[PLN607]", "is stale: the catalog, an environment")
    catalog.build("apply", ENVIRONMENT).ended(0).said("No changes.")
    catalog.build("plan").ended(0).said("No changes.")
    catalog.build("apply", "nothing-of-ours").ended(2).said("environments, catalog, churn-dev")


def test_an_environment_comes_before_what_is_offered_in_it(catalog: World) -> None:
    administrator = started(catalog.project.parent / "fresh", catalog.project)
    try:
        set_the_stage(administrator)
        fresh = staged(administrator)
        plan = fresh.build("plan", "--exit-code").ended(11)
        plan.said("+ stack ds-churn-dev at 2.2.0", f"+ {PRINCIPALS}: {ELI} gets in   BROADENS")
        plan.said("portfolio churn-dev offers environment churn-dev, which is not deployed yet", "1 to create")
        with fresh.counting() as calls:
            refused = fresh.build("apply", "catalog", "--allow", "broadens").ended(4)
            fresh.build("apply").ended(4).said("error[PLN608]", "7 × broadens")
        assert writes(calls) == {}
        refused.said("error[PLN623]", "portfolio.yaml:", "./build.py deploy churn-dev")
        kept = catalog.project / "plan.json"
        fresh.build("plan", "--format", "json", "--save", str(kept)).ended(0)
        done = fresh.build("apply", str(kept), "--allow", "broadens").ended(0)
        assert done.err.index("CREATE_COMPLETE") < done.err.index("Published")
        fresh.build("plan").ended(0).said("No changes.")
    finally:
        ended(administrator)


def test_a_stack_that_leads_nowhere_is_said_in_the_plan(catalog: World) -> None:
    with catalog.faults({"kind": "deny", "service": "iam", "operation": "DeleteRole", "at": 1}):
        catalog.ask("cloudformation", "delete-stack", "--stack-name", f"ds-{ENVIRONMENT}")
        catalog.aws("cloudformation", "wait", "stack-delete-complete", "--stack-name", f"ds-{ENVIRONMENT}")
    catalog.build("plan").ended(0).said("! stack ds-churn-dev is in DELETE_FAILED: ./build.py destroy churn-dev --yes")
    catalog.build("apply").ended(4).said("error[AWS721]", "./build.py destroy churn-dev --yes")


def test_what_does_not_work_as_it_stands_is_said(catalog: World) -> None:
    mine = "    access:\n      - environment-role: data-scientist\n"
    nobody = f"arn:aws:iam::{ACCOUNT}:role/nobody"
    catalog.edit(mine, f"{mine}      - principal: {nobody}\n")
    catalog.build("plan").ended(0).said(
        f"portfolio churn-dev lets in {nobody}, which does not exist", "out of `access`"
    )
    catalog.edit(f"{mine}      - principal: {nobody}\n", "")
    catalog.build("plan").ended(0).said("portfolio churn-dev has no access: nobody launches from it")
    file = catalog.project / "portfolio.yaml"
    text = file.read_text(encoding="utf-8")
    before = text[: text.index("\nenvironments:\n")]
    file.write_text(f"{before}\nenvironments: {{}}\nportfolios: {{}}\n", encoding="utf-8")
    forgotten = "stack ds-churn-dev is an environment that portfolio.yaml does not name"
    catalog.build("plan").ended(0).said(forgotten, "./build.py destroy churn-dev")
    catalog.build("destroy", ENVIRONMENT, "--yes").ended(4).said("error[PLN620]", "1 portfolio")
    catalog.build("destroy", "fraud-dev", "--yes").ended(2).said("error[PF190]")
    catalog.build("apply", "--allow", "breaks-users", "--allow", "destroys").ended(0)
    catalog.build("destroy", ENVIRONMENT, "--yes").ended(0).said("ds-churn-dev: deleted")


def test_the_plan_says_what_a_new_version_would_lose_and_update_refuses_it(catalog: World) -> None:
    dana = catalog.as_scientist("dana")
    dana.build("launch", "notebook", "--name", "exploration").ended(0)
    catalog.edit("}}-${NotebookName}", "}}-x-${NotebookName}", "products/notebook/environment.py")
    catalog.build("release", "notebook", "--major").ended(0)
    catalog.edit('offer: { current: "2.0.0" }', 'offer: { current: "3.0.0", deprecated: ["2.0.0"] }')
    plan = catalog.build("plan").ended(0)
    plan.said("churn-dev-exploration · dana · SageMaker notebook 2.0.0 is launched from what is taken away")
    plan.said(
        "cannot be updated to 3.0.0: Notebook, NotebookInstanceName", "would replace the notebook and lose its home"
    )
    catalog.build("apply", "--allow", "breaks-users").ended(0)
    with catalog.counting() as calls:
        refused = dana.build("update", "exploration").ended(4)
    assert "servicecatalog:UpdateProvisionedProduct" not in calls
    refused.said("error[PLN625]", "would replace the notebook and lose its home volume")
