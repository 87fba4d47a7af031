"""The condition context of a permission: what is true of the caller, of the way of the request and of its resource."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from embedded_aws.gateway.authorization.condition_keys import FORMER_NAMES, KMS_KEYS, SEVERAL, SINGLE
from embedded_aws.gateway.authorization.instances import MAKING, describe_instance
from embedded_aws.gateway.authorization.tables import find_item_keys
from embedded_aws.gateway.callers import find_role
from embedded_aws.gateway.moto_network import find_group, find_subnet
from embedded_aws.gateway.moto_state import (
    ec2_of,
    find_bucket,
    find_key,
    find_tags,
    key_arn,
    object_tags,
    owner_of_bucket,
    tags_of_list,
)
from embedded_aws.service import Call
from generator.iam import actions
from generator.iam.on_behalf import find_texts

Values = dict[str, str | Sequence[str]]
TagReader = Callable[[str], Mapping[str, str]]
KINDS = {"root": "Account", "user": "User", "role": "AssumedRole"}


def build_context(
    call: Call, action: str, resource: str, account: str, params: Mapping[str, Any], own_tags: TagReader
) -> Values:
    """Every condition key of one action on one resource of an account.

    `own_tags` reads the tags of a resource that a service of ours keeps.
    """
    service = action.partition(":")[0]
    context = _global_keys(call, account)
    _add_service_keys(context, call, action, resource, account, params)
    tags = find_request_tags(_own_part(params, resource) if action == MAKING else params)
    for name, value in tags.items():
        context[f"aws:RequestTag/{name}"] = value
    removed = params.get("TagKeys") or params.get("tagKeys") or ()
    if tags or removed:
        context["aws:TagKeys"] = [*tags, *map(str, removed)]
    for name, value in {**find_tags(resource, call.region, account), **own_tags(resource)}.items():
        context[f"aws:ResourceTag/{name}"] = context[f"{service}:ResourceTag/{name}"] = value
    return context


def _own_part(params: Mapping[str, Any], resource: str) -> Mapping[str, Any]:
    """Of what starting instances makes, each has tags of its own."""
    kind = resource.rpartition(":")[2].partition("/")[0]
    own = [one for one in params.get("TagSpecifications") or () if one.get("ResourceType") == kind]
    return {"TagSpecifications": own}


def _global_keys(call: Call, account: str) -> Values:
    """Source: IAM User Guide, "AWS global condition context keys"."""
    caller, endpoint = call.caller, call.endpoint
    values: Values = {
        "aws:CurrentTime": call.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:EpochTime": str(int(call.now.timestamp())),
        "aws:PrincipalAccount": caller.account,
        "aws:PrincipalArn": caller.role_arn or caller.arn,
        "aws:PrincipalType": KINDS.get(caller.kind, "Anonymous"),
        "aws:PrincipalIsAWSService": "false",
        "aws:RequestedRegion": call.region,
        "aws:ResourceAccount": account,
        "aws:SecureTransport": str(call.secure).lower(),
        "aws:UserAgent": call.user_agent,
        "aws:ViaAWSService": str(bool(caller.called_via)).lower(),
        "aws:userid": caller.user_id,
    }
    if endpoint is None:
        values["aws:SourceIp"] = call.source_ip
    else:
        values["aws:SourceVpc"], values["aws:SourceVpce"] = endpoint.vpc, endpoint.id
        values["aws:SourceVpcArn"] = f"arn:aws:ec2:{endpoint.region}:{endpoint.account}:vpc/{endpoint.vpc}"
        values["aws:VpcSourceIp"] = call.source_ip or endpoint.source_ip
        values["aws:VpceAccount"] = endpoint.account
    if caller.kind == "user":
        values["aws:username"] = caller.name
    if caller.source_identity:
        values["aws:SourceIdentity"] = caller.source_identity
    if caller.called_via:
        values["aws:CalledVia"] = caller.called_via
        values["aws:CalledViaFirst"], values["aws:CalledViaLast"] = caller.called_via[0], caller.called_via[-1]
    if not caller.long_term:
        values["aws:MultiFactorAuthPresent"] = str(caller.mfa_at is not None).lower()
    if not caller.long_term and caller.mfa_at is not None:
        values["aws:MultiFactorAuthAge"] = str(int((call.now - caller.mfa_at).total_seconds()))
    for name, value in caller.tags.items():
        values[f"aws:PrincipalTag/{name}"] = value
    return values


def find_request_tags(params: Mapping[str, Any]) -> dict[str, str]:
    """The tags that the request sets."""
    tags: dict[str, str] = {}
    for name in ("Tags", "tags", "TagList", "AddTags"):
        held = params.get(name)
        if isinstance(held, Mapping):
            tags.update({str(key): str(value) for key, value in held.items()})
        elif isinstance(held, Sequence) and not isinstance(held, str):
            tags.update(tags_of_list(held))
    for specification in params.get("TagSpecifications") or params.get("TagSpecification") or ():
        tags.update(tags_of_list(specification.get("Tags") or ()))
    return tags


def _add_service_keys(
    values: Values, call: Call, action: str, resource: str, account: str, params: Mapping[str, Any]
) -> None:
    """What the request says, as condition keys of the action's service."""
    service = action.partition(":")[0]
    for table in (SINGLE, SEVERAL, KMS_KEYS):
        for name, paths in table.get(service, {}).items():
            texts: list[str] = []
            for path in paths:
                if path.partition(".")[0].removesuffix("[]") in params:
                    given = params.get(path)
                    texts += [given] if isinstance(given, str) else find_texts(params, path)
            if not texts or (service == "sagemaker" and not actions.carries(action, name)):
                # SageMaker: a condition on a key that the action does not carry is as blind here as it is on AWS.
                continue
            values[name] = texts if table is SEVERAL else texts[0]
            if table is KMS_KEYS:
                values[name] = values[FORMER_NAMES[name]] = key_arn(texts[0], call.region, account)
    special = SPECIAL.get(service)
    if special is not None:
        values.update(special(call, action, resource, account, params))


def _s3(call: Call, action: str, resource: str, account: str, params: Mapping[str, Any]) -> Values:
    values: Values = {
        "s3:authType": "REST-QUERY-STRING" if call.linked else "REST-HEADER",
        "s3:signatureversion": call.signed_with,
    }
    bucket = params.get("Bucket")
    if params.get("SSEKMSKeyId"):
        name = "s3:x-amz-server-side-encryption-aws-kms-key-id"
        values[name] = key_arn(params["SSEKMSKeyId"], call.region, account)
    for name, value in parse_qsl(params["Tagging"]) if isinstance(params.get("Tagging"), str) else ():
        values[f"s3:RequestObjectTag/{name}"] = value
    owner = owner_of_bucket(bucket) if bucket else None
    if owner:
        values["s3:ResourceAccount"] = owner
    held = find_bucket(bucket) if bucket and params.get("Key") else None
    key = held.keys.get(params["Key"]) if held is not None else None
    # moto keeps a mark of a deleted object in the object's place.
    if key is not None and hasattr(key, "account_id"):
        for name, value in object_tags(key).items():
            values[f"s3:ExistingObjectTag/{name}"] = value
    return values


def _kms(call: Call, action: str, resource: str, account: str, params: Mapping[str, Any]) -> Values:
    values: Values = {"kms:CallerAccount": call.caller.account}
    if call.caller.via:
        values["kms:ViaService"] = f"{call.caller.via.removesuffix('.amazonaws.com')}.{call.region}.amazonaws.com"
    context = params.get("EncryptionContext") or {}
    for name, value in context.items():
        values[f"kms:EncryptionContext:{name}"] = str(value)
    if context:
        values["kms:EncryptionContextKeys"] = list(context)
    key_id = str(params.get("KeyId") or "")
    if ":alias/" in key_id or key_id.startswith("alias/"):
        values["kms:RequestAlias"] = key_id.split(":")[-1]
    key = find_key(resource, call.region, account) if ":key/" in resource else None
    if key is not None:
        values["kms:ResourceAliases"] = sorted(key.aliases)
    return values


def _ec2(call: Call, action: str, resource: str, account: str, params: Mapping[str, Any]) -> Values:
    """The VPC and the subnet that a named resource lies in."""
    prefix = f"arn:aws:ec2:{call.region}:{account}"
    kind, _, name = resource.rpartition(":")[2].partition("/")
    values: Values = {"ec2:Region": call.region}
    if kind == "vpc" and name != "*":
        values["ec2:VpcID"] = name
    if kind == "subnet":
        values["ec2:SubnetID"] = name
    held = _find_in_ec2(account, call.region, kind, name)
    vpc = getattr(held, "vpc_id", None) or (params.get("VpcId") if name == "*" else None)
    if vpc and kind != "vpc":
        values["ec2:Vpc"] = f"{prefix}:vpc/{vpc}"
    subnet = getattr(getattr(held, "subnet", None), "id", None) or (params.get("SubnetId") if name == "*" else None)
    if subnet:
        values["ec2:Subnet"] = f"{prefix}:subnet/{subnet}"
    if action == "ec2:CreateTags" and params.get("CreateAction"):
        values["ec2:CreateAction"] = str(params["CreateAction"])
    return {**values, **describe_instance(call.region, account, action, resource, params)}


def _find_in_ec2(account: str, region: str, kind: str, name: str) -> Any | None:
    backend = ec2_of(account, region)
    match kind:
        case "subnet":
            return find_subnet(backend, name)
        case "security-group":
            return find_group(backend, name)
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


def _sagemaker(call: Call, action: str, resource: str, account: str, params: Mapping[str, Any]) -> Values:
    prefix = f"arn:aws:sagemaker:{call.region}:{account}"
    values: Values = {}
    named = "ModelName" in params or "ProductionVariants" in params
    models = find_texts(params, "ModelName") + find_texts(params, "ProductionVariants[].ModelName") if named else []
    arns = [f"{prefix}:model/{name.lower()}" for name in models]
    if arns and actions.carries(action, "sagemaker:ModelArn"):
        # One ARN, as the reference types the key; what AWS sends for several models is not documented: it fits nothing.
        values["sagemaker:ModelArn"] = arns[0] if len(arns) == 1 else arns
    lifecycle, key = params.get("LifecycleConfigName"), "sagemaker:NotebookInstanceLifecycleConfigArns"
    if lifecycle and actions.carries(action, key):
        values[key] = [f"{prefix}:notebook-instance-lifecycle-config/{lifecycle.lower()}"]
    return values


def _iam(call: Call, action: str, resource: str, account: str, params: Mapping[str, Any]) -> Values:
    """The boundary of the role that is there; of one that is being made, or whose boundary is set, the request's."""
    key = "iam:PermissionsBoundary"
    role = find_role(resource)
    if "PermissionsBoundary" in params or role is None or not actions.carries(action, key):
        return {}
    return {key: role.permissions_boundary_arn} if role.permissions_boundary_arn else {}


def _dynamodb(call: Call, action: str, resource: str, account: str, params: Mapping[str, Any]) -> Values:
    return {**find_item_keys(call, action, resource, params)}


SPECIAL: Mapping[str, Callable[[Call, str, str, str, Mapping[str, Any]], Values]] = {
    "dynamodb": _dynamodb,
    "ec2": _ec2,
    "iam": _iam,
    "kms": _kms,
    "s3": _s3,
    "sagemaker": _sagemaker,
}
