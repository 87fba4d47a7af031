"""What portfolios offer: versions, launch roles, products that are there twice."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding, Severity
from generator.manifest.draft import Draft
from generator.manifest.forms import OfferForm, PortfolioForm


def check_offers_agree(draft: Draft) -> Iterator[Finding]:
    """Every portfolio by itself, and display names that people could not tell apart."""
    for key, portfolio in draft.portfolios.items():
        yield from _check_products(draft, key, portfolio)
        for index, offer in enumerate(portfolio.products):
            yield from _check_versions(draft, ("portfolios", key, "products", index), offer)
            yield from _check_launch_role(draft, ("portfolios", key, "products", index), offer)
    yield from _check_display_names(draft)


def _check_products(draft: Draft, key: str, portfolio: PortfolioForm) -> Iterator[Finding]:
    if not portfolio.products:
        message = f"the portfolio `{key}` offers nothing"
        yield Finding("PF117", message, draft.spans.at("portfolios", key, "products"), "- use: notebook", "empty")
    seen: set[str] = set()
    for index, offer in enumerate(portfolio.products):
        if offer.use in seen:
            message = f"`{offer.use}` is in `{key}` twice: Service Catalog holds a product in a portfolio once"
            at = draft.spans.at("portfolios", key, "products", index, "use")
            yield Finding("PF160", message, at, "put all versions into one `offer`", "again")
        seen.add(offer.use)


def _check_versions(draft: Draft, path: tuple[str | int, ...], offer: OfferForm) -> Iterator[Finding]:
    for index, version in enumerate(offer.offer.deprecated):
        if version in offer.offer.current:
            message = f"version {version} of `{offer.use}` is both current and deprecated"
            at = draft.spans.at(*path, "offer", "deprecated", index)
            yield Finding("PF152", message, at, f'remove "{version}" from one of the two', "current too")


def _check_launch_role(draft: Draft, path: tuple[str | int, ...], offer: OfferForm) -> Iterator[Finding]:
    product = draft.folders.products.get(offer.use)
    if offer.launch_role is None and product is not None and product.launch_role is None:
        message = f"nothing says which role launches `{offer.use}`: it would run with the rights of the person"
        yield Finding("PF157", message, draft.spans.at(*path, "use"), "launch-role: notebook-creation")


def _check_display_names(draft: Draft) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for key, portfolio in draft.portfolios.items():
        environment = draft.environments.get(portfolio.environment)
        if environment is None:
            continue
        first = seen.setdefault((environment.target, portfolio.name), key)
        if first != key:
            message = f"`{key}` and `{first}` are both called `{portfolio.name}` in one account"
            at = draft.spans.at("portfolios", key, "name")
            yield Finding("PF162", message, at, "give it another name", severity=Severity.WARNING)
