"""Who is offered an environment: portfolios that launch under its roles, let them in, or are held to its name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from generator.aws.catalog import ownership
from generator.aws.errors import refusals
from generator.aws.occupancy.estate import Estate
from generator.aws.pages import read_pages
from generator.cloudformation.template.narrowing import read_narrowing
from generator.model.occupant import Occupant

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

_READ = ("LAUNCH", "TEMPLATE")


@refusals("servicecatalog")
def find_offers(estate: Estate, catalog: str) -> list[Occupant]:
    """Every portfolio of the account that offers the environment, those of others too."""
    client: ServiceCatalogClient = estate.connection.client("servicecatalog")
    return [
        found
        for row in read_pages(client.list_portfolios, "PortfolioDetails")
        if (found := _occupant(client, estate, catalog, row)) is not None
    ]


def _occupant(client: ServiceCatalogClient, estate: Estate, catalog: str, row: Any) -> Occupant | None:
    principals = [each["PrincipalARN"] for each in _pages(client.list_principals_for_portfolio, "Principals", row)]
    people = [arn.rpartition("/")[2] for arn in principals if arn in estate.roles]
    products = sorted(set(_held(client, estate, row)))
    if not people and not products:
        return None
    said = [f"{len(products)} product{'s' * (len(products) != 1)} launched in it"] if products else []
    said += [f"access for {', '.join(people)}"] if people else []
    tags = {tag["Key"]: tag["Value"] for tag in client.describe_portfolio(Id=row["Id"]).get("Tags", [])}
    key = ownership.key_of(catalog, tags.get(ownership.PORTFOLIO_TAG, ""))
    ours = (f"take portfolio `{key}` out of portfolio.yaml", "./build.py plan, which names the apply for it")
    theirs = (f"ask {row.get('ProviderName', 'its owner')} to take the environment out of {row['Id']}",)
    state = "; ".join(said)
    return Occupant("portfolio", row["DisplayName"], row.get("ProviderName", ""), state, ours if key else theirs)


def _held(client: ServiceCatalogClient, estate: Estate, row: Any) -> Iterator[str]:
    """The ids of products whose constraints lead into the environment."""
    for constraint in _pages(client.list_constraints_for_portfolio, "ConstraintDetails", row):
        if constraint["Type"] not in _READ:
            continue
        text = client.describe_constraint(Id=constraint["ConstraintId"]).get("ConstraintParameters", "{}")
        if _leads(estate, json.loads(text)):
            yield constraint["ProductId"]


def _leads(estate: Estate, parameters: Any) -> bool:
    match parameters:
        case {"RoleArn": arn}:
            return arn in estate.roles
        case {"LocalRoleName": name}:
            return name in estate.names
        case {"Rules": rules}:
            left = read_narrowing(list(rules.values()))
            return any(
                estate.called.intersection(values.texts) for name, values in left.items() if name in estate.parameters
            )
    return False


def _pages(call: Any, member: str, row: Any) -> Iterator[Any]:
    return read_pages(call, member, PortfolioId=row["Id"])
