"""The published catalog as text and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.model import Address
from generator.model.share import Share
from generator.planning import CatalogState, ProductState
from generator.planning.catalog import version_address
from generator.planning.usage import User

Usage = Mapping[Address, Sequence[User]]
"""What runs on each version."""


def render_status(state: CatalogState, usage: Usage, *, users: bool = False) -> str:
    """A tree: portfolios with their access, products with their versions, and who runs them; without a last newline."""
    return "\n".join(_lines(state, usage, users=users))


def status_data(state: CatalogState, usage: Usage) -> dict[str, Any]:
    """`{"format": 1, "portfolios": […], "products": […]}`."""
    return {
        "format": 1,
        "catalog": state.catalog,
        "account": state.account,
        "region": state.region,
        "portfolios": [
            {
                "key": portfolio.key,
                "name": portfolio.name,
                "products": sorted(portfolio.offers),
                "access": sorted(principal.arn for principal in portfolio.principals),
                "shares": [_share(each) for each in sorted(portfolio.shares)],
            }
            for portfolio in state.portfolios.values()
        ],
        "products": [
            {
                "key": product.key,
                "name": product.title,
                "versions": [
                    {
                        "version": version.version,
                        "state": version.words,
                        "sha256": str(version.digest),
                        **_use(usage.get(version_address(product.key, version.version), ())),
                    }
                    for version in product.versions.values()
                ],
            }
            for product in state.products.values()
        ],
    }


def _share(share: Share) -> dict[str, Any]:
    also = {"principals": share.principals, "tag-options": share.tag_options}
    return {"with": share.type, "receiver": share.receiver, **also, "accepted": share.accepted}


def _use(users: Sequence[User]) -> dict[str, Any]:
    rows = [{"name": user.name, "owner": user.owner, "status": user.status, "since": user.since} for user in users]
    return {"in-use": len(users), "users": rows}


def _lines(state: CatalogState, usage: Usage, *, users: bool) -> Iterator[str]:
    yield f"{state.catalog} · {state.account} · {state.region}"
    if not state.portfolios:
        yield "  nothing is published"
    for portfolio in state.portfolios.values():
        yield f"  portfolio {portfolio.key} “{portfolio.name}”"
        for principal in sorted(portfolio.principals):
            yield f"    access  {principal.arn}"
        for share in sorted(portfolio.shares):
            waits = "" if share.accepted else "   waits for its administrator to accept"
            yield f"    shared  with {share.words}{waits}"
        for offer in portfolio.offers.values():
            kinds = ", ".join(sorted(constraint.type.value.lower() for constraint in offer.constraints))
            yield f"    offers  {offer.product}   constraints: {kinds or 'none'}"
    for product in state.products.values():
        yield f"  product {product.key} “{product.title}”"
        yield from _versions(product, usage, users=users)


def _versions(product: ProductState, usage: Usage, *, users: bool) -> Iterator[str]:
    for version in product.versions.values():
        those = usage.get(version_address(product.key, version.version), ())
        digest = version.digest.short if version.digest is not None else "unknown"
        yield f"    {version.version:<10} {version.words:<11} sha256 {digest}   {len(those)} in use"
        if users:
            yield from (f"      {user.name}   {user.owner}   {user.status}   since {user.since}" for user in those)
