"""`destroy` refuses while anything runs or is offered, and what was half destroyed is finished, or brought back."""

from __future__ import annotations

import shlex

import pytest

from tests.e2e.world import ACCOUNT, ENVIRONMENT, World, writes
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

STACK = f"ds-{ENVIRONMENT}"
DESTROY = ("destroy", ENVIRONMENT, "--yes")
EXECUTION = f"arn:aws:iam::{ACCOUNT}:role/{STACK}-notebook-execution"


def status(world: World, stack: str = STACK) -> str:
    found = world.aws("cloudformation", "describe-stacks", "--stack-name", stack, "--output", "json")
    return str(found.data["Stacks"][0]["StackStatus"]) if found.code == 0 else "gone"


def settled(world: World, stack: str = STACK) -> str:
    """The stack's status, once nothing is in progress any more."""
    wait_until(lambda: not status(world, stack).endswith("_IN_PROGRESS"), f"{stack} settles")
    return status(world, stack)


def ways_out(text: str, beginning: str) -> list[list[str]]:
    """The commands that were said to end something, as words after `aws`."""
    lines = [line.partition("end it: ")[2] for line in text.splitlines() if "end it: " in line]
    return [shlex.split(line)[1:] for line in lines if line.startswith(beginning)]


def test_an_environment_in_use_is_not_destroyed_until_what_is_listed_has_ended(catalog: World) -> None:
    catalog.as_scientist("dana").build("launch", "notebook", "--name", "exploration").ended(0)
    mine = ("sagemaker", "create-notebook-instance", "--notebook-instance-name", "by-hand")
    catalog.ask(*mine, "--instance-type", "ml.t3.medium", "--role-arn", EXECUTION)
    with catalog.counting() as calls:
        refused = catalog.build(*DESTROY).ended(4)
    assert writes(calls) == {}
    refused.said("error[PLN620]", "1 portfolio, 1 launched product, 1 notebook instance", "destroy churn-dev --yes")
    refused.said(
        "portfolio Churn, development · ML Platform", "1 product launched in it", "access for ds-churn-dev-data"
    )
    refused.said("launched product churn-dev-exploration · dana · SageMaker notebook 2.0.0, AVAILABLE")
    refused.said("notebook instance by-hand · nobody's by its tags")
    assert status(catalog) == "CREATE_COMPLETE"
    for words in ways_out(refused.out, "aws "):
        catalog.aws(*words).ended(0)
        wait_until(lambda: "Deleting" not in catalog.aws("sagemaker", "list-notebook-instances").out, "it is deleted")
    portfolio = (catalog.project / "portfolio.yaml").read_text(encoding="utf-8")
    alone = portfolio[: portfolio.index("portfolios:")] + "portfolios: {}\n"
    (catalog.project / "portfolio.yaml").write_text(alone, encoding="utf-8")
    catalog.build("apply", "--allow", "breaks-users", "--allow", "destroys").ended(0)
    wait_until(lambda: "launched product" not in catalog.build("destroy", ENVIRONMENT).out, "it has ended")
    catalog.build("destroy", ENVIRONMENT).ended(4).said("error[AWS723]", "destroy churn-dev --yes")
    catalog.build(*DESTROY).ended(0).said("ds-churn-dev: deleted")


def test_what_the_console_has_half_deleted_is_finished_and_brought_back(catalog: World) -> None:
    dana = catalog.as_scientist("dana")
    dana.build("launch", "notebook", "--name", "exploration").ended(0)
    catalog.ask("cloudformation", "delete-stack", "--stack-name", STACK)
    assert settled(catalog) == "DELETE_FAILED"
    catalog.build("deploy", ENVIRONMENT).ended(4).said("error[AWS721]", "DELETE_FAILED", "./build.py destroy churn-dev")
    refused = (
        catalog.build(*DESTROY).ended(4).said("error[PLN620]", "1 launched product", "churn-dev-exploration · dana")
    )
    stack, entry = ways_out(refused.out, "aws ")
    catalog.aws(*stack).ended(0)
    assert settled(catalog, stack[-1]) == "gone"
    catalog.aws(*entry).ended(0)
    wait_until(lambda: "launched product" not in catalog.build("destroy", ENVIRONMENT).out, "it has ended")
    catalog.build(*DESTROY).ended(0).said("ds-churn-dev: deleted")
    catalog.build("deploy", ENVIRONMENT).ended(0).said("are there from before")
    catalog.build("plan").ended(0).said("No changes.")
    dana = catalog.as_scientist("dana")
    dana.build("launch", "notebook", "--name", "exploration").ended(0).said("succeeded")
    dana.build("terminate", "exploration", "--yes").ended(0)


def test_a_deletion_that_fails_names_what_is_left_and_how_to_leave_it_standing(world: World) -> None:
    with world.faults({"kind": "deny", "service": "iam", "operation": "DeleteRole", "at": 1}):
        failed = world.build(*DESTROY).ended(5).said("DELETE_FAILED", f"./build.py {' '.join(DESTROY)} --keep ")
    assert settled(world) == "DELETE_FAILED"
    left = failed.err.rpartition("--keep ")[2].split()[0]
    kept = world.ask("cloudformation", "describe-stack-resource", "--stack-name", STACK, "--logical-resource-id", left)
    role = kept["StackResourceDetail"]["PhysicalResourceId"]
    # A role that is kept holds its boundary, which cannot be deleted then: the command says to keep that, too.
    again = world.build(*DESTROY, "--keep", left).ended(5).said("Cannot delete a policy attached to entities")
    world.build(*DESTROY, "--keep", again.err.rpartition("--keep ")[2].split()[0]).ended(0).said("deleted")
    world.ask("iam", "get-role", "--role-name", role)


def test_a_rollback_that_has_failed_is_finished_by_deploy(world: World) -> None:
    world.edit("      packages: none\n", "      packages: none\n      log-retention-days: 400\n")
    second = {"kind": "deny", "service": "logs", "operation": "PutRetentionPolicy", "at": 2}
    with world.faults(second, second):  # the update's second one, and then the rollback's first one
        world.build("deploy", ENVIRONMENT).ended(5).said("UPDATE_ROLLBACK_FAILED", "= try:", "--resume")
    world.build("deploy", ENVIRONMENT).ended(4).said("error[AWS721]", "./build.py deploy churn-dev --resume")
    world.build("deploy", ENVIRONMENT, "--resume").ended(0).said("UPDATE_ROLLBACK_COMPLETE", "UPDATE_COMPLETE")
    world.build("deploy", ENVIRONMENT).ended(0).said("No changes")
