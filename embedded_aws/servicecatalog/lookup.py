"""What a request names: objects of the account and of portfolios that reach it; and what of them the caller may see.

A function that finds something raises ResourceNotFoundException where there is nothing to find.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from embedded_aws.service import Caller
from embedded_aws.servicecatalog.errors import invalid, not_found
from embedded_aws.servicecatalog.reach import imported
from embedded_aws.servicecatalog.request_context import Params, RequestContext
from embedded_aws.servicecatalog.state import (
    Artifact,
    Catalog,
    Launch,
    Plan,
    Portfolio,
    Product,
    Provisioned,
    Record,
)

Row = TypeVar("Row")
Key = TypeVar("Key")
OfLaunch = TypeVar("OfLaunch", Provisioned, Record, Plan)


def find_row(rows: Mapping[str, Row], row_id: str, what: str) -> Row:
    """The row of an id."""
    if row_id not in rows:
        raise not_found(f"{what} {row_id} not found.")
    return rows[row_id]


def remove_link(links: dict[Key, Row], link: Key, missing: str) -> None:
    """Remove an association."""
    if link not in links:
        raise not_found(missing)
    del links[link]


def only_one(found: Sequence[Row], name: str, what: str, noun: str, by_id: str) -> Row:
    """The only match of a name; raises InvalidParametersException where there are several.

    AWS quirk: names of products and versions are not unique, see terraform-provider-aws issue 24362.
    """
    if not found:
        raise not_found(f"{what} {name} not found.")
    if len(found) > 1:
        raise invalid(f"More than one {noun} is named {name}. Use {by_id} instead.")
    return found[0]


def only_product(products: Iterable[Product], name: str, by_id: str = "ProductId") -> Product:
    """The one product of a name."""
    found = {product.id: product for product in products if product.name == name}
    return only_one([*found.values()], name, "Product", "product", by_id)


def only_artifact(artifacts: Iterable[Artifact], name: str) -> Artifact:
    """The one version of a name."""
    found = [artifact for artifact in artifacts if artifact.name == name]
    return only_one(found, name, "ProvisioningArtifact", "provisioning artifact", "ProvisioningArtifactId")


def find_portfolio(context: RequestContext, portfolio_id: str) -> Portfolio:
    """A portfolio of this account."""
    found = context.catalog.portfolios.get(portfolio_id)
    if found is None or not context.is_readable(found.created_call):
        raise not_found(f"Portfolio {portfolio_id} not found.")
    return found


def reach_portfolio(context: RequestContext, portfolio_id: str) -> tuple[Catalog, Portfolio]:
    """A portfolio of this account or an imported one, with the catalog that owns it."""
    catalog = imported(context).get(portfolio_id)
    if catalog is None:
        return context.catalog, find_portfolio(context, portfolio_id)
    return catalog, catalog.portfolios[portfolio_id]


def find_product(context: RequestContext, product_id: str) -> Product:
    """A product of this account."""
    found = context.catalog.products.get(product_id)
    if found is None or not context.is_readable(found.created_call):
        raise not_found(f"Product {product_id} not found.")
    return found


def reachable_catalogs(context: RequestContext) -> list[Catalog]:
    """The catalogs whose products this account can see: its own and those of which a portfolio reaches it."""
    owners = {catalog.account: catalog for catalog in imported(context).values()}
    return [context.catalog, *owners.values()]


def reach_product(context: RequestContext, product_id: str) -> tuple[Catalog, Product]:
    """A product of this account or one in an imported portfolio, with the catalog that owns it."""
    for portfolio, catalog in imported(context).items():
        if product_id in catalog.products and (portfolio, product_id) in catalog.associations:
            return catalog, catalog.products[product_id]
    return context.catalog, find_product(context, product_id)


def artifacts_of(catalog: Catalog, product_id: str) -> list[Artifact]:
    """All versions of a product, oldest first."""
    return [artifact for artifact in catalog.artifacts.values() if artifact.product == product_id]


def is_ready(context: RequestContext, artifact: Artifact) -> bool:
    """Whether a version has become AVAILABLE."""
    return context.store.calls >= artifact.ready and not artifact.failed


def find_artifact(context: RequestContext, catalog: Catalog, product_id: str, artifact_id: str) -> Artifact:
    """A version of a product by id, whatever its status."""
    found = catalog.artifacts.get(artifact_id)
    if found is None or found.product != product_id or not context.is_readable(found.created_call):
        raise not_found(f"ProvisioningArtifact {artifact_id} not found for product {product_id}.")
    return found


_LEVELS = {"User": ("user", "role", "account"), "Role": ("role", "account"), "Account": ("account",)}


def access_levels(launch: Launch, caller: Caller) -> tuple[str, ...]:
    """The levels at which a launch is the caller's own: `user`, `role`, `account`."""
    if launch.session == caller.arn:
        return _LEVELS["User"]
    return _LEVELS["Role"] if launch.user in {caller.arn, caller.role_arn} else _LEVELS["Account"]


def visible(rows: Iterable[OfLaunch], params: Params, caller: Caller) -> list[OfLaunch]:
    """The rows within the access level of a request, which is the user's own where none is given."""
    given = params.get("AccessLevelFilter") or {}
    level = given.get("Key") or "User"
    if given.get("Value") not in (None, "self"):
        raise invalid("The value of an access level filter must be self.")
    return [row for row in rows if level.lower() in access_levels(row, caller)]


def condition_keys(catalog: Catalog, operation: str, params: Params, caller: Caller) -> dict[str, str]:
    """The keys `servicecatalog:userLevel`, `roleLevel` and `accountLevel` of a request.

    Source: "Identity-based policy examples for AWS Service Catalog", section on provisioned product access.
    """
    launch = _named_launch(catalog, operation, params)
    if launch is not None:
        levels = access_levels(launch, caller)
    elif operation in _FILTERED:
        levels = _LEVELS[(params.get("AccessLevelFilter") or {}).get("Key") or "User"]
    else:
        levels = ()
    return {f"servicecatalog:{level}Level": "self" for level in levels}


_FILTERED = frozenset(
    {"SearchProvisionedProducts", "ScanProvisionedProducts", "ListRecordHistory", "ListProvisionedProductPlans"}
)


def _named_launch(catalog: Catalog, operation: str, params: Params) -> Launch | None:
    match operation:
        case "ProvisionProduct" | "CreateProvisionedProductPlan":
            return None
        case "DescribeRecord":
            return catalog.records.get(params.get("Id") or "")
        case "DescribeProvisionedProduct":
            members = ("Id", "Name")
        case _:
            members = ("ProvisionedProductId", "ProvisionedProductName")
    if params.get("PlanId"):
        return catalog.plans.get(params["PlanId"])
    wanted = {params[name] for name in members if params.get(name)}
    return next((each for each in catalog.provisioned.values() if wanted & {each.id, each.name, each.arn}), None)
