"""What makes a plan impossible: published content that differs, names claimed twice, quotas that would be passed."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding, Span
from generator.model import Address
from generator.planning.actions import find_action_faults
from generator.planning.catalog import (
    CatalogState,
    Observed,
    PortfolioState,
    ProductState,
    portfolio_address,
    product_address,
    version_address,
)
from generator.planning.foreign import find_stack_sets, render_removal

# Service Catalog's default quotas, from the service's endpoints-and-quotas page.
PORTFOLIOS, PRODUCTS, PRODUCTS_A_PORTFOLIO, VERSIONS_A_PRODUCT = 100, 350, 150, 100
PRINCIPALS, PATTERNS, TAG_OPTIONS, TAGS, ACTIONS = 100, 10, 25, 20, 200


def check_plan(desired: CatalogState, observed: Observed) -> list[Finding]:
    """Every reason why the wanted state cannot be reached from the observed one."""
    findings = [
        Finding(
            "PLN604",
            f"two published objects claim `{address}`: {', '.join(observed.claims.get(address, ()))}",
            fix="delete one of the two in the Service Catalog console, then plan again",
        )
        for address in observed.doubled
    ]
    findings += _unmarked(desired, observed)
    findings += _obstacles(desired, observed)
    findings += find_stack_sets(desired, observed)
    findings += find_action_faults(desired, observed)
    for product in desired.products.values():
        findings += _content(product, observed.state.products.get(product.key))
    findings += _quotas(desired)
    findings += _walls(desired, observed)
    return findings


def retired_versions(product: ProductState, there: ProductState | None, unused: frozenset[Address]) -> list[str]:
    """The versions of a product that no offer names, that are inactive and that nothing runs on, the oldest first."""
    versions = there.versions.values() if there is not None else ()
    return [
        each.version
        for each in versions
        if each.version not in product.versions
        and not each.active
        and version_address(product.key, each.version) in unused
    ]


def _unmarked(desired: CatalogState, observed: Observed) -> Iterator[Finding]:
    """Publishing would make a second one beside what has lost its tag."""
    wanted = {*map(portfolio_address, desired.portfolios), *map(product_address, desired.products)}
    for lost in observed.unmarked:
        if lost.address in wanted:
            what = f"{lost.address.parts[0]} {lost.id} “{lost.name}” {lost.known}, and has no ownership tag of it"
            yield Finding("PLN611", what, fix=f"./build.py adopt {lost.address} {lost.id}")


def name_lost(desired: CatalogState, observed: Observed) -> Iterator[str]:
    """What portfolio.yaml names no more and no plan removes, since it has lost its tag."""
    for lost in observed.unmarked:
        if lost.address.parts[0] == "portfolio" and lost.address.parts[1] not in desired.portfolios:
            tag = f"Key=ds-catalog:portfolio,Value={desired.catalog}/{lost.address.parts[1]}"
            yield (
                f"portfolio {lost.id} “{lost.name}” {lost.known}, and has no ownership tag of it: it is not removed, "
                f"and whoever has access keeps it; aws servicecatalog update-portfolio --id {lost.id} --add-tags {tag}"
            )


def _obstacles(desired: CatalogState, observed: Observed) -> Iterator[Finding]:
    """Service Catalog deletes no portfolio that holds anything, and takes out no product that has a constraint."""
    for portfolio in observed.state.portfolios.values():
        wanted = desired.portfolios.get(portfolio.key)
        goes = [portfolio_address(portfolio.key)] if wanted is None else []
        goes += [
            portfolio_address(portfolio.key).child(product)
            for product in portfolio.offers
            if wanted is None or product not in wanted.offers
        ]
        for address in goes:
            if words := observed.obstacles.get(address):
                what = f"`{address}` cannot be removed: it has {', '.join(words)}, not made from here"
                identity = observed.ids[portfolio_address(portfolio.key)]
                calls = " && ".join(render_removal(identity, each) for each in words)
                yield Finding("PLN613", what, fix=f"{calls} && ./build.py plan")


def _content(product: ProductState, current: ProductState | None) -> Iterator[Finding]:
    for version in product.versions.values():
        there = current.versions.get(version.version) if current is not None else None
        if there is None or there.digest == version.digest:
            continue
        name = f"{product.key} {version.version}"
        span = Span(f"dist/{product.key}/{version.version}/template.yaml")
        if there.digest is None:
            what = f"`{name}` is published, but does not say which content it has: it was not published from here"
            yield Finding("PLN603", what, span, fix="release the content under a new version")
        else:
            assert version.digest is not None, "a wanted version has a body"
            what = f"`{name}` is published with other content: {there.digest.short} there, {version.digest.short} here"
            yield Finding("PLN602", what, span, fix=f"./build.py release {product.key} --patch")


def _quotas(desired: CatalogState) -> Iterator[Finding]:
    yield from _quota(len(desired.portfolios), PORTFOLIOS, "portfolios", desired.region)
    yield from _quota(len(desired.products), PRODUCTS, "products", desired.region)
    yield from _quota(len(desired.actions), ACTIONS, "service actions", desired.region)
    for product in desired.products.values():
        yield from _quota(len(product.versions), VERSIONS_A_PRODUCT, "versions", product.key)
    for portfolio in desired.portfolios.values():
        yield from _portfolio_quotas(portfolio)


def _portfolio_quotas(portfolio: PortfolioState) -> Iterator[Finding]:
    patterns = sum(principal.type == "IAM_PATTERN" for principal in portfolio.principals)
    yield from _quota(len(portfolio.offers), PRODUCTS_A_PORTFOLIO, "products", portfolio.key)
    yield from _quota(len(portfolio.principals), PRINCIPALS, "principals", portfolio.key)
    yield from _quota(patterns, PATTERNS, "principal patterns", portfolio.key)
    yield from _quota(len(portfolio.tag_options), TAG_OPTIONS, "tag options", portfolio.key)
    yield from _quota(len(portfolio.tags), TAGS, "tags", portfolio.key)


def _walls(desired: CatalogState, observed: Observed) -> Iterator[Finding]:
    """A product's versions count as long as they are there, whether anybody is offered them or not."""
    for product in desired.products.values():
        there = observed.state.products.get(product.key)
        if there is None or len(product.versions) > VERSIONS_A_PRODUCT:
            continue
        count = len({*there.versions, *product.versions}) - len(
            retired_versions(product, there, observed.unused or frozenset())
        )
        if count > VERSIONS_A_PRODUCT:
            what = f"`{product.key}` would have {count} versions, retired ones among them"
            fix = "./build.py plan --prune" if observed.unused is None else "end what runs on retired versions"
            yield Finding("PLN605", f"{what}; Service Catalog's quota is {VERSIONS_A_PRODUCT}", fix=fix)


def _quota(count: int, limit: int, what: str, where: str) -> Iterator[Finding]:
    if count > limit:
        message = f"`{where}` would have {count} {what}; Service Catalog's quota is {limit}"
        yield Finding("PLN605", message, Span("portfolio.yaml"), fix="take some out, or ask AWS for a higher quota")
