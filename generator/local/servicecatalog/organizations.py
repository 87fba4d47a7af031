"""Whether Service Catalog may share within the organization."""

from __future__ import annotations

from generator.local.servicecatalog.desk import Answer, Desk, Params


def enable_access(desk: Desk, _params: Params) -> Answer:
    """EnableAWSOrganizationsAccess."""
    desk.catalog.organizations = True
    return {}


def disable_access(desk: Desk, _params: Params) -> Answer:
    """DisableAWSOrganizationsAccess."""
    desk.catalog.organizations = False
    return {}


def read_access(desk: Desk, _params: Params) -> Answer:
    """GetAWSOrganizationsAccessStatus."""
    return {"AccessStatus": "ENABLED" if desk.catalog.organizations else "DISABLED"}


OPERATIONS = {
    "EnableAWSOrganizationsAccess": enable_access,
    "DisableAWSOrganizationsAccess": disable_access,
    "GetAWSOrganizationsAccessStatus": read_access,
}
