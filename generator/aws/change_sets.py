"""Change sets, for whoever makes one: what an interrupted run left, and waiting until it says what it would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.errors import advice, message_of
from generator.aws.waiting import poll
from generator.diagnostics import AwsRefused

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient


def find_status(client: CloudFormationClient, stack: str) -> str | None:
    """The stack's status; None where there is no such stack."""
    try:
        return client.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
    except ClientError as error:
        if "does not exist" not in message_of(error):
            raise
        return None


def discard_change_set(client: CloudFormationClient, stack: str, change_set: str) -> None:
    """Delete what an interrupted run left; AWS takes a change set's name once."""
    try:
        client.delete_change_set(StackName=stack, ChangeSetName=change_set)
    except ClientError as error:
        if "does not exist" not in message_of(error) and "ChangeSetNotFound" not in str(error):
            raise


def await_change_set(client: CloudFormationClient, stack: str, change_set: str) -> bool:
    """Whether the change set of this ARN has something to execute; one that has not is deleted.

    The stack is named in each call, so that IAM decides about it.

    Raises AwsRefused where it failed for another reason.
    """

    def look() -> Any:
        answer = client.describe_change_set(StackName=stack, ChangeSetName=change_set)
        return answer if answer["Status"] in ("CREATE_COMPLETE", "FAILED") else None

    answer = poll(look)
    if answer is None:
        raise AwsRefused("cloudformation:CreateChangeSet", "the change set was not ready in time")
    if answer["Status"] == "CREATE_COMPLETE":
        return True
    said = answer.get("StatusReason", "")
    client.delete_change_set(StackName=stack, ChangeSetName=change_set)
    if "didn't contain changes" in said or "No updates are to be performed" in said:
        return False
    raise AwsRefused("cloudformation:CreateChangeSet", said, try_this=advice(said, ""))
