"""Keys that a deletion would schedule for theirs, and what is encrypted under them: without its key it is lost.

What the deletion itself takes along does not count, what it leaves standing does. Names that a template leaves to
CloudFormation are told by the stack's own list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from generator.aws.errors import code_of, refusals
from generator.aws.occupancy.estate import Estate
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.model.occupant import Occupant

_UNENCRYPTED = ("ServerSideEncryptionConfigurationNotFoundError", "NoSuchBucket")
Found = tuple[str, str, str]
"""(kind, name, the key's id, ARN or alias)."""


def find_doomed_keys(estate: Estate, document: Mapping[str, Any]) -> dict[str, str]:
    """Physical id → logical id of each key of the stack that its template does not retain."""
    return {
        each.physical: each.logical
        for each in estate.holdings
        if each.type == "AWS::KMS::Key" and not _is_retained(document, each.logical)
    }


@refusals("")
def find_held_keys(estate: Estate, document: Mapping[str, Any]) -> list[Occupant]:
    """What stays, encrypted under a key that would go."""
    doomed = find_doomed_keys(estate, document)
    if not doomed:
        return []
    going = {each.physical for each in estate.holdings if not _is_retained(document, each.logical)}
    aliases = _aliases(estate.connection, doomed)
    held = []
    for kind, name, key in _encrypted(estate.connection):
        last = key.split(":", 5)[-1]
        identity = aliases.get(last, last.rpartition("/")[2])
        if identity in doomed and name not in going:
            ways = (f"delete {name}, or encrypt it under another key",)
            held.append(Occupant(kind, name, "", f"encrypted under {doomed[identity]} ({identity})", ways))
    return held


def _is_retained(document: Mapping[str, Any], logical: str) -> bool:
    body = document.get("Resources", {}).get(logical, {})
    return str(body.get("DeletionPolicy", "Delete")).startswith("Retain")


def _aliases(connection: Connection, keys: Mapping[str, str]) -> dict[str, str]:
    pages = connection.client("kms").get_paginator("list_aliases")
    return {row["AliasName"]: key for key in keys for page in pages.paginate(KeyId=key) for row in page["Aliases"]}


def _encrypted(connection: Connection) -> Iterator[Found]:
    """Everything of this region and account that says under which key it is encrypted."""
    for look in (_volumes, _log_groups, _buckets, _repositories, _sagemaker, _secrets):
        yield from look(connection.client)


Client = Callable[[str], Any]


def _volumes(client: Client) -> Iterator[Found]:
    encrypted = [{"Name": "encrypted", "Values": ["true"]}]
    for row in read_pages(client("ec2").describe_volumes, "Volumes", Filters=encrypted):
        yield "volume", row["VolumeId"], row.get("KmsKeyId", "")
    for row in read_pages(client("ec2").describe_snapshots, "Snapshots", OwnerIds=["self"], Filters=encrypted):
        yield "snapshot", row["SnapshotId"], row.get("KmsKeyId", "")


def _log_groups(client: Client) -> Iterator[Found]:
    logs = client("logs")
    for page in logs.get_paginator("describe_log_groups").paginate():
        for row in page["logGroups"]:
            yield "log group", row["logGroupName"], row.get("kmsKeyId", "")


def _buckets(client: Client) -> Iterator[Found]:
    s3 = client("s3")
    for row in s3.list_buckets()["Buckets"]:
        try:
            rules = s3.get_bucket_encryption(Bucket=row["Name"])["ServerSideEncryptionConfiguration"]["Rules"]
        except ClientError as error:
            if code_of(error) not in _UNENCRYPTED:
                raise
            continue
        for rule in rules:
            default = rule.get("ApplyServerSideEncryptionByDefault", {})
            yield "bucket", row["Name"], default.get("KMSMasterKeyID", "")


def _repositories(client: Client) -> Iterator[Found]:
    codecommit = client("codecommit")
    for page in codecommit.get_paginator("list_repositories").paginate():
        for row in page["repositories"]:
            about = codecommit.get_repository(repositoryName=row["repositoryName"])["repositoryMetadata"]
            yield "repository", row["repositoryName"], about.get("kmsKeyId", "")


def _sagemaker(client: Client) -> Iterator[Found]:
    sagemaker = client("sagemaker")
    for row in read_pages(sagemaker.list_notebook_instances, "NotebookInstances"):
        name = row["NotebookInstanceName"]
        about = sagemaker.describe_notebook_instance(NotebookInstanceName=name)
        yield "notebook instance", name, about.get("KmsKeyId", "")
    for row in read_pages(sagemaker.list_endpoint_configs, "EndpointConfigs"):
        name = row["EndpointConfigName"]
        about = sagemaker.describe_endpoint_config(EndpointConfigName=name)
        yield "endpoint configuration", name, about.get("KmsKeyId", "")


def _secrets(client: Client) -> Iterator[Found]:
    for row in read_pages(client("secretsmanager").list_secrets, "SecretList"):
        yield "secret", row["Name"], row.get("KmsKeyId", "")
