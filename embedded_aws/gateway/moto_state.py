"""What moto holds, read where it lies: networks, keys, buckets, and the tags and policies of resources.

Backends that take long to import, or that many a process never needs, are imported on first use.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from moto.core.exceptions import ServiceException
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends
from werkzeug.exceptions import HTTPException

from embedded_aws.gateway.callers import find_role, named_policy, read_tags, trust_of
from embedded_aws.gateway.propagation import PROPAGATION, Change
from embedded_aws.service import PARTITION
from generator.iam.evaluate import NamedPolicy

KEY_ID = re.compile(rb"[0-9a-f-]{36}")


def ec2_of(account: str, region: str) -> Any:
    """moto's EC2 backend of an account and region."""
    from moto.ec2.models import ec2_backends

    return ec2_backends[account][region]


def each_ec2() -> Iterator[tuple[str, str, Any]]:
    """Account, region and backend of every EC2 in use; none where EC2 was never used."""
    if "moto.ec2.models" in sys.modules:
        from moto.ec2.models import ec2_backends

        yield from list(ec2_backends.iter_backends())


def find_profile(named: Mapping[str, Any], account: str) -> Any | None:
    """moto's instance profile that a request names by `Name` or `Arn`; None where nobody finds one (yet)."""
    held = list(iam_backends[account][PARTITION].instance_profiles.values())
    found = next((one for one in held if named.get("Name") == one.name or named.get("Arn") == one.arn), None)
    return None if found is None or PROPAGATION.find(found.arn, Change.EXISTENCE) else found


def role_of_profile(profile: Any) -> Any | None:
    """The role that an instance profile has; None where nobody finds one (yet)."""
    late = PROPAGATION.find(profile.arn, Change.ROLE)
    return next(iter(profile.roles if late is None else late.before), None)


def find_key(key_id: str, region: str, account: str) -> Any | None:
    """moto's key of an id, ARN or alias (`alias/…`), in any account that it names; None where there is none."""
    if key_id.startswith("arn:"):
        if key_id.count(":") < 5:
            return None
        _, _, _, region, account, key_id = key_id.split(":", 5)
    name = key_id.removeprefix("key/")
    backend = kms_backends[account][region]
    if name.startswith("alias/"):
        return next((key for key in list(backend.keys.values()) if name in key.aliases), None)
    return backend.keys.get(name)


def key_arn(key_id: str, region: str, account: str) -> str:
    """The ARN of a key; what it would be where there is no such key."""
    key = find_key(key_id, region, account)
    if key is not None:
        return str(key.arn)
    return key_id if key_id.startswith("arn:") else f"arn:{PARTITION}:kms:{region}:{account}:key/{key_id}"


def key_of_blob(blob: bytes) -> str:
    """The id of the key that a ciphertext names; `*` for bytes that are no ciphertext of moto's."""
    head = bytes(blob[:36])
    return head.decode("ascii") if KEY_ID.fullmatch(head) else "*"


def find_bucket(name: str) -> Any | None:
    """moto's bucket, in whichever account it is; None where there is none."""
    partition, account = s3_backends.bucket_accounts.get(name, (None, None))
    return s3_backends[account][partition].buckets.get(name) if account else None


def find_object(bucket: str, key: str, version: str | None) -> Any | None:
    """moto's object, or one version of it; None where there is none."""
    partition, account = s3_backends.bucket_accounts.get(bucket, (None, None))
    return s3_backends[account][partition].get_object(bucket, key, version) if account else None


def owner_of_bucket(name: str) -> str | None:
    """The account that owns a bucket."""
    owner = s3_backends.bucket_accounts.get(name, (None, None))[1]
    return str(owner) if owner else None


def object_tags(key: Any) -> dict[str, str]:
    """The tags of moto's S3 object."""
    return dict(s3_backends[key.account_id]["aws"].tagger.get_tag_dict_for_resource(key.arn))


def find_policy(action: str, arn: str, region: str, account: str) -> NamedPolicy | None:
    """The policy that is attached to a resource, by the ARN that is asked about; None where it has none."""
    read = POLICIES.get(action.partition(":")[0])
    text = read(arn, region, account) if read else None
    return named_policy(f"policy of {arn}", text) if text else None


def _policy_of_bucket(arn: str, region: str, account: str) -> Any:
    bucket = find_bucket(arn.split(":::", 1)[-1].partition("/")[0])
    return bucket.policy if bucket is not None else None


def _policy_of_key(arn: str, region: str, account: str) -> Any:
    """Of a key that is not there IAM has its say as of a new one, and then KMS itself says that it is not there."""
    if ":key/" not in arn:
        return None
    key = find_key(arn, region, account)
    statement = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "kms:*", "Resource": "*"}
    return key.policy if key is not None else {"Version": "2012-10-17", "Statement": [statement]}


def _trust_policy(arn: str, region: str, account: str) -> Any:
    role = find_role(arn)
    return trust_of(role) if role is not None else None


def _policy_of_topic(arn: str, region: str, account: str) -> Any:
    topic = topics_of(account, region).get(arn)
    return topic.policy if topic is not None else None


def _policy_of_queue(arn: str, region: str, account: str) -> Any:
    return getattr(queues_of(account, region).get(arn.rsplit(":", 1)[-1]), "policy", None)


def _policy_of_function(arn: str, region: str, account: str) -> Any:
    from moto.awslambda.models import lambda_backends

    try:
        function = lambda_backends[account][region].get_function(arn.rsplit(":function:", 1)[-1])
    except Exception:  # noqa: BLE001 - moto has several errors for a function that is not there
        return None
    statements = [dict(statement) for statement in function.policy.statements] if function.policy else []
    return {"Version": "2012-10-17", "Statement": statements} if statements else None


def find_secret(secret: str, region: str, account: str) -> Any | None:
    """moto's secret of a name or an ARN; None where there is none."""
    from moto.secretsmanager.models import secretsmanager_backends

    return secretsmanager_backends[account][region].secrets.get(secret)


def _policy_of_secret(arn: str, region: str, account: str) -> Any:
    return getattr(find_secret(arn, region, account), "policy", None)


def _tags_in_secretsmanager(arn: str, region: str, account: str) -> dict[str, str]:
    return tags_of_list(getattr(find_secret(arn, region, account), "tags", None) or ())


def topics_of(account: str, region: str) -> Mapping[str, Any]:
    """moto's topics, by ARN."""
    from moto.sns.models import sns_backends

    topics: Mapping[str, Any] = sns_backends[account][region].topics
    return topics


def queues_of(account: str, region: str) -> Mapping[str, Any]:
    """moto's queues, by name."""
    from moto.sqs.models import sqs_backends

    queues: Mapping[str, Any] = sqs_backends[account][region].queues
    return queues


def find_tags(arn: str, region: str, account: str) -> dict[str, str]:
    """The tags of an existing resource; empty where there is none or its service keeps no tags here."""
    parts = arn.split(":", 5)
    read = TAGS.get(parts[2]) if len(parts) == 6 else None
    if read is None or "*" in parts[5]:
        return {}
    try:
        return read(arn, region, account)
    except (ServiceException, HTTPException, LookupError, AttributeError, TypeError, ValueError):
        # A malformed ARN, or a resource that has just gone: the service itself will say so.
        return {}


def tags_of_list(tags: Sequence[Any]) -> dict[str, str]:
    """Tags as services list them, whichever names they have for key and value."""
    found: dict[str, str] = {}
    for tag in tags:
        if isinstance(tag, Mapping):
            key = tag.get("Key", tag.get("TagKey", tag.get("key")))
            value = tag.get("Value", tag.get("TagValue", tag.get("value", "")))
            if key is not None:
                found[str(key)] = "" if value is None else str(value)
    return found


def tables_of(account: str, region: str) -> Any:
    """moto's DynamoDB backend of an account and region."""
    from moto.dynamodb.models import dynamodb_backends

    return dynamodb_backends[account][region]


def find_table(name: str, region: str, account: str) -> Any | None:
    """moto's table of a name, an ARN or the ARN of one of its indexes or streams; None where there is none."""
    return tables_of(account, region).tables.get(name.rpartition(":table/")[2].partition("/")[0])


def _policy_of_table(arn: str, region: str, account: str) -> Any:
    """A table's policy is its indexes' too; a stream has one of its own."""
    held = tables_of(account, region).resource_policies.get(arn.partition("/index/")[0])
    return held.policy_doc if held is not None else None


def _tags_in_dynamodb(arn: str, region: str, account: str) -> dict[str, str]:
    return tags_of_list(getattr(find_table(arn, region, account), "tags", None) or ())


def _tags_in_ec2(arn: str, region: str, account: str) -> dict[str, str]:
    return dict(ec2_of(account, region).tags.get(arn.split(":", 5)[5].partition("/")[2], {}))


def _tags_in_iam(arn: str, region: str, account: str) -> dict[str, str]:
    backend = iam_backends[account][PARTITION]
    user = backend.users.get(arn.rsplit("/", 1)[-1]) if ":user/" in arn else None
    held = find_role(arn) or user or backend.managed_policies.get(arn)
    return read_tags(held.tags) if held is not None else {}


def _tags_in_kms(arn: str, region: str, account: str) -> dict[str, str]:
    key = find_key(arn, region, account)
    return dict(kms_backends[account][region].tagger.get_tag_dict_for_resource(key.id)) if key is not None else {}


def _tags_in_logs(arn: str, region: str, account: str) -> dict[str, str]:
    from moto.logs.models import logs_backends

    return dict(logs_backends[account][region].tagger.get_tag_dict_for_resource(arn.removesuffix(":*")))


def _tags_in_sagemaker(arn: str, region: str, account: str) -> dict[str, str]:
    from moto.sagemaker.models import sagemaker_backends

    # moto's own listing comes in pages: the tags, and where the next ones begin.
    tags, _ = sagemaker_backends[account][region].list_tags(arn)
    return tags_of_list(tags)


def _tags_in_ssm(arn: str, region: str, account: str) -> dict[str, str]:
    from moto.ssm.models import ssm_backends

    name = arn.split(":", 5)[5].removeprefix("parameter")
    backend = ssm_backends[account][region]
    held = backend.list_tags_for_resource("Parameter", name if name in backend._parameters else name[1:])
    return {str(key): str(value) for key, value in (held or {}).items()}


def _tags_in_lambda(arn: str, region: str, account: str) -> dict[str, str]:
    from moto.awslambda.models import lambda_backends

    return dict(lambda_backends[account][region].list_tags(arn))


POLICIES: Mapping[str, Callable[[str, str, str], Any]] = {
    "dynamodb": _policy_of_table,
    "kms": _policy_of_key,
    "lambda": _policy_of_function,
    "s3": _policy_of_bucket,
    "secretsmanager": _policy_of_secret,
    "sns": _policy_of_topic,
    "sqs": _policy_of_queue,
    "sts": _trust_policy,
}
TAGS: Mapping[str, Callable[[str, str, str], dict[str, str]]] = {
    "dynamodb": _tags_in_dynamodb,
    "ec2": _tags_in_ec2,
    "iam": _tags_in_iam,
    "kms": _tags_in_kms,
    "lambda": _tags_in_lambda,
    "logs": _tags_in_logs,
    "sagemaker": _tags_in_sagemaker,
    "secretsmanager": _tags_in_secretsmanager,
    "ssm": _tags_in_ssm,
}
