"""Symbolic look-ups: what a template that is not deployed would find, with readable physical ids.

Deterministic and readable: `vpce-s3endpoint`, `arn:aws:iam::111122223333:role/ds-churn-dev-training`. The same logical
id gives the same physical id in every run. Source: the "Return values" of each resource type in the CloudFormation
Template Reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.cloudformation.errors import TemplateError, invalid
from generator.cloudformation.template.intrinsics import is_made, resolve, unresolved
from generator.cloudformation.template.scope import ABSENT, Scope, Value, pseudo_parameters

PSEUDO: Mapping[str, Value] = pseudo_parameters(
    account="111122223333",
    region="eu-west-1",
    name="stack",
    stack_id="arn:aws:cloudformation:eu-west-1:111122223333:stack/stack/00000000",
    topics=[],
)
"""The account, region and stack that are assumed where none is given."""

NAMED_BY: Mapping[str, str] = {
    "AWS::CloudTrail::Trail": "TrailName",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CodeArtifact::Domain": "DomainName",
    "AWS::CodeArtifact::Repository": "RepositoryName",
    "AWS::CodeCommit::Repository": "RepositoryName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::ECR::Repository": "RepositoryName",
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
    "AWS::SageMaker::Endpoint": "EndpointName",
    "AWS::SageMaker::EndpointConfig": "EndpointConfigName",
    "AWS::SageMaker::Model": "ModelName",
    "AWS::SageMaker::NotebookInstance": "NotebookInstanceName",
    "AWS::SageMaker::NotebookInstanceLifecycleConfig": "NotebookInstanceLifecycleConfigName",
}
"""Which property names a resource of this type."""

_PREFIXES: Mapping[str, str] = {
    "AWS::EC2::FlowLog": "fl",
    "AWS::EC2::Instance": "i",
    "AWS::EC2::NetworkAcl": "acl",
    "AWS::EC2::RouteTable": "rtb",
    "AWS::EC2::SecurityGroup": "sg",
    "AWS::EC2::Subnet": "subnet",
    "AWS::EC2::VPC": "vpc",
    "AWS::EC2::VPCEndpoint": "vpce",
    "AWS::EC2::Volume": "vol",
}

_ARNS: Mapping[str, str] = {
    "AWS::CloudTrail::Trail": "cloudtrail:{region}:{account}:trail/{name}",
    "AWS::CloudWatch::Alarm": "cloudwatch:{region}:{account}:alarm:{name}",
    "AWS::CodeArtifact::Domain": "codeartifact:{region}:{account}:domain/{name}",
    "AWS::CodeCommit::Repository": "codecommit:{region}:{account}:{name}",
    "AWS::DynamoDB::Table": "dynamodb:{region}:{account}:table/{name}",
    "AWS::ECR::Repository": "ecr:{region}:{account}:repository/{name}",
    "AWS::Events::Rule": "events:{region}:{account}:rule/{name}",
    "AWS::IAM::ManagedPolicy": "iam::{account}:policy{path}{name}",
    "AWS::IAM::Role": "iam::{account}:role{path}{name}",
    "AWS::KMS::Key": "kms:{region}:{account}:key/{id}",
    "AWS::Lambda::Function": "lambda:{region}:{account}:function:{name}",
    "AWS::Logs::LogGroup": "logs:{region}:{account}:log-group:{name}:*",
    "AWS::S3::Bucket": "s3:::{name}",
    "AWS::SNS::Topic": "sns:{region}:{account}:{name}",
    "AWS::SQS::Queue": "sqs:{region}:{account}:{name}",
    "AWS::SageMaker::Endpoint": "sagemaker:{region}:{account}:endpoint/{name}",
    "AWS::SageMaker::EndpointConfig": "sagemaker:{region}:{account}:endpoint-config/{name}",
    "AWS::SageMaker::Model": "sagemaker:{region}:{account}:model/{name}",
    "AWS::SageMaker::NotebookInstance": "sagemaker:{region}:{account}:notebook-instance/{name}",
    "AWS::SageMaker::NotebookInstanceLifecycleConfig": "sagemaker:{region}:{account}:"
    "notebook-instance-lifecycle-config/{name}",
}

_REF_IS_ID = {"AWS::CodeCommit::Repository", "AWS::KMS::Key"}

_REF_IS: Mapping[str, str] = {
    "AWS::CodeArtifact::Domain": "Arn",
    "AWS::CodeArtifact::Repository": "Arn",
    "AWS::IAM::ManagedPolicy": "Arn",
    "AWS::SNS::Topic": "Arn",
    "AWS::SQS::Queue": "QueueUrl",
    "AWS::SageMaker::Endpoint": "Arn",
    "AWS::SageMaker::EndpointConfig": "Arn",
    "AWS::SageMaker::Model": "Arn",
    "AWS::SageMaker::NotebookInstance": "Arn",
    "AWS::SageMaker::NotebookInstanceLifecycleConfig": "Arn",
}
"""The attribute that `Ref` gives, too."""

_ATTRIBUTES: Mapping[tuple[str, str], str] = {
    ("AWS::CodeArtifact::Domain", "Name"): "{name}",
    ("AWS::CodeArtifact::Repository", "Arn"): "arn:{partition}:codeartifact:{region}:{account}:repository/{name}",
    ("AWS::CodeArtifact::Repository", "DomainName"): "{id}",
    ("AWS::CodeArtifact::Repository", "Name"): "{name}",
    ("AWS::CodeCommit::Repository", "CloneUrlHttp"): "https://git-codecommit.{region}.{suffix}/v1/repos/{name}",
    ("AWS::CodeCommit::Repository", "Name"): "{name}",
    ("AWS::DynamoDB::Table", "StreamArn"): "arn:{partition}:dynamodb:{region}:{account}:table/{name}/stream/{id}",
    ("AWS::EC2::SecurityGroup", "GroupId"): "sg-{id}",
    ("AWS::EC2::Subnet", "SubnetId"): "subnet-{id}",
    ("AWS::EC2::VPC", "DefaultNetworkAcl"): "acl-default-{id}",
    ("AWS::EC2::VPC", "DefaultSecurityGroup"): "sg-default-{id}",
    ("AWS::EC2::VPC", "VpcId"): "vpc-{id}",
    ("AWS::EC2::VPCEndpoint", "Id"): "vpce-{id}",
    ("AWS::ECR::Repository", "RepositoryUri"): "{account}.dkr.ecr.{region}.{suffix}/{name}",
    ("AWS::IAM::Role", "RoleId"): "AROA{id}",
    ("AWS::KMS::Key", "KeyId"): "{id}",
    ("AWS::S3::Bucket", "DomainName"): "{name}.s3.{suffix}",
    ("AWS::S3::Bucket", "RegionalDomainName"): "{name}.s3.{region}.{suffix}",
    ("AWS::SNS::Topic", "TopicName"): "{name}",
    ("AWS::SQS::Queue", "QueueName"): "{name}",
    ("AWS::SQS::Queue", "QueueUrl"): "https://sqs.{region}.{suffix}/{account}/{name}",
    ("AWS::SSM::Parameter", "Type"): "String",
    ("AWS::SageMaker::Endpoint", "EndpointName"): "{name}",
    ("AWS::SageMaker::EndpointConfig", "EndpointConfigName"): "{name}",
    ("AWS::SageMaker::Model", "ModelName"): "{name}",
    ("AWS::SageMaker::NotebookInstance", "NotebookInstanceName"): "{name}",
    ("AWS::SageMaker::NotebookInstanceLifecycleConfig", "NotebookInstanceLifecycleConfigName"): "{name}",
}


_KNOWN = frozenset({*_ARNS, *(kind for kind, _ in _ATTRIBUTES)})
"""The types whose attributes are known, so that one that is missing here is said."""
_PUBLIC = "/aws/service/"
"""Where AWS keeps its own parameters, such as the newest images (Systems Manager User Guide, "public parameters")."""


@dataclass(frozen=True)
class SymbolicLookups:
    """Look-ups without a deployment; the three mappings say what the tables do not know."""

    attributes: Mapping[tuple[str, str], Value]
    """Return values by logical id and attribute, `"Ref"` for `Ref`."""
    dynamic: Mapping[str, str]
    """SSM parameters by name."""
    exports: Mapping[str, str]
    """The exports of other stacks by name."""

    def parameter(self, name: str, version: str | None) -> str:
        """The value that was given for an SSM parameter, whatever its version; AWS's public ones exist everywhere."""
        if name not in self.dynamic and name.startswith(_PUBLIC):
            return f"value-of-{name}"
        if name not in self.dynamic:
            raise invalid(f"no value was given for the SSM parameter {name}")
        return self.dynamic[name]

    def zones(self, region: str) -> list[str]:
        """Three zones with the usual names."""
        return [f"{region}{letter}" for letter in "abc"]

    def exported(self, name: str) -> str:
        """The value that was given for an export."""
        if name not in self.exports:
            raise invalid(f"no value was given for the export {name}")
        return self.exports[name]

    def entities(self, parameter_type: str) -> Mapping[str, Mapping[str, Value]]:
        """Whatever a parameter names exists, with no attributes."""
        return _Anything()

    def reference(self, logical_id: str, scope: Scope) -> Value:
        """What `Ref` gives for a resource that is made."""
        resource = _require(logical_id, scope)
        if (logical_id, "Ref") in self.attributes:
            return self.attributes[logical_id, "Ref"]
        return _reference(_resolve_identity(logical_id, resource, scope), scope.pseudo)

    def attribute(self, logical_id: str, attribute: str, scope: Scope) -> Value:
        """What `Fn::GetAtt` gives for a resource that is made: a word for a type that we know nothing more about."""
        resource = _require(logical_id, scope)
        if (logical_id, attribute) in self.attributes:
            return self.attributes[logical_id, attribute]
        kind = str(resource["Type"])
        found = _attribute(_resolve_identity(logical_id, resource, scope), attribute, scope.pseudo)
        if found is None and kind not in _KNOWN:
            return f"{attribute}-of-{logical_id}"
        if found is None:
            raise invalid(f"the attribute {attribute} of {logical_id} ({kind}) is not known before it is deployed")
        return found


@dataclass(frozen=True)
class _Identity:
    """What the return values of a resource are made of; `path` is in the ARNs of IAM's resources."""

    kind: str
    logical_id: str
    name: str
    path: str


class Unanswered(TemplateError):
    """What depends on a parameter that has no value the template accepts."""


class _Anything(dict[str, Mapping[str, Value]]):
    """The ids of a type of which nothing is known: every one exists."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> Mapping[str, Value]:
        return {}


def _require(logical_id: str, scope: Scope) -> Mapping[str, Value]:
    if logical_id in scope.template.section("Parameters"):
        raise Unanswered(f"Parameters: [{logical_id}] must have values")
    resource = scope.template.resources.get(logical_id)
    if resource is None or not is_made(resource, scope):
        raise unresolved([logical_id], "Resources")
    return resource


def _resolve_identity(logical_id: str, resource: Mapping[str, Value], scope: Scope) -> _Identity:
    kind, given = str(resource["Type"]), resource.get("Properties") or {}
    naming = (NAMED_BY.get(kind, ""), "Path")
    resolved = {key: resolve(given[key], scope) for key in naming if key in given}
    return _identify(
        kind, logical_id, {key: value for key, value in resolved.items() if value is not ABSENT}, scope.pseudo
    )


def _identify(kind: str, logical_id: str, properties: Mapping[str, Value], pseudo: Mapping[str, Value]) -> _Identity:
    default = f"{pseudo['AWS::StackName']}-{logical_id}"
    name = str(properties.get(NAMED_BY.get(kind, ""), default))
    return _Identity(kind, logical_id, name, str(properties.get("Path", "/")))


def identifier(logical_id: str, resource: Mapping[str, Value], pseudo: Mapping[str, Value]) -> str:
    """The symbolic ARN of a resolved resource, or what `Ref` gives where its type has no ARN."""
    one = _identify(str(resource["Type"]), logical_id, resource.get("Properties") or {}, pseudo)
    return _attribute(one, "Arn", pseudo) or _reference(one, pseudo)


def _reference(one: _Identity, pseudo: Mapping[str, Value]) -> str:
    """What `Ref` gives: an ARN, a URL, an id, or the name."""
    if found := _attribute(one, _REF_IS.get(one.kind, ""), pseudo):
        return found
    if one.kind in _PREFIXES:
        return f"{_PREFIXES[one.kind]}-{one.logical_id.lower()}"
    return one.logical_id.lower() if one.kind in _REF_IS_ID else one.name


def _attribute(one: _Identity, wanted: str, pseudo: Mapping[str, Value]) -> str | None:
    """What `Fn::GetAtt` gives; None where this table does not know."""
    kind = one.kind
    pattern = _ATTRIBUTES.get((kind, wanted))
    if pattern is None and kind in _ARNS and wanted in {"Arn", f"{kind.rsplit('::', 1)[1]}Arn"}:
        pattern = "arn:{partition}:" + _ARNS[kind]
    if pattern is None:
        return None
    return pattern.format(
        name=one.name,
        path=one.path,
        id=one.logical_id.lower(),
        region=pseudo["AWS::Region"],
        account=pseudo["AWS::AccountId"],
        partition=pseudo["AWS::Partition"],
        suffix=pseudo["AWS::URLSuffix"],
    )
