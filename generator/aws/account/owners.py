"""Whose a resource is: the stack that made it."""

from __future__ import annotations

from botocore.exceptions import ClientError

from generator.aws.errors import message_of
from generator.aws.session import Connection


def stack_of(connection: Connection, physical_id: str) -> str | None:
    """The stack with a resource of this name; None where no stack made it."""
    client = connection.client("cloudformation")
    try:
        rows = client.describe_stack_resources(PhysicalResourceId=physical_id)["StackResources"]
    except ClientError as error:
        if "does not exist" not in message_of(error):
            raise
        return None
    return next((str(row["StackName"]) for row in rows), None)
