"""Who is named in a resource's policy must be possible, and a role or user be there and seen: moto takes any.

The sentences are AWS's own: S3, "Error Responses"; KMS, "PutKeyPolicy"; those of IAM, SNS, SQS, ECR and Secrets Manager
as hashicorp/terraform-provider-aws waits for them. A wildcard, an account and a service are nobody's role.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.gateway.callers import find_seen_role
from embedded_aws.gateway.propagation import PROPAGATION, Change
from embedded_aws.gateway.statements import read_statements
from embedded_aws.service import PARTITION, Call, ServiceError
from generator.iam.evaluate import PolicyNotUnderstood, names_a_principal
from generator.iam.evaluate.statements import compile_policy

Words = tuple[str, str]
_KEY = ("MalformedPolicyDocumentException", "Policy contains a statement with one or more invalid principals.")
_TOPIC = ("InvalidParameter", "Invalid parameter: Policy Error: PrincipalNotFound")
_QUEUE = ("InvalidAttributeValue", "Invalid value for the parameter Policy.")
_TRUST = ("MalformedPolicyDocument", 'Invalid principal in policy: "AWS":"{}"')
_IMAGES = "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'"
_SECRET = ("MalformedPolicyDocumentException", "This resource policy contains an unsupported principal.")
_TABLE = ("ValidationException", "Invalid policy document: Invalid principal in policy")
POLICIES: Mapping[tuple[str, str], tuple[str, Words]] = {
    ("dynamodb", "PutResourcePolicy"): ("Policy", _TABLE),
    ("ecr", "SetRepositoryPolicy"): ("policyText", ("InvalidParameterException", _IMAGES)),
    ("iam", "CreateRole"): ("AssumeRolePolicyDocument", _TRUST),
    ("iam", "UpdateAssumeRolePolicy"): ("PolicyDocument", _TRUST),
    ("kms", "CreateKey"): ("Policy", _KEY),
    ("kms", "PutKeyPolicy"): ("Policy", _KEY),
    ("s3", "PutBucketPolicy"): ("Policy", ("MalformedPolicy", "Invalid principal in policy")),
    ("secretsmanager", "PutResourcePolicy"): ("ResourcePolicy", _SECRET),
    ("sns", "CreateTopic"): ("Attributes.Policy", _TOPIC),
    ("sns", "SetTopicAttributes"): ("AttributeValue", _TOPIC),
    ("sqs", "CreateQueue"): ("Attributes.Policy", _QUEUE),
    ("sqs", "SetQueueAttributes"): ("Attributes.Policy", _QUEUE),
}
"""Where a call has a policy, and what is said of a principal in it that is not there."""


def check_principals(call: Call) -> None:
    """Raises ServiceError where a policy names no principal, or a role or user that is not there or not seen."""
    path, (code, message) = POLICIES.get((call.service, call.operation), ("", ("", "")))
    if not path or (call.service == "sns" and call.params.get("AttributeName", "Policy") != "Policy"):
        return
    value: Any = call.params
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    for arn in _named(value):
        if not (names_a_principal(arn) and is_seen(arn)):
            raise ServiceError(code, message.format(arn), 400)
    if call.service in GRAMMAR and value:
        _check_grammar(call.service, value)


GRAMMAR: Mapping[str, Words] = {
    "dynamodb": ("ValidationException", "Invalid policy document: {}"),
    "s3": ("MalformedPolicy", "Policy is not valid: {}"),
    "secretsmanager": ("MalformedPolicyDocumentException", "This resource policy contains a syntax error."),
    "sns": ("InvalidParameter", "Invalid parameter: Policy Error: {}"),
    "sqs": ("InvalidAttributeValue", "Invalid value for the parameter Policy. {}"),
}
"""The services of which moto stores any text: a policy that says nothing would spoil every later call."""


def _check_grammar(service: str, value: Any) -> None:
    """Raises ServiceError for what does not follow the grammar ("Grammar of the IAM JSON policy language")."""
    code, words = GRAMMAR[service]
    try:
        compile_policy("policy", json.loads(value))
    except PolicyNotUnderstood as wrong:
        raise ServiceError(code, words.format(wrong.construct), 400) from None
    except (TypeError, ValueError):
        raise ServiceError(code, words.format("it is no JSON"), 400) from None
    for statement in read_statements(value):
        if "Principal" not in statement and "NotPrincipal" not in statement:
            raise ServiceError(code, words.format("Missing required field Principal"), 400)


def _named(text: Any) -> Iterator[str]:
    """The ARNs in the Principal elements of a policy; none of what is no policy, which the service itself refuses."""
    for statement in read_statements(text):
        for element in ("Principal", "NotPrincipal"):
            principal = statement.get(element)
            held = principal.get("AWS", ()) if isinstance(principal, Mapping) else ()
            yield from [held] if isinstance(held, str) else [each for each in held if isinstance(each, str)]


def is_seen(arn: str) -> bool:
    """Whether a principal is there; what lies in an account that is not here is not looked for."""
    parts = arn.split(":")
    if len(parts) != 6 or parts[2] != "iam" or not _is_here(parts[4]):
        return True
    if parts[5].startswith("role/"):
        return find_seen_role(arn) is not None
    if parts[5].startswith("user/"):
        users = iam_backends[parts[4]][PARTITION].users
        return any(one.arn == arn for one in list(users.values())) and not PROPAGATION.find(arn, Change.EXISTENCE)
    return True


def _is_here(account: str) -> bool:
    """Whether an account has anybody; moto makes one of each that is only asked about."""
    held = iam_backends[account][PARTITION] if account in iam_backends else None
    return held is not None and bool(held.roles or held.users)
