"""What portfolios offer: versions, launch roles, products that are there twice."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding, Severity
from generator.manifest.building import build_given_role
from generator.manifest.draft import Draft
from generator.manifest.forms import OfferForm, PortfolioForm


def check_offers_agree(draft: Draft) -> Iterator[Finding]:
    """Every portfolio by itself, and display names that people could not tell apart."""
    for key, portfolio in draft.portfolios.items():
        yield from _check_products(draft, key, portfolio)
        for index, offer in enumerate(portfolio.products):
            yield from _check_versions(draft, ("portfolios", key, "products", index), offer)
            yield from _check_launch_role(draft, ("portfolios", key, "products", index), offer)
            yield from _check_place(draft, key, portfolio, index)
        yield from _check_access(draft, key, portfolio)
        yield from _check_tags(draft, key, portfolio)
        yield from _check_product_options(draft, key, portfolio)
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
    if product is not None and not (offer.launch_role or product.launch_role or product.own_role):
        message = f"nothing says which role launches `{offer.use}`: it would run with the rights of the person"
        yield Finding("PF157", message, draft.spans.at(*path, "use"), f"./build.py launch-role {offer.use}")


def _check_place(draft: Draft, key: str, portfolio: PortfolioForm, index: int) -> Iterator[Finding]:
    """What needs an environment: a product that lives in one, and roles by local name."""
    offer = portfolio.products[index]
    product = draft.folders.products.get(offer.use)
    if portfolio.environment is not None or product is None:
        return
    path = ("portfolios", key, "products", index)
    role = build_given_role(offer.launch_role) or product.launch_role
    if product.environment_parameter is not None:
        message = f"`{offer.use}` lives in an environment, and the portfolio `{key}` has none"
        yield Finding("PF174", message, draft.spans.at(*path, "use"), "environment: NAME instead of `target`")
    elif role is not None and role.local is not None:
        message = f"`{role.local}` is a role of an environment, and the portfolio `{key}` has none"
        where = "launch-role" if offer.launch_role else "use"
        yield Finding("PF174", message, draft.spans.at(*path, where), "launch-role: { name: NAME }")


def _check_access(draft: Draft, key: str, portfolio: PortfolioForm) -> Iterator[Finding]:
    if not portfolio.access and not portfolio.share:
        message = f"nobody has access to `{key}`: what it offers, nobody can launch"
        target = draft.targets.get(draft.target_of(portfolio) or "")
        account = target.account if target is not None else "111122223333"
        fix = f'access: [{{ principal: "arn:aws:iam::{account}:role/NAME" }}]'
        yield Finding("PF257", message, draft.spans.key("portfolios", key), fix, severity=Severity.WARNING)
    for index, access in enumerate(portfolio.access):
        if access.environment_role is not None and portfolio.environment is None:
            message = f"`{access.environment_role}` is a role of an environment, and the portfolio `{key}` has none"
            at = draft.spans.at("portfolios", key, "access", index, "environment-role")
            yield Finding("PF174", message, at, "principal: arn:aws:iam::111122223333:role/NAME")


def _check_tags(draft: Draft, key: str, portfolio: PortfolioForm) -> Iterator[Finding]:
    """A tag that all have, and that people choose a value of."""
    for name in portfolio.tag_options:
        if name in portfolio.tags:
            message = f"`{name}` is a tag of `{key}` and a tag option, too: what is launched can have one value"
            at = draft.spans.key("portfolios", key, "tag-options", name)
            yield Finding("PF158", message, at, f"remove `{name}` from `tags` or from `tag-options`", "a tag, too")


def _check_product_options(draft: Draft, key: str, portfolio: PortfolioForm) -> Iterator[Finding]:
    """Of a key that a product and its portfolio have, people choose from the values of both (Service Catalog
    Administrator Guide, "Launching a Product with TagOptions"): one at least, and no tag of the portfolio."""
    for index, offer in enumerate(portfolio.products):
        product = draft.folders.products.get(offer.use)
        at = draft.spans.at("portfolios", key, "products", index, "use")
        for name, values in product.tag_options if product is not None else ():
            if name in portfolio.tags:
                message = f"`{name}` is a tag of `{key}` and a tag option of `{offer.use}`: it can have one value"
                yield Finding("PF158", message, at, f"remove `{name}` from `tags` here, or from its product.yaml")
            elif name in portfolio.tag_options and not {*values} & {*portfolio.tag_options[name]}:
                both = f"{', '.join(values)}, and the portfolio's {', '.join(portfolio.tag_options[name])}"
                message = f"no value of `{name}` is left to choose: those of `{offer.use}` are {both}"
                yield Finding("PF272", message, at, f"give `{name}` a value that both have, or remove it from one")


def _check_display_names(draft: Draft) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for key, portfolio in draft.portfolios.items():
        target = draft.target_of(portfolio)
        if target is None:
            continue
        first = seen.setdefault((target, portfolio.name), key)
        if first != key:
            message = f"`{key}` and `{first}` are both called `{portfolio.name}` in one account"
            at = draft.spans.at("portfolios", key, "name")
            yield Finding("PF162", message, at, "give it another name", severity=Severity.WARNING)
