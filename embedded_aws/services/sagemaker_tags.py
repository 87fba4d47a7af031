"""`sagemaker:AddTags`, `DeleteTags` and `ListTags` of what is kept here; the tags of everything else are moto's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from embedded_aws.service import Call, ServiceError
from embedded_aws.services.job_kinds import KINDS

OPERATIONS = ("AddTags", "DeleteTags", "ListTags")
KEPT = (":notebook-instance", *(f":{kind.arn}/" for kind in KINDS.values()))
"""In the ARNs of what is kept here."""


class Keeper(Protocol):
    """A service that keeps resources with tags, which may be changed in place."""

    def held_tags(self, arn: str) -> dict[str, str] | None:
        """The tags of a resource; None where it is not kept there."""
        ...


class SageMakerTags:
    """The operations above, for the resources of its keepers."""

    def __init__(self, *keepers: Keeper) -> None:
        self._keepers = keepers

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out one operation."""
        held = self._find(str(params["ResourceArn"]))
        if held is None:
            raise ServiceError("ResourceNotFound", f"Could not find {params['ResourceArn']}", 400)
        held.update({tag["Key"]: tag["Value"] for tag in params.get("Tags") or ()})
        for key in params.get("TagKeys") or ():
            held.pop(key, None)
        return {} if call.operation == "DeleteTags" else {"Tags": [{"Key": k, "Value": v} for k, v in held.items()]}

    def claims(self, params: Mapping[str, Any]) -> bool:
        """Whether the resource is one of its keepers'."""
        return any(kind in str(params.get("ResourceArn", "")) for kind in KEPT)

    def _find(self, arn: str) -> dict[str, str] | None:
        return next((held for keeper in self._keepers if (held := keeper.held_tags(arn)) is not None), None)

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""
