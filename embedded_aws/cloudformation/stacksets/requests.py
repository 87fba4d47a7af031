"""What a request about a stack set means: its template and parameters, its targets, its operation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from embedded_aws.cloudformation.engine.scoping import given_parameters
from embedded_aws.cloudformation.errors import invalid, not_supported
from embedded_aws.cloudformation.operations.capabilities import check_capabilities
from embedded_aws.cloudformation.operations.request_context import RequestContext, read_body
from embedded_aws.cloudformation.stacksets.state import Blueprint, Operation, Place, Result, StackSet
from embedded_aws.organization import Organization
from embedded_aws.service import Call, ServiceError
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.parameter import read_parameters

UNITS = 50
"""How many units one operation may target ("UpdateStackSet" in the API reference)."""
SELF_MANAGED = ("AdministrationRoleARN", "ExecutionRoleName", "Accounts")


def refuse_self_managed(params: Mapping[str, Any]) -> None:
    """Raise ServiceError for what belongs to self-managed permissions."""
    if params.get("PermissionModel", "SERVICE_MANAGED") != "SERVICE_MANAGED":
        raise not_supported("A stack set with self-managed permissions")
    for name in SELF_MANAGED:
        if params.get(name):
            raise not_supported(f"{name} of a stack set (self-managed permissions)")


def read_blueprint(
    context: RequestContext, params: Mapping[str, Any], call: Call, previous: Blueprint | None = None
) -> Blueprint:
    """The template of a request with everything that goes with it; an update keeps the tags that it leaves out."""
    if params.get("UsePreviousTemplate") and previous is not None:
        if params.get("TemplateBody") or params.get("TemplateURL"):
            raise invalid("Only one of TemplateBody, TemplateURL and UsePreviousTemplate may be specified.")
        text = previous.text
    else:
        text = read_body(context, params, call)
    template = context.load(text)
    check_capabilities(template, params.get("Capabilities") or ())
    given = _given(params.get("Parameters") or (), previous.given if previous else {})
    kept = previous.tags if previous is not None and params.get("Tags") is None else ()
    return Blueprint(
        text=template.text,
        given=_checked(template, given_parameters(template, given)),
        capabilities=tuple(params.get("Capabilities") or ()),
        tags=tuple((tag["Key"], tag["Value"]) for tag in params.get("Tags") or ()) or kept,
        description=params.get("Description") or (previous.description if previous else None),
    )


def _given(rows: Iterable[Mapping[str, Any]], before: Mapping[str, str]) -> dict[str, str]:
    given = {}
    for row in rows:
        name = row["ParameterKey"]
        if row.get("UsePreviousValue") and name not in before:
            raise invalid(f"Invalid input for parameter key {name}. There is no previous value.")
        given[name] = before[name] if row.get("UsePreviousValue") else str(row.get("ParameterValue", ""))
    return given


def _checked(template: Template, given: Mapping[str, str]) -> Mapping[str, str]:
    declared = read_parameters(template.section("Parameters"))
    if unknown := [name for name in given if name not in declared]:
        raise invalid(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    if missing := [name for name in declared if name not in given]:
        raise invalid(f"Parameters: [{', '.join(missing)}] must have values")
    return given


def read_overrides(stack_set: StackSet, params: Mapping[str, Any], before: Mapping[str, str]) -> Mapping[str, str]:
    """The parameters that a request overrides in its places; without the member they stay as they were."""
    if params.get("ParameterOverrides") is None:
        return before
    given = _given(params["ParameterOverrides"], before)
    if unknown := [name for name in given if name not in stack_set.blueprint.given]:
        raise invalid(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    return given


def read_units(params: Mapping[str, Any], organization: Organization) -> tuple[str, ...]:
    """The units and roots that a request targets; raises ServiceError for one that the organization lacks."""
    targets = params.get("DeploymentTargets") or {}
    units = tuple(targets.get("OrganizationalUnitIds") or ())
    if targets.get("AccountsUrl"):
        raise not_supported("AccountsUrl of deployment targets")
    if not units:
        raise invalid("OrganizationalUnitIds are required for a stack set with service-managed permissions")
    if len(units) > UNITS:
        raise invalid(f"At most {UNITS} organizational units may be targeted by one operation")
    if unknown := [unit for unit in units if unit not in organization.units]:
        raise invalid(f"Organizational units [{', '.join(unknown)}] do not exist in organization {organization.id}")
    return units


def find_accounts(params: Mapping[str, Any], organization: Organization) -> dict[str, str]:
    """The accounts that a request targets, each with the unit by which; never the management account."""
    targets = params.get("DeploymentTargets") or {}
    named, kind = tuple(targets.get("Accounts") or ()), targets.get("AccountFilterType") or "NONE"
    if (kind == "NONE") != (not named):
        raise invalid("Accounts of deployment targets need an AccountFilterType, and an AccountFilterType needs them")
    found: dict[str, str] = {}
    for unit in read_units(params, organization):
        for account in organization.accounts_in(unit):
            found.setdefault(account, unit)
    if outside := [account for account in named if account not in organization.members]:
        raise invalid(f"Accounts [{', '.join(outside)}] are not part of organization {organization.id}")
    if kind == "UNION":
        found |= {account: organization.members[account].parent for account in named if account not in found}
    kept = {
        account: unit
        for account, unit in found.items()
        if kind in ("NONE", "UNION") or (account in named) == (kind == "INTERSECTION")
    }
    kept.pop(organization.management, None)
    return kept


def read_regions(params: Mapping[str, Any]) -> tuple[str, ...]:
    """The regions of a request, in the order in which they come."""
    regions = tuple(params.get("Regions") or ())
    if not regions or len(set(regions)) != len(regions):
        raise invalid("Regions must be given, each once")
    order = tuple((params.get("OperationPreferences") or {}).get("RegionOrder") or ())
    if order and set(order) != set(regions):
        raise invalid("RegionOrder must name the regions of the request")
    return order or regions


def build_operation(action: str, params: Mapping[str, Any], units: Mapping[Place, str]) -> Operation:
    """An operation at some places, each with the unit by which it was targeted."""
    left_out = ("OperationId", "CallAs")
    asked = {name: value for name, value in params.items() if name not in left_out}
    return Operation(
        id=params.get("OperationId") or str(uuid4()),
        action=action,
        tasks=tuple(units),
        results={place: Result(unit) for place, unit in units.items()},
        request=json.dumps([action, asked], sort_keys=True, default=str),
        preferences=dict(params.get("OperationPreferences") or {}),
        targets=dict(params.get("DeploymentTargets") or {}),
        retain=bool(params.get("RetainStacks")),
    )


def find_repeated(stack_set: StackSet, action: str, params: Mapping[str, Any]) -> Operation | None:
    """The operation that the same request started before; raises ServiceError where the id is another request's."""
    known = stack_set.operations.get(params.get("OperationId") or "")
    if known is None:
        return None
    if known.request != build_operation(action, params, {}).request:
        raise ServiceError("OperationIdAlreadyExistsException", f"Operation {known.id} already exists", 409)
    return known


def check_free(stack_set: StackSet) -> None:
    """Raise OperationInProgressException while another operation runs, unless the set lets operations wait."""
    if stack_set.running() and not stack_set.queues:
        message = "Another Operation on StackSet is in progress: only one can be performed at a time."
        raise ServiceError("OperationInProgressException", f"{message} StackSet: {stack_set.arn}", 409)
