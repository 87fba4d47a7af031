"""A wanted catalog as plain JSON data and back: what the release record keeps, and `drift` compares with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

from generator.model import Digest, Support
from generator.model.share import Share
from generator.planning.action_states import ActionState
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
from generator.planning.launch_roles import LaunchRoleState
from generator.planning.record import Record
from generator.planning.spoke_roles import SpokeRoles


def snapshot(state: CatalogState) -> Record:
    """Everything but bodies and the templates of launch roles, which are known by their digests."""
    spokes = state.spokes
    return {
        "catalog": state.catalog,
        "account": state.account,
        "region": state.region,
        "portfolios": [_portfolio(each) for each in state.portfolios.values()],
        "products": [_product(each) for each in state.products.values()],
        "actions": [
            [each.product, each.name, each.fingerprint, each.words, each.definition, sorted(each.versions)]
            for each in state.actions.values()
        ],
        "spokes": [spokes.name, spokes.digest, sorted(spokes.units)] if spokes is not None else None,
        "roles": [[each.name, each.product, each.digest] for each in state.roles.values()],
    }


def read_snapshot(data: Mapping[str, Any]) -> CatalogState:
    """The catalog that a snapshot was made of; raises KeyError, TypeError or ValueError where it is none."""
    return CatalogState(
        data["catalog"],
        data["account"],
        data["region"],
        {each["key"]: _read_portfolio(each) for each in data["portfolios"]},
        {each["key"]: _read_product(each) for each in data["products"]},
        roles={name: LaunchRoleState(name, product, digest) for name, product, digest in data["roles"]},
        actions={action.key: action for action in map(_read_action, data.get("actions", ()))},
        spokes=_read_spokes(data.get("spokes")),
    )


def _read_spokes(data: Any) -> SpokeRoles | None:
    return SpokeRoles(data[0], data[1], frozenset(data[2])) if data is not None else None


def _portfolio(portfolio: PortfolioState) -> Record:
    return {
        "key": portfolio.key,
        "name": portfolio.name,
        "provider": portfolio.provider,
        "description": portfolio.description,
        "offers": {
            offer.product: [[each.type.value, each.parameters or "{}"] for each in offer.constraints]
            for offer in portfolio.offers.values()
        },
        "principals": [[each.arn, each.type] for each in sorted(portfolio.principals)],
        "tags": sorted(map(list, portfolio.tags)),
        "tag-options": sorted(map(list, portfolio.tag_options)),
        "shares": [list(astuple(each)[:4]) for each in sorted(portfolio.shares)],
    }


def _read_portfolio(data: Mapping[str, Any]) -> PortfolioState:
    return PortfolioState(
        data["key"],
        data["name"],
        data["provider"],
        data["description"],
        {
            product: OfferState(product, tuple(_read_constraint(kind, text) for kind, text in constraints))
            for product, constraints in data["offers"].items()
        },
        frozenset(Principal(arn, kind) for arn, kind in data["principals"]),
        frozenset((key, value) for key, value in data["tags"]),
        frozenset((key, value) for key, value in data["tag-options"]),
        frozenset(Share(*each) for each in data.get("shares", ())),
    )


def _read_constraint(kind: str, text: str) -> ConstraintState:
    return ConstraintState.of(ConstraintType(kind), json.loads(text))


def _read_action(data: Sequence[Any]) -> ActionState:
    product, name, fingerprint, words, definition, versions = data
    return ActionState(product, name, fingerprint, words, definition, frozenset(versions))


def _product(product: ProductState) -> Record:
    support = product.support
    return {
        "key": product.key,
        "title": product.title,
        "owner": product.owner,
        "description": product.description,
        "distributor": product.distributor,
        "support": [support.email, support.url, support.description],
        "versions": [[each.version, str(each.digest), each.guidance] for each in product.versions.values()],
        "tag-options": sorted(map(list, product.tag_options)),
    }


def _read_product(data: Mapping[str, Any]) -> ProductState:
    return ProductState(
        data["key"],
        data["title"],
        data["owner"],
        data["description"],
        data["distributor"],
        Support(*data["support"]),
        {
            version: VersionState(version, Digest(digest), guidance=guidance)
            for version, digest, guidance in data["versions"]
        },
        frozenset((key, value) for key, value in data.get("tag-options", ())),
    )
