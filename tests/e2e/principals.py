"""Who runs what: the stage is set by the administrator, and each command by the principal that it is for.

`setting the stage` is the stack ds-publishing of `./build.py permissions`: it is all that an administrator does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import boto3

from tests.e2e.world import ACCOUNT, REGION, World

PATH = "ds/publishing"
STACK = "ds-publishing"
PLANS = ("plan", "status", "drift", "verify", "doctor", "catalog", "show", "changes", "retire", "promote", "rollback")
PUBLISHES = ("apply", "adopt", "deprecate")
DEPLOYS = ("deploy", "destroy")
BOTH = "publisher-and-deployer"
"""Who runs `apply` whole has the policies of both."""


def client(world: World, service: str) -> Any:
    """boto3 as whoever the world is seen by."""
    keys = {name.lower(): value for name, value in world.keys.items()}
    return boto3.client(service, endpoint_url=world.endpoint, region_name=REGION, **keys)


def set_the_stage(world: World, *words: str) -> None:
    """As the administrator: the roles that plan, publish and deploy, and one that does both."""
    assert world.keys == world.as_person("admin").keys, "the stage is set by the administrator"
    template = world.build("permissions", "--trust", f"arn:aws:iam::{ACCOUNT}:user/admin", *words).ended(0).out
    stacks, iam = client(world, "cloudformation"), client(world, "iam")
    stacks.create_stack(StackName=STACK, TemplateBody=template, Capabilities=["CAPABILITY_NAMED_IAM"])
    stacks.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})
    role = iam.get_role(RoleName="ds-publisher")["Role"]
    iam.create_role(
        RoleName=f"ds-{BOTH}",
        Path=f"/{PATH}/",
        AssumeRolePolicyDocument=json.dumps(role["AssumeRolePolicyDocument"]),
        PermissionsBoundary=role["PermissionsBoundary"]["PermissionsBoundaryArn"],
    )
    for name in ("ds-publisher", "ds-deployer"):
        for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
            iam.attach_role_policy(RoleName=f"ds-{BOTH}", PolicyArn=policy["PolicyArn"])


def role_arn(principal: str) -> str:
    """The ARN of the role of planner, publisher, deployer or both."""
    return f"arn:aws:iam::{ACCOUNT}:role/{PATH}/ds-{principal}"


def as_principal(world: World, principal: str) -> World:
    """The same world, seen by one of the roles."""
    sts = client(world.as_person("admin"), "sts")
    keys = sts.assume_role(RoleArn=role_arn(principal), RoleSessionName=principal)["Credentials"]
    return replace(
        world,
        keys={
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"],
        },
    )


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
