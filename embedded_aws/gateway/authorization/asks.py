"""One operation → every question that IAM has to answer before it may run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from embedded_aws.gateway.authorization.arns import find_arns
from embedded_aws.gateway.authorization.kms_keys import find_key, key_arn
from embedded_aws.gateway.authorization.message_keys import find_key_uses
from embedded_aws.gateway.authorization.names import PREFIX, action_of
from embedded_aws.gateway.authorization.passing import find_passed
from embedded_aws.gateway.authorization.resource_policies import find_bucket, owner_of_bucket
from embedded_aws.gateway.authorization.tags import find_request_tags
from embedded_aws.gateway.wire import Parsed

TAG_ON_CREATE = {
    "ec2": "ec2:CreateTags",
    "iam": None,
    "sagemaker": "sagemaker:AddTags",
    "logs": "logs:TagResource",
    "kms": "kms:TagResource",
    "ssm": "ssm:AddTagsToResource",
    "cloudtrail": "cloudtrail:AddTags",
    "sns": "sns:TagResource",
    "sqs": "sqs:TagQueue",
    "events": "events:TagResource",
    "lambda": "lambda:TagResource",
    "cloudwatch": "cloudwatch:TagResource",
    "codecommit": "codecommit:TagResource",
    "codeartifact": "codeartifact:TagResource",
    "ecr": "ecr:TagResource",
}
TAGGING = ("Tag", "AddTags", "CreateTags", "Untag", "DeleteTags", "RemoveTags")


@dataclass(frozen=True)
class Ask:
    """May the caller do `action` on `resource`? `spellings` are other ARNs by which AWS knows the resource."""

    action: str
    resource: str
    account: str
    params: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, str | list[str]] = field(default_factory=dict)
    spellings: tuple[str, ...] = ()


def build_asks(parsed: Parsed, region: str, account: str) -> Iterator[Ask]:
    """The operation's own action on each of its resources, then what it brings with it."""
    service, params = parsed.service, parsed.params
    action = action_of(service, parsed.operation, params)
    resources = find_arns(action, params, region, account)
    for resource in resources:
        owner = _owner(resource, account)
        yield Ask(action, resource, owner, params, spellings=_spellings(resource))
    for role, receiver in find_passed(service, parsed.operation, params):
        yield Ask("iam:PassRole", role, _owner(role, account), extra=_passed(receiver, resources[0]))
    yield from _tagging(parsed, resources, account)
    if service == "sts":
        yield from _session(parsed, account)
    if service == "s3":
        yield from _s3(parsed, region, account)
    if service == "sagemaker":
        yield from _grants(parsed, region, account)
    for use in find_key_uses(parsed, region, account):
        arn = key_arn(use.key, region, account)
        yield Ask(
            use.action, arn, _owner(arn, account), {"EncryptionContext": use.context}, via(service, region, account)
        )


def _passed(receiver: str, resource: str) -> dict[str, str | list[str]]:
    return {"iam:PassedToService": receiver, "iam:AssociatedResourceArn": resource}


def _owner(resource: str, account: str) -> str:
    parts = resource.split(":")
    if len(parts) < 6:
        return account
    if parts[2] == "s3":
        return owner_of_bucket(parts[5].partition("/")[0]) or account
    return parts[4] or account


def _spellings(resource: str) -> tuple[str, ...]:
    if ":log-group:" in resource and ":log-stream:" not in resource:
        return (f"{resource}:*",)
    return ()


def _tagging(parsed: Parsed, resources: tuple[str, ...], account: str) -> Iterator[Ask]:
    """Tags given on creation need the tagging action too, on what is created."""
    tagger = TAG_ON_CREATE.get(parsed.service)
    if not tagger or parsed.operation.startswith(TAGGING) or not find_request_tags(parsed.params):
        return
    extra: dict[str, str | list[str]] = {}
    created = [resource for resource in resources if resource.endswith("/*")] or list(resources[:1])
    if parsed.service == "ec2":
        extra["ec2:CreateAction"] = parsed.operation
    if parsed.service == "sagemaker":
        extra["sagemaker:TaggingAction"] = parsed.operation
    tags = {"Tags": [{"Key": key, "Value": value} for key, value in find_request_tags(parsed.params).items()]}
    for resource in created:
        yield Ask(tagger, resource, account, tags, extra, _spellings(resource))


def _session(parsed: Parsed, account: str) -> Iterator[Ask]:
    """Session tags and a source identity are permissions of their own, in the role's trust policy too."""
    role = str(parsed.params.get("RoleArn", ""))
    for name, action in (("Tags", "sts:TagSession"), ("SourceIdentity", "sts:SetSourceIdentity")):
        if parsed.params.get(name):
            yield Ask(action, role, _owner(role, account), parsed.params)


def _s3(parsed: Parsed, region: str, account: str) -> Iterator[Ask]:
    params = parsed.params
    bucket, key = params.get("Bucket"), params.get("Key")
    if not bucket or not key:
        return
    arn, owner = f"arn:aws:s3:::{bucket}/{key}", owner_of_bucket(bucket) or account
    if params.get("Tagging") and parsed.operation in ("PutObject", "CopyObject", "CreateMultipartUpload"):
        yield Ask("s3:PutObjectTagging", arn, owner, params)
    if parsed.operation in ("CopyObject", "UploadPartCopy"):
        source = str(params.get("CopySource", "")).lstrip("/").partition("?")[0]
        yield Ask("s3:GetObject", f"arn:aws:s3:::{source}", owner_of_bucket(source.partition("/")[0]) or account)
    yield from _s3_key(parsed, region, owner, f"arn:aws:s3:::{bucket}")


def _s3_key(parsed: Parsed, region: str, owner: str, bucket_arn: str) -> Iterator[Ask]:
    """S3 calls KMS as the caller, through itself."""
    held = find_bucket(parsed.params["Bucket"])
    match parsed.operation:
        case "PutObject" | "CopyObject" | "CreateMultipartUpload":
            key, action = _key_of_write(parsed.params, held), "kms:GenerateDataKey"
        case "GetObject" | "UploadPart" | "CompleteMultipartUpload":
            key, action = _key_of_object(held, parsed.params["Key"]), "kms:Decrypt"
        case _:
            return
    if key:
        arn = key_arn(key, region, owner)
        context = {"EncryptionContext": {"aws:s3:arn": bucket_arn}}
        yield Ask(action, arn, _owner(arn, owner), context, via("s3", region, owner))


def _key_of_write(params: Mapping[str, Any], bucket: Any) -> str | None:
    if params.get("ServerSideEncryption") == "aws:kms" or (not params.get("ServerSideEncryption") and bucket):
        return params.get("SSEKMSKeyId") or default_key(bucket)
    return None


def default_key(bucket: Any) -> str | None:
    """The key of a bucket's default encryption; None where it has none, or S3's own."""
    rules = getattr(bucket, "encryption", None) or {}
    rule = rules.get("Rule") or {}
    first = rule[0] if isinstance(rule, list) else rule
    return first.get("ApplyServerSideEncryptionByDefault", {}).get("KMSMasterKeyID") or None


def _key_of_object(bucket: Any, name: str) -> str | None:
    held = bucket.keys.get(name) if bucket is not None else None
    return getattr(held, "kms_key_id", None) if getattr(held, "encryption", None) == "aws:kms" else None


def via(service: str, region: str, account: str) -> dict[str, str | list[str]]:
    """KMS's own keys for a call that a service makes for its caller."""
    return {"kms:ViaService": f"{service}.{region}.amazonaws.com", "kms:CallerAccount": account}


GRANTED = {
    "CreateNotebookInstance": "KmsKeyId",
    "CreateTrainingJob": "ResourceConfig.VolumeKmsKeyId",
    "CreateProcessingJob": "ProcessingResources.ClusterConfig.VolumeKmsKeyId",
    "CreateTransformJob": "TransformResources.VolumeKmsKeyId",
    "CreateEndpointConfig": "KmsKeyId",
    "CreateHyperParameterTuningJob": "TrainingJobDefinition.ResourceConfig.VolumeKmsKeyId",
}


def _grants(parsed: Parsed, region: str, account: str) -> Iterator[Ask]:
    """SageMaker makes a grant on the volume's key, as the caller ("Protect Data at Rest Using Encryption")."""
    from embedded_aws.gateway.authorization.paths import find_texts

    path = GRANTED.get(parsed.operation)
    for key in find_texts(parsed.params, path) if path else ():
        if find_key(key, region, account) is None:
            continue
        extra = {**via("sagemaker", region, account), "kms:GrantIsForAWSResource": "true"}
        arn = key_arn(key, region, account)
        yield Ask("kms:CreateGrant", arn, _owner(arn, account), extra=extra)


__all__ = ["PREFIX", "Ask", "build_asks"]
