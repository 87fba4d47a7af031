"""Resources that stand already and come into a stack: found by their primary identifier, and left as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from embedded_aws.cloudformation.errors import outside
from embedded_aws.cloudformation.providers.provider import Work

Identifier = Mapping[str, str]


def adopt(kind: str, work: Work, identifier: Identifier) -> None:
    """Take a standing resource into a stack; raises ClientError where it is not there, ServiceError for other types."""
    if kind not in _FINDERS:
        raise outside(f"Import of {kind}")
    name, find = _FINDERS[kind]
    find(work, identifier[name])


def _bucket(work: Work, name: str) -> None:
    work.client("s3").get_bucket_location(Bucket=name)
    work.made(
        name,
        Arn=f"arn:{work.partition}:s3:::{name}",
        DomainName=f"{name}.s3.{work.suffix}",
        RegionalDomainName=f"{name}.s3.{work.region}.{work.suffix}",
    )


def _bucket_policy(work: Work, name: str) -> None:
    work.client("s3").get_bucket_policy(Bucket=name)
    work.made(name)


def _log_group(work: Work, name: str) -> None:
    found: Any = work.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    (group,) = [one for one in found if one["logGroupName"] == name]
    work.made(name, Arn=f"{work.arn('logs', 'log-group:' + group['logGroupName'])}:*")


def _repository(work: Work, identifier: str) -> None:
    rows = work.client("codecommit").list_repositories()["repositories"]
    (name,) = [row["repositoryName"] for row in rows if row["repositoryId"] == identifier]
    found = work.client("codecommit").get_repository(repositoryName=name)["repositoryMetadata"]
    urls = {"CloneUrlHttp": found["cloneUrlHttp"], "CloneUrlSsh": found["cloneUrlSsh"]}
    work.made(identifier, RepositoryId=identifier, Name=name, Arn=found["Arn"], **urls)


def _key(work: Work, identifier: str) -> None:
    found = work.client("kms").describe_key(KeyId=identifier)["KeyMetadata"]
    work.made(found["KeyId"], KeyId=found["KeyId"], Arn=found["Arn"])


def _alias(work: Work, name: str) -> None:
    work.client("kms").describe_key(KeyId=name)
    work.made(name)


_FINDERS: Mapping[str, tuple[str, Callable[[Work, str], None]]] = {
    "AWS::CodeCommit::Repository": ("RepositoryId", _repository),
    "AWS::KMS::Alias": ("AliasName", _alias),
    "AWS::KMS::Key": ("KeyId", _key),
    "AWS::Logs::LogGroup": ("LogGroupName", _log_group),
    "AWS::S3::Bucket": ("BucketName", _bucket),
    "AWS::S3::BucketPolicy": ("Bucket", _bucket_policy),
}
"""The primary identifier of each type, and how it is found (CloudFormation User Guide, "Resource type support")."""
