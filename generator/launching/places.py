"""The ARNs that a template's resources will have, as patterns: their own names, or those that CloudFormation makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from generator.cloudformation.registry.schema import find_schema
from generator.cloudformation.symbolic import NAMED_BY
from generator.iam.actions import ResourceType, UnknownAction, find
from generator.launching.worlds import STACK, UNSEEN, World

_PLACEHOLDER = re.compile(r"\$\{(?!AWS::|Environment\})([A-Za-z]+)\}")
_FIXED = {"Partition": "${AWS::Partition}", "Region": "${AWS::Region}", "Account": "${AWS::AccountId}"}
_MADE_NAMES = {"AWS::SSM::Parameter": "CFN-*"}
"""Names that CloudFormation makes and that do not begin with the stack's (CreateHandler of
aws-cloudformation/aws-cloudformation-resource-providers-ssm; seen in cdklabs/cdk-enterprise-iac#124)."""
_SPLIT = re.compile(r"[:/](?![^{}]*\})")
"""Where an ARN has its parts, outside of the pseudo parameters in it."""
_CALLED = {
    "AWS::EC2::FlowLog": "vpcflowlog",
    "AWS::IAM::ManagedPolicy": "policy",
    "AWS::Route53Resolver::ResolverQueryLoggingConfig": "resolverquerylogconfig",
    "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": "resolverquerylogconfig",
}
"""Types whose resources IAM calls otherwise, without the hyphens."""
_WITH_INSTANCES = {
    "ec2:CreateTags": {"volume": "PropagateTagsToVolumeOnCreation"},
    "ec2:RunInstances": {"key-pair": "KeyName", "volume": "ImageId"},
}
"""What comes with an instance, and the property that says so: an image has a root volume, which is asked about."""
_EC2_ASKS = re.compile(r"ec2:(Create(?!Tags)|Associate|Disassociate|Run)")
_URLS = frozenset({"AWS::SQS::Queue"})
"""Types whose `Ref` is a URL, which ends in the resource's name."""
_LOWERED = frozenset({"AWS::S3::Bucket"})
_PARENTS = {"BucketPolicy": "bucket", "TopicPolicy": "topic", "QueuePolicy": "queue", "EventInvokeConfig": "function"}
_HOMES = {"AWS::Events::Rule": ("EventBusName", "rule-on-custom-event-bus", "rule-on-default-event-bus")}
"""Types that are named by where they are: the property that says it, and their ARNs' names elsewhere and at home."""
_SERVICES = {
    "ApplicationAutoScaling": "application-autoscaling",
    "CertificateManager": "acm",
    "EFS": "elasticfilesystem",
    "EMR": "elasticmapreduce",
    "ElasticLoadBalancingV2": "elasticloadbalancing",
    "OpenSearchService": "es",
    "StepFunctions": "states",
}
"""Services whose types and actions begin with different words."""


def service_of(kind: str) -> str:
    """The prefix of the actions of a type's service."""
    name = kind.split("::")[1] if kind.count("::") == 2 else ""
    return _SERVICES.get(name, name.lower())


def name_of(kind: str, properties: Mapping[str, Any]) -> str:
    """A resource's name: what the template says, or a pattern of what CloudFormation makes of the stack's name."""
    by = _naming(kind)
    given = properties.get(by) if by else None
    if isinstance(given, str) and given:
        return _squeezed(given)
    if not by:
        return "*"
    if kind in _MADE_NAMES:
        return _MADE_NAMES[kind]
    return STACK.lower().replace("${aws::accountid}", "${AWS::AccountId}") if kind in _LOWERED else STACK


@cache
def _naming(kind: str) -> str:
    """The property that names a resource, where it has one that a template may set."""
    if kind in NAMED_BY:
        return NAMED_BY[kind]
    schema = find_schema(kind) or {}
    identifiers = [path.removeprefix("/properties/") for path in schema.get("primaryIdentifier", ())]
    read_only = {path.removeprefix("/properties/") for path in schema.get("readOnlyProperties", ())}
    settable = [name for name in identifiers if name not in read_only and "/" not in name]
    return settable[0] if len(settable) == len(identifiers) == 1 and settable[0].endswith("Name") else ""


def resources_of(action: str, kind: str, properties: Mapping[str, Any]) -> list[str]:
    """What an action of the type's own service is asked about, as the Service Authorization Reference has it."""
    try:
        types = find(action).types
    except UnknownAction:
        return ["*"]
    own = [each for each in types if _is_own(each, kind, properties)]
    needed = [each for each in types if each.required and each not in own]
    named = [each for each in types if not each.required and each not in own and _is_named(each, action, properties)]
    found = [*own, *needed, *named] or types[:1]
    return [_asked_as(action, _filled(each, kind, properties, own=each in own)) for each in found] or ["*"]


def _asked_as(action: str, arn: str) -> str:
    """AWS quirk: all but the tagging of a log group is asked with `:*` behind its name.

    Source: CloudWatch Logs User Guide, "CloudWatch Logs resources and operations"; terraform-provider-aws#8804.
    """
    if ":log-group:" not in arn or action.endswith(("TagResource", "UntagResource", "ListTagsForResource")):
        return arn
    return f"{arn}:*"


def _is_own(each: ResourceType, kind: str, properties: Mapping[str, Any]) -> bool:
    noun = _CALLED.get(kind, kind.rpartition("::")[2])
    if kind in _HOMES:
        home, elsewhere, at_home = _HOMES[kind]
        return each.name == (elsewhere if properties.get(home, "default") != "default" else at_home)
    return each.name.replace("-", "").replace("_", "").lower() in (noun.lower(), _PARENTS.get(noun, noun.lower()))


def _filled(each: ResourceType, kind: str, properties: Mapping[str, Any], *, own: bool) -> str:
    placeholders = [name for name in _PLACEHOLDER.findall(each.arn) if name not in _FIXED]
    by = _naming(kind)
    first = by if by in placeholders else placeholders[-1 if kind in _HOMES else 0] if placeholders else ""

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name in _FIXED:
            return _FIXED[name]
        if own and name == first and kind.rpartition("::")[2] not in _PARENTS:
            return _placed(each.arn[: found.start()], _path(name, properties) + name_of(kind, properties))
        return _given(name, properties)

    return _squeezed(_PLACEHOLDER.sub(fill, each.arn))


def _placed(before: str, name: str) -> str:
    """The name without what the ARN has before it already: `/ds/x` in `parameter/…`, `alias/x` in `alias/…`."""
    kept = name.removeprefix("/") if before.endswith("/") else name
    return kept.removeprefix(before.rpartition(":")[2]) if before.endswith("/") else kept


def _path(name: str, properties: Mapping[str, Any]) -> str:
    """IAM's ARNs have the path before the name."""
    path = properties.get("Path") if name.endswith("NameWithPath") else None
    return path.removeprefix("/") if isinstance(path, str) else ""


def _is_named(each: ResourceType, action: str, properties: Mapping[str, Any]) -> bool:
    """Whether EC2 is asked about it, too: it decides for every resource that a request names.

    Source: Amazon EC2 User Guide, "Identity-based policies for Amazon EC2", of requests with several resources.
    """
    names = [name for name in _PLACEHOLDER.findall(each.arn) if name not in _FIXED]
    if action in _WITH_INSTANCES and each.name in _WITH_INSTANCES[action]:
        return _WITH_INSTANCES[action][each.name] in properties
    if action == "ec2:CreateFlowLogs":
        return str(properties.get("ResourceType", "")).lower() == each.name.replace("-", "").lower()
    asked = _EC2_ASKS.match(action) and any(stem in properties for name in names for stem in _stems(name))
    return bool(asked)


def _stems(name: str) -> tuple[str, ...]:
    """What a property may be called that gives an ARN's part."""
    stem = re.sub("(Name|Id|Arn)$", "", name)
    return name, stem, f"{name}s", f"{re.sub('(Name|Id)$', '', name)}s", f"{stem}Arn"


def _given(name: str, properties: Mapping[str, Any]) -> str:
    for each in _stems(name):
        value = properties.get(each)
        value = value[0] if isinstance(value, list) and len(value) == 1 else value
        if isinstance(value, str) and value:
            return _SPLIT.split(value)[-1] if value.startswith("arn:") else value
    return "*"


def named(world: World, logical: str, attribute: str) -> str:
    """What `Ref` and `Fn::GetAtt` give of a resource, as far as the template shows it."""
    body = (world.document.get("Resources") or {}).get(logical) or {}
    kind, wanted = str(body.get("Type")), _wanted(str(body.get("Type")), attribute)
    if wanted == "name":
        by = _naming(kind)
        given = (body.get("Properties") or {}).get(by)
        return name_of(kind, {by: world.settle(given)} if given is not None else {})
    if wanted == "arn":
        held = body.get("Properties") or {}
        return arn_of(kind, {name: world.settle(held[name]) for name in (_naming(kind), "Path") if name in held})
    return "*"


def _wanted(kind: str, attribute: str) -> str:
    if not attribute and kind in _URLS:
        return "name"
    noun = kind.rpartition("::")[2]
    if attribute in ("Arn", f"{noun}Arn"):
        return "arn"
    if attribute and attribute in (_naming(kind), _naming(kind).removeprefix(noun)):
        return "name"
    identifiers = (find_schema(kind) or {}).get("primaryIdentifier", ())
    first = identifiers[0].removeprefix("/properties/") if identifiers else ""
    if not attribute:
        return "arn" if first.endswith("Arn") else "name" if first == _naming(kind) and first else ""
    return ""


def arn_of(kind: str, properties: Mapping[str, Any]) -> str:
    """The resource's own ARN."""
    for action in _creating(kind):
        try:
            own = [each for each in find(action).types if _is_own(each, kind, properties)]
        except UnknownAction:
            continue
        if own:
            return _filled(own[0], kind, properties, own=True)
    return f"arn:${{AWS::Partition}}:{service_of(kind)}:*"


@cache
def _creating(kind: str) -> tuple[str, ...]:
    handlers = (find_schema(kind) or {}).get("handlers", {})
    service = service_of(kind)
    return tuple(
        action
        for verb in ("delete", "update", "create")
        for action in handlers.get(verb, {}).get("permissions", ())
        if action.startswith(f"{service}:")
    )


def texts_of(properties: Any, ending: str) -> Iterator[tuple[str, str]]:
    """Every (name, text) below the properties whose name ends so, whatever the case."""
    if isinstance(properties, Mapping):
        for name, value in properties.items():
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, str) and re.search(ending, str(name), re.IGNORECASE):
                    yield str(name), each
                else:
                    yield from texts_of(each, ending)


def _squeezed(text: str) -> str:
    """The pattern with several unknown parts in a row as one."""
    return re.sub(r"\*(-?\*)+", "*", re.sub(f"{UNSEEN}+", UNSEEN, text))
