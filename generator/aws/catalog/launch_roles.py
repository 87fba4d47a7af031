"""The stacks of launch roles: what is there, and making, changing and deleting one.

A run that was killed leaves a change set, a stack in review or one that is being made: the next run takes each of these
up. Stacks are found by their tags; the boundary's by its name, since all catalogs of an account share it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.catalog.role_content import restore
from generator.aws.change_sets import await_change_set, discard_change_set, find_status
from generator.aws.errors import advice, code_of, refusals
from generator.aws.pages import read_pages
from generator.aws.role_policies import managed_policy
from generator.aws.session import Connection
from generator.aws.stacks import UNUSABLE
from generator.aws.usage import read_launchers
from generator.aws.waiting import poll
from generator.diagnostics import AwsRefused, Finding, Problems, Span
from generator.model import Target
from generator.planning import CatalogState
from generator.planning import steps as s
from generator.planning.bootstrap.changes import STACK
from generator.planning.launch_roles import (
    BOUNDARY,
    CATALOG_TAG,
    DIGEST_TAG,
    PATH,
    PRODUCT_TAG,
    LaunchRoleState,
    read_boundaries,
    read_statements,
    role_arn,
)

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

_DONE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_WAIT_SECONDS = 600.0


@refusals("cloudformation")
def observe_launch_roles(connection: Connection, wanted: CatalogState) -> dict[str, LaunchRoleState]:
    """The launch roles of `wanted`'s catalog and the boundary, by name."""
    client: CloudFormationClient = connection.client("cloudformation")
    found = {}
    for stack in read_pages(client.describe_stacks, "Stacks"):
        role = _read_stack(stack, wanted.catalog)
        if role is not None:
            found[role.name] = role
    for role in found.values():
        if role.name in wanted.roles and role.digest != wanted.roles[role.name].digest:
            found[role.name] = replace(role, statements=_statements(client, role.name))
    if wanted.roles and BOUNDARY not in found and _has_boundaries(connection, wanted):
        # Another region's stack of this account holds them.
        found[BOUNDARY] = replace(wanted.roles[BOUNDARY], text=None)
    return _with_use(connection, wanted, found)


def _read_stack(stack: Any, catalog: str) -> LaunchRoleState | None:
    tags = {tag["Key"]: tag["Value"] for tag in stack.get("Tags", [])}
    name = stack["StackName"]
    ours = tags.get(CATALOG_TAG) == catalog or name == BOUNDARY
    if stack["StackStatus"] == "DELETE_COMPLETE" or not ours or DIGEST_TAG not in tags:
        return None
    if stack["StackStatus"] in (*UNUSABLE, "REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS") and PRODUCT_TAG not in tags:
        return None
    digest = tags[DIGEST_TAG] if stack["StackStatus"] in _DONE else ""
    return LaunchRoleState(name, tags.get(PRODUCT_TAG, ""), digest)


def _statements(client: CloudFormationClient, name: str) -> frozenset[str]:
    """What the stack's template allows; nothing where it has none yet."""
    try:
        body = client.get_template(StackName=name)["TemplateBody"]
    except ClientError:
        return frozenset()
    return read_statements(body if isinstance(body, str) else json.dumps(body))


def _has_boundaries(connection: Connection, wanted: CatalogState) -> bool:
    """Whether the account has them, from another region; raises Problems (PF235) where they are not as wanted."""
    documents = read_boundaries(wanted.roles[BOUNDARY].text or "")
    held = {name: _policy(connection, wanted.account, name) for name in documents}
    if not any(held.values()):
        return False
    changed = [name for name, document in documents.items() if held[name] != document]
    if changed:
        raise Problems([_foreign(connection, wanted, changed[0])])
    return True


def _foreign(connection: Connection, wanted: CatalogState, name: str) -> Finding:
    """PF235: whose the boundary is that is not as it is wanted, as far as this region tells, and who changes it."""
    holder = _holder(connection, _arn(connection, wanted.account, name))
    which = f"the stack {holder} of {wanted.region}" if holder is not None else "no stack of this region"
    fix = {
        STACK: "./build.py bootstrap, with the name of the target; or deploy anew what `./build.py permissions` prints",
        None: f"apply first for the target of the region whose stack {BOUNDARY} has it, with a launch role in it; "
        "where none has it, somebody made it: see in IAM who uses it, and delete it",
    }.get(holder, f"take it out of {holder}, which is not ours")
    what = f"{name} of account {wanted.account} belongs to {which}, and is not what this version of the generator makes"
    return Finding("PF235", what, Span("portfolio.yaml"), fix=fix)


def _holder(connection: Connection, physical: str) -> str | None:
    """The stack of this region that has a resource; None where none has."""
    client: CloudFormationClient = connection.client("cloudformation")
    try:
        rows = client.describe_stack_resources(PhysicalResourceId=physical)["StackResources"]
    except ClientError as error:
        if code_of(error) != "ValidationError":
            raise
        return None
    return next((row["StackName"] for row in rows), None)


def _arn(connection: Connection, account: str, name: str) -> str:
    return f"arn:{connection.partition}:iam::{account}:policy{PATH}{name}"


def _policy(connection: Connection, account: str, name: str) -> Any:
    """The document of a policy at our path; None where there is none."""
    iam = connection.client("iam")
    try:
        return managed_policy(iam, _arn(connection, account, name))
    except iam.exceptions.NoSuchEntityException:
        return None


def _with_use(
    connection: Connection, wanted: CatalogState, found: dict[str, LaunchRoleState]
) -> dict[str, LaunchRoleState]:
    """The roles that are not wanted any more, with the number of provisioned products that each launched."""
    unwanted = [role for role in found.values() if role.product and role.name not in wanted.roles]
    if not unwanted:
        return found
    launched = list(read_launchers(connection).values())
    target = Target("", wanted.account, wanted.region)
    for role in unwanted:
        arn = role_arn(role.name, target, connection.partition)
        found[role.name] = replace(role, in_use=launched.count(arn))
    return found


class LaunchRoleWriter:
    """Makes and removes the stacks, by change sets."""

    def __init__(self, connection: Connection, catalog: str) -> None:
        self._connection = connection
        self._client: CloudFormationClient = connection.client("cloudformation")
        self._catalog = catalog

    @refusals("cloudformation")
    def put(self, write: s.PutLaunchRole) -> None:
        """Make the stack, or change it; what a killed run began is waited for, or begun anew."""
        status = self._settled(write.name)
        if status in UNUSABLE:
            self.delete(write.name)
            status = None
        change = f"launch-{write.digest}"
        discard_change_set(self._client, write.name, change)
        tags = {CATALOG_TAG: self._catalog, DIGEST_TAG: write.digest}
        if write.product:
            tags[PRODUCT_TAG] = write.product
        made = self._client.create_change_set(
            StackName=write.name,
            ChangeSetName=change,
            ChangeSetType="CREATE" if status in (None, "REVIEW_IN_PROGRESS") else "UPDATE",
            TemplateBody=write.text,
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Tags=[{"Key": key, "Value": value} for key, value in sorted(tags.items())],
        )
        if await_change_set(self._client, write.name, made["Id"]):
            self._client.execute_change_set(StackName=write.name, ChangeSetName=made["Id"])
            self._wait_for(write.name)
        elif not restore(self._connection, write.text):
            # CloudFormation has nothing to change, and the role or its boundary was deleted by hand.
            self.delete(write.name)
            self.put(write)

    @refusals("cloudformation")
    def delete(self, name: str) -> None:
        """Delete the stack, and wait until it has gone."""
        if self._settled(name) is None:
            return
        self._client.delete_stack(StackName=name)
        if (status := self._settled(name)) is not None:
            raise AwsRefused("cloudformation:DeleteStack", f"stack {name} ended in {status}", code=status)

    def _wait_for(self, name: str) -> None:
        status = self._settled(name)
        if status not in _DONE:
            said = self._reason(name)
            where = f"cloudformation: stack {name} ended in {status}"
            raise AwsRefused(where, said, code=status or "", try_this=advice(said, ""))

    def _reason(self, name: str) -> str:
        events = read_pages(self._client.describe_stack_events, "StackEvents", StackName=name)
        failed = [event for event in events if event["ResourceStatus"].endswith("FAILED")]
        return str(failed[-1].get("ResourceStatusReason", "")) if failed else ""

    def _settled(self, name: str) -> str | None:
        """The stack's status once nothing is in progress; None where there is no stack."""

        def look() -> tuple[str | None] | None:
            status = find_status(self._client, name)
            if status in (None, "DELETE_COMPLETE"):
                return (None,)
            working = status.endswith("IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"
            return None if working else (status,)

        answer = poll(look, _WAIT_SECONDS)
        if answer is None:
            raise AwsRefused("cloudformation:DescribeStacks", f"stack {name} did not come to rest in time")
        return answer[0]
