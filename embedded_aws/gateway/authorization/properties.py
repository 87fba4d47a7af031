"""What the table of calls on behalf must know of what is there: keys of buckets, topics and queues, configurations.

`properties_of(call)` → the request's parameters with these on top, under the names that `generator.iam.on_behalf` uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.gateway.authorization.tables import find_names
from embedded_aws.gateway.moto_state import (
    find_bucket,
    find_key,
    find_profile,
    find_secret,
    find_table,
    key_arn,
    owner_of_bucket,
    queues_of,
    role_of_profile,
    topics_of,
)
from embedded_aws.service import PARTITION, Call

Params = Mapping[str, Any]
SCALING_SERVICE = "sagemaker.application-autoscaling.amazonaws.com"


def properties_of(call: Call, kept: Params) -> Params:
    """Parameters of the request, then `kept`, which a service of ours knows, then what moto does."""
    read = READERS.get(call.service)
    found = read(call) if read else {}
    return {**kept, **call.params, **found} if kept or found else call.params


def _of_object(call: Call) -> Params:
    """The key under which an object is written or was: S3 calls KMS as the caller, through itself."""
    params, operation = call.params, call.operation
    if not params.get("Bucket") or not params.get("Key"):
        return {}
    bucket, key = find_bucket(params["Bucket"]), None
    if operation in ("PutObject", "CopyObject", "CreateMultipartUpload"):
        key = key_of_write(params, bucket)
    elif bucket is not None:
        held = bucket.keys.get(params["Key"])
        key = held.kms_key_id if getattr(held, "encryption", None) == "aws:kms" else None
    owner = owner_of_bucket(params["Bucket"]) or call.account
    return {"EncryptionKey": key_arn(key, call.region, owner)} if key else {}


def key_of_write(params: Params, bucket: Any) -> str | None:
    """The key that a request names, or the bucket's default one; None for S3's own."""
    wanted = params.get("ServerSideEncryption")
    if (wanted and wanted != "aws:kms") or (not wanted and bucket is None):
        return None
    rule = (getattr(bucket, "encryption", None) or {}).get("Rule") or {}
    first = rule[0] if isinstance(rule, list) else rule
    default = first.get("ApplyServerSideEncryptionByDefault", {}).get("KMSMasterKeyID")
    return params.get("SSEKMSKeyId") or default or None


def _of_topic(call: Call) -> Params:
    arn = str(call.params.get("TopicArn") or call.params.get("TargetArn") or "")
    return _keyed(call, topics_of(call.account, call.region).get(arn), arn)


def _of_queue(call: Call) -> Params:
    held = queues_of(call.account, call.region).get(str(call.params.get("QueueUrl", "")).rsplit("/", 1)[-1])
    return _keyed(call, held, str(getattr(held, "queue_arn", "")))


def _of_secret(call: Call) -> Params:
    """The key under which a secret's text is read or written; without a text nothing is encrypted."""
    params = call.params
    if call.operation in ("CreateSecret", "UpdateSecret") and not {"SecretString", "SecretBinary"} & params.keys():
        return {}
    held = find_secret(str(params.get("SecretId") or params.get("Name") or ""), call.region, call.account)
    key = str(params.get("KmsKeyId") or getattr(held, "kms_key_id", None) or "")
    if not key or find_key(key, call.region, call.account) is None:
        return {}
    return {"EncryptionKey": key_arn(key, call.region, call.account), **({"Arn": held.arn} if held else {})}


def _of_table(call: Call) -> Params:
    """The keys of one's own under which the tables of a call on items are."""
    found: dict[str, str] = {}
    for name in find_names(call.params):
        table = find_table(name, call.region, call.account)
        held = getattr(table, "sse_specification", None) or {}
        key = (
            find_key(str(held.get("KMSMasterKeyId") or ""), call.region, call.account) if held.get("Enabled") else None
        )
        # AWS's own key, under which a table is where no other one is named, is open to everybody.
        if table is not None and key is not None and not any(one.startswith("alias/aws/") for one in key.aliases):
            found[str(table.name)] = str(key.arn)
    named = {"Table": next(iter(found))} if len(found) == 1 else {}
    return {"TableKeys": list(found.values()), **named} if found else {}


def _keyed(call: Call, held: Any, arn: str) -> Params:
    """AWS's own keys are open to everybody, and moto has none of them."""
    key = str(getattr(held, "kms_master_key_id", None) or "")
    there = key and find_key(key, call.region, call.account) is not None
    return {"EncryptionKey": key_arn(key, call.region, call.account), "Arn": arn} if there else {}


def _of_sagemaker(call: Call) -> Params:
    """The configuration of an endpoint, and the model of a transform job, as their Describe operations show them."""
    if call.operation not in ("CreateEndpoint", "CreateTransformJob", "UpdateEndpoint"):
        return {}
    from moto.sagemaker.models import sagemaker_backends  # slow, and rarely used

    params, held = call.params, sagemaker_backends[call.account][call.region]
    if call.operation in ("CreateEndpoint", "UpdateEndpoint"):
        config = held.endpoint_configs.get(params.get("EndpointConfigName"))
        key = getattr(config, "kms_key_id", None)
        return {"EndpointConfig": {"KmsKeyId": key}} if key else {}
    model = held._models.get(params.get("ModelName"))
    return {"Model": dict(model.response_object)} if model is not None else {}


def _of_scaling(call: Call) -> Params:
    """`endpoint/NAME/variant/NAME`, and whether scaling has its role yet."""
    parts = str(call.params.get("ResourceId", "")).split("/")
    if call.params.get("ServiceNamespace") != "sagemaker" or len(parts) < 2:
        return {}
    missing = call.operation == "RegisterScalableTarget" and not scaling_role_is_there(call.account)
    return {"EndpointName": parts[1], **({"NewRole": "yes"} if missing else {})}


def scaling_role_is_there(account: str) -> bool:
    """Whether the account has the service-linked role that scales endpoints."""
    path = f"/aws-service-role/{SCALING_SERVICE}/"
    return any(role.path == path for role in list(iam_backends[account][PARTITION].roles.values()))


def _of_iam(call: Call) -> Params:
    """The role that an instance profile gets: IAM asks for it by its ARN."""
    if call.operation != "AddRoleToInstanceProfile":
        return {}
    name = call.params.get("RoleName")
    roles = list(iam_backends[call.account][PARTITION].roles.values())
    return next(({"ProfileRole": role.arn} for role in roles if role.name == name), {})


def _of_instance(call: Call) -> Params:
    """The role of the instance profile that is named: EC2 asks for it by its ARN."""
    profile = find_profile(call.params.get("IamInstanceProfile") or {}, call.account)
    role = role_of_profile(profile) if profile is not None else None
    return {"ProfileRole": role.arn} if role is not None else {}


READERS: Mapping[str, Callable[[Call], Params]] = {
    "application-autoscaling": _of_scaling,
    "dynamodb": _of_table,
    "ec2": _of_instance,
    "iam": _of_iam,
    "s3": _of_object,
    "secretsmanager": _of_secret,
    "sagemaker": _of_sagemaker,
    "sns": _of_topic,
    "sqs": _of_queue,
}
