"""The policy that hangs at a resource: bucket, key, role trust, topic, queue, function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moto.s3.models import s3_backends

from embedded_aws.gateway.authorization.kms_keys import find_key
from embedded_aws.gateway.principals import find_role, named_policy
from generator.iam.evaluate import NamedPolicy


def find_policy(action: str, arn: str, region: str, account: str) -> NamedPolicy | None:
    """The resource's own policy, by the ARN that is asked about; None where it has none."""
    read = _READERS.get(action.partition(":")[0])
    text = read(action, arn, region, account) if read else None
    return named_policy(f"policy of {arn}", text) if text else None


def find_bucket(name: str) -> Any | None:
    """moto's bucket, in whichever account it is; None where there is none."""
    partition, account = s3_backends.bucket_accounts.get(name, (None, None))
    return s3_backends[account][partition].buckets.get(name) if account else None


def owner_of_bucket(name: str) -> str | None:
    """The account that owns a bucket."""
    owner = s3_backends.bucket_accounts.get(name, (None, None))[1]
    return str(owner) if owner else None


def _bucket(action: str, arn: str, region: str, account: str) -> Any:
    bucket = find_bucket(arn.split(":::", 1)[-1].partition("/")[0])
    return bucket.policy if bucket is not None else None


def _key(action: str, arn: str, region: str, account: str) -> Any:
    if ":key/" not in arn:
        return None
    key = find_key(arn, region, account)
    # Of a key that is not there IAM has its say, and then KMS itself says that it is not there.
    return key.policy if key is not None else _delegate(account)


def _delegate(account: str) -> dict[str, Any]:
    """What a key's default policy says: whatever IAM allows."""
    statement = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "kms:*", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _trust(action: str, arn: str, region: str, account: str) -> Any:
    role = find_role(arn)
    return role.assume_role_policy_document if role is not None else None


def _topic(action: str, arn: str, region: str, account: str) -> Any:
    from moto.sns.models import sns_backends

    topic = sns_backends[account][region].topics.get(arn)
    return topic.policy if topic is not None else None


def _queue(action: str, arn: str, region: str, account: str) -> Any:
    from moto.sqs.models import sqs_backends

    queue = sqs_backends[account][region].queues.get(arn.rsplit(":", 1)[-1])
    return getattr(queue, "policy", None) if queue is not None else None


def _function(action: str, arn: str, region: str, account: str) -> Any:
    from moto.awslambda.models import lambda_backends

    try:
        function = lambda_backends[account][region].get_function(arn.rsplit(":function:", 1)[-1])
    except Exception:  # noqa: BLE001 - moto has several errors for a function that is not there
        return None
    statements = [dict(statement) for statement in function.policy.statements] if function.policy else []
    return {"Version": "2012-10-17", "Statement": statements} if statements else None


Reader = Callable[[str, str, str, str], Any]
_READERS: Mapping[str, Reader] = {
    "kms": _key,
    "lambda": _function,
    "s3": _bucket,
    "sns": _topic,
    "sqs": _queue,
    "sts": _trust,
}
