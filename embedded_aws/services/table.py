"""Which operation is whose: one row for each shim."""

from __future__ import annotations

from embedded_aws.gateway.gateway import EmbeddedGateway
from embedded_aws.services import log_keys, notebooks
from embedded_aws.services.endpoint_updates import EndpointUpdates
from embedded_aws.services.packages import Packages
from embedded_aws.services.repositories import Repositories
from embedded_aws.services.trail_events import TrailEvents


def build_shims(gateway: EmbeddedGateway) -> None:
    """Give the front its shims."""
    for operation in notebooks.OPERATIONS:
        gateway.shims["sagemaker", operation] = gateway.notebooks
    keys = log_keys.LogKeys()
    for operation in log_keys.OPERATIONS:
        gateway.shims["logs", operation] = keys
    gateway.shims["cloudtrail", "LookupEvents"] = TrailEvents(gateway.audit)
    gateway.shims["sagemaker", "UpdateEndpoint"] = EndpointUpdates()
    gateway.services["codeartifact"] = Packages()
    gateway.services["codecommit"] = Repositories()
