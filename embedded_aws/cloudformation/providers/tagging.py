"""Tags: each service's two calls for them, and one setting that applies the difference of two sets of tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties
from embedded_aws.cloudformation.providers.settings import Setting

Client = Any
Tag = Callable[[Client, HandlerRequest, dict[str, str]], object]
Untag = Callable[[Client, HandlerRequest, list[str]], object]


def tag_map(tags: Any) -> dict[str, str]:
    """Tags as a map, from a list of Key and Value, a map, or nothing."""
    if isinstance(tags, Mapping):
        return dict(tags)
    return {tag["Key"]: tag.get("Value", "") for tag in tags or ()}


def tag_list(tags: Any, key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as a list of pairs, with the names that a service uses for a pair's members."""
    return [{key: name, value: content} for name, content in tag_map(tags).items()]


def tag_specification(properties: Properties, kind: str) -> list[dict[str, Any]]:
    """The TagSpecifications of a create call of EC2; empty where there are no tags."""
    tags = tag_list(properties.get("Tags"))
    return [{"ResourceType": kind, "Tags": tags}] if tags else []


def set_tags(service: str) -> Setting:
    """The setting of `Tags` for the taggable resources of a service."""
    tag, untag = _CALLS[service]

    def apply(request: HandlerRequest, new: Any, old: Any) -> None:
        before, after = tag_map(old), tag_map(new)
        client = request.client(service.partition(" ")[0])
        if removed := [key for key in before if key not in after]:
            untag(client, request, removed)
        if changed := {key: value for key, value in after.items() if before.get(key) != value}:
            tag(client, request, changed)

    return apply


def _log_group_arn(request: HandlerRequest) -> str:
    # AWS quirk: the ARN that is tagged has no ":*" at its end ("TagResource" in the CloudWatch Logs API reference).
    return request.arn("logs", f"log-group:{request.physical_id}")


def _systems_manager(kind: str) -> tuple[Tag, Untag]:
    def named(request: HandlerRequest) -> dict[str, str]:
        return {"ResourceType": kind, "ResourceId": request.physical_id}

    return (
        lambda client, request, tags: client.add_tags_to_resource(**named(request), Tags=tag_list(tags)),
        lambda client, request, keys: client.remove_tags_from_resource(**named(request), TagKeys=keys),
    )


_BY_RESOURCE_ARN: tuple[Tag, Untag] = (
    lambda client, request, tags: client.tag_resource(ResourceARN=request.attributes["Arn"], Tags=tag_list(tags)),
    lambda client, request, keys: client.untag_resource(ResourceARN=request.attributes["Arn"], TagKeys=keys),
)
_CALLS: Mapping[str, tuple[Tag, Untag]] = {
    "application-autoscaling": (
        lambda client, request, tags: client.tag_resource(ResourceARN=request.attributes["Arn"], Tags=tags),
        lambda client, request, keys: client.untag_resource(ResourceARN=request.attributes["Arn"], TagKeys=keys),
    ),
    "cloudtrail": (
        lambda client, request, tags: client.add_tags(ResourceId=request.attributes["Arn"], TagsList=tag_list(tags)),
        lambda client, request, keys: client.remove_tags(
            ResourceId=request.attributes["Arn"], TagsList=[{"Key": key} for key in keys]
        ),
    ),
    "cloudwatch": _BY_RESOURCE_ARN,
    "codeartifact": (
        lambda client, request, tags: client.tag_resource(
            resourceArn=request.physical_id, tags=tag_list(tags, "key", "value")
        ),
        lambda client, request, keys: client.untag_resource(resourceArn=request.physical_id, tagKeys=keys),
    ),
    "codecommit": (
        lambda client, request, tags: client.tag_resource(resourceArn=request.attributes["Arn"], tags=tags),
        lambda client, request, keys: client.untag_resource(resourceArn=request.attributes["Arn"], tagKeys=keys),
    ),
    "dynamodb": (
        lambda client, request, tags: client.tag_resource(ResourceArn=request.attributes["Arn"], Tags=tag_list(tags)),
        lambda client, request, keys: client.untag_resource(ResourceArn=request.attributes["Arn"], TagKeys=keys),
    ),
    "ec2": (
        lambda client, request, tags: client.create_tags(Resources=[request.physical_id], Tags=tag_list(tags)),
        lambda client, request, keys: client.delete_tags(
            Resources=[request.physical_id], Tags=[{"Key": key} for key in keys]
        ),
    ),
    "ec2 elastic-ip": (
        lambda client, request, tags: client.create_tags(
            Resources=[request.attributes["AllocationId"]], Tags=tag_list(tags)
        ),
        lambda client, request, keys: client.delete_tags(
            Resources=[request.attributes["AllocationId"]], Tags=[{"Key": key} for key in keys]
        ),
    ),
    "ecr": (
        lambda client, request, tags: client.tag_resource(resourceArn=request.attributes["Arn"], tags=tag_list(tags)),
        lambda client, request, keys: client.untag_resource(resourceArn=request.attributes["Arn"], tagKeys=keys),
    ),
    "events": _BY_RESOURCE_ARN,
    "iam": (
        lambda client, request, tags: client.tag_role(RoleName=request.physical_id, Tags=tag_list(tags)),
        lambda client, request, keys: client.untag_role(RoleName=request.physical_id, TagKeys=keys),
    ),
    "iam user": (
        lambda client, request, tags: client.tag_user(UserName=request.physical_id, Tags=tag_list(tags)),
        lambda client, request, keys: client.untag_user(UserName=request.physical_id, TagKeys=keys),
    ),
    "iam oidc-provider": (
        lambda client, request, tags: client.tag_open_id_connect_provider(
            OpenIDConnectProviderArn=request.physical_id, Tags=tag_list(tags)
        ),
        lambda client, request, keys: client.untag_open_id_connect_provider(
            OpenIDConnectProviderArn=request.physical_id, TagKeys=keys
        ),
    ),
    "kms": (
        lambda client, request, tags: client.tag_resource(
            KeyId=request.physical_id, Tags=tag_list(tags, "TagKey", "TagValue")
        ),
        lambda client, request, keys: client.untag_resource(KeyId=request.physical_id, TagKeys=keys),
    ),
    "lambda": (
        lambda client, request, tags: client.tag_resource(Resource=request.attributes["Arn"], Tags=tags),
        lambda client, request, keys: client.untag_resource(Resource=request.attributes["Arn"], TagKeys=keys),
    ),
    "logs": (
        lambda client, request, tags: client.tag_resource(resourceArn=_log_group_arn(request), tags=tags),
        lambda client, request, keys: client.untag_resource(resourceArn=_log_group_arn(request), tagKeys=keys),
    ),
    "route53resolver": _BY_RESOURCE_ARN,
    "sagemaker": (
        lambda client, request, tags: client.add_tags(ResourceArn=request.physical_id, Tags=tag_list(tags)),
        lambda client, request, keys: client.delete_tags(ResourceArn=request.physical_id, TagKeys=keys),
    ),
    "secretsmanager": (
        lambda client, request, tags: client.tag_resource(SecretId=request.physical_id, Tags=tag_list(tags)),
        lambda client, request, keys: client.untag_resource(SecretId=request.physical_id, TagKeys=keys),
    ),
    "sns": (
        lambda client, request, tags: client.tag_resource(ResourceArn=request.physical_id, Tags=tag_list(tags)),
        lambda client, request, keys: client.untag_resource(ResourceArn=request.physical_id, TagKeys=keys),
    ),
    "sqs": (
        lambda client, request, tags: client.tag_queue(QueueUrl=request.physical_id, Tags=tags),
        lambda client, request, keys: client.untag_queue(QueueUrl=request.physical_id, TagKeys=keys),
    ),
    "ssm": _systems_manager("Parameter"),
    "ssm document": _systems_manager("Document"),
}
"""The call that sets tags and the call that removes them, by the name of the service's boto3 client, and the kind of
what has them where the calls are to be told."""
