"""Whose a provisioned product is: access levels User, Role and Account, as filters and as IAM condition keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from embedded_aws.service import Caller
from embedded_aws.servicecatalog.launched import Plan, Provisioned, Record
from embedded_aws.servicecatalog.refusals import invalid
from embedded_aws.servicecatalog.request_context import Params
from embedded_aws.servicecatalog.state import Catalog

Owned = TypeVar("Owned", Provisioned, Record, Plan)

_WIDER = {"User": ("user", "role", "account"), "Role": ("role", "account"), "Account": ("account",)}


def levels_of(owned: Provisioned | Record | Plan, caller: Caller) -> tuple[str, ...]:
    """The levels at which something is the caller's own: `user`, `role`, `account`."""
    mine = {caller.arn, caller.role_arn or caller.arn}
    if owned.session == caller.arn:
        return _WIDER["User"]
    return _WIDER["Role"] if owned.user in mine else _WIDER["Account"]


def visible(rows: Iterable[Owned], params: Params, caller: Caller) -> list[Owned]:
    """The rows within the access level of a request, which is the user's own where none is given."""
    given = params.get("AccessLevelFilter") or {}
    level = given.get("Key") or "User"
    if given.get("Value") not in (None, "self"):
        raise invalid("The value of an access level filter must be self.")
    return [row for row in rows if level.lower() in levels_of(row, caller)]


def condition_keys(catalog: Catalog, operation: str, params: Params, caller: Caller) -> dict[str, str]:
    """The keys `servicecatalog:userLevel`, `roleLevel` and `accountLevel` that a request carries.

    Source: "Identity-based policy examples for AWS Service Catalog", section on provisioned product access.
    """
    owned = _named(catalog, operation, params)
    if owned is not None:
        held: tuple[str, ...] = levels_of(owned, caller)
    elif operation in _FILTERED:
        held = _WIDER[(params.get("AccessLevelFilter") or {}).get("Key") or "User"]
    else:
        held = ()
    return {f"servicecatalog:{level}Level": "self" for level in held}


_FILTERED = frozenset(
    {"SearchProvisionedProducts", "ScanProvisionedProducts", "ListRecordHistory", "ListProvisionedProductPlans"}
)
_BY_ID = frozenset({"DescribeProvisionedProduct"})


def _named(catalog: Catalog, operation: str, params: Params) -> Provisioned | Record | Plan | None:
    if operation == "DescribeRecord":
        return catalog.records.get(params.get("Id") or "")
    if params.get("PlanId"):
        return catalog.plans.get(params["PlanId"])
    by_id, by_name = ("Id", "Name") if operation in _BY_ID else ("ProvisionedProductId", "ProvisionedProductName")
    if operation in ("ProvisionProduct", "CreateProvisionedProductPlan"):
        return None
    wanted = {params[name] for name in (by_id, by_name) if params.get(name)}
    return next((each for each in catalog.provisioned.values() if wanted & {each.id, each.name, each.arn}), None)
