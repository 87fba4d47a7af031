"""What exists: a handful of list calls, in parallel.

One `ListPortfolios`, four calls a portfolio of ours (its tags and tag options, its products, constraints and
principals) and one a product (`ListProvisioningArtifacts` returns every version's description, and with it the digest
of its content). A portfolio that is not ours costs the one call that shows its tags, one that is shared or would be
deleted the four that show its shares, a template constraint that would change the one that tells what it holds people
to. A product with tag options in its product.yaml costs one that tells those it has. A product that is wanted and in no
portfolio of ours is looked for among all products of the account, by its tag.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import planning
from generator.aws.artifacts import Artifacts
from generator.aws.catalog.actions import read_actions
from generator.aws.catalog.documents import read_documents
from generator.aws.catalog.launch_roles import observe_launch_roles
from generator.aws.catalog.narrowed import read_changed
from generator.aws.catalog.portfolios import FoundPortfolio, read_portfolio, search_products
from generator.aws.catalog.products import FoundProduct, ProductReader
from generator.aws.catalog.release_record import ReleaseRecord
from generator.aws.catalog.shares import read_shares
from generator.aws.errors import refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.aws.stack_sets import observe_spoke_roles
from generator.model import Address
from generator.planning.catalog import (
    SHARED_TAG,
    Unmarked,
    constraint_address,
    portfolio_address,
    product_address,
    version_address,
)

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient


RECORDED = "was published from here"
"""How the release record knows what has lost its tag."""


@refusals("servicecatalog")
def observe(connection: Connection, wanted: planning.CatalogState) -> planning.Observed:
    """The observed state of `wanted`'s catalog in the connection's account and region."""
    before = connection.calls
    with ThreadPoolExecutor(8) as pool:
        found = _Observer(connection, pool, wanted).observe()
        if wanted.actions:
            found = read_actions(connection.client("servicecatalog"), pool, wanted, found, deep=False)
    if wanted.documents:
        found = read_documents(connection, wanted, found, (), deep=False)
    roles = observe_launch_roles(connection, wanted)
    spokes = observe_spoke_roles(connection, wanted, {name: role.digest for name, role in roles.items()})
    state = replace(found.state, roles=roles, spokes=spokes)
    return replace(found, state=state, calls=connection.calls - before)


class _Observer:
    """One look at a catalog."""

    def __init__(self, connection: Connection, pool: Executor, wanted: planning.CatalogState) -> None:
        client: ServiceCatalogClient = connection.client("servicecatalog")
        self._client, self._pool, self._wanted = client, pool, wanted
        self._reader = ProductReader(client, wanted.catalog)
        self._record = ReleaseRecord(connection, Artifacts(connection, Path()), wanted.catalog)
        self._lost_products: list[Unmarked] = []

    def observe(self) -> planning.Observed:
        """Everything but launch roles."""
        details = list(read_pages(self._client.list_portfolios, "PortfolioDetails"))
        rows = self._pool.map(lambda detail: read_portfolio(self._client, self._wanted.catalog, detail), details)
        portfolios = [found for found in rows if found is not None]
        products = self._products({key: value for found in portfolios for key, value in found.products.items()})
        others = [detail for detail in details if detail["Id"] not in {found.id for found in portfolios}]
        lost = self._lost_portfolios(others, portfolios)
        same_name = [detail for detail in self._same_name(others, portfolios) if detail["Id"] not in lost]
        found = _assemble(self._wanted, portfolios, products)
        shared = read_shares(self._client, self._pool, found, self._shared(portfolios))
        found = replace(found, state=replace(found.state, portfolios=shared))
        return replace(
            found,
            state=replace(found.state, portfolios=read_changed(self._client, self._pool, self._wanted, found)),
            foreign=tuple(f"portfolio {detail['Id']} “{detail['DisplayName']}”" for detail in same_name),
            unmarked=(*lost.values(), *self._lost_products),
            obstacles=self._obstacles(portfolios, products),
            budgets={portfolio_address(each.state.key): each.budgets for each in portfolios if each.budgets},
        )

    def _products(self, summaries: Mapping[str, Any]) -> list[FoundProduct]:
        """The products in our portfolios, and where one is wanted that is in none, all of ours in the account."""
        found = [each for each in self._pool.map(self._reader.read, *_columns(summaries)) if each is not None]
        if self._wanted.products.keys() - {each.state.key for each in found}:
            strays = {row["ProductId"]: row for row in search_products(self._client)}
            rest = {product: row for product, row in strays.items() if product not in summaries}
            tagged = list(self._pool.map(self._reader.read_tagged, *_columns(rest)))
            found += [each for each in tagged if each is not None]
            self._find_lost(found, [row for row, each in zip(rest.values(), tagged, strict=True) if each is None])
        times = Counter(each.state.key for each in found)
        sure = [each for each in found if times[each.state.key] == 1 or self._reader.tagged(each.id) == each.state.key]
        return list(self._pool.map(self._with_options, sure))

    def _with_options(self, found: FoundProduct) -> FoundProduct:
        """With its tag options, where some are wanted."""
        wish = self._wanted.products.get(found.state.key)
        if wish is None or not wish.tag_options:
            return found
        return replace(found, state=replace(found.state, tag_options=self._reader.described(found.id)[1]))

    def _find_lost(self, found: list[FoundProduct], rows: list[Any]) -> None:
        """Products without our tag: their versions, or the release record, say which of ours each of them is."""
        missing = self._wanted.products.keys() - {each.state.key for each in found}
        hints = self._pool.map(self._reader.hint, [row["ProductId"] for row in rows]) if missing else ()
        for row, hint in zip(rows, hints, strict=False):
            known = "has versions of this catalog"
            if hint is None:
                hint, known = self._recorded("product").get(row["ProductId"]), RECORDED
            if hint in missing:
                self._lost_products.append(Unmarked(product_address(hint), row["ProductId"], row["Name"], known))

    def _lost_portfolios(self, others: list[Any], portfolios: list[FoundPortfolio]) -> dict[str, Unmarked]:
        """Those that have lost our tag, by their id: by the release record, or by name and what they offer."""
        there = {portfolio.state.key for portfolio in portfolios}
        recorded = self._recorded("portfolio") if others else {}
        names = {each.name: each.key for each in self._wanted.portfolios.values()}
        found = {}
        for detail in others:
            identity, name = detail["Id"], detail["DisplayName"]
            key, known = recorded.get(identity), RECORDED
            if key is None and name in names and self._offers_ours(identity):
                key, known = names[name], "offers products of this catalog"
            if key is not None and key not in there:
                found[identity] = Unmarked(portfolio_address(key), identity, name, known)
        return found

    def _recorded(self, kind: str) -> Mapping[str, str]:
        """Id → key of what the newest run saw."""
        rows = ((address.split("/"), identity) for address, identity in self._record.ids().items())
        return {identity: parts[1] for parts, identity in rows if parts[0] == kind and len(parts) == 2}

    def _same_name(self, others: list[Any], portfolios: list[FoundPortfolio]) -> list[Any]:
        """Portfolios that are not ours, of the name of one that is wanted and not there."""
        there = {portfolio.state.key for portfolio in portfolios}
        names = {portfolio.name for portfolio in self._wanted.portfolios.values() if portfolio.key not in there}
        return [detail for detail in others if detail["DisplayName"] in names]

    def _offers_ours(self, portfolio: str) -> bool:
        """Whether it offers a product of ours: then it is ours too, and has lost its tag."""
        rows = search_products(self._client, PortfolioId=portfolio)
        return any(self._reader.tagged(row["ProductId"]) is not None for row in rows)

    def _obstacles(
        self, portfolios: list[FoundPortfolio], products: list[FoundProduct]
    ) -> Mapping[Address, tuple[str, ...]]:
        """What is not ours and stops the removal of what is."""
        keys = {product.id: product.state.key for product in products}
        found: defaultdict[Address, list[str]] = defaultdict(list)
        for portfolio in portfolios:
            address = portfolio_address(portfolio.state.key)
            for product, words in portfolio.foreign:
                found[address.child(keys[product]) if product in keys else address].append(words)
            found[address] += [f"product {product}" for product in portfolio.products if product not in keys]
        return {address: tuple(words) for address, words in found.items() if words}

    def _shared(self, portfolios: list[FoundPortfolio]) -> set[str]:
        """The keys of portfolios whose shares are read: those with a mark, or a wish, and those that would go."""
        return {
            found.state.key
            for found in portfolios
            if (wish := self._wanted.portfolios.get(found.state.key)) is None
            or wish.shares
            or any(key == SHARED_TAG for key, _ in found.state.tags)
        }


def _columns(rows: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    return list(rows), list(rows.values())


def _assemble(
    wanted: planning.CatalogState, portfolios: list[FoundPortfolio], products: list[FoundProduct]
) -> planning.Observed:
    ids: dict[Address, str] = {}
    claims: defaultdict[Address, list[str]] = defaultdict(list)

    def claim(address: Address, identity: str) -> None:
        ids.setdefault(address, identity)
        claims[address].append(identity)

    keys = {product.id: product.state.key for product in products}
    for product in products:
        claim(product_address(product.state.key), product.id)
        for version, identity in product.versions:
            claim(version_address(product.state.key, version), identity)
    states = {}
    for portfolio in portfolios:
        name = portfolio.state.key
        claim(portfolio_address(name), portfolio.id)
        offers = {
            keys[product]: planning.OfferState(keys[product]) for product in portfolio.products if product in keys
        }
        for constraint in portfolio.constraints:
            if (key := keys.get(constraint.product)) is not None:
                claim(constraint_address(name, key, constraint.type), constraint.id)
                before = offers.get(key, planning.OfferState(key))
                held = planning.ConstraintState(constraint.type, constraint.fingerprint)
                offers[key] = planning.OfferState(key, (*before.constraints, held))
        states[name] = replace(portfolio.state, offers=offers)
    state = planning.CatalogState(
        wanted.catalog, wanted.account, wanted.region, states, {p.state.key: p.state for p in products}
    )
    doubled = {address: tuple(each) for address, each in claims.items() if len(set(each)) > 1}
    return planning.Observed(state, ids, doubled=tuple(doubled), claims=doubled)
