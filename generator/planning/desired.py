"""portfolio.yaml and the released templates → the catalog that one account and region should have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from generator.diagnostics import Finding, Problems, Span
from generator.iam.statements import allow, plain_policy
from generator.launching.filling import filling_of
from generator.launching.pins import Pins, fill_pins, find_pins
from generator.model import (
    Access,
    Base,
    Catalog,
    Digest,
    Environment,
    Offer,
    Portfolio,
    Product,
    Release,
    Support,
    Target,
    Version,
)
from generator.model.declaration import NO_BASE
from generator.planning.action_states import ActionState
from generator.planning.actions import want_actions
from generator.planning.catalog import (
    SHARED_TAG,
    CatalogState,
    ConstraintState,
    ConstraintType,
    OfferState,
    PortfolioState,
    Principal,
    ProductState,
    VersionState,
)
from generator.planning.documents import want_documents
from generator.planning.launch_roles import LaunchRoleState, build_boundary, build_role, role_arn, role_name
from generator.planning.leaks import find_leaks
from generator.planning.narrowing import Declared, build_rules
from generator.planning.spoke_roles import SpokeRoles, build_spoke_roles, spoke_role_name, units_of

Policies = Mapping[tuple[str, Version], Mapping[str, Any]]
"""The policy of its own launch role that each release of a product froze."""
TAG_UPDATES = {"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "ALLOWED"}}
Assets = Mapping[tuple[str, Version], Sequence[tuple[str, Digest]]]
"""The files that each release needs besides its template, as (path relative to the project, digest)."""


@dataclass(frozen=True)
class _Place:
    """Where a portfolio is, what of it decides about launch roles, and what the releases declare."""

    target: Target
    partition: str
    environment: Environment | None
    declared: Declared | None = None
    base: Base = NO_BASE
    assets: Assets = field(default_factory=dict)
    shared: bool = False


def build_desired(
    catalog: Catalog,
    products: Mapping[str, Product],
    releases: Sequence[Release],
    target: Target,
    partition: str,
    policies: Policies | None = None,
    declared: Declared | None = None,
) -> CatalogState:
    """What `target` should have; raises Problems where the offers of one product contradict each other."""
    portfolios = {key: value for key, value in catalog.portfolios.items() if catalog.target_of(value) == target}
    offered = _offers_of(portfolios.values())
    policies = policies or {}
    assets = {(release.product, release.version): release.assets for release in releases}
    place = _Place(target, partition, None, declared, catalog.base, assets)
    chosen = [release for release in releases if release.product in offered]
    spokes = _spokes(catalog, target, partition, policies)
    bodies = {(release.product, release.version): release for release in chosen}
    return CatalogState(
        catalog.key,
        target.account,
        target.region,
        {
            key: _portfolio(portfolio, replace(place, **_what_is_its_own(catalog, portfolio)), products)
            for key, portfolio in portfolios.items()
        },
        _products(products, offered, bodies, portfolios.values()),
        {release.digest: release.template for release in chosen},
        _roles(portfolios.values(), target, partition, policies, bounded=spokes is not None),
        {release.digest: release.assets for release in chosen if release.assets},
        actions=_actions(catalog.key, products, offered),
        documents=want_documents(catalog.key, {name: products[name].actions for name in offered}),
        spokes=spokes,
        notes=tuple(find_leaks(portfolios.values())),
    )


def _offers_of(portfolios: Iterable[Portfolio]) -> dict[str, list[Offer]]:
    """The offers by product; raises Problems where those of one product contradict each other."""
    offered: dict[str, list[Offer]] = {}
    for portfolio in portfolios:
        for offer in portfolio.offers:
            offered.setdefault(offer.product, []).append(offer)
    if findings := [finding for name, offers in offered.items() for finding in _contradictions(name, offers)]:
        raise Problems(findings)
    return offered


def _products(
    products: Mapping[str, Product],
    offered: Mapping[str, Sequence[Offer]],
    bodies: Mapping[tuple[str, Version], Release],
    portfolios: Collection[Portfolio],
) -> dict[str, ProductState]:
    return {
        name: _product(products[name], offers, bodies, _support(products[name], portfolios))
        for name, offers in offered.items()
    }


def _actions(
    catalog: str, products: Mapping[str, Product], offered: Mapping[str, Sequence[Offer]]
) -> dict[str, ActionState]:
    found: dict[str, ActionState] = {}
    for name, offers in offered.items():
        versions = {str(version) for offer in offers for version in offer.versions}
        found |= want_actions(catalog, name, products[name].actions, versions)
    return found


def _what_is_its_own(catalog: Catalog, portfolio: Portfolio) -> dict[str, Any]:
    environment = catalog.environments[portfolio.environment] if portfolio.environment is not None else None
    return {"environment": environment, "shared": bool(portfolio.shares)}


def _roles(
    portfolios: Iterable[Portfolio], target: Target, partition: str, policies: Policies, *, bounded: bool
) -> dict[str, LaunchRoleState]:
    """The launch roles of the products that bring their own, and their boundary; `bounded` where others need it."""
    documents: dict[tuple[str, str | None], list[Mapping[str, Any]]] = {}
    for portfolio in portfolios:
        for offer in portfolio.offers if not portfolio.shares else ():
            documents.setdefault((offer.product, portfolio.environment), []).extend(_policies_of(offer, policies))
    roles = [
        build_role(product, environment, found, target, partition)
        for (product, environment), found in documents.items()
        if found
    ]
    return {role.name: role for role in (build_boundary(target, partition), *roles)} if roles or bounded else {}


def _spokes(catalog: Catalog, target: Target, partition: str, policies: Policies) -> SpokeRoles | None:
    """The launch roles of the products that bring their own and are shared."""
    shared = [each for each in catalog.portfolios.values() if each.shares and catalog.target_of(each) == target]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for offer in (offer for portfolio in shared for offer in portfolio.offers):
        found.setdefault(offer.product, []).extend(_policies_of(offer, policies))
    wanted = {product: documents for product, documents in found.items() if documents}
    return build_spoke_roles(catalog.key, wanted, units_of(shared), target, partition)


def _policies_of(offer: Offer, policies: Policies) -> list[Mapping[str, Any]]:
    """What the product's own launch role may do in one offer; empty where the offer names a role, or none is there."""
    if offer.launch_role is not None:
        return []
    found = [policies[offer.product, each] for each in offer.versions if (offer.product, each) in policies]
    return [*found, _telling(offer.notify)] if found and offer.notify else found


def _telling(topics: Iterable[str]) -> Mapping[str, Any]:
    """What a stack that tells topics needs besides what its template asks for (`generator.launching.catalog_needs`)."""
    return plain_policy(allow("TellTopics", "sns:Publish", sorted(topics)))


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


def _support(product: Product, portfolios: Iterable[Portfolio]) -> Support:
    """Whom to ask: what the product says, else what the first portfolio says that offers it; portfolios have none."""
    if product.support != Support():
        return product.support
    offering = (each.support for each in portfolios if any(offer.product == product.name for offer in each.offers))
    return next((support for support in offering if support != Support()), Support())


def _product(
    product: Product, offers: Sequence[Offer], bodies: Mapping[tuple[str, Version], Release], support: Support
) -> ProductState:
    current = {version for offer in offers for version in offer.current}
    versions = sorted({version for offer in offers for version in offer.versions})
    return ProductState(
        product.name,
        product.title,
        product.owner,
        product.summary,
        product.distributor or "",
        support,
        {
            str(version): VersionState(
                str(version),
                bodies[product.name, version].digest,
                guidance="DEFAULT" if version in current else "DEPRECATED",
            )
            for version in versions
        },
        frozenset((key, value) for key, values in product.tag_options for value in values),
    )


def _portfolio(portfolio: Portfolio, place: _Place, products: Mapping[str, Product]) -> PortfolioState:
    return PortfolioState(
        portfolio.key,
        portfolio.name,
        portfolio.provider,
        portfolio.description or "",
        {offer.product: _offer(offer, products[offer.product], place) for offer in portfolio.offers},
        frozenset(_principal(access, place) for access in portfolio.access),
        frozenset(portfolio.tags) | ({(SHARED_TAG, "true")} if portfolio.shares else set()),
        frozenset((key, value) for key, values in portfolio.tag_options for value in values),
        frozenset(portfolio.shares),
    )


def _offer(offer: Offer, product: Product, place: _Place) -> OfferState:
    constraints = [ConstraintState.of(ConstraintType.LAUNCH, _launch_role(offer, place))]
    rules = build_rules(offer, product, place.environment, place.declared, _pins(offer, place))
    if rules["Rules"]:
        constraints.append(ConstraintState.of(ConstraintType.TEMPLATE, rules))
    if offer.tag_updates:
        constraints.append(ConstraintState.of(ConstraintType.RESOURCE_UPDATE, TAG_UPDATES))
    if offer.notify:
        constraints.append(ConstraintState.of(ConstraintType.NOTIFICATION, {"NotificationArns": sorted(offer.notify)}))
    return OfferState(offer.product, tuple(constraints))


def _pins(offer: Offer, place: _Place) -> Pins:
    """What the portfolio answers itself, of the parameters that every version on offer has."""
    digests = [digest for version in offer.versions for _, digest in place.assets.get((offer.product, version), ())]
    pins = find_pins(place.base, offer.product, digests, own_role=offer.launch_role is None)
    return fill_pins(pins, filling_of(place.target))


def _launch_role(offer: Offer, place: _Place) -> dict[str, str]:
    """The role by name; with a path by ARN, since no document says that Service Catalog finds a local role elsewhere
    than at `/` (AWS::ServiceCatalog::LaunchRoleConstraint, "LocalRoleName": "the IAM role with that name")."""
    role, target, environment = offer.launch_role, place.target, place.environment
    if role is None and place.shared:
        return {"LocalRoleName": spoke_role_name(offer.product, target.region)}
    if role is None:
        # Of a portfolio without an environment the role is the account's, wherever the product lives.
        name = role_name(offer.product, environment.name if environment is not None else None, target)
        return {"RoleArn": role_arn(name, target, place.partition)}
    if role.arn is not None:
        return {"RoleArn": role.arn}
    if role.name is not None:
        return {"LocalRoleName": role.name}
    assert role.local is not None, "a role that exists has one of the three"
    assert environment is not None, "a local name is of an environment"
    if environment.roles.path == "/":
        return {"LocalRoleName": environment.role(role.local)}
    return {"RoleArn": environment.role_arn(role.local, target.account, place.partition)}


def _principal(access: Access, place: _Place) -> Principal:
    environment, target, partition = place.environment, place.target, place.partition
    if access.environment_role is not None:
        assert environment is not None, "a local name is of an environment"
        reserved = environment.scientists.reserved_roles
        if access.environment_role == place.base.person and reserved is not None:
            return Principal(f"arn:{partition}:iam:::{reserved}", "IAM_PATTERN")
        return Principal(environment.role_arn(access.environment_role, target.account, partition))
    if access.pattern is not None:
        # Service Catalog's form of a pattern has neither account nor partition wildcards: arn:partition:iam:::role/…
        pattern = access.pattern
        return Principal(pattern if pattern.startswith("arn:") else f"arn:{partition}:iam:::{pattern}", "IAM_PATTERN")
    assert access.principal is not None, "an access names one of the three"
    return Principal(access.principal)
