"""All organizations, and what the operations look up in them."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from embedded_aws.organization import Member, Organization, Unit
from embedded_aws.service import Call, ServiceError

Params = Mapping[str, Any]
Answer = Mapping[str, Any]
LETTERS = string.ascii_lowercase + string.digits


class Registry:
    """The organizations of the embedded AWS; an account is in one of them at most."""

    def __init__(self) -> None:
        self.organizations: list[Organization] = []

    def find(self, account: str) -> Organization | None:
        """The organization in which an account is."""
        return next((one for one in self.organizations if account in one.members), None)

    def of_member(self, call: Call) -> Organization:
        """The caller's organization; raises ServiceError where he has none."""
        found = self.find(call.account)
        if found is None:
            message = "Your account is not a member of an organization."
            raise ServiceError("AWSOrganizationsNotInUseException", message)
        return found

    def of_management(self, call: Call) -> Organization:
        """The organization whose management account calls."""
        found = self.of_member(call)
        if call.account != found.management:
            raise ServiceError("AccessDeniedException", "You don't have permissions to access this resource.")
        return found

    def of_reader(self, call: Call) -> Organization:
        """As `of_management`; a delegated administrator of any service may read too.

        Source: AWS Organizations API Reference, the note below each List and Describe operation.
        """
        found = self.of_member(call)
        return found if call.account in found.delegated else self.of_management(call)

    def found(self, account: str) -> Organization:
        """A new organization around its management account."""
        root = f"r-{new_id(4)}"
        made = Organization(f"o-{new_id(10)}", root, account)
        made.units[root] = Unit(root, "Root", None)
        self.organizations.append(made)
        add_member(made, account, f"account {account}", "INVITED")
        return made


def new_id(length: int) -> str:
    """Random letters and digits."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def add_member(organization: Organization, account: str, name: str, method: str, email: str = "") -> Member:
    """Let an account join; it lies in the root at first."""
    address = email or f"aws-{account}@example.com"
    member = Member(account, name, address, organization.root, method, datetime.now(UTC))
    organization.members[account] = member
    return member


def find_node(organization: Organization, node: str, code: str = "ParentNotFoundException") -> Unit:
    """The root or a unit; raises ServiceError."""
    if node not in organization.units:
        raise ServiceError(code, f"You specified a node that doesn't exist: {node}.")
    return organization.units[node]


def find_member(organization: Organization, account: str) -> Member:
    """A member account; raises ServiceError."""
    if account not in organization.members:
        raise ServiceError("AccountNotFoundException", f"You specified an account that doesn't exist: {account}.")
    return organization.members[account]


def describe_account(organization: Organization, member: Member) -> dict[str, Any]:
    """An Account."""
    return {
        "Id": member.account,
        "Arn": organization.arn("account", member.account),
        "Email": member.email,
        "Name": member.name,
        "Status": "ACTIVE",
        "State": "ACTIVE",
        "JoinedMethod": member.method,
        "JoinedTimestamp": member.joined,
    }


def describe_unit(organization: Organization, unit: Unit) -> dict[str, Any]:
    """An OrganizationalUnit."""
    return {"Id": unit.id, "Arn": organization.arn("ou", unit.id), "Name": unit.name}
