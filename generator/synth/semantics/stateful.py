"""Resource types that hold what people would miss, and what that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LOSES: Mapping[str, str] = {
    "AWS::CloudTrail::Trail": "its place in the audit history",
    "AWS::CodeArtifact::Domain": "its packages",
    "AWS::CodeArtifact::Repository": "its packages",
    "AWS::CodeCommit::Repository": "its commits",
    "AWS::Cognito::UserPool": "its users",
    "AWS::DynamoDB::GlobalTable": "its items",
    "AWS::DynamoDB::Table": "its items",
    "AWS::EC2::Volume": "its files",
    "AWS::ECR::Repository": "its images",
    "AWS::EFS::FileSystem": "its files",
    "AWS::KMS::Key": "everything that is encrypted under it",
    "AWS::Kinesis::Stream": "its records",
    "AWS::Logs::LogGroup": "its log",
    "AWS::OpenSearchService::Domain": "its indexes",
    "AWS::RDS::DBCluster": "its data",
    "AWS::RDS::DBInstance": "its data",
    "AWS::S3::Bucket": "its objects",
    "AWS::SQS::Queue": "its messages",
    "AWS::SageMaker::Domain": "its home file system",
    "AWS::SageMaker::FeatureGroup": "its features",
    "AWS::SageMaker::NotebookInstance": "its home volume",
    "AWS::SecretsManager::Secret": "its secret",
}

_STRENGTH = {"Delete": 0, "Snapshot": 1, "RetainExceptOnCreate": 2, "Retain": 3}


def is_kept(resource: Mapping[str, Any]) -> bool:
    """Whether a resource holds data, or is kept when its stack is deleted."""
    return resource.get("Type") in LOSES or strength(resource.get("DeletionPolicy")) > 0


def strength(policy: object) -> int:
    """How much a deletion policy keeps; CloudFormation deletes where there is none."""
    return _STRENGTH.get(str(policy or "Delete"), 0)


def noun(resource_type: str) -> str:
    """What a person calls it: `the notebook`, `the bucket`."""
    name = resource_type.split("::")[-1]
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
    return {"notebook instance": "the notebook", "d b instance": "the database", "d b cluster": "the database"}.get(
        words, f"the {words}"
    )
