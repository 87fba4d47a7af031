"""Whether Service Catalog may look at the organization, and who may share with its nodes."""

from __future__ import annotations

from botocore.exceptions import ClientError

from embedded_aws.organization import Organization
from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog.errors import invalid_state, not_supported
from embedded_aws.servicecatalog.reach import is_access_enabled
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext
from embedded_aws.services.organizations.trust import SERVICE_CATALOG


def check_administrator(context: RequestContext) -> Organization:
    """The organization; raises OperationNotSupportedException for anybody but its administrators of the service."""
    organization = context.organization
    if organization is None:
        raise not_supported("The account is not part of an organization.")
    if not organization.is_administrator(context.call.account, SERVICE_CATALOG):
        raise not_supported("Only the management account or a delegated administrator may call this operation.")
    return organization


def _check_management(context: RequestContext) -> None:
    organization = context.organization
    if organization is None or context.call.account != organization.management:
        raise not_supported("Only the management account of an organization may call this operation.")


def enable_access(context: RequestContext, _params: Params) -> Answer:
    """EnableAWSOrganizationsAccess: gives itself trusted access, on behalf of the caller."""
    _check_management(context)
    _call_organizations(context, "enable_aws_service_access")
    context.catalog.organizations_access = True
    return {}


def disable_access(context: RequestContext, _params: Params) -> Answer:
    """DisableAWSOrganizationsAccess: shares stay as they are, and follow the organization no more."""
    _check_management(context)
    organization = context.organization
    if organization is not None and any(SERVICE_CATALOG in held for held in organization.delegated.values()):
        raise invalid_state("The organization has delegated administrators: deregister them first.")
    _call_organizations(context, "disable_aws_service_access")
    for catalog in context.store.catalogs.values():
        if catalog.account == context.call.account:
            catalog.organizations_access = False
    return {}


def _call_organizations(context: RequestContext, operation: str) -> None:
    keys = context.gateway.forward(context.call.keys, SERVICE_CATALOG)
    client = context.gateway.client(keys, "organizations", context.call.region)
    try:
        with context.unlocked():
            getattr(client, operation)(ServicePrincipal=SERVICE_CATALOG)
    except ClientError as error:
        given = error.response["Error"]
        raise ServiceError(given["Code"], given["Message"]) from error


def read_access(context: RequestContext, _params: Params) -> Answer:
    """GetAWSOrganizationsAccessStatus."""
    organization = check_administrator(context)
    return {"AccessStatus": "ENABLED" if is_access_enabled(context.store, organization) else "DISABLED"}


OPERATIONS = {
    "EnableAWSOrganizationsAccess": enable_access,
    "DisableAWSOrganizationsAccess": disable_access,
    "GetAWSOrganizationsAccessStatus": read_access,
}
