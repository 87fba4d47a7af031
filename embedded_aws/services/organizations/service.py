"""Organizations as a service of the gateway: finds the operation, tells others of changes, keeps the state.

moto (5.2) has organizations too: an account's number is made up, nobody can be invited, its access role may do nothing,
and which account is in which organization is not part of its state.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from embedded_aws.gateway.refusals import refuse_unknown
from embedded_aws.organization import Organization
from embedded_aws.service import Call
from embedded_aws.services.organizations import membership, structure, trust
from embedded_aws.services.organizations.registry import Answer, Params, Registry, add_member
from embedded_aws.services.shapes import check_shapes

OPERATIONS = {**structure.OPERATIONS, **membership.OPERATIONS, **trust.OPERATIONS}
READING = ("Describe", "List")


class Organizations:
    """All organizations. `on_change` is called after each change, without the lock."""

    def __init__(self, on_change: Callable[[Organization], None] = lambda organization: None) -> None:
        self.registry = Registry()
        self._lock = threading.RLock()
        self._on_change = on_change

    def __call__(self, params: Params, call: Call) -> Answer:
        """Carry out one operation; raises ServiceError."""
        operation = OPERATIONS.get(call.operation)
        if operation is None:
            raise refuse_unknown(call.service, call.operation)
        check_shapes(call, params)
        with self._lock:
            before = self.registry.find(call.account)
            answer = operation(self.registry, params, call)
            changed = before or self.registry.find(call.account)
        if changed is not None and not call.operation.startswith(READING):
            self._on_change(changed)
        return {name: _plain(value) for name, value in answer.items()}

    def find(self, account: str) -> Organization | None:
        """The organization of an account, as it is now."""
        with self._lock:
            found = self.registry.find(account)
            return deepcopy(found) if found is not None else None

    def condition_keys(self, caller: str, owner: str) -> dict[str, str | Sequence[str]]:
        """The keys that say where the caller's account lies, and the account of what is asked for.

        Source: IAM User Guide, "AWS global condition context keys": a key is absent where there is no organization.
        """
        keys: dict[str, str | Sequence[str]] = {}
        with self._lock:
            for what, account in (("Principal", caller), ("Resource", owner)):
                if (found := self.registry.find(account)) is not None:
                    keys[f"aws:{what}OrgID"] = found.id
                    keys[f"aws:{what}OrgPaths"] = [found.path(account)]
                    if what == "Principal":
                        keys["aws:PrincipalOrgMasterAccountId"] = found.management
        return keys

    def unite(self, management: str, others: tuple[str, ...]) -> None:
        """Found an organization at the start, whose other accounts were created in it: each has its access role.

        Where the account has an organization already, of an earlier start, it stays as it is.
        """
        with self._lock:
            if self.registry.find(management) is not None:
                return
            organization = self.registry.found(management)
            for account in others:
                add_member(organization, account, f"account {account}", "CREATED")
                membership.make_access_role(management, account)

    def arns(self, call: Call) -> tuple[str, ...]:
        """What IAM is asked about: the accounts, units and roots that a request names.

        Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Organizations".
        """
        found = self.find(call.account)
        if found is None:
            return ("*",)
        named = [call.params[name] for name in NAMES if isinstance(call.params.get(name), str)]
        target = call.params.get("Target")
        named += [target["Id"]] if isinstance(target, dict) and "Id" in target else []
        return tuple(_arn(found, name) for name in named) or ("*",)

    def dump(self) -> Any:
        """Plain data."""
        with self._lock:
            return deepcopy(self.registry.organizations)

    def load(self, state: Any) -> None:
        """Take over what `dump` gave."""
        with self._lock:
            self.registry.organizations = list(state)


NAMES = ("AccountId", "ParentId", "SourceParentId", "DestinationParentId", "OrganizationalUnitId", "ChildId")


def _arn(organization: Organization, name: str) -> str:
    kind = "account" if name.isdigit() else "root" if name.startswith("r-") else "ou"
    return organization.arn(kind, name)


def _plain(value: Any) -> Any:
    """Without the members that are None, which botocore's serializer does not accept."""
    return {name: one for name, one in value.items() if one is not None} if isinstance(value, dict) else value
