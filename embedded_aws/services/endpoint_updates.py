"""`sagemaker:UpdateEndpoint`, which moto (5.2) lacks; the endpoint is moto's. Source: SageMaker API Reference."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from embedded_aws.service import Call, ServiceError
from embedded_aws.services.shapes import check_shapes

RETAINED = {
    "DesiredInstanceCount": ("CurrentInstanceCount", "DesiredInstanceCount"),
    "DesiredWeight": ("CurrentWeight", "DesiredWeight"),
}
"""What of a variant a request may keep, and where moto has it; data capture is the endpoint's own."""

DIMENSION = "sagemaker:variant:DesiredInstanceCount"


class EndpointUpdates:
    """Puts an endpoint on another configuration, at once."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out the update; raises ServiceError where the endpoint or the configuration is not there."""
        from moto.sagemaker.models import FakeEndpoint, FakeEndpointConfig, sagemaker_backends  # slow, and rarely used

        check_shapes(call, params)
        backend = sagemaker_backends[call.account][call.region]
        name, wanted = str(params["EndpointName"]), str(params["EndpointConfigName"])
        endpoint, config = backend.endpoints.get(name), backend.endpoint_configs.get(wanted)
        if endpoint is None:
            raise _missing("endpoint", FakeEndpoint.arn_formatter(name, call.account, call.region))
        if config is None:
            arn = FakeEndpointConfig.arn_formatter(wanted, call.account, call.region)
            raise _missing("endpoint configuration", arn)
        variants = endpoint._process_production_variants(config.production_variants)
        _check_scaled(name, endpoint, config, call)
        if params.get("RetainAllVariantProperties"):
            _retain(variants, endpoint.production_variants, params.get("ExcludeRetainedVariantProperties") or ())
        endpoint.production_variants = variants
        endpoint.endpoint_config_name = wanted
        endpoint.data_capture_config = config.data_capture_config
        endpoint.last_modified_time = datetime.now(UTC)
        return {"EndpointArn": endpoint.arn}

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""


def _retain(variants: list[dict[str, Any]], before: list[dict[str, Any]], excluded: Any) -> None:
    dropped = {row["VariantPropertyType"] for row in excluded}
    held = {row["VariantName"]: row for row in before}
    for variant in variants:
        old = held.get(variant["VariantName"], {})
        for kind, names in RETAINED.items():
            if kind not in dropped:
                variant.update({name: old[name] for name in names if name in old})


def _check_scaled(name: str, endpoint: Any, config: Any, call: Call) -> None:
    """A variant that is scaled keeps its name and its machine (SageMaker Developer Guide, "Update endpoints that use
    automatic scaling"; hashicorp/terraform-provider-aws#14337 has the message)."""
    from moto.applicationautoscaling.models import applicationautoscaling_backends  # slow, and rarely used

    targets = applicationautoscaling_backends[call.account][call.region].targets.get(DIMENSION, {})
    before = _machines(endpoint.endpoint_config_name, call)
    after = {row["VariantName"]: row.get("InstanceType") for row in config.production_variants}
    held = [each for each in before if f"endpoint/{name}/variant/{each}" in targets]
    if wrong := [each for each in held if after.get(each) != before[each]]:
        message = (
            f'The variant(s) "{wrong}" must be deregistered as a scalable target with AWS Auto Scaling before they can '
            "be removed or have their instance type updated."
        )
        raise ServiceError("ValidationException", message, 400)


def _machines(config: str, call: Call) -> dict[str, str | None]:
    from moto.sagemaker.models import sagemaker_backends

    found = sagemaker_backends[call.account][call.region].endpoint_configs.get(config)
    return {row["VariantName"]: row.get("InstanceType") for row in found.production_variants} if found else {}


def _missing(what: str, arn: str) -> ServiceError:
    return ServiceError("ValidationException", f'Could not find {what} "{arn}".', 400)
