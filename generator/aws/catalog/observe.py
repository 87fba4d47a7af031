"""What is there: a handful of list calls, in parallel.

One `ListPortfolios`, four calls a portfolio of ours (its tags and tag options, its products, constraints and
principals) and one a product (`ListProvisioningArtifacts` returns every version's description, and with it the digest
of its content). A portfolio that is not ours costs the one call that tells so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from generator.aws.catalog import marks
from generator.aws.errors import refusals
from generator.aws.session import Connection
from generator.model import Address, Support
from generator.planning import (
    CatalogState,
    ConstraintState,
    ConstraintType,
    Observed,
    OfferState,
    PortfolioState,
    Principal,
    ProductState,
    VersionState,
)
from generator.planning.catalog import (
    constraint_address,
    portfolio_address,
    product_address,
    version_address,
)

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient


@dataclass(frozen=True)
class _Product:
    id: str
    state: ProductState
    versions: tuple[tuple[str, str], ...]
    """(version, id) of each, doubled names and all."""


@dataclass(frozen=True)
class _Portfolio:
    id: str
    state: PortfolioState
    products: dict[str, Any]
    """Product id → its ProductViewSummary."""
    constraints: tuple[tuple[str, ConstraintType, str, str], ...]
    """(product id, type, fingerprint, constraint id) of each."""


@refusals("servicecatalog")
def observe(connection: Connection, wanted: CatalogState) -> Observed:
    """The observed state of `wanted`'s catalog in the connection's account and region."""
    before = connection.calls
    client: ServiceCatalogClient = connection.client("servicecatalog")
    with ThreadPoolExecutor(8) as pool:
        details = list(_pages(client, "list_portfolios", "PortfolioDetails"))
        portfolios = [
            found
            for found in pool.map(lambda detail: _portfolio(client, wanted.catalog, detail), details)
            if found is not None
        ]
        summaries = {key: value for found in portfolios for key, value in found.products.items()}
        products = list(pool.map(lambda item: _product(client, wanted.catalog, *item), summaries.items()))
        titles = {product.state.title for product in products if product is not None}
        for title in sorted({product.title for product in wanted.products.values()} - titles):
            strays = {s["ProductId"]: s for s in _search(client, {"FullTextSearch": [title]}) if s["Name"] == title}
            fresh = {key: value for key, value in strays.items() if key not in summaries}
            products += pool.map(lambda item: _product(client, wanted.catalog, *item), fresh.items())
    ours = [product for product in products if product is not None]
    foreign = _foreign(wanted, details, portfolios)
    return replace(_assemble(wanted, portfolios, ours), foreign=foreign, calls=connection.calls - before)


def _pages(client: ServiceCatalogClient, operation: Any, member: str, **given: Any) -> Iterator[Any]:
    for page in client.get_paginator(operation).paginate(**given):
        yield from page.get(member, [])


def _search(client: ServiceCatalogClient, filters: dict[str, list[str]], **given: Any) -> Iterator[Any]:
    pages = client.get_paginator("search_products_as_admin").paginate(Filters=filters, **given)  # type: ignore[arg-type] # filter names are literals in the stub
    for page in pages:
        for detail in page.get("ProductViewDetails", []):
            yield detail["ProductViewSummary"]


def _portfolio(client: ServiceCatalogClient, catalog: str, detail: Any) -> _Portfolio | None:
    described = client.describe_portfolio(Id=detail["Id"])
    tags = {tag["Key"]: tag["Value"] for tag in described.get("Tags", [])}
    key = marks.key_of(catalog, tags.pop(marks.PORTFOLIO_TAG, ""))
    if key is None:
        return None
    given: dict[str, Any] = {"PortfolioId": detail["Id"]}
    products = {summary["ProductId"]: summary for summary in _search(client, {}, **given)}
    constraints = tuple(_constraints(_pages(client, "list_constraints_for_portfolio", "ConstraintDetails", **given)))
    principals = _pages(client, "list_principals_for_portfolio", "Principals", **given)
    state = PortfolioState(
        key,
        detail["DisplayName"],
        detail.get("ProviderName", ""),
        detail.get("Description", ""),
        principals=frozenset(Principal(item["PrincipalARN"], item["PrincipalType"]) for item in principals),
        tags=frozenset(tags.items()),
        tag_options=frozenset((option["Key"], option["Value"]) for option in described.get("TagOptions", [])),
    )
    return _Portfolio(detail["Id"], state, products, constraints)


def _constraints(details: Iterable[Any]) -> Iterator[tuple[str, ConstraintType, str, str]]:
    known = {kind.value for kind in ConstraintType}
    for detail in details:
        if detail["Type"] in known:
            fingerprint = marks.read_constraint(detail.get("Description", ""))
            yield detail["ProductId"], ConstraintType(detail["Type"]), fingerprint, detail["ConstraintId"]


def _product(client: ServiceCatalogClient, catalog: str, product: str, summary: Any) -> _Product | None:
    # `ListProvisioningArtifacts` has no paginator in botocore, and answers in one page.
    details = client.list_provisioning_artifacts(ProductId=product)["ProvisioningArtifactDetails"]
    owners = [marks.read_version(detail.get("Description", "")) for detail in details]
    keys = {key for mark in owners if mark is not None and (key := marks.key_of(catalog, mark[0])) is not None}
    if len(keys) != 1:
        return None
    versions = {
        detail["Name"]: VersionState(
            detail["Name"],
            mark[1] if mark is not None else None,
            detail.get("Active", True),
            detail.get("Guidance", "DEFAULT"),
        )
        for detail, mark in zip(details, owners, strict=True)
    }
    support = Support(
        summary.get("SupportEmail") or None,
        summary.get("SupportUrl") or None,
        summary.get("SupportDescription") or None,
    )
    state = ProductState(
        keys.pop(),
        summary["Name"],
        summary.get("Owner", ""),
        summary.get("ShortDescription", ""),
        summary.get("Distributor", ""),
        support,
        versions,
    )
    return _Product(product, state, tuple((detail["Name"], detail["Id"]) for detail in details))


def _assemble(wanted: CatalogState, portfolios: list[_Portfolio], products: list[_Product]) -> Observed:
    ids: dict[Address, str] = {}
    doubled: list[Address] = []

    def claim(address: Address, identity: str) -> None:
        if ids.setdefault(address, identity) != identity:
            doubled.append(address)

    keys = {product.id: product.state.key for product in products}
    for product in products:
        claim(product_address(product.state.key), product.id)
        for version, identity in product.versions:
            claim(version_address(product.state.key, version), identity)
    states = {}
    for portfolio in portfolios:
        claim(portfolio_address(portfolio.state.key), portfolio.id)
        offers = {keys[product]: OfferState(keys[product]) for product in portfolio.products if product in keys}
        for product_id, kind, fingerprint, identity in portfolio.constraints:
            if (key := keys.get(product_id)) is not None:
                claim(constraint_address(portfolio.state.key, key, kind), identity)
                before = offers.get(key, OfferState(key))
                offers[key] = OfferState(key, (*before.constraints, ConstraintState(kind, fingerprint)))
        states[portfolio.state.key] = replace(portfolio.state, offers=offers)
    state = CatalogState(
        wanted.catalog, wanted.account, wanted.region, states, {p.state.key: p.state for p in products}
    )
    return Observed(state, ids, doubled=tuple(doubled))


def _foreign(wanted: CatalogState, details: list[Any], portfolios: list[_Portfolio]) -> tuple[str, ...]:
    names = {portfolio.name for portfolio in wanted.portfolios.values()}
    ours = {portfolio.id for portfolio in portfolios}
    return tuple(
        f"portfolio {detail['Id']} “{detail['DisplayName']}”"
        for detail in details
        if detail["DisplayName"] in names and detail["Id"] not in ours
    )
