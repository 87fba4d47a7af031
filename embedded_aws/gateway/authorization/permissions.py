"""One call → every permission that it needs, each decided by `generator.iam.evaluate`.

A permission is an evaluator's `Request`. The first one that is refused ends the call, with AWS's own sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from embedded_aws.gateway.authorization.action_tables import (
    FREE,
    GRANTED,
    KEY_USES,
    OTHER_NAMES,
    PASSED_ROLES,
    PREFIX,
    S3_NAMES,
    TAG_ON_CREATE,
    TAGGING,
    VERSIONED,
)
from embedded_aws.gateway.authorization.arns import find_texts
from embedded_aws.gateway.authorization.context import TagReader, build_context, find_request_tags
from embedded_aws.gateway.callers import named_policy, policies_of
from embedded_aws.gateway.moto_state import (
    find_bucket,
    find_key,
    find_policy,
    key_arn,
    owner_of_bucket,
    queues_of,
    topics_of,
)
from embedded_aws.gateway.refusals import refuse_action
from embedded_aws.service import Call, ServiceError
from generator.iam.evaluate import Decision, Outcome, PolicyNotUnderstood, Request, decide, explain

FULL_ACCESS: Mapping[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
READS_OBJECT = ("GetObject", "UploadPart", "CompleteMultipartUpload")
Keys = Mapping[str, str | Sequence[str]]
Row = tuple[str, str, Mapping[str, Any], Keys]
"""An action, its resource, parameters to read condition keys from, and further condition keys."""


def action_of(service: str, operation: str, params: Mapping[str, Any]) -> str:
    """The action that the operation needs on its own resource."""
    if service != "s3":
        return OTHER_NAMES.get((service, operation)) or f"{PREFIX.get(service, service)}:{operation}"
    name = S3_NAMES.get(operation, operation)
    return f"s3:{VERSIONED.get(name, name) if params.get('VersionId') else name}"


def no_tags(arn: str) -> Mapping[str, str]:
    """A reader of tags that finds none."""
    return {}


def authorize(call: Call, own_tags: TagReader, more: Keys) -> None:
    """Raise ServiceError where the caller may not do what the call asks for.

    `more` holds condition keys that only the service itself can tell, such as `servicecatalog:userLevel`.
    """
    if (call.service, call.operation) not in FREE:
        sentence = refusal_of(call, own_tags, more)
        if sentence is not None:
            raise refuse_action(call.service, call.protocol, sentence)


def refusal_of(call: Call, own_tags: TagReader = no_tags, more: Keys | None = None) -> str | None:
    """AWS's sentence on the first permission that the caller lacks; None where he has all."""
    for needed in needed_permissions(call, own_tags):
        request = replace(needed, context={**needed.context, **more}) if more else needed
        decision = _decide(call, request)
        if ":log-group:" in request.resource and ":log-stream:" not in request.resource:
            # AWS quirk: a log group is known with and without `:*` behind its name; either may be allowed.
            other = replace(request, resource=f"{request.resource}:*")
            request, decision = _stricter((request, decision), (other, _decide(call, other)))
        if decision.outcome is not Outcome.ALLOWED:
            return explain(decision, request)
    return None


def _stricter(one: tuple[Request, Decision], other: tuple[Request, Decision]) -> tuple[Request, Decision]:
    """Of two spellings of a resource the one that counts: an explicit deny, then an allow, then the first."""
    for outcome in (Outcome.EXPLICITLY_DENIED, Outcome.ALLOWED):
        for found in (one, other):
            if found[1].outcome is outcome:
                return found
    return one


def _decide(call: Call, request: Request) -> Decision:
    action, endpoint = request.action, call.endpoint
    own = None
    if action != "iam:PassRole":
        own = find_policy(action, request.resource, call.region, request.resource_account)
    policies = replace(policies_of(call.caller), resource=own)
    # What a service asks another one for its caller (S3 asks KMS) does not go through the caller's endpoint.
    if endpoint is not None and action.startswith(f"{PREFIX.get(endpoint.service, endpoint.service)}:"):
        policy = named_policy(f"policy of {endpoint.id}", endpoint.policy or FULL_ACCESS)
        policies = replace(policies, endpoint=(policy,))
    try:
        return decide(request, policies)
    except PolicyNotUnderstood as error:
        raise ServiceError("NotImplemented", f"A policy is not part of the embedded AWS's IAM: {error}", 501) from error


def needed_permissions(call: Call, own_tags: TagReader) -> Iterator[Request]:
    """The operation's own action on each of its resources, then what it brings with it."""
    for arn in call.resources:
        yield _permission(call, own_tags, call.action, arn, call.params, {})
    for action, arn, params, extra in _further(call):
        yield _permission(call, own_tags, action, arn, params, extra)


def _permission(
    call: Call, own_tags: TagReader, action: str, arn: str, params: Mapping[str, Any], extra: Keys
) -> Request:
    owner = _owner(arn, call.account)
    context = build_context(call, action, arn, owner, params, own_tags)
    return Request(call.caller.arn, action, arn, owner, {**context, **extra} if extra else context)


def _further(call: Call) -> list[Row]:
    """Roles that are passed, tags on creation, and what is particular to the service."""
    rows: list[Row] = []
    for path, receiver in PASSED_ROLES.get((call.service, call.operation), ()):
        for role in find_texts(call.params, path):
            extra = {"iam:PassedToService": receiver, "iam:AssociatedResourceArn": call.resources[0]}
            rows.append(("iam:PassRole", role, {}, extra))
    tagger = TAG_ON_CREATE.get(call.service)
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
    return parts[4] or account


def _of_tagging(call: Call, tagger: str) -> list[Row]:
    """Tags given on creation need the tagging action too, on what is created."""
    tags = find_request_tags(call.params)
    if not tags:
        return []
    key = {"ec2": "ec2:CreateAction", "sagemaker": "sagemaker:TaggingAction"}.get(call.service)
    given = {"Tags": [{"Key": name, "Value": value} for name, value in tags.items()]}
    created = [arn for arn in call.resources if arn.endswith("/*")] or call.resources[:1]
    return [(tagger, arn, given, {key: call.operation} if key else {}) for arn in created]


def _of_session(call: Call) -> list[Row]:
    """Session tags and a source identity are permissions of their own, in the role's trust policy too."""
    needed = {"Tags": "sts:TagSession", "SourceIdentity": "sts:SetSourceIdentity"}
    role = str(call.params.get("RoleArn", ""))
    return [(action, role, call.params, {}) for name, action in needed.items() if call.params.get(name)]


def _of_object(call: Call) -> list[Row]:
    """Tags of an object, the source of a copy, and the object's key: S3 calls KMS as the caller, through itself."""
    params, operation, rows = call.params, call.operation, list[Row]()
    if not params.get("Bucket") or not params.get("Key"):
        return rows
    writes = operation in ("PutObject", "CopyObject", "CreateMultipartUpload")
    if params.get("Tagging") and writes:
        rows.append(("s3:PutObjectTagging", f"arn:aws:s3:::{params['Bucket']}/{params['Key']}", params, {}))
    if operation in ("CopyObject", "UploadPartCopy"):
        source = str(params.get("CopySource", "")).lstrip("/").partition("?")[0]
        rows.append(("s3:GetObject", f"arn:aws:s3:::{source}", {}, {}))
    bucket = find_bucket(params["Bucket"])
    key, action = None, "kms:GenerateDataKey" if writes else "kms:Decrypt"
    if writes:
        key = _key_of_write(params, bucket)
    elif bucket is not None and operation in READS_OBJECT:
        held = bucket.keys.get(params["Key"])
        key = held.kms_key_id if getattr(held, "encryption", None) == "aws:kms" else None
    if key:
        owner = owner_of_bucket(params["Bucket"]) or call.account
        context = {"EncryptionContext": {"aws:s3:arn": f"arn:aws:s3:::{params['Bucket']}"}}
        rows.append((action, key_arn(key, call.region, owner), context, _through("s3", call.region, owner)))
    return rows


def _key_of_write(params: Mapping[str, Any], bucket: Any) -> str | None:
    """The key that a request names, or the bucket's default one; None for S3's own."""
    wanted = params.get("ServerSideEncryption")
    if (wanted and wanted != "aws:kms") or (not wanted and bucket is None):
        return None
    rule = (getattr(bucket, "encryption", None) or {}).get("Rule") or {}
    first = rule[0] if isinstance(rule, list) else rule
    default = first.get("ApplyServerSideEncryptionByDefault", {}).get("KMSMasterKeyID")
    return params.get("SSEKMSKeyId") or default or None


def _of_grant(call: Call) -> list[Row]:
    """SageMaker makes a grant on the key of a volume, as the caller."""
    path = GRANTED.get(call.operation)
    extra = {**_through("sagemaker", call.region, call.account), "kms:GrantIsForAWSResource": "true"}
    return [
        ("kms:CreateGrant", key_arn(key, call.region, call.account), {}, extra)
        for key in (find_texts(call.params, path) if path else ())
        if find_key(key, call.region, call.account) is not None
    ]


def _of_messages(call: Call) -> list[Row]:
    """Who sends to an encrypted topic or queue, or receives, needs its key; AWS's own keys are open to everybody."""
    account, region, params = call.account, call.region, call.params
    if call.service == "sns":
        arn = str(params.get("TopicArn") or params.get("TargetArn") or "")
        held, kind = topics_of(account, region).get(arn), "topicArn"
    else:
        held = queues_of(account, region).get(str(params.get("QueueUrl", "")).rsplit("/", 1)[-1])
        arn, kind = str(getattr(held, "queue_arn", "")), "arn"
    key = str(getattr(held, "kms_master_key_id", None) or "")
    if not key or find_key(key, region, account) is None:
        return []
    context = {"EncryptionContext": {f"aws:{call.service}:{kind}": arn}}
    needed = KEY_USES.get((call.service, call.operation), ())
    through = _through(call.service, region, account)
    return [(action, key_arn(key, region, account), context, through) for action in needed]


def _through(service: str, region: str, account: str) -> dict[str, str]:
    """KMS's own keys for a call that a service makes for its caller."""
    return {"kms:ViaService": f"{service}.{region}.amazonaws.com", "kms:CallerAccount": account}


SPECIAL: Mapping[str, Callable[[Call], list[Row]]] = {
    "s3": _of_object,
    "sagemaker": _of_grant,
    "sns": _of_messages,
    "sqs": _of_messages,
    "sts": _of_session,
}
