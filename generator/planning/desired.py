"""portfolio.yaml and the released templates → the catalog that one account and region should have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.diagnostics import Finding, Problems, Span
from generator.model import Access, Catalog, Environment, Offer, Portfolio, Product, Release, Target, Version
from generator.planning.catalog import (
    CatalogState,
    ConstraintState,
    ConstraintType,
    OfferState,
    PortfolioState,
    Principal,
    ProductState,
    VersionState,
)
from generator.planning.narrowing import build_rules

SCIENTIST = "data-scientist"
"""The role whose policies a permission set may carry."""


def build_desired(
    catalog: Catalog, products: Mapping[str, Product], releases: Sequence[Release], target: Target, partition: str
) -> CatalogState:
    """What `target` should have; raises Problems where the offers of one product contradict each other."""
    portfolios = {key: value for key, value in catalog.portfolios.items() if catalog.target_of(value) == target}
    bodies = {(release.product, release.version): release for release in releases}
    offered: dict[str, list[Offer]] = {}
    for portfolio in portfolios.values():
        for offer in portfolio.offers:
            offered.setdefault(offer.product, []).append(offer)
    if findings := [finding for name, offers in offered.items() for finding in _contradictions(name, offers)]:
        raise Problems(findings)
    return CatalogState(
        catalog.key,
        target.account,
        target.region,
        {
            key: _portfolio(portfolio, catalog.environments[portfolio.environment], target, partition)
            for key, portfolio in portfolios.items()
        },
        {name: _product(products[name], offers, bodies) for name, offers in offered.items()},
        {release.digest: release.template for release in releases if release.product in offered},
    )


def _contradictions(product: str, offers: Iterable[Offer]) -> list[Finding]:
    offers = list(offers)
    current = {version for offer in offers for version in offer.current}
    deprecated = {version for offer in offers for version in offer.deprecated}
    return [
        Finding(
            "PLN606",
            f"`{product}` {version} is current in one portfolio and deprecated in another of the same account and "
            "region, but a version has one state for all",
            Span("portfolio.yaml"),
            fix=f'list "{version}" under `deprecated` in every portfolio',
        )
        for version in sorted(current & deprecated)
    ]


def _product(product: Product, offers: Sequence[Offer], bodies: Mapping[tuple[str, Version], Release]) -> ProductState:
    current = {version for offer in offers for version in offer.current}
    versions = sorted({version for offer in offers for version in offer.versions})
    return ProductState(
        product.name,
        product.title,
        product.owner,
        product.summary,
        product.distributor or "",
        product.support,
        {
            str(version): VersionState(
                str(version),
                bodies[product.name, version].digest,
                guidance="DEFAULT" if version in current else "DEPRECATED",
            )
            for version in versions
        },
    )


def _portfolio(portfolio: Portfolio, environment: Environment, target: Target, partition: str) -> PortfolioState:
    return PortfolioState(
        portfolio.key,
        portfolio.name,
        portfolio.provider,
        portfolio.description or "",
        {offer.product: _offer(offer, environment, target, partition) for offer in portfolio.offers},
        frozenset(_principal(access, environment, target, partition) for access in portfolio.access),
        frozenset(portfolio.tags),
        frozenset((key, value) for key, values in portfolio.tag_options for value in values),
    )


def _offer(offer: Offer, environment: Environment, target: Target, partition: str) -> OfferState:
    constraints = []
    if offer.launch_role is not None:
        role = _launch_role(offer.launch_role, environment, target, partition)
        constraints.append(ConstraintState.of(ConstraintType.LAUNCH, role))
        constraints.append(ConstraintState.of(ConstraintType.TEMPLATE, build_rules(offer, environment)))
    return OfferState(offer.product, tuple(constraints))


def _launch_role(local: str, environment: Environment, target: Target, partition: str) -> dict[str, str]:
    """The role by name; with a path by ARN, since no document says that Service Catalog finds a local role elsewhere
    than at `/` (AWS::ServiceCatalog::LaunchRoleConstraint, "LocalRoleName": "the IAM role with that name")."""
    if environment.roles.path == "/":
        return {"LocalRoleName": environment.role(local)}
    return {"RoleArn": environment.role_arn(local, target.account, partition)}


def _principal(access: Access, environment: Environment, target: Target, partition: str) -> Principal:
    if access.environment_role is not None:
        reserved = environment.scientists.reserved_roles
        if access.environment_role == SCIENTIST and reserved is not None:
            return Principal(f"arn:{partition}:iam:::{reserved}", "IAM_PATTERN")
        return Principal(environment.role_arn(access.environment_role, target.account, partition))
    if access.pattern is not None:
        # Service Catalog's form of a pattern has neither account nor partition wildcards: arn:partition:iam:::role/…
        pattern = access.pattern
        return Principal(pattern if pattern.startswith("arn:") else f"arn:{partition}:iam:::{pattern}", "IAM_PATTERN")
    assert access.principal is not None, "an access names one of the three"
    return Principal(access.principal)
