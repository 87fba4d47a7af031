"""Who runs what: the stage is set by the administrator, and each command by the principal that it is for.

`setting the stage` is the stack ds-publishing of `./build.py permissions`: it is all that an administrator does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import boto3

from tests.e2e.world import ACCOUNT, REGION, World

PATH = "ds/publishing"
STACK = "ds-publishing"
STAGE: dict[str, Any] = {"StackName": STACK, "Capabilities": ["CAPABILITY_NAMED_IAM"]}
PLANS = ("plan", "status", "drift", "verify", "doctor", "retire", "promote")
PUBLISHES = ("apply", "adopt")
DEPLOYS = ("deploy", "destroy")
BOTH = "publisher-and-deployer"
"""Who runs `apply` whole has the policies of both."""


def client(world: World, service: str) -> Any:
    """boto3 as whoever the world is seen by."""
    keys = {name.lower(): value for name, value in world.keys.items()}
    return boto3.client(service, endpoint_url=world.endpoint, region_name=REGION, **keys)


def set_the_stage(world: World, *words: str) -> None:
    """As the administrator: the roles that plan, publish and deploy, and one that does both."""
    iam = client(world, "iam")
    deploy_the_stage(client(world, "cloudformation"), _template(world, words))
    role = iam.get_role(RoleName="ds-publisher")["Role"]
    iam.create_role(
        RoleName=f"ds-{BOTH}",
        Path=f"/{PATH}/",
        AssumeRolePolicyDocument=json.dumps(role["AssumeRolePolicyDocument"]),
        PermissionsBoundary=role["PermissionsBoundary"]["PermissionsBoundaryArn"],
    )
    _give_both(iam)


def set_the_stage_anew(world: World, *words: str) -> None:
    """As the administrator, after a release or a portfolio.yaml that names another environment or launch role."""
    stacks = client(world, "cloudformation")
    stacks.update_stack(TemplateBody=_template(world, words), **STAGE)
    stacks.get_waiter("stack_update_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})
    _give_both(client(world, "iam"))


def deploy_the_stage(stacks: Any, template: str) -> None:
    """With an administrator's client of CloudFormation."""
    stacks.create_stack(TemplateBody=template, **STAGE)
    stacks.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})


def _give_both(iam: Any) -> None:
    """The policies of the publisher and of the deployer; a catalog without environments has no deployer."""
    for role in iam.list_roles(PathPrefix=f"/{PATH}/")["Roles"]:
        if role["RoleName"] in ("ds-publisher", "ds-deployer"):
            for policy in iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]:
                iam.attach_role_policy(RoleName=f"ds-{BOTH}", PolicyArn=policy["PolicyArn"])


def _template(world: World, words: Sequence[str]) -> str:
    assert world.keys == world.as_person("admin").keys, "the stage is set by the administrator"
    return world.build("permissions", "--trust", f"arn:aws:iam::{ACCOUNT}:user/admin", *words).ended(0).out


def role_arn(principal: str) -> str:
    """The ARN of the role of planner, publisher, deployer or both."""
    return f"arn:aws:iam::{ACCOUNT}:role/{PATH}/ds-{principal}"


def as_principal(world: World, principal: str) -> World:
    """The same world, seen by one of the roles."""
    return replace(world, keys=assume(world, principal), staged=None)


def assume(world: World, principal: str) -> Mapping[str, str]:
    """The variables with a session's keys."""
    sts = client(world.as_person("admin"), "sts")
    keys = sts.assume_role(RoleArn=role_arn(principal), RoleSessionName=principal)["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
        "AWS_SESSION_TOKEN": keys["SessionToken"],
    }


class Principals:
    """Who runs what in a world whose stage is set; sessions are taken once each."""

    def __init__(self, world: World) -> None:
        there = client(world.as_person("admin"), "iam").list_roles(PathPrefix=f"/{PATH}/")["Roles"]
        names = [str(role["RoleName"]).removeprefix("ds-") for role in there]
        self._sessions = {name: assume(world, name) for name in names}

    def keys_for(self, words: Sequence[str]) -> Mapping[str, str]:
        """The keys of the principal that the command is for; none for what people and administrators run."""
        principal = who_runs(words)
        if principal is None:
            return {}
        # A catalog without environments has no deployer, and an account that was bootstrapped nobody who does both.
        return self._sessions.get(principal) or self._sessions[BOTH]


def staged(world: World) -> World:
    """The administrator's world, in which each command is run by the principal that it is for."""
    return replace(world, staged=Principals(world))


def who_runs(words: Sequence[str]) -> str | None:
    """The principal that a command is for; None where it is a person's or an administrator's."""
    command, rest = words[0], [word for word in words[1:] if not word.startswith("-")]
    if command in PLANS:
        return "planner"
    if command in DEPLOYS or (command == "apply" and rest[:1] == ["environments"]):
        return "deployer"
    if command in PUBLISHES:
        return "publisher" if command != "apply" or rest[:1] == ["catalog"] else BOTH
    return None
