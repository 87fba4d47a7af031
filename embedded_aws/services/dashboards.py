"""Tags of CloudWatch's dashboards: moto (5.2) tags alarms and no dashboards. The tags are kept where moto keeps them.

Source: "PutDashboard" and "TagResource" of the CloudWatch API Reference: tags count for a new dashboard only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.gateway.moto_state import tags_of_list
from embedded_aws.service import PARTITION, Call, ServiceError

OPERATIONS = ("TagResource", "UntagResource")
DASHBOARD = ":dashboard/"


class DashboardTags:
    """`cloudwatch:TagResource` and `UntagResource` of dashboards; those of alarms are moto's."""

    def claims(self, params: Mapping[str, Any]) -> bool:
        """Whether the call is about a dashboard."""
        return DASHBOARD in str(params.get("ResourceARN"))

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Set or take away tags; raises ServiceError where there is no such dashboard."""
        arn, backend = str(params["ResourceARN"]), _backend(call)
        if arn.partition(DASHBOARD)[2] not in backend.dashboards or arn.split(":")[4] != call.account:
            raise ServiceError("ResourceNotFoundException", f"Resource not found: {arn}", 404)
        if call.operation == "TagResource":
            backend.tagger.tag_resource(arn, list(params["Tags"]))
        else:
            backend.tagger.untag_resource_using_names(arn, list(params["TagKeys"]))
        return {}

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""


def keep_tags(call: Call) -> None:
    """PutDashboard: the tags of a new dashboard, which moto passes over."""
    backend, name = _backend(call), str(call.params["DashboardName"])
    if name not in backend.dashboards and (tags := tags_of_list(call.params.get("Tags") or ())):
        rows = [{"Key": key, "Value": value} for key, value in tags.items()]
        backend.tagger.tag_resource(_arn(call, name), rows)


def forget_tags(call: Call) -> None:
    """DeleteDashboards: the tags go with what is deleted."""
    backend = _backend(call)
    for name in call.params.get("DashboardNames") or ():
        backend.tagger.delete_all_tags_for_resource(_arn(call, str(name)))


def _arn(call: Call, name: str) -> str:
    return f"arn:{PARTITION}:cloudwatch::{call.account}{DASHBOARD}{name}"


def _backend(call: Call) -> Any:
    from moto.cloudwatch.models import cloudwatch_backends  # many a process never needs it

    return cloudwatch_backends[call.account][call.region]
