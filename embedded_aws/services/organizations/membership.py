"""Accounts: how they are made, invited, moved and removed."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from embedded_aws.organization import Invitation, Organization
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.organizations.registry import (
    Answer,
    Params,
    Registry,
    add_member,
    find_member,
    find_node,
    new_id,
)
from embedded_aws.services.service_roles import EVERYTHING, make_role

ACCESS_ROLE = "OrganizationAccountAccessRole"
"""What a new account has for its management account, unless the request names another role."""
LASTS = timedelta(days=15)


def make_access_role(management: str, account: str, name: str = ACCESS_ROLE) -> None:
    """The role by which the management account enters a member account; it may do everything.

    AWS attaches the AWS managed policy AdministratorAccess; here its statement is an inline policy of that name.
    """
    principal = {"AWS": f"arn:aws:iam::{management}:root"}
    make_role(account, name, "/", principal, {"AdministratorAccess": EVERYTHING})


def create_account(registry: Registry, params: Params, call: Call) -> Answer:
    """CreateAccount: answers before it is done, and is done when it is asked about."""
    organization = registry.of_management(call)
    if any(member.email == params["Email"] for member in organization.members.values()):
        raise ServiceError("FinalizingOrganizationException", f"The address {params['Email']} is in use already.")
    account = f"9{secrets.randbelow(10**11):011d}"
    make_access_role(organization.management, account, params.get("RoleName") or ACCESS_ROLE)
    add_member(organization, account, params["AccountName"], "CREATED", params["Email"])
    request = f"car-{new_id(32)}"
    organization.requests[request] = account
    row = _request(organization, request)
    return {"CreateAccountStatus": {**row, "State": "IN_PROGRESS", "AccountId": None, "CompletedTimestamp": None}}


def describe_request(registry: Registry, params: Params, call: Call) -> Answer:
    """DescribeCreateAccountStatus."""
    organization = registry.of_reader(call)
    if params["CreateAccountRequestId"] not in organization.requests:
        raise ServiceError("CreateAccountStatusNotFoundException", "You specified a request that doesn't exist.")
    return {"CreateAccountStatus": _request(organization, params["CreateAccountRequestId"])}


def _request(organization: Organization, request: str) -> dict[str, Any]:
    account = organization.requests[request]
    member = organization.members.get(account)
    row: dict[str, Any] = {"Id": request, "State": "SUCCEEDED", "AccountId": account}
    if member is not None:
        row |= {"AccountName": member.name, "RequestedTimestamp": member.joined, "CompletedTimestamp": member.joined}
    return row


def invite(registry: Registry, params: Params, call: Call) -> Answer:
    """InviteAccountToOrganization: by the account's id."""
    organization, target = registry.of_management(call), params["Target"]
    if target["Type"] != "ACCOUNT" or not (target["Id"].isdigit() and len(target["Id"]) == 12):
        raise ServiceError("InvalidInputException", "You specified a target that is no account id.")
    account = target["Id"]
    if account in organization.members:
        raise ServiceError("HandshakeConstraintViolationException", "The account is already a member.")
    if any((one.account, one.state) == (account, "OPEN") for one in organization.invitations.values()):
        raise ServiceError("DuplicateHandshakeException", "A handshake with the same action and target already exists.")
    invitation = Invitation(f"h-{new_id(32)}", account, datetime.now(UTC))
    organization.invitations[invitation.id] = invitation
    return {"Handshake": _handshake(organization, invitation)}


def _handshake(organization: Organization, invitation: Invitation) -> dict[str, Any]:
    return {
        "Id": invitation.id,
        "Arn": organization.arn("handshake", "invite", invitation.id),
        "Parties": [
            {"Id": organization.id.removeprefix("o-"), "Type": "ORGANIZATION"},
            {"Id": invitation.account, "Type": "ACCOUNT"},
        ],
        "State": invitation.state,
        "RequestedTimestamp": invitation.asked,
        "ExpirationTimestamp": invitation.asked + LASTS,
        "Action": "INVITE",
        "Resources": [{"Type": "ORGANIZATION", "Value": organization.id}],
    }


def _find(registry: Registry, params: Params, call: Call) -> tuple[Organization, Invitation]:
    for organization in registry.organizations:
        found = organization.invitations.get(params["HandshakeId"])
        if found is not None and call.account in (found.account, organization.management):
            return organization, found
    raise ServiceError("HandshakeNotFoundException", "You specified a handshake that doesn't exist.")


def accept(registry: Registry, params: Params, call: Call) -> Answer:
    """AcceptHandshake: the account is in the root from now on. An invited account gets no access role."""
    organization, invitation = _find(registry, params, call)
    if call.account != invitation.account:
        raise ServiceError("AccessDeniedException", "You don't have permissions to access this resource.")
    if invitation.state != "OPEN":
        raise ServiceError("HandshakeAlreadyInStateException", f"The handshake is already {invitation.state}.")
    if registry.find(call.account) is not None:
        message = "The account is already a member of an organization."
        raise ServiceError("HandshakeConstraintViolationException", message)
    invitation.state = "ACCEPTED"
    add_member(organization, call.account, f"account {call.account}", "INVITED")
    return {"Handshake": _handshake(organization, invitation)}


def describe_handshake(registry: Registry, params: Params, call: Call) -> Answer:
    """DescribeHandshake: for the two parties."""
    return {"Handshake": _handshake(*_find(registry, params, call))}


def list_handshakes(registry: Registry, params: Params, call: Call) -> Answer:
    """ListHandshakesForAccount: of the calling account."""
    rows = [
        _handshake(organization, invitation)
        for organization in registry.organizations
        for invitation in organization.invitations.values()
        if invitation.account == call.account
    ]
    return {"Handshakes": rows}


def move(registry: Registry, params: Params, call: Call) -> Answer:
    """MoveAccount: from the parent in which it lies to another one."""
    organization = registry.of_management(call)
    member = find_member(organization, params["AccountId"])
    find_node(organization, params["SourceParentId"], "SourceParentNotFoundException")
    target = find_node(organization, params["DestinationParentId"], "DestinationParentNotFoundException")
    if member.parent != params["SourceParentId"]:
        raise ServiceError("SourceParentNotFoundException", "The account is not in the source parent.")
    if member.parent == target.id:
        raise ServiceError("DuplicateAccountException", "That account is already present in the specified destination.")
    member.parent = target.id
    return {}


def remove(registry: Registry, params: Params, call: Call) -> Answer:
    """RemoveAccountFromOrganization."""
    return _remove(registry.of_management(call), params["AccountId"])


def leave(registry: Registry, params: Params, call: Call) -> Answer:
    """LeaveOrganization: a member account's own decision."""
    organization = registry.of_member(call)
    if call.account == organization.management:
        raise ServiceError("MasterCannotLeaveOrganizationException", "The management account cannot leave.")
    return _remove(organization, call.account)


def _remove(organization: Organization, account: str) -> Answer:
    find_member(organization, account)
    if account == organization.management:
        raise ServiceError("MasterCannotLeaveOrganizationException", "The management account cannot be removed.")
    if account in organization.delegated:
        message = "The account is a delegated administrator: deregister it before you remove it."
        raise ServiceError("ConstraintViolationException", message)
    del organization.members[account]
    return {}


OPERATIONS = {
    "CreateAccount": create_account,
    "DescribeCreateAccountStatus": describe_request,
    "InviteAccountToOrganization": invite,
    "AcceptHandshake": accept,
    "DescribeHandshake": describe_handshake,
    "ListHandshakesForAccount": list_handshakes,
    "MoveAccount": move,
    "RemoveAccountFromOrganization": remove,
    "LeaveOrganization": leave,
}
