"""The ARNs that an operation works on, from the Service Authorization Reference's templates and the parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.gateway.authorization.arn_tables import (
    EC2_CREATED,
    EC2_PARAMETERS,
    EC2_PREFIXES,
    PARAMETERS,
    RESOLVER_PARAMETERS,
)
from embedded_aws.gateway.authorization.instances import MAKING, launched_arns
from embedded_aws.gateway.authorization.tables import find_tables
from embedded_aws.gateway.moto_state import ec2_of, find_secret, key_arn, key_of_blob
from embedded_aws.service import PARTITION
from generator.iam import actions
from generator.iam.on_behalf import find_texts

VARIABLE = re.compile(r"\$\{(\w+)\}")
SSM_NAMES = ("Name", "Names[]", "Path", "ResourceId")
Params = Mapping[str, Any]


def find_arns(action: str, params: Params, region: str, account: str) -> tuple[str, ...]:
    """Every ARN that IAM is to be asked about; `*` where the action works on no resource."""
    special = SPECIAL.get(action.partition(":")[0])
    found = tuple(special(action, params, region, account)) if special else ()
    return found or tuple(_generic(action, params, region, account)) or ("*",)


def _types(action: str) -> tuple[actions.ResourceType, ...]:
    try:
        return actions.resource_patterns(action)
    except actions.UnknownAction:
        return ()


def _generic(action: str, params: Params, region: str, account: str) -> list[str]:
    types = _types(action)
    arns = [text for text in params.values() if isinstance(text, str) and text.startswith("arn:")]
    named = [text for kind in types for text in arns if _pattern(kind.arn).fullmatch(text)]
    full = [arn for kind in types for arn in _filled(kind.arn, params, region, account) if not arn.endswith("*")]
    if full or named:
        return named + full
    required = [kind for kind in types if kind.required] or types[:1]
    return [arn for kind in required for arn in _filled(kind.arn, params, region, account)]


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(VARIABLE.sub("\0", template).replace("*", ".*").replace("\0", "[^:]*"))


def _filled(template: str, params: Params, region: str, account: str) -> list[str]:
    fixed = {"Partition": PARTITION, "Region": region, "Account": account}
    arns = [template]
    for name in VARIABLE.findall(template):
        values = [fixed[name]] if name in fixed else (_values(name, params) or ["*"])
        arns = [arn.replace(f"${{{name}}}", value) for arn in arns for value in values]
    return arns


def _values(variable: str, params: Params) -> list[str]:
    lower = variable.lower()
    names = (*(name for name in params if name.lower() == lower), *PARAMETERS.get(lower, ()))
    for name in names:
        given = params.get(name)
        texts = [given] if isinstance(given, str) else [] if isinstance(given, Mapping) else find_texts(params, name)
        texts = [_last(text) for text in texts]
        if texts:
            return texts
    return []


def _last(text: str) -> str:
    if text.startswith("arn:") and text.count(":") >= 5:
        tail = text.split(":", 5)[5]
        return tail.partition("/")[2] or tail.rpartition(":")[2]
    if text.startswith(("http://", "https://")):
        return text.rstrip("/").rsplit("/", 1)[-1]
    return text.lstrip("/") if text.startswith("/") and not text.startswith(("/aws/", "/ds/")) else text


def _ec2(action: str, params: Params, region: str, account: str) -> Iterator[str]:
    """EC2 asks about each resource named, and about `…/*` for what is created."""
    prefix = f"arn:{PARTITION}:ec2:{region}:{account}"
    if action in ("ec2:CreateTags", "ec2:DeleteTags"):
        for name in find_texts(params, "Resources[]"):
            yield f"{prefix}:{_ec2_type(name)}/{name}"
        return
    if action == MAKING:
        yield from launched_arns(params, region, account)
        return
    if action == "ec2:DisassociateRouteTable":
        yield from _associated(params, prefix, ec2_of(account, region))
        return
    if action == "ec2:DisassociateAddress":
        yield from _addressed(params, prefix, ec2_of(account, region))
        return
    for kind in (kind.name for kind in _types(action)):
        if EC2_CREATED.get(action) == kind:
            yield f"{prefix}:{kind}/*"
            continue
        named = [name for path in EC2_PARAMETERS.get(kind, ()) for name in find_texts(params, path)]
        named += [name for name in find_texts(params, "ResourceIds[]") if _ec2_type(name) == kind]
        for name in dict.fromkeys(named):
            yield f"{prefix}:{kind}/{name}"


def _associated(params: Params, prefix: str, backend: Any) -> Iterator[str]:
    """The route table and the subnet that an association is of."""
    for table in list(backend.route_tables.values()):
        for each in table.associations:
            if each["RouteTableAssociationId"] == params.get("AssociationId"):
                yield f"{prefix}:route-table/{table.id}"
                if "SubnetId" in each:
                    yield f"{prefix}:subnet/{each['SubnetId']}"


def _addressed(params: Params, prefix: str, backend: Any) -> Iterator[str]:
    """The address and the interface that an association is of."""
    for address in list(backend.addresses):
        if address.association_id and address.association_id == params.get("AssociationId"):
            yield f"{prefix}:elastic-ip/{address.allocation_id}"
            if address.eni is not None:
                yield f"{prefix}:network-interface/{address.eni.id}"


def _ec2_type(name: str) -> str:
    """The resource type of an id such as `subnet-0a1b`."""
    matches = [kind for kind, start in EC2_PREFIXES.items() if name.startswith(start)]
    return max(matches, key=lambda kind: len(EC2_PREFIXES[kind])) if matches else "*"


def _s3(action: str, params: Params, region: str, account: str) -> list[str]:
    bucket, key = params.get("Bucket"), params.get("Key")
    if not bucket:
        return []
    arn = f"arn:{PARTITION}:s3:::{bucket}"
    if action == "s3:DeleteObject" and "Delete" in params:
        return [f"{arn}/{name}" for name in find_texts(params, "Delete.Objects[].Key")]
    return [f"{arn}/{key}" if key else arn]


def _kms(action: str, params: Params, region: str, account: str) -> Iterator[str]:
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


def _iam(action: str, params: Params, region: str, account: str) -> Iterator[str]:
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
    elif params.get("OpenIDConnectProviderArn"):
        yield str(params["OpenIDConnectProviderArn"])
    elif action == "iam:CreateOpenIDConnectProvider":
        yield f"{prefix}:oidc-provider/{str(params['Url']).removeprefix('https://')}"


def _sts(action: str, params: Params, region: str, account: str) -> list[str]:
    return [str(params["RoleArn"])] if params.get("RoleArn") else []


def _ssm(action: str, params: Params, region: str, account: str) -> list[str]:
    """Starting an automation is asked about its document, its definition in a version, and the execution."""
    prefix = f"arn:{PARTITION}:ssm:{region}:{account}"
    if action == "ssm:StartAutomationExecution":
        name = _last(str(params.get("DocumentName") or "*")).rsplit("/", 1)[-1]
        version = params.get("DocumentVersion") or "$DEFAULT"
        return [
            f"{prefix}:automation-definition/{name}:{version}",
            f"{prefix}:document/{name}",
            f"{prefix}:automation-execution/*",
        ]
    if action.endswith(("Document", "DocumentDefaultVersion")) or params.get("ResourceType") == "Document":
        return [f"{prefix}:document/{_last(str(params.get('Name') or params.get('ResourceId') or '*'))}"]
    return _parameters(action, params, region, account)


def _parameters(action: str, params: Params, region: str, account: str) -> list[str]:
    arns: list[str] = []
    for path in SSM_NAMES if "Parameter" in action else SSM_NAMES[-1:]:
        given = params.get(path.removesuffix("[]"))
        for name in [given] if isinstance(given, str) else given or ():
            prefix = "" if name.startswith("arn:") else f"arn:{PARTITION}:ssm:{region}:{account}:parameter/"
            arns.append(prefix + (name.lstrip("/") if prefix else name))
    return arns


def _logs(action: str, params: Params, region: str, account: str) -> list[str]:
    """AWS quirk: a log group is asked about with `:*` behind its name ("Log group ARN formats", CloudWatch Logs)."""
    group = params.get("logGroupName") or params.get("logGroupIdentifier") or params.get("resourceArn")
    if not group:
        return []
    name = str(group).split(":log-group:", 1)[-1].removesuffix(":*")
    base = f"arn:{PARTITION}:logs:{region}:{account}:log-group:{name}"
    stream = params.get("logStreamName")
    return [f"{base}:log-stream:{stream}" if stream else base]


def _resolver(action: str, params: Params, region: str, account: str) -> Iterator[str]:
    if params.get("ResourceArn"):
        yield str(params["ResourceArn"])
        return
    for kind in (kind.name for kind in _types(action) if kind.required):
        named = params.get(RESOLVER_PARAMETERS.get(kind, "")) or "*"
        yield f"arn:{PARTITION}:route53resolver:{region}:{account}:{kind}/{named}"


def _events(action: str, params: Params, region: str, account: str) -> Iterator[str]:
    """A rule's ARN has the name of its bus where that is not the default one (the reference's two kinds of rules)."""
    name = params.get("Rule") or (params.get("Name") if action.endswith("Rule") else None)
    if name:
        bus = _last(str(params.get("EventBusName") or "default"))
        yield f"arn:{PARTITION}:events:{region}:{account}:rule/{name if bus == 'default' else f'{bus}/{name}'}"


def _secretsmanager(action: str, params: Params, region: str, account: str) -> Iterator[str]:
    """AWS quirk: a secret's ARN ends in six characters that its name does not tell ("Reference secrets in IAM
    permissions policies", Secrets Manager User Guide); of a secret that is not there they are `??????`.
    """
    name = str(params.get("SecretId") or params.get("Name") or "")
    if name:
        held = find_secret(name, region, account)
        made = name if name.startswith("arn:") else f"arn:{PARTITION}:secretsmanager:{region}:{account}:secret:{name}"
        yield str(held.arn) if held is not None else made if made == name else f"{made}-??????"


def _sns(action: str, params: Params, region: str, account: str) -> Iterator[str]:
    """AWS quirk: what is done to a subscription is asked about its topic; the refusal of `SNS:Unsubscribe` names it."""
    if subscription := params.get("SubscriptionArn"):
        yield str(subscription).rpartition(":")[0]


def _cloudformation(action: str, params: Params, region: str, account: str) -> Iterator[str]:
    """A stack set's ARN has its id behind its name, which a request need not know; CreateStackSet asks about none."""
    if params.get("StackSetName") and action != "cloudformation:CreateStackSet":
        name = str(params["StackSetName"]).partition(":")[0]
        yield f"arn:{PARTITION}:cloudformation:{region}:{account}:stackset/{name}:*"


Finder = Callable[[str, Params, str, str], Iterator[str] | list[str]]
SPECIAL: Mapping[str, Finder] = {
    "cloudformation": _cloudformation,
    "dynamodb": find_tables,
    "ec2": _ec2,
    "events": _events,
    "iam": _iam,
    "kms": _kms,
    "logs": _logs,
    "route53resolver": _resolver,
    "s3": _s3,
    "secretsmanager": _secretsmanager,
    "sns": _sns,
    "ssm": _ssm,
    "sts": _sts,
}
