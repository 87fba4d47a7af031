"""What exists: a handful of list calls, in parallel.

One `ListPortfolios`, four calls a portfolio of ours (its tags and tag options, its products, constraints and
principals) and one a product (`ListProvisioningArtifacts` returns every version's description, and with it the digest
of its content). A portfolio that is not ours costs the one call that shows its tags, a template constraint that would
change the one that tells what it holds people to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from generator import planning
from generator.aws.catalog import ownership
from generator.aws.catalog.launch_roles import observe_launch_roles
from generator.aws.catalog.narrowed import read_narrowed
from generator.aws.errors import refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.model import Address, Support
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
    state: planning.ProductState
    versions: tuple[tuple[str, str], ...]
    """(version, id) of each, doubled names and all."""


@dataclass(frozen=True)
class _Portfolio:
    id: str
    state: planning.PortfolioState
    products: dict[str, Any]
    """Product id → its ProductViewSummary."""
    constraints: tuple[tuple[str, planning.ConstraintType, str, str], ...]
    """(product id, type, fingerprint, constraint id) of each."""


@refusals("servicecatalog")
def observe(connection: Connection, wanted: planning.CatalogState) -> planning.Observed:
    """The observed state of `wanted`'s catalog in the connection's account and region."""
    before = connection.calls
    client: ServiceCatalogClient = connection.client("servicecatalog")
    with ThreadPoolExecutor(8) as pool:
        details = list(read_pages(client.list_portfolios, "PortfolioDetails"))
        portfolios = [
            found
            for found in pool.map(lambda detail: _portfolio(client, wanted.catalog, detail), details)
            if found is not None
        ]
        summaries = {key: value for found in portfolios for key, value in found.products.items()}
        products = list(pool.map(lambda item: _product(client, wanted.catalog, *item), summaries.items()))
        titles = {product.state.title for product in products if product is not None}
        for title in sorted({product.title for product in wanted.products.values()} - titles):
            strays = {
                s["ProductId"]: s for s in _search(client, Filters={"FullTextSearch": [title]}) if s["Name"] == title
            }
            fresh = {key: value for key, value in strays.items() if key not in summaries}
            products += pool.map(lambda item: _product(client, wanted.catalog, *item), fresh.items())
        ours = [product for product in products if product is not None]
        foreign = _foreign(wanted, details, portfolios)
        found = _assemble(wanted, portfolios, ours)
        narrowed = read_narrowed(client, pool, wanted, found)
    state = replace(found.state, portfolios=narrowed, roles=observe_launch_roles(connection, wanted))
    return replace(found, state=state, foreign=foreign, calls=connection.calls - before)


def _search(client: ServiceCatalogClient, **given: Any) -> Iterator[Any]:
    for detail in read_pages(client.search_products_as_admin, "ProductViewDetails", **given):
        yield detail["ProductViewSummary"]


def _portfolio(client: ServiceCatalogClient, catalog: str, detail: Any) -> _Portfolio | None:
    described = client.describe_portfolio(Id=detail["Id"])
    tags = {tag["Key"]: tag["Value"] for tag in described.get("Tags", [])}
    key = ownership.key_of(catalog, tags.pop(ownership.PORTFOLIO_TAG, ""))
    if key is None:
        return None
    given: dict[str, Any] = {"PortfolioId": detail["Id"]}
    products = {summary["ProductId"]: summary for summary in _search(client, **given)}
    constraints = tuple(_constraints(read_pages(client.list_constraints_for_portfolio, "ConstraintDetails", **given)))
    principals = read_pages(client.list_principals_for_portfolio, "Principals", **given)
    state = planning.PortfolioState(
        key,
        detail["DisplayName"],
        detail.get("ProviderName", ""),
        detail.get("Description", ""),
        principals=frozenset(planning.Principal(item["PrincipalARN"], item["PrincipalType"]) for item in principals),
        tags=frozenset(tags.items()),
        tag_options=frozenset((option["Key"], option["Value"]) for option in described.get("TagOptions", [])),
    )
    return _Portfolio(detail["Id"], state, products, constraints)


def _constraints(details: Iterable[Any]) -> Iterator[tuple[str, planning.ConstraintType, str, str]]:
    known = {kind.value for kind in planning.ConstraintType}
    for detail in details:
        if detail["Type"] in known:
            fingerprint = ownership.read_constraint(detail.get("Description", ""))
            yield detail["ProductId"], planning.ConstraintType(detail["Type"]), fingerprint, detail["ConstraintId"]


def _product(client: ServiceCatalogClient, catalog: str, product: str, summary: Any) -> _Product | None:
    details = list(read_pages(client.list_provisioning_artifacts, "ProvisioningArtifactDetails", ProductId=product))
    owned = [ownership.read_version(detail.get("Description", "")) for detail in details]
    keys = {key for owner in owned if owner is not None and (key := ownership.key_of(catalog, owner[0])) is not None}
    if len(keys) != 1:
        return None
    versions = {
        detail["Name"]: planning.VersionState(
            detail["Name"],
            owner[1] if owner is not None else None,
            detail.get("Active", True),
            detail.get("Guidance", "DEFAULT"),
        )
        for detail, owner in zip(details, owned, strict=True)
    }
    support = Support(
        summary.get("SupportEmail") or None,
        summary.get("SupportUrl") or None,
        summary.get("SupportDescription") or None,
    )
    state = planning.ProductState(
        keys.pop(),
        summary["Name"],
        summary.get("Owner", ""),
        summary.get("ShortDescription", ""),
        summary.get("Distributor", ""),
        support,
        versions,
    )
    return _Product(product, state, tuple((detail["Name"], detail["Id"]) for detail in details))


def _assemble(
    wanted: planning.CatalogState, portfolios: list[_Portfolio], products: list[_Product]
) -> planning.Observed:
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
        offers = {
            keys[product]: planning.OfferState(keys[product]) for product in portfolio.products if product in keys
        }
        for product_id, kind, fingerprint, identity in portfolio.constraints:
            if (key := keys.get(product_id)) is not None:
                claim(constraint_address(portfolio.state.key, key, kind), identity)
                before = offers.get(key, planning.OfferState(key))
                offers[key] = planning.OfferState(
                    key, (*before.constraints, planning.ConstraintState(kind, fingerprint))
                )
        states[portfolio.state.key] = replace(portfolio.state, offers=offers)
    state = planning.CatalogState(
        wanted.catalog, wanted.account, wanted.region, states, {p.state.key: p.state for p in products}
    )
    return planning.Observed(state, ids, doubled=tuple(doubled))


def _foreign(wanted: planning.CatalogState, details: list[Any], portfolios: list[_Portfolio]) -> tuple[str, ...]:
    names = {portfolio.name for portfolio in wanted.portfolios.values()}
    ours = {portfolio.id for portfolio in portfolios}
    return tuple(
        f"portfolio {detail['Id']} “{detail['DisplayName']}”"
        for detail in details
        if detail["DisplayName"] in names and detail["Id"] not in ours
    )
