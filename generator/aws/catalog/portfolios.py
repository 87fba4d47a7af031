"""Portfolios as they are: what each offers, to whom, under which constraints, and what in it is not ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.aws.catalog import ownership
from generator.aws.pages import read_pages
from generator.planning import ConstraintType, PortfolioState, Principal
from generator.planning.catalog import SINGLE

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

_KNOWN = {kind.value for kind in ConstraintType}
_SINGLE = {kind.value for kind in SINGLE}


@dataclass(frozen=True)
class FoundConstraint:
    """A constraint of a type that we publish."""

    id: str
    product: str
    """The product's id."""
    type: ConstraintType
    fingerprint: str


@dataclass(frozen=True)
class FoundPortfolio:
    """A portfolio of ours."""

    id: str
    state: PortfolioState
    products: Mapping[str, Any]
    """Product id → its ProductViewSummary."""
    constraints: tuple[FoundConstraint, ...]
    foreign: tuple[tuple[str, str], ...]
    """(product id, words) of each constraint that is not ours, such as `NOTIFICATION constraint cons-…`."""
    budgets: tuple[str, ...] = ()


def read_portfolio(client: ServiceCatalogClient, catalog: str, detail: Mapping[str, Any]) -> FoundPortfolio | None:
    """The portfolio behind a row of ListPortfolios; None where it is not ours."""
    described = client.describe_portfolio(Id=detail["Id"])
    tags = {tag["Key"]: tag["Value"] for tag in described.get("Tags", [])}
    key = ownership.key_of(catalog, tags.pop(ownership.PORTFOLIO_TAG, ""))
    if key is None:
        return None
    given: dict[str, Any] = {"PortfolioId": detail["Id"]}
    products = {summary["ProductId"]: summary for summary in search_products(client, **given)}
    constraints = list(read_pages(client.list_constraints_for_portfolio, "ConstraintDetails", **given))
    principals = read_pages(client.list_principals_for_portfolio, "Principals", **given)
    state = PortfolioState(
        key,
        detail["DisplayName"],
        detail.get("ProviderName", ""),
        detail.get("Description", ""),
        principals=frozenset(Principal(item["PrincipalARN"], item["PrincipalType"]) for item in principals),
        tags=frozenset(tags.items()),
        tag_options=read_options(described),
    )
    budgets = tuple(budget["BudgetName"] for budget in described.get("Budgets", []))
    return FoundPortfolio(
        detail["Id"], state, products, tuple(_ours(constraints)), tuple(_foreign_constraints(constraints)), budgets
    )


def read_options(described: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """The tag options of a described portfolio or product that are asked for."""
    return frozenset(
        (option["Key"], option["Value"]) for option in described.get("TagOptions", []) if option.get("Active", True)
    )


def search_products(client: ServiceCatalogClient, **given: Any) -> Iterator[Any]:
    """The ProductViewSummary of each product of a portfolio, or of the account."""
    for detail in read_pages(client.search_products_as_admin, "ProductViewDetails", **given):
        yield detail["ProductViewSummary"]


def _is_ours(detail: Mapping[str, Any]) -> bool:
    """Of some types a product has one at most in a portfolio, so it is the one to change, whoever made it."""
    if detail["Type"] in _SINGLE:
        return True
    return detail["Type"] in _KNOWN and bool(ownership.read_constraint(detail.get("Description", "")))


def _ours(details: Iterable[Mapping[str, Any]]) -> Iterator[FoundConstraint]:
    for detail in details:
        if _is_ours(detail):
            fingerprint = ownership.read_constraint(detail.get("Description", ""))
            kind = ConstraintType(detail["Type"])
            yield FoundConstraint(detail["ConstraintId"], detail["ProductId"], kind, fingerprint)


def _foreign_constraints(details: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for detail in details:
        if not _is_ours(detail):
            yield detail["ProductId"], f"{detail['Type']} constraint {detail['ConstraintId']}"
