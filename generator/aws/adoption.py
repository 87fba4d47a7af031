"""What an earlier stack of the same environment left behind: found, and taken back into the new stack.

A deleted environment keeps its buckets, keys and logs under their names, so that its next creation would fail on them.
AWS quirk: a change set imports by itself only what has a static name, and names from functions do not count
(CloudFormation User Guide, "Import AWS resources into a CloudFormation stack automatically"). So what is there is
named one by one, in a change set of type IMPORT, and the template's own properties follow by an update.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.errors import code_of, refusals
from generator.aws.existing import read_bucket, read_bucket_policy, read_key, read_log_group
from generator.aws.session import Connection
from generator.cloudformation.resolve import resolve
from generator.iam.on_behalf import Place
from generator.launching import filling

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

_ABSENT = ("404", "NoSuchBucket", "NoSuchBucketPolicy", "RepositoryDoesNotExistException", "NotFoundException")


@dataclass(frozen=True)
class Kept:
    """One resource that is there already: its logical id and type, its primary identifier, and how it is set up."""

    name: str
    type: str
    identifier: Mapping[str, str]
    properties: Mapping[str, Any]
    deletion: str


def find_kept(connection: Connection, document: Mapping[str, Any], answers: Mapping[str, str]) -> tuple[Kept, ...]:
    """Everything that the template would retain, has a name for, and that exists already; raises AwsRefused."""
    given = {name: value for name, value in answers.items() if name in document.get("Parameters", {})}
    made = resolve(document, given, pseudo_parameters(connection))["Resources"]
    finder = _Finder(connection, document["Resources"])
    with refusals("cloudformation"):
        return tuple(
            kept
            for name, body in made.items()
            if str(body.get("DeletionPolicy", "")).startswith("Retain")
            for kept in finder.find(name, body)
        )


def pseudo_parameters(connection: Connection) -> dict[str, str]:
    """The pseudo parameters where the connection leads."""
    return filling.pseudo_parameters(Place(connection.region, connection.account, connection.partition))


def render_import(kept: tuple[Kept, ...]) -> str:
    """The template of an import: nothing but what is there."""
    resources = {
        each.name: {
            "Type": each.type,
            "DeletionPolicy": each.deletion,
            "UpdateReplacePolicy": "Retain",
            "Properties": each.properties,
        }
        for each in kept
    }
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}, separators=(",", ":"))


class _Finder:
    """Looks for one resource after the other; it lives as long as the search."""

    def __init__(self, connection: Connection, drawn: Mapping[str, Any]) -> None:
        self._connection = connection
        self._drawn = drawn

    def find(self, name: str, body: Mapping[str, Any]) -> Iterator[Kept]:
        """The resource where it exists, and with an alias the key that it leads to."""
        properties: Mapping[str, Any] = body.get("Properties") or {}
        policy = str(body["DeletionPolicy"])
        try:
            for logical, kind, identifier, least in self._look(name, str(body["Type"]), properties):
                yield Kept(logical, kind, identifier, least, policy)
        except ClientError as error:
            if code_of(error) not in _ABSENT:
                raise

    def _look(self, name: str, kind: str, wanted: Mapping[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
        match kind, wanted:
            case "AWS::S3::Bucket", {"BucketName": str() as bucket}:
                yield name, kind, {"BucketName": bucket}, read_bucket(self._connection, bucket)
            case "AWS::S3::BucketPolicy", {"Bucket": str() as bucket}:
                yield name, kind, {"Bucket": bucket}, read_bucket_policy(self._connection, bucket)
            case "AWS::Logs::LogGroup", {"LogGroupName": str() as group}:
                if found := read_log_group(self._connection, group):
                    yield name, kind, {"LogGroupName": group}, found
            case "AWS::CodeCommit::Repository", {"RepositoryName": str() as repository}:
                held = self._connection.client("codecommit").get_repository(repositoryName=repository)
                about = held["repositoryMetadata"]
                key = {"KmsKeyId": about["kmsKeyId"]} if "kmsKeyId" in about else {}
                yield name, kind, {"RepositoryId": about["repositoryId"]}, {"RepositoryName": repository, **key}
            case "AWS::KMS::Alias", {"AliasName": str() as alias}:
                yield from self._alias(name, alias)

    def _alias(self, name: str, alias: str) -> Iterator[tuple[str, str, Any, Any]]:
        """A key has no name of its own: it is found by its alias, which the template leads to it."""
        kms: KMSClient = self._connection.client("kms")
        found = kms.describe_key(KeyId=alias)["KeyMetadata"]
        target = self._drawn[name]["Properties"]["TargetKeyId"]
        if found["KeyState"] != "Enabled" or not isinstance(target, Mapping) or "Ref" not in target:
            return
        yield target["Ref"], "AWS::KMS::Key", {"KeyId": found["KeyId"]}, read_key(self._connection, found["KeyId"])
        yield name, "AWS::KMS::Alias", {"AliasName": alias}, {"AliasName": alias, "TargetKeyId": dict(target)}
