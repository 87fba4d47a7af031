"""One call → every permission that it needs, each decided by `generator.iam.evaluate`.

A permission is an evaluator's `Request`. The first one that is refused ends the call, with AWS's own sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from embedded_aws.gateway.authorization.action_tables import (
    FREE,
    IAM_TAG_ON_CREATE,
    OTHER_NAMES,
    PREFIX,
    S3_NAMES,
    TAG_ON_CREATE,
    TAGGING,
    VERSIONED,
)
from embedded_aws.gateway.authorization.arns import find_arns
from embedded_aws.gateway.authorization.context import TagReader, build_context, find_request_tags
from embedded_aws.gateway.authorization.instances import MAKING, launch_parts
from embedded_aws.gateway.authorization.properties import properties_of
from embedded_aws.gateway.authorization.tables import transaction_actions
from embedded_aws.gateway.callers import find_role, named_policy, policies_of, service_session
from embedded_aws.gateway.moto_state import find_key, find_policy, key_arn, owner_of_bucket
from embedded_aws.gateway.refusals import refuse_action
from embedded_aws.gateway.used_keys import refuse_unusable
from embedded_aws.gateway.web_identity import OPERATION, REFUSAL
from embedded_aws.service import PARTITION, Call, ServiceError
from generator.iam.evaluate import Decision, Outcome, PolicyNotUnderstood, PolicySet, Request, decide, explain
from generator.iam.on_behalf import HELD, OPERATIONS, Place, needs_of

FULL_ACCESS: Mapping[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
OUTSIDE = "192.0.2.10"
"""Services call from networks of their own."""
Keys = Mapping[str, str | Sequence[str]]
Row = tuple[str, str, Mapping[str, Any], Keys]
"""An action, its resource, parameters to read condition keys from, and further condition keys."""


@dataclass(frozen=True)
class Permission:
    """What is asked, on which call's way, who may be allowed it in the caller's place, and what the service says where
    the caller may, but the key that it needs is in no state to be used."""

    call: Call
    request: Request
    instead: str | None = None
    unusable: ServiceError | None = None


@dataclass(frozen=True)
class Decided:
    """What was asked, and the policies that decided it: with other policies the same question can be asked again."""

    request: Request
    policies: PolicySet


@dataclass(frozen=True)
class Surroundings:
    """What the gateway knows besides the call: tags and properties that services of ours keep, condition keys that only
    the service itself can tell (`servicecatalog:userLevel`), which beliefs count, and where decisions are kept."""

    tags: TagReader
    properties: Mapping[str, Any]
    keys: Keys
    beliefs: Set[str]
    kept: list[Decided] | None = None
    organizations: Callable[[str, str], Keys] | None = None
    """The accounts of caller and resource → the condition keys that say where they lie; None without organizations."""


def action_of(service: str, operation: str, params: Mapping[str, Any]) -> str:
    """The action that the operation needs on its own resource."""
    if service == "dynamodb" and "TransactItems" in params:
        return next(iter(transaction_actions(params)), f"dynamodb:{operation}")
    if service != "s3":
        return OTHER_NAMES.get((service, operation)) or f"{PREFIX.get(service, service)}:{operation}"
    name = S3_NAMES.get(operation, operation)
    return f"s3:{VERSIONED.get(name, name) if params.get('VersionId') else name}"


def no_tags(arn: str) -> Mapping[str, str]:
    """A reader of tags that finds none."""
    return {}


ALONE = Surroundings(no_tags, {}, {}, HELD)


def authorize(call: Call, around: Surroundings) -> None:
    """Raise ServiceError where the caller may not do what the call asks for."""
    if (call.service, call.operation) not in FREE:
        refused = _first_refused(call, around)
        if refused is not None:
            raise refused if isinstance(refused, ServiceError) else refuse_action(call.service, call.protocol, refused)


def refusal_of(call: Call, around: Surroundings = ALONE) -> str | None:
    """AWS's sentence on the first permission that the caller lacks; None where he has all."""
    refused = _first_refused(call, around)
    return refused.message if isinstance(refused, ServiceError) else refused


def _first_refused(call: Call, around: Surroundings) -> str | ServiceError | None:
    for needed in needed_permissions(call, around):
        request, decision = _decided(needed.call, needed.request, around)
        if decision.outcome is not Outcome.ALLOWED and not _instead(needed, around):
            return REFUSAL if call.operation == OPERATION else explain(decision, request)
        if needed.unusable is not None:
            return needed.unusable
    return None


def _decided(call: Call, needed: Request, around: Surroundings) -> tuple[Request, Decision]:
    request = replace(needed, context={**needed.context, **around.keys}) if around.keys else needed
    if ":log-group:" in request.resource and ":log-stream:" not in request.resource and not _tags(request.action):
        # AWS quirk: all but the tagging of a log group is asked about its streams, so that only `:*` behind its name
        # allows it ("CloudWatch Logs resources and operations"; vectordotdev/vector#714).
        request = replace(request, resource=f"{request.resource}:log-stream:")
    policies = _policies(call, request)
    if around.kept is not None:
        around.kept.append(Decided(request, policies))
    try:
        return request, decide(request, policies)
    except PolicyNotUnderstood as error:
        raise ServiceError("NotImplemented", f"A policy is not part of the embedded AWS's IAM: {error}", 501) from error


def _tags(action: str) -> bool:
    return action.endswith((":TagResource", ":UntagResource", ":ListTagsForResource"))


def _instead(needed: Permission, around: Surroundings) -> bool:
    """Whether a role that the call names may do what the caller may not, where either will do."""
    role = find_role(needed.instead) if needed.instead else None
    if role is None:
        return False
    caller = service_session(role, f"{needed.call.service}.amazonaws.com")
    request = replace(needed.request, principal=caller.arn)
    return _decided(replace(needed.call, caller=caller), request, around)[1].allowed


def _policies(call: Call, request: Request) -> PolicySet:
    action, endpoint = request.action, call.endpoint
    own = None
    if action != "iam:PassRole":
        own = find_policy(action, request.resource, call.region, request.resource_account)
    policies = replace(policies_of(call.caller), resource=own)
    # What a service asks another one for its caller (S3 asks KMS) does not go through the caller's endpoint.
    if endpoint is not None and action.startswith(f"{PREFIX.get(endpoint.service, endpoint.service)}:"):
        policy = named_policy(f"policy of {endpoint.id}", endpoint.policy or FULL_ACCESS)
        policies = replace(policies, endpoint=(policy,))
    return policies


def needed_permissions(call: Call, around: Surroundings = ALONE) -> Iterator[Permission]:
    """The operation's own action on each of its resources, then what it brings with it."""
    for arn in call.resources:
        yield _permission(call, around, (call.action, arn, call.params, {}))
    yield from _on_behalf(call, around)
    for row in _further(call):
        yield _permission(call, around, row)


def _permission(call: Call, around: Surroundings, row: Row, instead: str | None = None) -> Permission:
    action, arn, params, extra = row
    # A bucket that is to be made is the caller's, whoever has one of this name: S3 itself refuses it then.
    owner = _owner(arn, call.account) if call.operation != "CreateBucket" else call.account
    context = build_context(call, action, arn, owner, params, around.tags)
    if around.organizations is not None:
        context.update(around.organizations(call.caller.account, owner))
    request = Request(call.caller.arn, action, arn, owner, {**context, **extra} if extra else context)
    return Permission(call, request, instead)


def _on_behalf(call: Call, around: Surroundings) -> Iterator[Permission]:
    """What the table asks of the caller; a call that a service makes for him comes from the service's own network."""
    operation = f"{PREFIX.get(call.service, call.service)}:{call.operation}"
    if operation not in OPERATIONS:
        return
    given = properties_of(call, around.properties)
    for need in needs_of(operation, given, Place(call.region, call.account), around.beliefs):
        keyed = need.action.startswith("kms:")
        key = find_key(need.resource, call.region, call.account) if keyed else None
        if need.role is not None or (keyed and key is None):
            # Of a key that is not there KMS itself says so, when the operation comes to it.
            continue
        asking = replace(call, endpoint=None, source_ip=OUTSIDE) if need.row.through else call
        extra = dict(need.context)
        if need.action == "iam:PassRole":
            extra["iam:AssociatedResourceArn"] = call.resources[0]
        params = {"SubnetId": given["SubnetId"]} if need.action == "ec2:CreateNetworkInterface" else {}
        resource = key_arn(need.resource, call.region, call.account) if ":kms:" in need.resource else need.resource
        permission = _permission(asking, around, (need.action, resource, params, extra), need.instead)
        usable = key is None or key.key_state == "Enabled"
        yield permission if usable else replace(permission, unusable=refuse_unusable(call.service, need.action, key))


def _further(call: Call) -> list[Row]:
    """Tags on creation, and what is particular to the service."""
    rows: list[Row] = []
    tagger = TAG_ON_CREATE.get(call.service) or IAM_TAG_ON_CREATE.get(call.operation if call.service == "iam" else "")
    if tagger and not call.operation.startswith(TAGGING):
        rows += _of_tagging(call, tagger)
    special = SPECIAL.get(call.service)
    return rows + special(call) if special else rows


def _owner(resource: str, account: str) -> str:
    parts = resource.split(":")
    if len(parts) < 6:
        return account
    if parts[2] == "s3":
        return owner_of_bucket(parts[5].partition("/")[0]) or account
    # What is AWS's own, such as a managed policy, every account has.
    return account if parts[4] in ("", "aws") else parts[4]


def _of_tagging(call: Call, tagger: str) -> list[Row]:
    """Tags given on creation need the tagging action too, on what is created."""
    if call.action == MAKING:
        return list(_of_instances(call, tagger))
    tags = find_request_tags(call.params)
    if not tags:
        return []
    key = {"ec2": "ec2:CreateAction", "sagemaker": "sagemaker:TaggingAction"}.get(call.service)
    given = {"Tags": [{"Key": name, "Value": value} for name, value in tags.items()]}
    created = [arn for arn in call.resources if arn.endswith("/*")] or list(call.resources[:1])
    if created == ["*"] and call.service != "kms":
        # The creation is asked about no resource, its tagging about what it makes; a key has no ARN yet.
        created = list(find_arns(tagger, call.params, call.region, call.account))
    return [(tagger, arn, given, {key: call.operation} if key else {}) for arn in created]


def _of_instances(call: Call, tagger: str) -> Iterator[Row]:
    """Of what starting instances makes, each kind has tags of its own."""
    for one in call.params.get("TagSpecifications") or ():
        arn = f"arn:{PARTITION}:ec2:{call.region}:{call.account}:{one.get('ResourceType')}/*"
        yield tagger, arn, {"Tags": one.get("Tags") or []}, {"ec2:CreateAction": call.operation}


def _of_launch(call: Call) -> list[Row]:
    """Each volume and each further network interface of an instance."""
    if call.action != MAKING:
        return []
    return [(MAKING, arn, own, {}) for arn, own in launch_parts(call.params, call.region, call.account)]


def _of_session(call: Call) -> list[Row]:
    """Session tags and a source identity are permissions of their own, in the role's trust policy too."""
    needed = {"Tags": "sts:TagSession", "SourceIdentity": "sts:SetSourceIdentity"}
    role = str(call.params.get("RoleArn", ""))
    return [(action, role, call.params, {}) for name, action in needed.items() if call.params.get(name)]


def _of_object(call: Call) -> list[Row]:
    """Tags of an object, and the source of a copy."""
    params, operation, rows = call.params, call.operation, list[Row]()
    if not params.get("Bucket") or not params.get("Key"):
        return rows
    if params.get("Tagging") and operation in ("PutObject", "CopyObject", "CreateMultipartUpload"):
        rows.append(("s3:PutObjectTagging", f"arn:aws:s3:::{params['Bucket']}/{params['Key']}", params, {}))
    if operation in ("CopyObject", "UploadPartCopy"):
        source = str(params.get("CopySource", "")).lstrip("/").partition("?")[0]
        rows.append(("s3:GetObject", f"arn:aws:s3:::{source}", {}, {}))
    return rows


def _of_transaction(call: Call) -> list[Row]:
    """What a transaction does besides what it does first."""
    return [
        (action, arn, call.params, {})
        for action in transaction_actions(call.params)[1:]
        for arn in find_arns(action, call.params, call.region, call.account)
    ]


SPECIAL: Mapping[str, Callable[[Call], list[Row]]] = {
    "dynamodb": _of_transaction,
    "ec2": _of_launch,
    "s3": _of_object,
    "sts": _of_session,
}
