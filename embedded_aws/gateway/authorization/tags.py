"""Tags: those that a request sets, and those that a resource already has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from moto.core.exceptions import ServiceException
from moto.iam.models import iam_backends
from werkzeug.exceptions import HTTPException

from embedded_aws.gateway.authorization.kms_keys import find_key
from embedded_aws.gateway.networks import ec2_of
from embedded_aws.gateway.principals import PARTITION, find_role, read_tags

PARAMETERS = ("Tags", "tags", "TagList")


def find_request_tags(params: Mapping[str, Any]) -> dict[str, str]:
    """The tags that the request sets."""
    tags: dict[str, str] = {}
    for name in PARAMETERS:
        held = params.get(name)
        if isinstance(held, Mapping):
            tags.update({str(key): str(value) for key, value in held.items()})
        elif isinstance(held, Sequence) and not isinstance(held, str):
            tags.update(_of_list(held))
    for specification in params.get("TagSpecifications") or params.get("TagSpecification") or ():
        tags.update(_of_list(specification.get("Tags") or ()))
    return tags


def find_tag_keys(params: Mapping[str, Any]) -> list[str]:
    """The keys of the tags that a request sets or removes."""
    removed = params.get("TagKeys") or params.get("tagKeys") or ()
    return [*find_request_tags(params), *(str(key) for key in removed)]


def _of_list(tags: Sequence[Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in tags:
        if isinstance(tag, Mapping):
            key = tag.get("Key", tag.get("TagKey", tag.get("key")))
            value = tag.get("Value", tag.get("TagValue", tag.get("value", "")))
            if key is not None:
                found[str(key)] = "" if value is None else str(value)
    return found


def find_resource_tags(arn: str, region: str, account: str) -> dict[str, str]:
    """The tags of an existing resource; empty where there is none or its service keeps no tags here."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return {}
    read = _READERS.get(parts[2])
    if read is None or "*" in parts[5]:
        return {}
    try:
        return read(arn, parts[5], region, account)
    except (ServiceException, HTTPException, LookupError, AttributeError, TypeError, ValueError):
        # A malformed ARN, or a resource that has just gone: the service itself will say so.
        return {}


def _ec2(arn: str, tail: str, region: str, account: str) -> dict[str, str]:
    return dict(ec2_of(account, region).tags.get(tail.partition("/")[2], {}))


def _iam(arn: str, tail: str, region: str, account: str) -> dict[str, str]:
    role = find_role(arn)
    if role is not None:
        return read_tags(role.tags)
    if tail.startswith("user/"):
        user = iam_backends[account][PARTITION].users.get(tail.rsplit("/", 1)[-1])
        return read_tags(user.tags) if user is not None else {}
    policy = iam_backends[account][PARTITION].managed_policies.get(arn)
    return read_tags(policy.tags) if policy is not None else {}


def _kms(arn: str, tail: str, region: str, account: str) -> dict[str, str]:
    from moto.kms.models import kms_backends

    key = find_key(arn, region, account)
    return dict(kms_backends[account][region].tagger.get_tag_dict_for_resource(key.id)) if key is not None else {}


def _logs(arn: str, tail: str, region: str, account: str) -> dict[str, str]:
    from moto.logs.models import logs_backends

    plain = arn.removesuffix(":*")
    return dict(logs_backends[account][region].tagger.get_tag_dict_for_resource(plain))


def _sagemaker(arn: str, tail: str, region: str, account: str) -> dict[str, str]:
    from moto.sagemaker.models import sagemaker_backends

    return _of_list(sagemaker_backends[account][region].list_tags(arn))


def _ssm(arn: str, tail: str, region: str, account: str) -> dict[str, str]:
    from moto.ssm.models import ssm_backends

    name = tail.removeprefix("parameter")
    backend = ssm_backends[account][region]
    known = name if name in backend._parameters else name[1:]
    held = backend.list_tags_for_resource("Parameter", known)
    return {str(key): str(value) for key, value in (held or {}).items()}


def _lambda(arn: str, tail: str, region: str, account: str) -> dict[str, str]:
    from moto.awslambda.models import lambda_backends

    return dict(lambda_backends[account][region].list_tags(arn))


Reader = Callable[[str, str, str, str], dict[str, str]]
_READERS: Mapping[str, Reader] = {
    "ec2": _ec2,
    "iam": _iam,
    "kms": _kms,
    "lambda": _lambda,
    "logs": _logs,
    "sagemaker": _sagemaker,
    "ssm": _ssm,
}
