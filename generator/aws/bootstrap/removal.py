"""What stands in the way of taking the publishing roles away, and what is left behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.account.standing import list_stacks
from generator.aws.bootstrap.surroundings import LINKED, MADE, find_linked
from generator.aws.errors import code_of, listing, message_of, refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.aws.waiting import poll
from generator.model.artifacts import artifact_bucket
from generator.planning.bootstrap.changes import STACK, TEMPLATES

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_OURS = ("ds-catalog:portfolio", "ds-catalog:product")


def find_remains(connection: Connection, catalog: str, environments: Iterable[str]) -> Iterator[str]:
    """What is published and deployed in a region, each in words."""
    wanted = frozenset(environments)
    for row in list_stacks(connection):
        name = row["StackName"]
        if name in wanted or (name.startswith(("ds-launch-", "ds-shared-")) and name != STACK):
            yield f"stack {name} in {connection.region}: {row['StackStatus']}"
    yield from _published(connection, catalog)


@listing("servicecatalog")
def _published(connection: Connection, catalog: str) -> Iterator[str]:
    client: Any = connection.client("servicecatalog")
    for row in read_pages(client.list_portfolios, "PortfolioDetails"):
        tags = {tag["Key"]: tag["Value"] for tag in client.describe_portfolio(Id=row["Id"]).get("Tags", [])}
        if any(tags.get(key, "").startswith(f"{catalog}/") for key in _OURS):
            yield f"portfolio {row['DisplayName']} ({row['Id']}) in {connection.region}"


@listing("iam")
def find_users(connection: Connection, arns: Iterable[str]) -> Iterator[str]:
    """Roles of others that trust a provider of the stack, which would let nobody in any more."""
    client: IAMClient = connection.client("iam")
    providers = [arn for arn in arns if ":oidc-provider/" in arn]
    if not providers:
        return
    for page in client.get_paginator("list_roles").paginate():
        for role in page["Roles"]:
            if role["Path"] != "/ds/publishing/" and any(
                arn in str(role["AssumeRolePolicyDocument"]) for arn in providers
            ):
                yield f"role {role['Arn']}, which trusts {', '.join(providers)}"


@refusals("s3")
def remove_bucket(connection: Connection) -> str | None:
    """Delete the artifact bucket where it is empty; what is kept, in words, or None."""
    client, bucket = connection.client("s3"), artifact_bucket(connection.account, connection.region)
    owner: Any = {"Bucket": bucket, "ExpectedBucketOwner": connection.account}
    try:
        ours: Any = client.list_object_versions(**owner, Prefix=TEMPLATES)
        for row in (*ours.get("Versions", ()), *ours.get("DeleteMarkers", ())):
            client.delete_object(**owner, Key=row["Key"], VersionId=row["VersionId"])
        answer: Any = client.list_object_versions(**owner, MaxKeys=1)
    except ClientError as error:
        if code_of(error) not in ("404", "NoSuchBucket"):
            raise
        return None
    if answer.get("Versions") or answer.get("DeleteMarkers"):
        return f"bucket {bucket}: bodies of versions and the records of what was published"
    client.delete_bucket(**owner)
    return None


@listing("iam")
def remove_linked(connection: Connection) -> Iterator[str]:
    """Delete the service-linked roles that bootstrapping has made; yields those that are still used, in words."""
    client: IAMClient = connection.client("iam")
    for service, description in find_linked(connection, sorted(set(LINKED.values()))).items():
        if description != MADE:
            continue
        name = client.list_roles(PathPrefix=f"/aws-service-role/{service}/")["Roles"][0]["RoleName"]
        try:
            task = client.delete_service_linked_role(RoleName=name)["DeletionTaskId"]
            answer = poll(partial(_ended, client, task))
        except ClientError as error:
            answer = message_of(error)
        if answer != "SUCCEEDED":
            yield f"role {name}: {answer or 'its deletion takes long'}"


def _ended(client: IAMClient, task: str) -> str | None:
    found: Any = client.get_service_linked_role_deletion_status(DeletionTaskId=task)
    if found["Status"] in ("NOT_STARTED", "IN_PROGRESS"):
        return None
    return str(found.get("Reason", {}).get("Reason") or found["Status"])
