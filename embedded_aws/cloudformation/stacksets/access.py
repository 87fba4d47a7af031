"""Who may work with service-managed stack sets, and in whose account they lie: the management account's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.operations.answers import Answer
from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.cloudformation.stacksets.state import StackSet
from embedded_aws.organization import Organization
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.organizations.trust import STACK_SETS, STACK_SETS_ADMIN


def find_organization(context: RequestContext, params: Mapping[str, Any], call: Call) -> Organization:
    """The organization in whose management account the caller works; raises ServiceError."""
    organization = context.gateway.organization(call.account)
    if params.get("CallAs") == "DELEGATED_ADMIN":
        if organization is None or STACK_SETS not in organization.delegated.get(call.account, {}):
            raise invalid("Account used is not a delegated administrator")
        return organization
    if organization is None or organization.management != call.account:
        raise invalid(
            "You must be the management account or delegated admin account of an organization before operating a "
            "SERVICE_MANAGED stack set"
        )
    return organization


def check_enabled(context: RequestContext, organization: Organization) -> None:
    """Raise ServiceError where stack sets have no trusted access."""
    if not is_enabled(context, organization):
        raise invalid("You must enable organizations access to operate a service managed stack set")


def is_enabled(context: RequestContext, organization: Organization) -> bool:
    """Whether stack sets have trusted access and were activated."""
    return organization.trusts(STACK_SETS) and organization.management in context.sets.activated


def require_set(context: RequestContext, params: Mapping[str, Any], call: Call) -> StackSet:
    """The stack set that a call names; raises StackSetNotFoundException."""
    organization = context.gateway.organization(call.account)
    by = params.get("CallAs") == "DELEGATED_ADMIN" or (organization and organization.management == call.account)
    account = find_organization(context, params, call).management if by else call.account
    found = context.sets.find(str(params["StackSetName"]), account, call.region)
    if found is None:
        raise ServiceError("StackSetNotFoundException", f"StackSet {params['StackSetName']} not found", 404)
    return found


def activate(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ActivateOrganizationsAccess: by the management account, on whose behalf trusted access is given."""
    organization = _management(context, call)
    _call_organizations(context, call, "enable_aws_service_access")
    with context.sets.lock:
        context.sets.activated.add(organization.management)
    return {}


def deactivate(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DeactivateOrganizationsAccess."""
    organization = _management(context, call)
    if any(STACK_SETS in held for held in organization.delegated.values()):
        raise _wrong("Deregister all delegated administrators of stack sets first.")
    _call_organizations(context, call, "disable_aws_service_access")
    with context.sets.lock:
        context.sets.activated.discard(organization.management)
    return {}


def describe_access(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeOrganizationsAccess."""
    try:
        organization = find_organization(context, params, call)
    except ServiceError as error:
        raise _wrong(error.message) from error
    return {"Status": "ENABLED" if is_enabled(context, organization) else "DISABLED"}


def _management(context: RequestContext, call: Call) -> Organization:
    organization = context.gateway.organization(call.account)
    if organization is None or organization.management != call.account:
        raise _wrong("Only the management account of an organization may call this operation.")
    return organization


def _wrong(message: str) -> ServiceError:
    return ServiceError("InvalidOperationException", message)


def _call_organizations(context: RequestContext, call: Call, operation: str) -> None:
    client = context.gateway.client(context.gateway.forward(call.keys, STACK_SETS_ADMIN), "organizations", call.region)
    try:
        getattr(client, operation)(ServicePrincipal=STACK_SETS)
    except ClientError as error:
        given = error.response["Error"]
        raise ServiceError(given["Code"], given["Message"], 403) from error


OPERATIONS = {
    "ActivateOrganizationsAccess": activate,
    "DeactivateOrganizationsAccess": deactivate,
    "DescribeOrganizationsAccess": describe_access,
}
