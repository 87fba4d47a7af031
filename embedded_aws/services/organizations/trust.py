"""Trusted access of services, and accounts that administer a service in the management account's place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from embedded_aws.organization import Organization
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.organizations.registry import Answer, Params, Registry, describe_account, find_member
from embedded_aws.services.pages import take_page

SERVICE_CATALOG = "servicecatalog.amazonaws.com"
STACK_SETS = "member.org.stacksets.cloudformation.amazonaws.com"
STACK_SETS_ADMIN = "stacksets.cloudformation.amazonaws.com"
DELEGATES = (SERVICE_CATALOG, STACK_SETS)
PRINCIPALS = (*DELEGATES, STACK_SETS_ADMIN)
"""The services of the embedded AWS that work with organizations.

Source: AWS Organizations User Guide, "AWS Service Catalog and AWS Organizations" and "AWS CloudFormation StackSets and
AWS Organizations".
"""


def _check(params: Params, known: tuple[str, ...]) -> str:
    principal = str(params["ServicePrincipal"])
    if principal not in known:
        raise ServiceError("InvalidInputException", "You specified an unrecognized service principal.")
    return principal


def enable_access(registry: Registry, params: Params, call: Call) -> Answer:
    """EnableAWSServiceAccess: doing it twice changes nothing."""
    registry.of_management(call).trusted.setdefault(_check(params, PRINCIPALS), datetime.now(UTC))
    return {}


def disable_access(registry: Registry, params: Params, call: Call) -> Answer:
    """DisableAWSServiceAccess: refused while the service has delegated administrators."""
    organization, principal = registry.of_management(call), _check(params, PRINCIPALS)
    if any(principal in held for held in organization.delegated.values()):
        message = "Deregister all delegated administrators of the service before you disable its access."
        raise ServiceError("ConstraintViolationException", message)
    organization.trusted.pop(principal, None)
    return {}


def list_access(registry: Registry, params: Params, call: Call) -> Answer:
    """ListAWSServiceAccessForOrganization."""
    trusted = registry.of_reader(call).trusted
    rows, more = take_page([_row(*each) for each in trusted.items()], params)
    return {"EnabledServicePrincipals": rows, **more}


def _row(principal: str, since: datetime, when: str = "DateEnabled") -> dict[str, Any]:
    return {"ServicePrincipal": principal, when: since}


def register(registry: Registry, params: Params, call: Call) -> Answer:
    """RegisterDelegatedAdministrator: of a service that has trusted access."""
    organization, principal = registry.of_management(call), _check(params, DELEGATES)
    member = find_member(organization, params["AccountId"])
    if member.account == organization.management:
        message = "You cannot register the management account as a delegated administrator of your organization."
        raise ServiceError("ConstraintViolationException", message)
    if not organization.trusts(principal):
        message = f"Enable trusted access of {principal} before you register a delegated administrator."
        raise ServiceError("ConstraintViolationException", message)
    held = organization.delegated.setdefault(member.account, {})
    if principal in held:
        raise ServiceError("AccountAlreadyRegisteredException", "The account is already a delegated administrator.")
    held[principal] = datetime.now(UTC)
    return {}


def deregister(registry: Registry, params: Params, call: Call) -> Answer:
    """DeregisterDelegatedAdministrator."""
    organization, principal = registry.of_management(call), _check(params, DELEGATES)
    member = find_member(organization, params["AccountId"])
    held = organization.delegated.get(member.account, {})
    if principal not in held:
        raise ServiceError("AccountNotRegisteredException", "The account is no delegated administrator of the service.")
    del held[principal]
    if not held:
        del organization.delegated[member.account]
    return {}


def list_administrators(registry: Registry, params: Params, call: Call) -> Answer:
    """ListDelegatedAdministrators: of one service, or of any."""
    organization = registry.of_reader(call)
    wanted = _check(params, DELEGATES) if params.get("ServicePrincipal") else None
    found = [
        {**describe_account(organization, organization.members[account]), "DelegationEnabledDate": min(held.values())}
        for account, held in organization.delegated.items()
        if wanted is None or wanted in held
    ]
    rows, more = take_page(found, params)
    return {"DelegatedAdministrators": rows, **more}


def list_delegated_services(registry: Registry, params: Params, call: Call) -> Answer:
    """ListDelegatedServicesForAccount."""
    organization: Organization = registry.of_reader(call)
    member = find_member(organization, params["AccountId"])
    if member.account not in organization.delegated:
        raise ServiceError("AccountNotRegisteredException", "The account is no delegated administrator.")
    held = organization.delegated[member.account]
    rows, more = take_page([_row(*each, when="DelegationEnabledDate") for each in held.items()], params)
    return {"DelegatedServices": rows, **more}


OPERATIONS = {
    "EnableAWSServiceAccess": enable_access,
    "DisableAWSServiceAccess": disable_access,
    "ListAWSServiceAccessForOrganization": list_access,
    "RegisterDelegatedAdministrator": register,
    "DeregisterDelegatedAdministrator": deregister,
    "ListDelegatedAdministrators": list_administrators,
    "ListDelegatedServicesForAccount": list_delegated_services,
}
