"""Whether Service Catalog may share within the organization."""

from __future__ import annotations

from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext


def enable_access(context: RequestContext, _params: Params) -> Answer:
    """EnableAWSOrganizationsAccess."""
    context.catalog.organizations = True
    return {}


def disable_access(context: RequestContext, _params: Params) -> Answer:
    """DisableAWSOrganizationsAccess."""
    context.catalog.organizations = False
    return {}


def read_access(context: RequestContext, _params: Params) -> Answer:
    """GetAWSOrganizationsAccessStatus."""
    return {"AccessStatus": "ENABLED" if context.catalog.organizations else "DISABLED"}


OPERATIONS = {
    "EnableAWSOrganizationsAccess": enable_access,
    "DisableAWSOrganizationsAccess": disable_access,
    "GetAWSOrganizationsAccessStatus": read_access,
}
