"""Symbolic physical ids: what `Ref` and `Fn::GetAtt` return for a resource that is not deployed.

Deterministic and readable: `vpce-s3endpoint`, `arn:aws:iam::111122223333:role/ds-churn-dev-training`. The same logical
id gives the same physical id in every run. Source: the "Return values" of each resource type in the CloudFormation
Template Reference.
"""

from __future__ import annotations

from collections.abc import Mapping

NAMED_BY: Mapping[str, str] = {
    "AWS::CloudTrail::Trail": "TrailName",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CodeArtifact::Domain": "DomainName",
    "AWS::CodeArtifact::Repository": "RepositoryName",
    "AWS::CodeCommit::Repository": "RepositoryName",
    "AWS::Events::Rule": "Name",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
    "AWS::KMS::Alias": "AliasName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SSM::Parameter": "Name",
    "AWS::SageMaker::NotebookInstance": "NotebookInstanceName",
    "AWS::SageMaker::NotebookInstanceLifecycleConfig": "NotebookInstanceLifecycleConfigName",
}
"""Which property names a resource of this type."""

_PREFIXES: Mapping[str, str] = {
    "AWS::EC2::FlowLog": "fl",
    "AWS::EC2::NetworkAcl": "acl",
    "AWS::EC2::RouteTable": "rtb",
    "AWS::EC2::SecurityGroup": "sg",
    "AWS::EC2::Subnet": "subnet",
    "AWS::EC2::VPC": "vpc",
    "AWS::EC2::VPCEndpoint": "vpce",
}

_ARNS: Mapping[str, str] = {
    "AWS::CloudTrail::Trail": "cloudtrail:{region}:{account}:trail/{name}",
    "AWS::CloudWatch::Alarm": "cloudwatch:{region}:{account}:alarm:{name}",
    "AWS::CodeArtifact::Domain": "codeartifact:{region}:{account}:domain/{name}",
    "AWS::CodeCommit::Repository": "codecommit:{region}:{account}:{name}",
    "AWS::Events::Rule": "events:{region}:{account}:rule/{name}",
    "AWS::IAM::ManagedPolicy": "iam::{account}:policy/{name}",
    "AWS::IAM::Role": "iam::{account}:role/{name}",
    "AWS::KMS::Key": "kms:{region}:{account}:key/{id}",
    "AWS::Lambda::Function": "lambda:{region}:{account}:function:{name}",
    "AWS::Logs::LogGroup": "logs:{region}:{account}:log-group:{name}:*",
    "AWS::S3::Bucket": "s3:::{name}",
    "AWS::SNS::Topic": "sns:{region}:{account}:{name}",
    "AWS::SQS::Queue": "sqs:{region}:{account}:{name}",
    "AWS::SageMaker::NotebookInstance": "sagemaker:{region}:{account}:notebook-instance/{name}",
    "AWS::SageMaker::NotebookInstanceLifecycleConfig": "sagemaker:{region}:{account}:"
    "notebook-instance-lifecycle-config/{name}",
}

_REF_IS_ARN = {
    "AWS::CodeArtifact::Domain",
    "AWS::CodeArtifact::Repository",
    "AWS::IAM::ManagedPolicy",
    "AWS::SNS::Topic",
    "AWS::SageMaker::NotebookInstance",
    "AWS::SageMaker::NotebookInstanceLifecycleConfig",
}

_ATTRIBUTES: Mapping[tuple[str, str], str] = {
    ("AWS::CodeArtifact::Domain", "Name"): "{name}",
    ("AWS::CodeArtifact::Repository", "Arn"): "arn:{partition}:codeartifact:{region}:{account}:repository/{name}",
    ("AWS::CodeArtifact::Repository", "DomainName"): "{id}",
    ("AWS::CodeArtifact::Repository", "Name"): "{name}",
    ("AWS::CodeCommit::Repository", "CloneUrlHttp"): "https://git-codecommit.{region}.{suffix}/v1/repos/{name}",
    ("AWS::CodeCommit::Repository", "Name"): "{name}",
    ("AWS::EC2::SecurityGroup", "GroupId"): "sg-{id}",
    ("AWS::EC2::Subnet", "SubnetId"): "subnet-{id}",
    ("AWS::EC2::VPC", "DefaultNetworkAcl"): "acl-default-{id}",
    ("AWS::EC2::VPC", "DefaultSecurityGroup"): "sg-default-{id}",
    ("AWS::EC2::VPC", "VpcId"): "vpc-{id}",
    ("AWS::EC2::VPCEndpoint", "Id"): "vpce-{id}",
    ("AWS::IAM::Role", "RoleId"): "AROA{id}",
    ("AWS::KMS::Key", "KeyId"): "{id}",
    ("AWS::S3::Bucket", "DomainName"): "{name}.s3.{suffix}",
    ("AWS::S3::Bucket", "RegionalDomainName"): "{name}.s3.{region}.{suffix}",
    ("AWS::SNS::Topic", "TopicName"): "{name}",
    ("AWS::SQS::Queue", "QueueName"): "{name}",
    ("AWS::SSM::Parameter", "Type"): "String",
    ("AWS::SageMaker::NotebookInstance", "NotebookInstanceName"): "{name}",
    ("AWS::SageMaker::NotebookInstanceLifecycleConfig", "NotebookInstanceLifecycleConfigName"): "{name}",
}


def reference(kind: str, logical: str, name: str, pseudo: Mapping[str, str]) -> str:
    """What `Ref` gives: an ARN, an EC2 id, or the name."""
    if kind in _REF_IS_ARN:
        found = attribute(kind, "Arn", logical, name, pseudo)
        if found is not None:
            return found
    if kind in _PREFIXES:
        return f"{_PREFIXES[kind]}-{logical.lower()}"
    return logical.lower() if kind == "AWS::KMS::Key" else name


def attribute(kind: str, wanted: str, logical: str, name: str, pseudo: Mapping[str, str]) -> str | None:
    """What `Fn::GetAtt` gives; None where this table does not know."""
    pattern = _ATTRIBUTES.get((kind, wanted))
    if pattern is None and kind in _ARNS and wanted in {"Arn", f"{kind.rsplit('::', 1)[1]}Arn"}:
        pattern = "arn:{partition}:" + _ARNS[kind]
    if pattern is None:
        return None
    return pattern.format(
        name=name,
        id=logical.lower(),
        region=pseudo["AWS::Region"],
        account=pseudo["AWS::AccountId"],
        partition=pseudo["AWS::Partition"],
        suffix=pseudo["AWS::URLSuffix"],
    )
