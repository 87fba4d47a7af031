"""One stack of a stack set in a member account: made, changed and deleted by calls with a role of that account.

Two service-linked roles stand between: the management account's may assume the roles `stacksets-exec-…` of members,
and those may do everything in their account (CloudFormationStackSetsOrgAdminServiceRolePolicy in the AWS Managed Policy
Reference; CloudFormation User Guide, "Activate trusted access for StackSets with AWS Organizations").
"""

from __future__ import annotations

import hashlib
import time
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.cloudformation.stacksets.state import Instance, StackSet
from embedded_aws.service import Keys
from embedded_aws.services.organizations.trust import STACK_SETS, STACK_SETS_ADMIN
from embedded_aws.services.service_buckets import store_text
from embedded_aws.services.service_roles import EVERYTHING, make_role

UNUSABLE = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"})
"""A stack that cannot be updated: it is deleted and made again."""
GOOD = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE"})
ENTERS = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/stacksets-exec-*"}


class StackFailed(Exception):
    """A stack did not become what it should; the text says why."""


def open_client(context: RequestContext, management: str, account: str, region: str) -> Any:
    """A CloudFormation client in a member account, as the role by which stack sets work there."""
    linked = "/aws-service-role/{}/"
    name = "AWSServiceRoleForCloudFormationStackSetsOrg"
    admin = make_role(
        management, f"{name}Admin", linked.format(STACK_SETS_ADMIN), {"Service": STACK_SETS_ADMIN}, {"own": ENTERS}
    )
    make_role(account, f"{name}Member", linked.format(STACK_SETS), {"Service": STACK_SETS}, {})
    digest = hashlib.sha256(f"{management}/{account}".encode()).hexdigest()[:32]
    role = make_role(account, f"stacksets-exec-{digest}", "/", {"AWS": admin}, {"AdministratorAccess": EVERYTHING})
    keys = context.gateway.assume(admin, STACK_SETS_ADMIN, "StackSets")
    sts = context.gateway.client(keys, "sts", region)
    found = sts.assume_role(RoleArn=role, RoleSessionName="StackSets")["Credentials"]
    made = Keys(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
    return context.gateway.client(made, "cloudformation", region)


def deploy(client: Any, stack_set: StackSet, instance: Instance) -> str:
    """Create or update the stack and wait; its id. Raises StackFailed and ClientError."""
    stack = _find(client, instance.stack_id)
    if stack is not None and stack["StackStatus"] in UNUSABLE:
        remove(client, instance)
        stack = None
    wanted = _arguments(stack_set, instance)
    if stack is None:
        name = f"StackSet-{stack_set.name[:80]}-{uuid4()}"
        instance.stack_id = client.create_stack(StackName=name, **wanted)["StackId"]
    else:
        _update(client, stack["StackId"], wanted)
    return _settle(client, str(instance.stack_id))


def _arguments(stack_set: StackSet, instance: Instance) -> dict[str, Any]:
    blueprint = stack_set.blueprint
    key = f"{stack_set.id.replace(':', '/')}/{hashlib.sha256(blueprint.text.encode()).hexdigest()}.template"
    values = {**blueprint.given, **instance.overrides}
    return {
        "TemplateURL": store_text(instance.region, f"stackset-templates-{instance.region}", key, blueprint.text, {}),
        "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()],
        "Capabilities": list(blueprint.capabilities),
        "Tags": [{"Key": name, "Value": value} for name, value in blueprint.tags],
    }


def _update(client: Any, stack_id: str, wanted: dict[str, Any]) -> None:
    try:
        client.update_stack(StackName=stack_id, **wanted)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise


def remove(client: Any, instance: Instance) -> None:
    """Delete the stack and wait; raises StackFailed and ClientError. One that is gone counts as deleted."""
    stack = _find(client, instance.stack_id)
    if stack is not None and stack["StackStatus"] != "DELETE_COMPLETE":
        client.delete_stack(StackName=stack["StackId"])
        stack = _wait(client, stack["StackId"])
        if stack is not None and stack["StackStatus"] != "DELETE_COMPLETE":
            raise StackFailed(_reason(client, stack))
    instance.stack_id = None


def _find(client: Any, stack_id: str | None) -> dict[str, Any] | None:
    if stack_id is None:
        return None
    try:
        found: dict[str, Any] = client.describe_stacks(StackName=stack_id)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return found if found["StackStatus"] != "DELETE_COMPLETE" else None


def _wait(client: Any, stack_id: str) -> dict[str, Any] | None:
    pause = 0.01
    while (stack := _find(client, stack_id)) and stack["StackStatus"].endswith("_IN_PROGRESS"):
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
    return stack


def _settle(client: Any, stack_id: str) -> str:
    stack = _wait(client, stack_id)
    if stack is None:
        raise StackFailed(f"Stack {stack_id} is gone")
    if stack["StackStatus"] not in GOOD:
        raise StackFailed(_reason(client, stack))
    return stack_id


def _reason(client: Any, stack: dict[str, Any]) -> str:
    """The first resource that failed by itself, as the result of an operation names it."""
    for event in reversed(client.describe_stack_events(StackName=stack["StackId"])["StackEvents"]):
        why = event.get("ResourceStatusReason") or ""
        if event["ResourceStatus"].endswith("_FAILED") and why and "cancelled" not in why:
            logical, kind = event["LogicalResourceId"], event["ResourceType"]
            return f"ResourceLogicalId:{logical}, ResourceType:{kind}, ResourceStatusReason:{why}"
    return str(stack.get("StackStatusReason") or f"Stack {stack['StackId']} is {stack['StackStatus']}")
