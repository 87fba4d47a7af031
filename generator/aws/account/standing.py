"""The stacks of environments as they stand: status, answers and template."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.aws.errors import refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.aws.stacks import Stacks
from generator.model.declaration import NAMING, Base

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

_NOTHING = ("REVIEW_IN_PROGRESS", "DELETE_COMPLETE")


@dataclass(frozen=True)
class Standing:
    """A stack that is there, with the text of its template."""

    status: str
    answers: Mapping[str, str]
    template: str


def as_told(text: str) -> str:
    """A text as CloudFormation tells it: what it holds is right, what it answers is not.

    AWS quirk: GetTemplate and DescribeStacks answer `?` for each character beyond ASCII
    (github.com/aws-cloudformation/cloudformation-coverage-roadmap issues 814 and 1220).
    """
    return text.encode("ascii", "replace").decode("ascii").rstrip()


@refusals("cloudformation")
def list_stacks(connection: Connection) -> list[Mapping[str, Any]]:
    """Every stack of the region that is there, as DescribeStacks shows it."""
    client: CloudFormationClient = connection.client("cloudformation")
    return [row for row in read_pages(client.describe_stacks, "Stacks") if row["StackStatus"] not in _NOTHING]


def read_standing(
    connection: Connection, rows: Iterable[Mapping[str, Any]], stacks: Collection[str]
) -> dict[str, Standing]:
    """Each of these stacks that is there, by name, with its template."""
    reader = Stacks(connection)
    return {
        row["StackName"]: Standing(
            row["StackStatus"],
            {each["ParameterKey"]: each.get("ParameterValue", "") for each in row.get("Parameters", [])},
            reader.template(row["StackName"]),
        )
        for row in rows
        if row["StackName"] in stacks
    }


def find_forgotten(base: Base, rows: Iterable[Mapping[str, Any]], known: Collection[str]) -> Iterator[str]:
    """Each stack that is named and tagged as an environment is, and that no environment of portfolio.yaml has."""
    keys = [name for field in NAMING for name in base.parameters(field)]
    for row in rows:
        tags = {tag["Key"]: tag["Value"] for tag in row.get("Tags", [])}
        parts = [tags.get(key, "") for key in keys]
        if keys and all(parts) and row["StackName"] == "-".join(["ds", *parts]) and row["StackName"] not in known:
            yield row["StackName"]
