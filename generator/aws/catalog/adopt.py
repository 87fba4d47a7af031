"""Taking an object over: it gets the ownership tag, and nothing else of it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.aws.catalog import ownership
from generator.aws.errors import refusals
from generator.aws.session import Connection
from generator.diagnostics import Finding, Refused
from generator.model import Address
from generator.planning import CatalogState, Observed
from generator.planning.action_states import action_address
from generator.planning.catalog import portfolio_address, product_address

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient
    from mypy_boto3_servicecatalog.type_defs import TagTypeDef


@refusals("servicecatalog")
def adopt(connection: Connection, wanted: CatalogState, observed: Observed, address: Address, identity: str) -> str:
    """Tag the object of this id as the one at `address`; returns its name. Raises Refused where that cannot be."""
    client: ServiceCatalogClient = connection.client("servicecatalog")
    actions = {action_address(each.product, each.name): each for each in wanted.actions.values()}
    known = {*map(portfolio_address, wanted.portfolios), *map(product_address, wanted.products), *actions}
    if address not in known:
        there = ", ".join(sorted(str(each) for each in known))
        raise Refused(Finding("PLN612", f"portfolio.yaml has no `{address}`", fix=f"one of {there}"))
    if observed.ids.get(address, identity) != identity:
        what = f"`{address}` is {observed.ids[address]} already"
        raise Refused(Finding("PLN612", what, fix="take the tag off that one first, or leave the other alone"))
    if address in actions:
        action = actions[address]
        words = ownership.action_description(action.words, wanted.catalog, action.key, "0" * 16)
        answer = client.update_service_action(Id=identity, Description=words)
        return str(answer["ServiceActionDetail"]["ServiceActionSummary"]["Name"])
    kind, key = address.parts
    owner = ownership.owner(wanted.catalog, key)
    if kind == "portfolio":
        tag: TagTypeDef = {"Key": ownership.PORTFOLIO_TAG, "Value": owner}
        return str(client.update_portfolio(Id=identity, AddTags=[tag])["PortfolioDetail"]["DisplayName"])
    tag = {"Key": ownership.PRODUCT_TAG, "Value": owner}
    view = client.update_product(Id=identity, AddTags=[tag])["ProductViewDetail"]
    return str(view["ProductViewSummary"]["Name"])
