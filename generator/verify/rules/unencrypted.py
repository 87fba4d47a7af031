"""SEC490: data at rest that nothing encrypts, or that leaves out the key which the template has for it.

What AWS encrypts by itself where a template says nothing is no finding: S3 since January 2023, SQS since October 2022,
Redshift since January 2025, DynamoDB (the services' own user guides, "Encryption at rest"). A log group, a topic, a
bucket or a stream without a key is one only where its own template makes keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Finding
from generator.diagnostics.finding import Severity
from generator.verify.rules.template import Template, place
from generator.verify.rules.values import ABSENT, is_off, is_on, values_at

_SNAPSHOTS = (
    "SnapshotIdentifier",
    "DBSnapshotIdentifier",
    "DBClusterIdentifier",
    "DBClusterSnapshotIdentifier",
    "GlobalClusterIdentifier",
    "SnapshotId",
    "SourceDBClusterIdentifier",
    "SourceDBInstanceIdentifier",
)
"""What inherits the encryption of what it is made from."""
OFF_BY_DEFAULT: Mapping[str, str] = {
    "AWS::DAX::Cluster": "SSESpecification.SSEEnabled",
    "AWS::DocDB::DBCluster": "StorageEncrypted",
    "AWS::EC2::Volume": "Encrypted",
    "AWS::EFS::FileSystem": "Encrypted",
    "AWS::Elasticsearch::Domain": "EncryptionAtRestOptions.Enabled",
    "AWS::Neptune::DBCluster": "StorageEncrypted",
    "AWS::OpenSearchService::Domain": "EncryptionAtRestOptions.Enabled",
    "AWS::RDS::DBCluster": "StorageEncrypted",
    "AWS::RDS::DBInstance": "StorageEncrypted",
}
TURNED_OFF: Mapping[str, tuple[str, ...]] = {
    "AWS::EC2::Instance": ("BlockDeviceMappings.Ebs.Encrypted",),
    "AWS::EC2::LaunchTemplate": ("LaunchTemplateData.BlockDeviceMappings.Ebs.Encrypted",),
    "AWS::ElastiCache::ReplicationGroup": ("AtRestEncryptionEnabled",),
    "AWS::Redshift::Cluster": ("Encrypted",),
    "AWS::SQS::Queue": ("SqsManagedSseEnabled",),
}
KEYLESS: Mapping[str, tuple[str, ...]] = {
    "AWS::CloudTrail::Trail": ("KMSKeyId",),
    "AWS::CodeArtifact::Domain": ("EncryptionKey",),
    "AWS::CodeCommit::Repository": ("KmsKeyId",),
    "AWS::Kinesis::Stream": ("StreamEncryption.KeyId",),
    "AWS::Logs::LogGroup": ("KmsKeyId",),
    "AWS::S3::Bucket": ("BucketEncryption",),
    "AWS::SNS::Topic": ("KmsMasterKeyId",),
    "AWS::SQS::Queue": ("KmsMasterKeyId", "SqsManagedSseEnabled"),
    "AWS::SageMaker::EndpointConfig": ("KmsKeyId",),
    "AWS::SageMaker::NotebookInstance": ("KmsKeyId",),
}
"""One of these is enough."""
_WORK = "AWS::SageMaker::"
"""Notebooks and endpoints take the key of an environment that another template makes."""


def find(template: Template) -> Iterator[Finding]:
    """Every resource of these types, once."""
    for kind, path in OFF_BY_DEFAULT.items():
        for name, properties in template.of(kind):
            inherited = any(key in properties for key in _SNAPSHOTS)
            if not inherited and not all(map(is_on, values_at(template, properties, path))):
                yield _plain(name, path, f"{path}: true")
    for kind, paths in TURNED_OFF.items():
        for name, properties in template.of(kind):
            for path in paths:
                off = any(map(is_off, values_at(template, properties, path)))
                if off and "KmsMasterKeyId" not in properties:
                    yield _plain(name, path, f"{path}: true")
    keys = [name for name, _ in template.of("AWS::KMS::Key")]
    for kind, choices in KEYLESS.items():
        if keys or kind.startswith(_WORK):
            yield from _keyless(template, kind, choices, keys)


def _keyless(template: Template, kind: str, choices: tuple[str, ...], keys: list[str]) -> Iterator[Finding]:
    for name, properties in template.of(kind):
        if all(_may_lack(template, properties, path) for path in choices):
            path = choices[0]
            message = f"`{name}` has no key of yours: whoever may read it reads it, whatever a key policy says"
            fix = f"{path}: !GetAtt {keys[0]}.Arn" if keys else f"{path}: the ARN of the key for its data"
            yield Finding("SEC490", message, fix=fix, path=place(name)[:2], severity=Severity.WARNING)


def _may_lack(template: Template, properties: Mapping[str, Any], path: str) -> bool:
    return any(value is ABSENT for value in values_at(template, properties, path))


def _plain(name: str, path: str, fix: str) -> Finding:
    return Finding(
        "SEC490", f"the data of `{name}` lies unencrypted: its {path} is not true", fix=fix, path=place(name)[:2]
    )
