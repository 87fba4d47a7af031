"""A Service Catalog in memory, as the ports see it, that can die at any call and knows who could launch what."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.model import Address, Digest
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
from generator.planning.catalog import constraint_address, portfolio_address, product_address, version_address
from generator.planning.record import digest_of, write_record
from generator.planning.steps import (
    CreateProduct,
    CreateVersion,
    PutConstraint,
    PutPortfolio,
    SetVersion,
    UpdateProduct,
    Write,
)


class Killed(Exception):
    """The process died here."""


@dataclass
class Version:
    name: str
    digest: Digest
    active: bool = True
    guidance: str = "DEFAULT"


@dataclass
class Product:
    write: CreateProduct | UpdateProduct
    versions: dict[str, Version] = field(default_factory=dict)


@dataclass
class Shelf:
    """The whole service; `die_at` counts down with every call, and the call is carried out or not by `after`."""

    die_at: int = -1
    after: bool = False
    portfolios: dict[str, PutPortfolio] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    associations: set[tuple[str, str]] = field(default_factory=set)
    constraints: dict[str, tuple[str, str, ConstraintState]] = field(default_factory=dict)
    principals: set[tuple[str, Principal]] = field(default_factory=set)
    options: set[tuple[str, str, str]] = field(default_factory=set)
    bodies: set[Digest] = field(default_factory=set)
    tokens: dict[str, str] = field(default_factory=dict)
    exposed: list[str] = field(default_factory=list)
    calls: int = 0
    duplicates: int = 0

    def _call(self) -> bool:
        """True where the call is to be carried out before the process dies."""
        self.calls += 1
        if self.die_at == 0 and not self.after:
            raise Killed
        return self.die_at == 0

    def _done(self, dies: bool) -> None:
        self.die_at -= 1
        self.exposed += self._exposures()
        if dies:
            raise Killed

    def _exposures(self) -> list[str]:
        """Everything that somebody can launch without its launch role."""
        return [
            f"{product} in {portfolio}"
            for portfolio, product in self.associations
            if any(owner == portfolio for owner, _ in self.principals)
            and any(version.active for version in self.products[product].versions.values())
            and not any(
                (p, q, c.type) == (portfolio, product, ConstraintType.LAUNCH) for p, q, c in self.constraints.values()
            )
        ]

    def _once(self, write: Write, kind: str, *parents: str) -> tuple[str, bool]:
        token = digest_of([parents, write_record(write)]).hex
        new = token not in self.tokens
        identity = self.tokens.setdefault(token, f"{kind}-{len(self.tokens)}")
        return identity, new

    def upload(self, digest: Digest, path: str) -> None:
        dies = self._call()
        self.bodies.add(digest)
        self._done(dies)

    def create_portfolio(self, write: PutPortfolio) -> str:
        dies = self._call()
        identity, new = self._once(write, "port")
        if new:
            self.duplicates += any(other.key == write.key for other in self.portfolios.values())
            self.portfolios[identity] = write
        self._done(dies)
        return identity

    def update_portfolio(self, portfolio: str, write: PutPortfolio) -> None:
        dies = self._call()
        self.portfolios[portfolio] = write
        self._done(dies)

    def delete_portfolio(self, portfolio: str) -> None:
        dies = self._call()
        assert not any(portfolio in row for row in (*self.associations, *self.principals)), "it is not empty"
        del self.portfolios[portfolio]
        self._done(dies)

    def create_product(self, write: CreateProduct) -> tuple[str, str]:
        dies = self._call()
        assert write.digest in self.bodies, "the body comes first"
        identity, new = self._once(write, "prod")
        if new:
            self.duplicates += any(other.write.key == write.key for other in self.products.values())
            self.products[identity] = Product(write, {f"{identity}-v": Version(write.version, write.digest)})
        self._done(dies)
        return identity, f"{identity}-v"

    def update_product(self, product: str, write: UpdateProduct) -> None:
        dies = self._call()
        self.products[product].write = write
        self._done(dies)

    def create_version(self, product: str, write: CreateVersion) -> str:
        dies = self._call()
        assert write.digest in self.bodies, "the body comes first"
        identity, new = self._once(write, "pa", product)
        if new:
            self.duplicates += any(v.name == write.version for v in self.products[product].versions.values())
            self.products[product].versions[identity] = Version(write.version, write.digest)
        self._done(dies)
        return identity

    def set_version(self, product: str, version: str, write: SetVersion) -> None:
        dies = self._call()
        found = self.products[product].versions[version]
        found.active, found.guidance = write.active, write.guidance
        self._done(dies)

    def associate(self, portfolio: str, product: str) -> None:
        dies = self._call()
        self.associations.add((portfolio, product))
        self._done(dies)

    def disassociate(self, portfolio: str, product: str) -> None:
        dies = self._call()
        assert not any(row[:2] == (portfolio, product) for row in self.constraints.values()), "constraints first"
        self.associations.discard((portfolio, product))
        self._done(dies)

    def create_constraint(self, portfolio: str, product: str, write: PutConstraint) -> str:
        dies = self._call()
        assert (portfolio, product) in self.associations, "the association comes first"
        identity, new = self._once(write, "cons", product)
        if new:
            kinds = [(p, q, c.type) for p, q, c in self.constraints.values()]
            self.duplicates += (portfolio, product, write.constraint.type) in kinds
            self.constraints[identity] = (portfolio, product, write.constraint)
        self._done(dies)
        return identity

    def update_constraint(self, constraint: str, write: PutConstraint) -> None:
        dies = self._call()
        portfolio, product, _ = self.constraints[constraint]
        self.constraints[constraint] = (portfolio, product, write.constraint)
        self._done(dies)

    def delete_constraint(self, constraint: str) -> None:
        dies = self._call()
        del self.constraints[constraint]
        # What was deleted is made anew under the same token only in another generation.
        self.tokens = {token: identity for token, identity in self.tokens.items() if identity != constraint}
        self._done(dies)

    def grant(self, portfolio: str, arn: str, kind: str) -> None:
        dies = self._call()
        self.principals.add((portfolio, Principal(arn, kind)))
        self._done(dies)

    def revoke(self, portfolio: str, arn: str, kind: str) -> None:
        dies = self._call()
        self.principals.discard((portfolio, Principal(arn, kind)))
        self._done(dies)

    def add_tag_option(self, portfolio: str, key: str, value: str) -> None:
        dies = self._call()
        self.options.add((portfolio, key, value))
        self._done(dies)

    def remove_tag_option(self, portfolio: str, key: str, value: str) -> None:
        dies = self._call()
        self.options.discard((portfolio, key, value))
        self._done(dies)

    def observe(self) -> Observed:
        """What a reader would see."""
        ids: dict[Address, str] = {}
        products = {}
        for identity, product in self.products.items():
            write = product.write
            ids[product_address(write.key)] = identity
            versions = {v.name: VersionState(v.name, v.digest, v.active, v.guidance) for v in product.versions.values()}
            ids.update({version_address(write.key, v.name): i for i, v in product.versions.items()})
            products[write.key] = ProductState(
                *(write.key, write.title, write.owner, write.description, write.distributor, write.support), versions
            )
        portfolios = {}
        for identity, portfolio in self.portfolios.items():
            ids[portfolio_address(portfolio.key)] = identity
            portfolios[portfolio.key] = self._portfolio(identity, portfolio, ids)
        return Observed(CatalogState("c", "111122223333", "eu-west-1", portfolios, products), ids)

    def _portfolio(self, identity: str, write: PutPortfolio, ids: dict[Address, str]) -> PortfolioState:
        offers = {}
        for owner, product in self.associations:
            if owner == identity:
                key = self.products[product].write.key
                rows = [(i, c) for i, (p, q, c) in self.constraints.items() if (p, q) == (identity, product)]
                ids.update({constraint_address(write.key, key, c.type): i for i, c in rows})
                seen = tuple(ConstraintState(c.type, c.fingerprint) for _, c in rows)
                offers[key] = OfferState(key, seen)
        return PortfolioState(
            *(write.key, write.name, write.provider, write.description, offers),
            principals=frozenset(p for owner, p in self.principals if owner == identity),
            tags=write.tags,
            tag_options=frozenset((k, v) for owner, k, v in self.options if owner == identity),
        )
