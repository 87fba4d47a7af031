"""The stacks of environments as they stand: status, answers and template."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.aws.errors import refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.aws.stacks import Stacks

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

_NOTHING = ("REVIEW_IN_PROGRESS", "DELETE_COMPLETE")


@dataclass(frozen=True)
class Standing:
    """A stack that is there, with the text of its template."""

    status: str
    answers: Mapping[str, str]
    template: str


@refusals("cloudformation")
def read_standing(connection: Connection, stacks: Collection[str]) -> dict[str, Standing]:
    """Each of these stacks that is there, by name: one list of all, and the template of each."""
    client: CloudFormationClient = connection.client("cloudformation")
    reader = Stacks(connection)
    return {
        row["StackName"]: Standing(
            row["StackStatus"],
            {each["ParameterKey"]: each.get("ParameterValue", "") for each in row.get("Parameters", [])},
            reader.template(row["StackName"]),
        )
        for row in (read_pages(client.describe_stacks, "Stacks") if stacks else ())
        if row["StackName"] in stacks and row["StackStatus"] not in _NOTHING
    }
