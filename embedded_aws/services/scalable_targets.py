"""Scalable targets with their tags, which moto (5.2) takes and forgets, and what AWS asks of a new one.

The targets are moto's, and so is their place in the snapshot. Sources: Application Auto Scaling API Reference,
`RegisterScalableTarget`, and its User Guide, "Service-linked roles": the first target of an account makes the role of
its service, as its caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.iam.models import iam_backends

from embedded_aws.gateway.authorization.properties import SCALING_SERVICE, scaling_role_is_there
from embedded_aws.service import PARTITION, Call, ServiceError
from embedded_aws.services.shapes import check_shapes

OPERATIONS = ("ListTagsForResource", "RegisterScalableTarget", "TagResource", "UntagResource")


class ScalableTargets:
    """The operations above."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out one operation; raises ServiceError."""
        check_shapes(call, params)
        if call.operation == "RegisterScalableTarget":
            return _register(params, call)
        tags = _tags_of(str(params["ResourceARN"]), call)
        tags.update(params.get("Tags") or {})
        for key in params.get("TagKeys") or ():
            tags.pop(key, None)
        return {"Tags": dict(tags)} if call.operation == "ListTagsForResource" else {}

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""


def _backend(call: Call) -> Any:
    from moto.applicationautoscaling.models import applicationautoscaling_backends  # slow, and rarely used

    return applicationautoscaling_backends[call.account][call.region]


def _register(params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
    resource, dimension = str(params["ResourceId"]), str(params["ScalableDimension"])
    backend = _backend(call)
    before = backend.targets.get(dimension, {}).get(resource)
    lowest = params.get("MinCapacity", getattr(before, "min_capacity", None))
    highest = params.get("MaxCapacity", getattr(before, "max_capacity", None))
    if lowest is None or highest is None:
        raise _invalid("MinCapacity and MaxCapacity are required for a new scalable target")
    if lowest > highest:
        raise _invalid("Maximum capacity cannot be less than minimum capacity")
    if params["ServiceNamespace"] == "sagemaker":
        _check_variant(resource, call)
        if not scaling_role_is_there(call.account):
            iam_backends[call.account][PARTITION].create_service_linked_role(SCALING_SERVICE, "", "")
    elif params["ServiceNamespace"] == "ecs":
        # There is no ECS here, and so no service of it.
        raise _invalid(f"ECS service doesn't exist: {resource}")
    try:
        target = backend.register_scalable_target(
            params["ServiceNamespace"],
            resource,
            dimension,
            min_capacity=lowest,
            max_capacity=highest,
            role_arn=params.get("RoleARN"),
            suspended_state=params.get("SuspendedState"),
        )
    except JsonRESTError as error:
        raise _invalid(str(error.message)) from error
    _held(target).update(params.get("Tags") or {})
    return {"ScalableTargetARN": target.arn}


def _check_variant(resource: str, call: Call) -> None:
    """The endpoint and its variant must be there."""
    from moto.sagemaker.models import sagemaker_backends  # slow, and rarely used

    parts = resource.split("/")
    endpoint = sagemaker_backends[call.account][call.region].endpoints.get(parts[1] if len(parts) == 4 else "")
    names = [row["VariantName"] for row in endpoint.production_variants] if endpoint else []
    if parts[-1] not in names:
        raise _invalid(f"Could not find a variant of an endpoint for {resource}")


def _tags_of(arn: str, call: Call) -> dict[str, str]:
    for held in _backend(call).targets.values():
        for target in held.values():
            if target.arn == arn:
                return _held(target)
    raise ServiceError("ResourceNotFoundException", f"No scalable target was found for the ARN {arn}", 400)


def _held(target: Any) -> dict[str, str]:
    if not hasattr(target, "tags"):
        target.tags = {}
    held: dict[str, str] = target.tags
    return held


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationException", message, 400)
