"""Roles that somebody else makes: those by which services deliver logs come before the environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from generator.aws.account.concern import Concern
from generator.aws.account.given_policies import Given, find_refused, listed
from generator.aws.account.ground import Ground
from generator.aws.errors import code_of
from generator.planning.role_templates import SUPPORTING, plan_role_templates


def find_missing_roles(ground: Ground) -> Iterator[Concern]:
    """Each supporting role that is not there, at another path, or closed to its service (AWS739)."""
    if ground.said("roles.made") != "given":
        return
    template = plan_role_templates(ground.document, ground.deployment, ground.connection.partition)[SUPPORTING]
    for body in template["Resources"].values():
        if body["Type"] == "AWS::IAM::Role" and (fault := _fault(ground, body["Properties"])):
            yield Concern("AWS739", fault, "roles.made", _fix(ground))


def _fault(ground: Ground, wanted: Mapping[str, Any]) -> str:
    """What is wrong with one role; nothing where it will do."""
    name, path = str(wanted["RoleName"]), str(wanted.get("Path", "/"))
    try:
        role = ground.connection.client("iam").get_role(RoleName=name)["Role"]
    except ClientError as error:
        if code_of(error) != "NoSuchEntity":
            raise
        return f"the role {name} is not there, and with `made: given` the environment makes none"
    if role["Path"] != path:
        return f"the role {name} is at the path {role['Path']}, and the environment looks for it at {path}"
    trust = Given(role["AssumeRolePolicyDocument"], role["Arn"], ground.connection.account, role["Arn"])
    statements = wanted["AssumeRolePolicyDocument"]["Statement"]
    if refused := find_refused(statements, trust)[0]:
        services = ", ".join(one for each in refused for one in listed(each["Principal"]["Service"]))
        return f"the role {name} does not let {services} assume it"
    return ""


def _fix(ground: Ground) -> str:
    file = f"{ground.stack}-supporting.yaml"
    return (
        f"./build.py roles {ground.stack.removeprefix('ds-')} --part supporting > {file} && aws cloudformation deploy "
        f"--stack-name {ground.stack}-supporting --template-file {file} --capabilities CAPABILITY_NAMED_IAM"
    )
