"""Application Auto Scaling: ScalableTarget, ScalingPolicy."""

from __future__ import annotations

from embedded_aws.cloudformation.providers.arguments import filled, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import apply_settings
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_map

PLACE = "ServiceNamespace ResourceId ScalableDimension"
TARGET = f"{PLACE} MinCapacity MaxCapacity RoleARN SuspendedState"
CONFIGURATIONS = "StepScalingPolicyConfiguration TargetTrackingScalingPolicyConfiguration"


def register_target(request: HandlerRequest, wanted: Properties) -> None:
    """Registers a scalable target, and reads it back (`handlers.create.permissions` of the type)."""
    given = pick(wanted, TARGET)
    client = request.client("application-autoscaling")
    made = client.register_scalable_target(**given, **filled(Tags=tag_map(wanted.get("Tags"))))
    # What `Ref` gives: CloudFormation Template Reference, AWS::ApplicationAutoScaling::ScalableTarget.
    name = "|".join(str(wanted[key]) for key in ("ResourceId", "ScalableDimension", "ServiceNamespace"))
    request.record(name, Id=name, Arn=made["ScalableTargetARN"])
    client.describe_scalable_targets(ServiceNamespace=wanted["ServiceNamespace"], ResourceIds=[wanted["ResourceId"]])
    client.list_tags_for_resource(ResourceARN=made["ScalableTargetARN"])


def update_target(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Registers the target again with its new bounds, then changes its tags."""
    if pick(old, TARGET) != pick(wanted, TARGET):
        request.client("application-autoscaling").register_scalable_target(**pick(wanted, TARGET))
    apply_settings(request, {"Tags": set_tags("application-autoscaling")}, old, wanted)


def deregister_target(request: HandlerRequest, existing: Properties) -> None:
    """Takes the target back; what it scaled keeps its size."""
    request.client("application-autoscaling").deregister_scalable_target(**pick(existing, PLACE))


def _place(wanted: Properties) -> dict[str, str]:
    """Where the policy belongs: three properties, or the target's id, which has the same three."""
    if "ScalingTargetId" not in wanted:
        return pick(wanted, PLACE)
    resource, dimension, namespace = str(wanted["ScalingTargetId"]).split("|")
    return {"ServiceNamespace": namespace, "ResourceId": resource, "ScalableDimension": dimension}


def put_policy(request: HandlerRequest, wanted: Properties) -> None:
    """Puts a scaling policy, which makes alarms of its own, and reads it back."""
    given, place = pick(wanted, f"PolicyName PolicyType {CONFIGURATIONS}"), _place(wanted)
    client = request.client("application-autoscaling")
    made = client.put_scaling_policy(**place, **given)
    # moto (5.2) gives the policy a new ARN each time; on AWS it keeps the one that it has.
    arn = request.physical_id or made["PolicyARN"]
    request.record(arn, Arn=arn)
    client.describe_scaling_policies(**place, PolicyNames=[given["PolicyName"]])


def update_policy(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Puts the policy again under its name."""
    put_policy(request, wanted)


def delete_policy(request: HandlerRequest, existing: Properties) -> None:
    """Deletes the policy and its alarms."""
    client = request.client("application-autoscaling")
    client.delete_scaling_policy(**_place(existing), **pick(existing, "PolicyName"))


PROVIDERS = (
    Provider(
        "AWS::ApplicationAutoScaling::ScalableTarget",
        register_target,
        deregister_target,
        shape(f"{TARGET} Tags"),
        update_target,
        attributes="Id",
    ),
    Provider(
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        put_policy,
        delete_policy,
        shape(f"PolicyName PolicyType ScalingTargetId {PLACE} {CONFIGURATIONS}"),
        update_policy,
        named_by="PolicyName",
        attributes="Arn",
    ),
)
