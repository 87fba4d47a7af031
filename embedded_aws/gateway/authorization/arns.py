"""The ARNs that an operation works on, from the Service Authorization Reference's templates and the parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.gateway.authorization.ec2_arns import find_ec2
from embedded_aws.gateway.authorization.kms_keys import key_arn, key_of_blob
from embedded_aws.gateway.authorization.paths import find_texts
from embedded_aws.gateway.principals import PARTITION
from generator.iam import actions

VARIABLE = re.compile(r"\$\{(\w+)\}")
ALIASES: Mapping[str, tuple[str, ...]] = {
    "bucketname": ("Bucket",),
    "objectname": ("Key",),
    "loggroupname": ("logGroupName", "logGroupIdentifier", "resourceArn"),
    "logstreamname": ("logStreamName",),
    "trailname": ("Name", "TrailName", "TrailNameList[]", "ResourceIdList[]", "ResourceId"),
    "stackname": ("StackName",),
    "changesetname": ("ChangeSetName",),
    "parameternamewithoutleadingslash": ("Name", "Names[]", "Path", "ResourceId"),
    "functionname": ("FunctionName", "Resource"),
    "topicname": ("TopicArn", "Name", "ResourceArn"),
    "queuename": ("QueueUrl", "QueueName"),
    "rulename": ("Rule", "Name", "ResourceARN"),
    "alarmname": ("AlarmName", "AlarmNames[]", "ResourceARN"),
    "dashboardname": ("DashboardName", "DashboardNames[]"),
    "repositoryname": ("repositoryName", "repository", "repositoryNames[]", "oldName", "resourceArn"),
    "domainname": ("domain", "DomainName"),
    "portfolioid": ("PortfolioId", "Id"),
    "productid": ("ProductId", "Id"),
    "modelname": ("ModelName",),
    "endpointname": ("EndpointName",),
    "endpointconfigname": ("EndpointConfigName",),
}


def find_arns(action: str, params: Mapping[str, Any], region: str, account: str) -> tuple[str, ...]:
    """Every ARN that IAM is to be asked about; `*` where the action works on no resource."""
    service = action.partition(":")[0]
    special = SPECIAL.get(service)
    found = tuple(special(action, params, region, account)) if special else ()
    return found or tuple(_generic(action, params, region, account)) or ("*",)


def _types(action: str) -> tuple[actions.ResourceType, ...]:
    try:
        return actions.resource_patterns(action)
    except actions.UnknownAction:
        return ()


def _generic(action: str, params: Mapping[str, Any], region: str, account: str) -> Iterator[str]:
    types = _types(action)
    arns = [text for text in _texts(params) if text.startswith("arn:")]
    named = [text for kind in types for text in arns if _pattern(kind.arn).fullmatch(text)]
    yield from named
    required = [kind for kind in types if kind.required]
    full = [arn for kind in types for arn in _filled(kind.arn, params, region, account) if not arn.endswith("*")]
    if full:
        yield from full
    elif not named:
        for kind in required or types[:1]:
            yield from _filled(kind.arn, params, region, account)


def _texts(params: Mapping[str, Any]) -> Iterator[str]:
    for value in params.values():
        if isinstance(value, str):
            yield value


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(VARIABLE.sub("\0", template).replace("*", ".*").replace("\0", "[^:]*"))


def _filled(template: str, params: Mapping[str, Any], region: str, account: str) -> list[str]:
    fixed = {"Partition": PARTITION, "Region": region, "Account": account}
    arns = [template]
    for name in VARIABLE.findall(template):
        values = [fixed[name]] if name in fixed else (_values(name, params) or ["*"])
        arns = [arn.replace(f"${{{name}}}", value) for arn in arns for value in values]
    return arns


def _values(variable: str, params: Mapping[str, Any]) -> list[str]:
    lower = variable.lower()
    names = (*(name for name in params if name.lower() == lower), *ALIASES.get(lower, ()))
    for name in names:
        texts = [_last(text) for text in find_texts(params, name) if not isinstance(params.get(name), Mapping)]
        if texts:
            return texts
    return []


def _last(text: str) -> str:
    if text.startswith("arn:"):
        tail = text.split(":", 5)[5]
        return tail.partition("/")[2] or tail.rpartition(":")[2]
    if text.startswith(("http://", "https://")):
        return text.rstrip("/").rsplit("/", 1)[-1]
    return text.lstrip("/") if text.startswith("/") and not text.startswith(("/aws/", "/ds/")) else text


def _s3(action: str, params: Mapping[str, Any], region: str, account: str) -> Iterator[str]:
    bucket, key = params.get("Bucket"), params.get("Key")
    if bucket and action == "s3:DeleteObject" and "Delete" in params:
        for name in find_texts(params, "Delete.Objects[].Key"):
            yield f"arn:{PARTITION}:s3:::{bucket}/{name}"
    elif bucket:
        yield f"arn:{PARTITION}:s3:::{bucket}" + (f"/{key}" if key else "")


def _kms(action: str, params: Mapping[str, Any], region: str, account: str) -> Iterator[str]:
    alias = params.get("AliasName")
    if alias and action in ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"):
        yield f"arn:{PARTITION}:kms:{region}:{account}:{alias}"
        target = params.get("TargetKeyId") or alias
        yield key_arn(target, region, account)
    elif params.get("KeyId"):
        yield key_arn(params["KeyId"], region, account)
    elif params.get("ResourceArn"):
        yield str(params["ResourceArn"])
    elif params.get("CiphertextBlob"):
        yield key_arn(key_of_blob(params["CiphertextBlob"]), region, account)


def _iam(action: str, params: Mapping[str, Any], region: str, account: str) -> Iterator[str]:
    prefix = f"arn:{PARTITION}:iam::{account}"
    backend = iam_backends[account][PARTITION]
    path = params.get("Path") or "/"
    if params.get("RoleName"):
        name = params["RoleName"]
        held = next((role for role in list(backend.roles.values()) if role.name == name), None)
        yield held.arn if held else f"{prefix}:role{path}{name}"
    elif params.get("UserName"):
        held = backend.users.get(params["UserName"])
        yield held.arn if held else f"{prefix}:user{path}{params['UserName']}"
    elif params.get("PolicyArn") or params.get("PolicySourceArn"):
        yield str(params.get("PolicyArn") or params["PolicySourceArn"])
    elif params.get("PolicyName"):
        yield f"{prefix}:policy{path}{params['PolicyName']}"
    elif params.get("InstanceProfileName"):
        yield f"{prefix}:instance-profile{path}{params['InstanceProfileName']}"
    elif params.get("GroupName"):
        yield f"{prefix}:group{path}{params['GroupName']}"


def _sts(action: str, params: Mapping[str, Any], region: str, account: str) -> Iterator[str]:
    if params.get("RoleArn"):
        yield str(params["RoleArn"])


def _ssm(action: str, params: Mapping[str, Any], region: str, account: str) -> Iterator[str]:
    names = [
        text
        for path in ("Name", "Names[]", "Path", "ResourceId")
        for text in find_texts(params, path)
        if "Parameter" in action or path == "ResourceId"
    ]
    for name in names:
        yield (
            name if name.startswith("arn:") else f"arn:{PARTITION}:ssm:{region}:{account}:parameter/{name.lstrip('/')}"
        )


def _logs(action: str, params: Mapping[str, Any], region: str, account: str) -> Iterator[str]:
    """AWS quirk: a log group is asked about with `:*` behind its name ("Log group ARN formats", CloudWatch Logs)."""
    group = params.get("logGroupName") or params.get("logGroupIdentifier") or params.get("resourceArn")
    if not group:
        return
    name = str(group).split(":log-group:", 1)[-1].removesuffix(":*")
    base = f"arn:{PARTITION}:logs:{region}:{account}:log-group:{name}"
    stream = params.get("logStreamName")
    yield f"{base}:log-stream:{stream}" if stream else base


Finder = Callable[[str, Mapping[str, Any], str, str], Iterator[str]]
SPECIAL: Mapping[str, Finder] = {
    "ec2": find_ec2,
    "iam": _iam,
    "kms": _kms,
    "logs": _logs,
    "s3": _s3,
    "ssm": _ssm,
    "sts": _sts,
}
