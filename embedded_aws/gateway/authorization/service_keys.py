"""Condition keys of the services other than SageMaker, from the parameters of a request.

Source: the service's page in the Service Authorization Reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from embedded_aws.gateway.authorization import sagemaker_keys
from embedded_aws.gateway.authorization.kms_keys import aliases_of, find_key, key_arn
from embedded_aws.gateway.authorization.paths import find_texts
from embedded_aws.gateway.networks import ec2_of

Values = dict[str, str | list[str]]

TEXTS: Mapping[str, Mapping[str, str]] = {
    "s3": {
        "s3:prefix": "Prefix",
        "s3:delimiter": "Delimiter",
        "s3:max-keys": "MaxKeys",
        "s3:versionid": "VersionId",
        "s3:x-amz-acl": "ACL",
        "s3:x-amz-copy-source": "CopySource",
        "s3:x-amz-server-side-encryption": "ServerSideEncryption",
        "s3:x-amz-server-side-encryption-customer-algorithm": "SSECustomerAlgorithm",
        "s3:x-amz-storage-class": "StorageClass",
        "s3:x-amz-object-ownership": "ObjectOwnership",
        "s3:x-amz-metadata-directive": "MetadataDirective",
        "s3:if-none-match": "IfNoneMatch",
        "s3:if-match": "IfMatch",
        "s3:locationconstraint": "CreateBucketConfiguration.LocationConstraint",
        "s3:x-amz-grant-full-control": "GrantFullControl",
        "s3:x-amz-grant-read": "GrantRead",
        "s3:x-amz-grant-write": "GrantWrite",
    },
    "sts": {
        "sts:ExternalId": "ExternalId",
        "sts:RoleSessionName": "RoleSessionName",
        "sts:SourceIdentity": "SourceIdentity",
        "sts:DurationSeconds": "DurationSeconds",
    },
    "iam": {
        "iam:PermissionsBoundary": "PermissionsBoundary",
        "iam:PolicyARN": "PolicyArn",
        "iam:AWSServiceName": "AWSServiceName",
    },
    "ec2": {
        "ec2:VpceServiceName": "ServiceName",
        "ec2:AuthorizedService": "AwsService",
        "ec2:Permission": "Permission",
        "ec2:Attribute": "Attribute",
    },
    "kms": {
        "kms:KeySpec": "KeySpec",
        "kms:KeyUsage": "KeyUsage",
        "kms:KeyOrigin": "Origin",
        "kms:MultiRegion": "MultiRegion",
        "kms:BypassPolicyLockoutSafetyCheck": "BypassPolicyLockoutSafetyCheck",
        "kms:GranteePrincipal": "GranteePrincipal",
        "kms:RetiringPrincipal": "RetiringPrincipal",
        "kms:EncryptionAlgorithm": "EncryptionAlgorithm",
        "kms:ScheduleKeyDeletionPendingWindowInDays": "PendingWindowInDays",
    },
    "lambda": {"lambda:FunctionArn": "FunctionArn", "lambda:Principal": "Principal"},
    "ssm": {"ssm:Overwrite": "Overwrite", "ssm:Recursive": "Recursive"},
    "cloudformation": {
        "cloudformation:TemplateUrl": "TemplateURL",
        "cloudformation:RoleArn": "RoleARN",
        "cloudformation:ChangeSetName": "ChangeSetName",
        "cloudformation:StackPolicyUrl": "StackPolicyURL",
    },
    "sns": {"sns:Protocol": "Protocol", "sns:Endpoint": "Endpoint"},
    "application-autoscaling": {
        "application-autoscaling:service-namespace": "ServiceNamespace",
        "application-autoscaling:scalable-dimension": "ScalableDimension",
    },
}
LISTS: Mapping[str, Mapping[str, str]] = {
    "cloudformation": {"cloudformation:ResourceTypes": "ResourceTypes"},
    "kms": {"kms:GrantOperations": "Operations"},
    "sts": {"sts:TransitiveTagKeys": "TransitiveTagKeys"},
    "lambda": {"lambda:SubnetIds": "VpcConfig.SubnetIds", "lambda:SecurityGroupIds": "VpcConfig.SecurityGroupIds"},
}
SSE_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"


def find_service_keys(action: str, resource: str, params: Mapping[str, Any], region: str, account: str) -> Values:
    """What the request says, as condition keys of the action's service."""
    service = action.partition(":")[0]
    values: Values = {}
    for name, path in TEXTS.get(service, {}).items():
        texts = find_texts(params, path)
        if texts:
            values[name] = texts[0]
    for name, path in LISTS.get(service, {}).items():
        texts = find_texts(params, path)
        if texts:
            values[name] = texts
    if service == "ec2":
        values["ec2:Region"] = region
    special = SPECIAL.get(service)
    return {**values, **special(action, resource, params, region, account)} if special else values


def _s3(action: str, resource: str, params: Mapping[str, Any], region: str, account: str) -> Values:
    from embedded_aws.gateway.authorization.resource_policies import find_bucket, owner_of_bucket

    values: Values = {"s3:authType": "REST-HEADER", "s3:signatureversion": "AWS4-HMAC-SHA256"}
    bucket = params.get("Bucket")
    if params.get("SSEKMSKeyId"):
        values[SSE_KEY] = key_arn(params["SSEKMSKeyId"], region, account)
    for name, value in parse_qsl(str(params.get("Tagging") or "")) if isinstance(params.get("Tagging"), str) else ():
        values[f"s3:RequestObjectTag/{name}"] = value
    owner = owner_of_bucket(bucket) if bucket else None
    if owner:
        values["s3:ResourceAccount"] = owner
    held = find_bucket(bucket) if bucket and params.get("Key") else None
    key = held.keys.get(params["Key"]) if held is not None else None
    # moto keeps a mark of a deleted object in the object's place.
    if key is not None and hasattr(key, "account_id"):
        tags = _object_tags(key)
        values.update({f"s3:ExistingObjectTag/{name}": value for name, value in tags.items()})
    return values


def _object_tags(key: Any) -> dict[str, str]:
    from moto.s3.models import s3_backends

    return dict(s3_backends[key.account_id]["aws"].tagger.get_tag_dict_for_resource(key.arn))


def _kms(action: str, resource: str, params: Mapping[str, Any], region: str, account: str) -> Values:
    values: Values = {}
    context = params.get("EncryptionContext") or {}
    for name, value in context.items():
        values[f"kms:EncryptionContext:{name}"] = str(value)
    if context:
        values["kms:EncryptionContextKeys"] = list(context)
    key_id = str(params.get("KeyId") or "")
    if ":alias/" in key_id or key_id.startswith("alias/"):
        values["kms:RequestAlias"] = key_id.split(":")[-1]
    key = find_key(resource, region, account) if ":key/" in resource else None
    if key is not None:
        values["kms:ResourceAliases"] = aliases_of(key)
    return values


def _ec2(action: str, resource: str, params: Mapping[str, Any], region: str, account: str) -> Values:
    """The VPC and the subnet that a named resource lies in."""
    prefix = f"arn:aws:ec2:{region}:{account}"
    kind, _, name = resource.rpartition(":")[2].partition("/")
    values: Values = {}
    backend = ec2_of(account, region)
    if kind == "vpc" and name != "*":
        values["ec2:VpcID"] = name
    if kind == "subnet":
        values["ec2:SubnetID"] = name
    held = _find_in(backend, kind, name)
    vpc = getattr(held, "vpc_id", None) or (params.get("VpcId") if name == "*" else None)
    if vpc and kind != "vpc":
        values["ec2:Vpc"] = f"{prefix}:vpc/{vpc}"
    subnet = getattr(getattr(held, "subnet", None), "id", None) or (params.get("SubnetId") if name == "*" else None)
    if subnet:
        values["ec2:Subnet"] = f"{prefix}:subnet/{subnet}"
    if action == "ec2:CreateTags" and params.get("CreateAction"):
        values["ec2:CreateAction"] = str(params["CreateAction"])
    return values


def _find_in(backend: Any, kind: str, name: str) -> Any | None:
    match kind:
        case "subnet":
            return next((nets[name] for nets in backend.subnets.values() if name in nets), None)
        case "security-group":
            return next((groups[name] for groups in backend.groups.values() if name in groups), None)
        case "network-interface":
            return backend.enis.get(name)
        case "route-table":
            return backend.route_tables.get(name)
        case "vpc-endpoint":
            return backend.vpc_end_points.get(name)
        case "network-acl":
            return backend.network_acls.get(name)
        case _:
            return None


def _sagemaker(action: str, resource: str, params: Mapping[str, Any], region: str, account: str) -> Values:
    return sagemaker_keys.find_keys(action, params, region, account)


Special = Callable[[str, str, Mapping[str, Any], str, str], Values]
SPECIAL: Mapping[str, Special] = {"ec2": _ec2, "kms": _kms, "s3": _s3, "sagemaker": _sagemaker}
