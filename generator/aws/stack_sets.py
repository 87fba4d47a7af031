"""One stack set with service-managed permissions: what is there, and making, changing and emptying it.

An operation of a stack set is waited for. A run that was killed leaves one under way: the next waits for its turn, and
does what is left. The publishing account is left out, since a stack of its own holds the same roles there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.catalog.launch_roles import LaunchRoleWriter
from generator.aws.errors import code_of, refusal, refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.aws.waiting import poll, retry
from generator.diagnostics import AwsRefused
from generator.planning import CatalogState
from generator.planning.launch_roles import CATALOG_TAG, DIGEST_TAG
from generator.planning.spoke_roles import ROOT, SpokeRoles, read_spoke_statements, spoke_roles_name, text_here
from generator.planning.steps import PutLaunchRole, PutSpokeRoles

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

_BUSY = ("OperationInProgressException", "StaleRequestException")
_SECONDS = 1800.0
_ENDED = ("SUCCEEDED", "FAILED", "STOPPED")


@refusals("cloudformation")
def observe_spoke_roles(connection: Connection, wanted: CatalogState, stacks: Mapping[str, str]) -> SpokeRoles | None:
    """The roles of `wanted`'s catalog where they are wanted or there; `stacks`: digests of those here."""
    name = spoke_roles_name(wanted.catalog, wanted.region)
    if wanted.spokes is None and name not in stacks:
        return None
    client, caller = connection.client("cloudformation"), _call_as(connection)
    found = describe_set(client, name, caller) if caller is not None else None
    if found is None:
        return SpokeRoles(name, stacks[name], frozenset()) if name in stacks else None
    digest = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}.get(DIGEST_TAG, "")
    same = wanted.spokes is None or wanted.spokes.digest == digest
    statements = frozenset[str]() if same else read_spoke_statements(found["TemplateBody"])
    units = frozenset(ROOT if unit.startswith("r-") else unit for unit in found.get("OrganizationalUnitIds", []))
    whole = digest if stacks.get(name) == digest else ""
    return SpokeRoles(name, whole, units, statements, missing=tuple(_missing(client, name, caller or {})))


@refusals("cloudformation")
def may_reach_organization(connection: Connection) -> bool:
    """Whether stack sets have trusted access to the organization of this account."""
    caller = _call_as(connection)
    if caller is None:
        return False
    answer = connection.client("cloudformation").describe_organizations_access(**caller)
    return bool(answer.get("Status") == "ENABLED")


def describe_set(client: CloudFormationClient, name: str, caller: Mapping[str, Any]) -> Any:
    """The stack set; None where there is none."""
    try:
        found: Any = client.describe_stack_set(StackSetName=name, **caller)["StackSet"]
    except ClientError as error:
        # An account that is no administrator of stack sets is told so by a ValidationError, and has none.
        if code_of(error) not in ("StackSetNotFoundException", "ValidationError"):
            raise
        return None
    return found if found.get("Status") != "DELETED" else None


def _missing(client: CloudFormationClient, name: str, caller: Mapping[str, Any]) -> list[str]:
    rows = read_pages(client.list_stack_instances, "Summaries", StackSetName=name, **caller)
    return [
        f"{row['Account']} is {row['Status']}: {row.get('StatusReason') or 'no reason is said'}"
        for row in rows
        if row["Status"] != "CURRENT"
    ]


def _call_as(connection: Connection) -> dict[str, Any] | None:
    """As the management account, or as a delegated administrator; None outside of any organization."""
    client = connection.client("organizations")
    try:
        organization = client.describe_organization()["Organization"]
    except ClientError as error:
        if code_of(error) != "AWSOrganizationsNotInUseException":
            raise refusal(error, "organizations") from error
        return None
    return {} if organization["MasterAccountId"] == connection.account else {"CallAs": "DELEGATED_ADMIN"}


class StackSetWriter:
    """Makes, changes and removes the roles of one catalog in every account that its shares reach."""

    def __init__(self, connection: Connection, catalog: str) -> None:
        self._connection, self._catalog = connection, catalog
        self._client: CloudFormationClient = connection.client("cloudformation")

    @refusals("cloudformation")
    def put(self, write: PutSpokeRoles) -> None:
        """The stack here and the stack set in the units, as wanted; waits until every account has the roles."""
        here = PutLaunchRole(write.name, "", write.digest, text_here(write.text, self._connection.account))
        LaunchRoleWriter(self._connection, self._catalog).put(here)
        if not write.units and not write.left:
            return
        caller = _call_as(self._connection) or {}
        found = describe_set(self._client, write.name, caller)
        given: dict[str, Any] = {
            "StackSetName": write.name,
            "TemplateBody": write.text,
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
            "Tags": [{"Key": CATALOG_TAG, "Value": self._catalog}, {"Key": DIGEST_TAG, "Value": write.digest}],
            "PermissionModel": "SERVICE_MANAGED",
            # An account that leaves keeps the roles: what was launched there could not be ended without them.
            "AutoDeployment": {"Enabled": True, "RetainStacksOnAccountRemoval": True},
            **caller,
        }
        if found is None:
            self._client.create_stack_set(**given)
        elif write.again or given["Tags"][1] not in found.get("Tags", []):
            self._run(self._client.update_stack_set, caller, **given)
        there = set(found.get("OrganizationalUnitIds", [])) if found is not None else set[str]()
        self._move(write, caller, there)

    @refusals("cloudformation")
    def delete(self, name: str) -> None:
        """The roles in every account, then those here."""
        caller = _call_as(self._connection)
        found = describe_set(self._client, name, caller) if caller is not None else None
        if found is not None and caller is not None:
            self._leave(name, caller, set(found.get("OrganizationalUnitIds", [])))
            self._client.delete_stack_set(StackSetName=name, **caller)
        LaunchRoleWriter(self._connection, self._catalog).delete(name)

    def _move(self, write: PutSpokeRoles, caller: Mapping[str, Any], there: set[str]) -> None:
        units = {self._root() if unit == ROOT else unit for unit in write.units}
        if new := sorted(units - there):
            targets: dict[str, Any] = {"OrganizationalUnitIds": new}
            if caller:
                targets |= {"Accounts": [self._connection.account], "AccountFilterType": "DIFFERENCE"}
            self._run(self._client.create_stack_instances, caller, **self._at(write.name, targets))
        self._leave(write.name, caller, there - units)

    def _leave(self, name: str, caller: Mapping[str, Any], units: set[str]) -> None:
        if units:
            targets = {"OrganizationalUnitIds": sorted(units)}
            self._run(self._client.delete_stack_instances, caller, **self._at(name, targets), RetainStacks=False)

    def _at(self, name: str, targets: Mapping[str, Any]) -> dict[str, Any]:
        preferences = {"FailureTolerancePercentage": 100, "MaxConcurrentPercentage": 100}
        regions = [self._connection.region]
        given = {"StackSetName": name, "DeploymentTargets": targets, "Regions": regions}
        return {**given, "OperationPreferences": preferences}

    def _root(self) -> str:
        with refusals("organizations"):
            return str(self._connection.client("organizations").list_roots()["Roots"][0]["Id"])

    def _run(self, call: Callable[..., Any], caller: Mapping[str, Any], **given: Any) -> None:
        """One operation to its end; raises AwsRefused with the accounts that failed."""
        name, given = given["StackSetName"], {**given, **caller}
        operation = retry(partial(call, **given), _BUSY, seconds=_SECONDS)["OperationId"]
        about: dict[str, Any] = {"StackSetName": name, "OperationId": operation, **caller}

        def look() -> str | None:
            status = str(self._client.describe_stack_set_operation(**about)["StackSetOperation"]["Status"])
            return status if status in _ENDED else None

        status = poll(look, _SECONDS)
        rows = list(read_pages(self._client.list_stack_set_operation_results, "Summaries", **about))
        failed = [f"{row['Account']}: {row.get('StatusReason', '')}" for row in rows if row["Status"] == "FAILED"]
        if status != "SUCCEEDED" or failed:
            said = "; ".join(failed) or f"operation {operation} is {status or 'still under way'}"
            raise AwsRefused(f"cloudformation: stack set {name}", said, code=status or "", try_this="apply again")
