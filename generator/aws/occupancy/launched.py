"""Products that were launched into an environment: under one of its roles, or with its name as an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from generator.aws.errors import refusals
from generator.aws.occupancy.estate import Estate
from generator.aws.pages import read_pages
from generator.aws.usage import list_launched, read_launchers
from generator.model.occupant import Occupant

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient


@refusals("servicecatalog")
def find_launched(estate: Estate) -> list[Occupant]:
    """Every provisioned product of the account that lives in the environment, by name."""
    return list(_find(estate))


def _find(estate: Estate) -> Iterator[Occupant]:
    rows = list_launched(estate.connection)
    if not rows:
        return
    roles, answers = read_launchers(estate.connection), _answers(estate)
    for row in rows:
        role, stack = roles.get(row["Id"], ""), row.get("PhysicalId", "")
        if role in estate.roles or estate.called & answers.get(stack, frozenset()):
            yield _occupant(estate, row, stack.split("/")[1] if "/" in stack else "", role)


def _answers(estate: Estate) -> Mapping[str, frozenset[str]]:
    """Stack id → what it answers to the parameters that name an environment."""
    client: CloudFormationClient = estate.connection.client("cloudformation")
    return {
        stack["StackId"]: frozenset(
            row.get("ParameterValue", "")
            for row in stack.get("Parameters", [])
            if row["ParameterKey"] in estate.parameters
        )
        for stack in read_pages(client.describe_stacks, "Stacks")
    }


def _occupant(estate: Estate, row: Any, stack: str, role: str) -> Occupant:
    end = f"aws servicecatalog terminate-provisioned-product --provisioned-product-id {row['Id']}"
    lost = role in estate.roles and role.rpartition("/")[2] not in estate.physical("AWS::IAM::Role")
    # Without its launch role Service Catalog ends nothing: whoever may deletes the stack, and the entry follows.
    ways = (f"aws cloudformation delete-stack --stack-name {stack}", f"{end} --ignore-errors") if lost else (end,)
    what = f"{row.get('ProductName', row['ProductId'])} {row.get('ProvisioningArtifactName', '')}".strip()
    person = row.get("UserArnSession", row.get("UserArn", "")).rpartition("/")[2]
    return Occupant("launched product", row["Name"], person, f"{what}, {row['Status']}", ways, stack)
