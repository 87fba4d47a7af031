"""In whatever state an earlier run, or somebody else's, has left the roles' stack: there is a way on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.e2e.principals import STACK, client
from tests.e2e.test_bootstrap import ADMIN, TRUST
from tests.e2e.world import ACCOUNT, Done, World
from tests.waiting import wait_until

pytestmark = pytest.mark.slow
DANA = f"arn:aws:iam::{ACCOUNT}:user/dana"
MORE = (*TRUST, "--trust", f"planner={DANA}")
LESS = (*TRUST, "--allow", "breaks-users", "--yes")
ALLOWED = ("--allow", "broadens", "--yes")
ATTACHES = {"service": "iam", "operation": "UpdateAssumeRolePolicy", "kind": "deny"}


def status(world: World) -> str:
    return str(client(world, "cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"])


def previewed(world: World, *words: str) -> Done:
    return world.build("bootstrap", "dev", *(words or TRUST), "--preview").ended(0)


def accepted(world: World) -> None:
    world.build("bootstrap", "dev").ended(0).said("No changes.")
    world.build("bootstrap", "dev", "--accept").ended(0).said("Everything that was asked works.")


def trusted(world: World) -> str:
    return json.dumps(client(world, "iam").get_role(RoleName="ds-planner")["Role"]["AssumeRolePolicyDocument"])


def test_an_update_that_was_rolled_back_is_tried_again(ready: World) -> None:
    with ready.faults({**ATTACHES, "times": 1}):
        done = ready.build("bootstrap", "dev", *MORE, *ALLOWED).ended(5)
        done.said("ended in UPDATE_ROLLBACK_COMPLETE", f"{DANA} --allow broadens --yes")
    assert status(ready) == "UPDATE_ROLLBACK_COMPLETE"
    assert DANA not in trusted(ready)
    ready.build("bootstrap", "dev", "--accept").ended(0).said("UPDATE_ROLLBACK_COMPLETE in eu-west-1")
    ready.build("bootstrap", "dev", *MORE, *ALLOWED).ended(0)
    assert DANA in trusted(ready)
    accepted(ready)


def test_a_rollback_that_has_failed_is_finished_first(ready: World) -> None:
    everywhere = (*TRUST, "--trust", DANA)
    second = {**ATTACHES, "at": 2}
    with ready.faults(second, second):  # the update's second one, and then the rollback's first one
        ready.build("bootstrap", "dev", *everywhere, *ALLOWED).ended(5).said("UPDATE_ROLLBACK_FAILED", "--yes")
    assert status(ready) == "UPDATE_ROLLBACK_FAILED"
    previewed(ready).said(f"~ stack {STACK} is in UPDATE_ROLLBACK_FAILED: its rollback is finished first")
    ready.build("bootstrap", "dev", "--accept").ended(1).said("it is UPDATE_ROLLBACK_FAILED: bootstrap without")
    with ready.faults(ATTACHES):
        done = ready.build("bootstrap", "dev", *LESS).ended(5)
    again = f"--trust {ADMIN} --allow breaks-users --yes"
    done.said("mend what it names", f"{again}; or leave it as it is: aws cloudformation continue-update")
    assert status(ready) == "UPDATE_ROLLBACK_FAILED"
    ready.build("bootstrap", "dev", *LESS).ended(0)
    assert DANA not in trusted(ready)
    accepted(ready)


def test_a_resource_that_cannot_be_rolled_back_is_left_as_the_message_says(ready: World) -> None:
    second = {**ATTACHES, "at": 2}
    with ready.faults(second, second):
        ready.build("bootstrap", "dev", *TRUST, "--trust", DANA, *ALLOWED).ended(5)
    with ready.faults(ATTACHES):
        done = ready.build("bootstrap", "dev", *LESS).ended(5)
    words = done.text.partition("leave it as it is: aws ")[2].partition(";")[0].split()
    ready.aws(*words).ended(0)
    wait_until(lambda: status(ready) == "UPDATE_ROLLBACK_COMPLETE", "it is left as it is")
    ready.build("bootstrap", "dev", *TRUST, "--trust", DANA, *ALLOWED).ended(0)
    accepted(ready)


def test_a_deletion_that_has_failed_is_finished_once_nothing_is_in_its_way(ready: World) -> None:
    again = f"./build.py bootstrap dev --trust {ADMIN} --yes"
    with ready.faults({"kind": "deny", "service": "iam", "operation": "DeleteRole"}):
        ready.build("bootstrap", "dev", "--remove", "--yes").ended(5).said("DELETE_FAILED", "--remove --yes")
        previewed(ready).said(
            f"- stack {STACK} is in DELETE_FAILED: what is left of it is deleted, and it is made anew"
        )
        ready.build("bootstrap", "dev", *TRUST, "--yes").ended(5).said("DELETE_FAILED", "take out of the way", again)
        ready.build("bootstrap", "dev", "--accept").ended(1).said("it is DELETE_FAILED: bootstrap without --accept")
    assert status(ready) == "DELETE_FAILED"
    ready.build("bootstrap", "dev", "--yes").ended(0)
    accepted(ready)


def test_a_stack_in_review_has_nothing_and_is_made(empty: World) -> None:
    stacks = client(empty, "cloudformation")
    body = json.dumps({"Resources": {"One": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String"}}}})
    given: dict[str, Any] = {"StackName": STACK, "ChangeSetName": "left", "ChangeSetType": "CREATE"}
    stacks.create_change_set(TemplateBody=body, **given)
    assert status(empty) == "REVIEW_IN_PROGRESS"
    previewed(empty).said(f"+ stack {STACK}: ")
    empty.build("bootstrap", "dev", "--accept", *TRUST).ended(1).said("it is REVIEW_IN_PROGRESS")
    empty.build("bootstrap", "dev", "--remove", "--yes").ended(0)
    assert client(empty, "cloudformation").describe_stacks()["Stacks"] == []
    stacks.create_change_set(TemplateBody=body, **given)
    empty.build("bootstrap", "dev", *TRUST, "--yes").ended(0)
    accepted(empty)


def test_a_preview_says_that_somebody_is_at_work_and_waits_for_nobody(empty: World) -> None:
    begin(empty)
    previewed(empty).said(f"! stack {STACK} is in CREATE_IN_PROGRESS: somebody is at work on it")


def test_somebody_elses_run_is_waited_for_and_what_it_left_is_gone_on_with(empty: World) -> None:
    begin(empty)
    done = empty.build("bootstrap", "dev", *TRUST, "--yes")
    done.said(f"stack {STACK} is in CREATE_IN_PROGRESS: waiting until it ends").ended(0)
    done.said("ROLLBACK_COMPLETE: what is left of it is deleted")
    accepted(empty)


def begin(world: World) -> None:
    """Somebody else's run, which takes some seconds and fails."""
    tags = [{"Key": "ds:publishing", "Value": "data-science"}]
    client(world, "cloudformation").create_stack(
        StackName=STACK, TemplateBody=long_template(440), Tags=tags, Capabilities=["CAPABILITY_IAM"]
    )


def long_template(count: int) -> str:
    """A stack of so many parameters, one after the other, of which the last one cannot be made."""
    parameter = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "a"}}
    resources: dict[str, Any] = {"P0": parameter}
    for at in range(1, count):
        resources[f"P{at}"] = {**parameter, "DependsOn": f"P{at - 1}"}
    nothing = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
    last = {"PolicyName": "last", "PolicyDocument": nothing, "Roles": ["absent"]}
    resources["Last"] = {"Type": "AWS::IAM::Policy", "Properties": last, "DependsOn": f"P{count - 1}"}
    return json.dumps({"Resources": resources}, separators=(",", ":"))
