"""Which operation is whose: one row for each shim."""

from __future__ import annotations

from generator.local.front.front import EmbeddedFront
from generator.local.front.shims import log_keys, notebooks
from generator.local.front.shims.endpoint_updates import EndpointUpdates
from generator.local.front.shims.packages import Packages
from generator.local.front.shims.repositories import Repositories
from generator.local.front.shims.trail_events import TrailEvents


def build_shims(front: EmbeddedFront) -> None:
    """Give the front its shims."""
    for operation in notebooks.OPERATIONS:
        front.shims["sagemaker", operation] = front.notebooks
    keys = log_keys.LogKeys()
    for operation in log_keys.OPERATIONS:
        front.shims["logs", operation] = keys
    front.shims["cloudtrail", "LookupEvents"] = TrailEvents(front.audit)
    front.shims["sagemaker", "UpdateEndpoint"] = EndpointUpdates()
    front.services["codeartifact"] = Packages()
    front.services["codecommit"] = Repositories()
