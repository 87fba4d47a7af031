"""The organization itself, its root and its organizational units."""

from __future__ import annotations

from embedded_aws.organization import Organization, Unit
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.organizations.registry import (
    Answer,
    Params,
    Registry,
    describe_account,
    describe_unit,
    find_member,
    find_node,
    new_id,
)
from embedded_aws.services.pages import take_page

DEPTH = 5
"""How deep units may lie below the root ("Quotas and service limits for AWS Organizations")."""
PAGE = 20


def create_organization(registry: Registry, params: Params, call: Call) -> Answer:
    """CreateOrganization: the caller's account becomes the management account."""
    if registry.find(call.account) is not None:
        raise ServiceError("AlreadyInOrganizationException", "The AWS account is already a member of an organization.")
    if params.get("FeatureSet", "ALL") != "ALL":
        raise ServiceError("NotImplemented", "Consolidated billing alone is not part of the embedded AWS", 501)
    return _describe(registry.found(call.account))


def describe_organization(registry: Registry, params: Params, call: Call) -> Answer:
    """DescribeOrganization: any member may."""
    return _describe(registry.of_member(call))


def _describe(organization: Organization) -> Answer:
    management = organization.members[organization.management]
    return {
        "Organization": {
            "Id": organization.id,
            "Arn": organization.arn("organization"),
            "FeatureSet": "ALL",
            "MasterAccountArn": organization.arn("account", management.account),
            "MasterAccountId": management.account,
            "MasterAccountEmail": management.email,
            "AvailablePolicyTypes": [],
        }
    }


def delete_organization(registry: Registry, params: Params, call: Call) -> Answer:
    """DeleteOrganization: only when nothing but the management account is left."""
    organization = registry.of_management(call)
    if len(organization.members) > 1 or len(organization.units) > 1:
        message = "To delete an organization, first remove all member accounts and all organizational units."
        raise ServiceError("OrganizationNotEmptyException", message)
    registry.organizations.remove(organization)
    return {}


def list_roots(registry: Registry, params: Params, call: Call) -> Answer:
    """ListRoots: there is one."""
    organization = registry.of_reader(call)
    arn = organization.arn("root", organization.root)
    return {"Roots": [{"Id": organization.root, "Arn": arn, "Name": "Root", "PolicyTypes": []}]}


def create_unit(registry: Registry, params: Params, call: Call) -> Answer:
    """CreateOrganizationalUnit: names are unique among the units of one parent."""
    organization = registry.of_management(call)
    parent = find_node(organization, params["ParentId"])
    _check_name(organization, parent.id, params["Name"])
    if _depth(organization, parent) >= DEPTH:
        message = f"An organizational unit may lie {DEPTH} levels below the root at most."
        raise ServiceError("ConstraintViolationException", message)
    # A unit's id holds the random part of its root's id.
    unit = Unit(f"ou-{organization.root.removeprefix('r-')}-{new_id(8)}", params["Name"], parent.id)
    organization.units[unit.id] = unit
    return {"OrganizationalUnit": describe_unit(organization, unit)}


def _check_name(organization: Organization, parent: str, name: str) -> None:
    if any((each.parent, each.name) == (parent, name) for each in organization.units.values()):
        raise ServiceError("DuplicateOrganizationalUnitException", "An OU with the same name already exists.")


def _depth(organization: Organization, unit: Unit) -> int:
    return 0 if unit.parent is None else 1 + _depth(organization, organization.units[unit.parent])


def _find_unit(organization: Organization, unit_id: str) -> Unit:
    unit = find_node(organization, unit_id, "OrganizationalUnitNotFoundException")
    if unit.parent is None:
        raise ServiceError("InvalidInputException", "You specified the root instead of an organizational unit.")
    return unit


def describe_one_unit(registry: Registry, params: Params, call: Call) -> Answer:
    """DescribeOrganizationalUnit."""
    organization = registry.of_reader(call)
    return {"OrganizationalUnit": describe_unit(organization, _find_unit(organization, params["OrganizationalUnitId"]))}


def update_unit(registry: Registry, params: Params, call: Call) -> Answer:
    """UpdateOrganizationalUnit: another name."""
    organization = registry.of_management(call)
    unit = _find_unit(organization, params["OrganizationalUnitId"])
    if params.get("Name") and params["Name"] != unit.name:
        _check_name(organization, unit.parent or "", params["Name"])
        unit.name = params["Name"]
    return {"OrganizationalUnit": describe_unit(organization, unit)}


def delete_unit(registry: Registry, params: Params, call: Call) -> Answer:
    """DeleteOrganizationalUnit: an empty one."""
    organization = registry.of_management(call)
    unit = _find_unit(organization, params["OrganizationalUnitId"])
    children = any(each.parent == unit.id for each in organization.units.values())
    if children or any(member.parent == unit.id for member in organization.members.values()):
        message = "The specified OU is not empty. Move all accounts and remove all child OUs first."
        raise ServiceError("OrganizationalUnitNotEmptyException", message)
    del organization.units[unit.id]
    return {}


def list_units(registry: Registry, params: Params, call: Call) -> Answer:
    """ListOrganizationalUnitsForParent: the direct ones."""
    organization = registry.of_reader(call)
    parent = find_node(organization, params["ParentId"])
    found = [describe_unit(organization, unit) for unit in organization.units.values() if unit.parent == parent.id]
    rows, more = take_page(found, params, PAGE)
    return {"OrganizationalUnits": rows, **more}


def list_accounts(registry: Registry, params: Params, call: Call) -> Answer:
    """ListAccounts: all of them."""
    organization = registry.of_reader(call)
    found = [describe_account(organization, member) for member in organization.members.values()]
    rows, more = take_page(found, params, PAGE)
    return {"Accounts": rows, **more}


def list_accounts_of(registry: Registry, params: Params, call: Call) -> Answer:
    """ListAccountsForParent: the direct ones."""
    organization = registry.of_reader(call)
    parent = find_node(organization, params["ParentId"])
    members = [member for member in organization.members.values() if member.parent == parent.id]
    rows, more = take_page([describe_account(organization, member) for member in members], params, PAGE)
    return {"Accounts": rows, **more}


def list_children(registry: Registry, params: Params, call: Call) -> Answer:
    """ListChildren: the accounts or the units of a parent."""
    organization, kind = registry.of_reader(call), params["ChildType"]
    parent = find_node(organization, params["ParentId"])
    if kind == "ACCOUNT":
        found = [member.account for member in organization.members.values() if member.parent == parent.id]
    else:
        found = [unit.id for unit in organization.units.values() if unit.parent == parent.id]
    rows, more = take_page([{"Id": each, "Type": kind} for each in found], params, PAGE)
    return {"Children": rows, **more}


def list_parents(registry: Registry, params: Params, call: Call) -> Answer:
    """ListParents: the one parent of an account or a unit."""
    organization, child = registry.of_reader(call), params["ChildId"]
    if child in organization.units:
        parent = organization.units[child].parent
    elif child in organization.members:
        parent = organization.members[child].parent
    else:
        raise ServiceError("ChildNotFoundException", f"You specified a child that doesn't exist: {child}.")
    kind = "ROOT" if parent == organization.root else "ORGANIZATIONAL_UNIT"
    return {"Parents": [{"Id": parent, "Type": kind}] if parent else []}


def describe_one_account(registry: Registry, params: Params, call: Call) -> Answer:
    """DescribeAccount."""
    organization = registry.of_reader(call)
    return {"Account": describe_account(organization, find_member(organization, params["AccountId"]))}


OPERATIONS = {
    "CreateOrganization": create_organization,
    "DescribeOrganization": describe_organization,
    "DeleteOrganization": delete_organization,
    "ListRoots": list_roots,
    "CreateOrganizationalUnit": create_unit,
    "DescribeOrganizationalUnit": describe_one_unit,
    "UpdateOrganizationalUnit": update_unit,
    "DeleteOrganizationalUnit": delete_unit,
    "ListOrganizationalUnitsForParent": list_units,
    "ListAccounts": list_accounts,
    "ListAccountsForParent": list_accounts_of,
    "ListChildren": list_children,
    "ListParents": list_parents,
    "DescribeAccount": describe_one_account,
}
