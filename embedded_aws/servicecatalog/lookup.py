"""Finding what a request names, or refusing it: own objects, and those of portfolios that other accounts shared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from embedded_aws.service import Caller
from embedded_aws.servicecatalog.errors import invalid, not_found
from embedded_aws.servicecatalog.request_context import Params, RequestContext
from embedded_aws.servicecatalog.state import Artifact, Catalog, Plan, Portfolio, Product, Provisioned, Record


def find_portfolio(context: RequestContext, portfolio_id: str) -> Portfolio:
    """A portfolio of this account; raises ResourceNotFoundException."""
    found = context.catalog.portfolios.get(portfolio_id)
    if found is None or context.lags(found.born, context.faults.read_lag):
        raise not_found(f"Portfolio {portfolio_id} not found.")
    return found


def reach_portfolio(context: RequestContext, portfolio_id: str) -> tuple[Catalog, Portfolio]:
    """A portfolio of this account or an accepted one, with the catalog that owns it."""
    owner = context.catalog.accepted.get(portfolio_id)
    if owner is None:
        return context.catalog, find_portfolio(context, portfolio_id)
    home = context.store.of(owner, context.catalog.region)
    return home, home.portfolios[portfolio_id]


def find_product(context: RequestContext, product_id: str) -> Product:
    """A product of this account; raises ResourceNotFoundException."""
    found = context.catalog.products.get(product_id)
    if found is None or context.lags(found.born, context.faults.read_lag):
        raise not_found(f"Product {product_id} not found.")
    return found


def homes(context: RequestContext) -> list[Catalog]:
    """The catalogs whose products this account can see: its own and those of which it accepted a portfolio."""
    owners = dict.fromkeys(context.catalog.accepted.values())
    return [context.catalog, *(context.store.of(owner, context.catalog.region) for owner in owners)]


def reach_product(context: RequestContext, product_id: str) -> tuple[Catalog, Product]:
    """A product of this account or one in an accepted portfolio, with the catalog that owns it."""
    for home in homes(context)[1:]:
        shared = [portfolio for portfolio, owner in context.catalog.accepted.items() if owner == home.account]
        if product_id in home.products and any((portfolio, product_id) in home.associations for portfolio in shared):
            return home, home.products[product_id]
    return context.catalog, find_product(context, product_id)


def artifacts_of(home: Catalog, product_id: str) -> list[Artifact]:
    """All versions of a product, oldest first."""
    return [artifact for artifact in home.artifacts.values() if artifact.product == product_id]


def is_ready(context: RequestContext, artifact: Artifact) -> bool:
    """Whether a version has left CREATING for AVAILABLE."""
    return context.store.calls >= artifact.ready and not artifact.failed


def find_artifact(context: RequestContext, home: Catalog, product_id: str, artifact_id: str) -> Artifact:
    """A version of a product by id, in whatever state; raises ResourceNotFoundException."""
    found = home.artifacts.get(artifact_id)
    if found is None or found.product != product_id or context.lags(found.born, context.faults.read_lag):
        raise not_found(f"ProvisioningArtifact {artifact_id} not found for product {product_id}.")
    return found


def only_one(candidates: Iterable[Artifact], name: str) -> Artifact:
    """The one version of a name. AWS quirk: names are not unique, see terraform-provider-aws issue 24362."""
    found = [artifact for artifact in candidates if artifact.name == name]
    if not found:
        raise not_found(f"ProvisioningArtifact {name} not found.")
    if len(found) > 1:
        raise invalid(f"More than one provisioning artifact is named {name}. Use ProvisioningArtifactId instead.")
    return found[0]


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
