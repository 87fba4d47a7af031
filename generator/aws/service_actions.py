"""Service actions as people see them: those of what they launched, and running one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.aws.errors import refusals
from generator.aws.pages import read_pages
from generator.aws.provisioning import Launched
from generator.aws.session import Connection

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient


@dataclass(frozen=True)
class OfferedAction:
    """An action that its version has; `title` is such as `notebook-stop`."""

    id: str
    title: str
    summary: str


class ServiceActions:
    """What may be done with what was launched."""

    def __init__(self, connection: Connection) -> None:
        self._client: ServiceCatalogClient = connection.client("servicecatalog")

    @refusals("servicecatalog")
    def offered(self, launched: Launched) -> list[OfferedAction]:
        """The actions of its version, by title."""
        given: dict[str, Any] = {"ProductId": launched.product, "ProvisioningArtifactId": launched.artifact}
        list_actions = self._client.list_service_actions_for_provisioning_artifact
        rows = read_pages(list_actions, "ServiceActionSummaries", **given)
        found = [OfferedAction(row["Id"], row["Name"], row.get("Description", "")) for row in rows]
        return sorted(found, key=lambda each: each.title)

    @refusals("servicecatalog")
    def run(self, launched: str, action: str, answers: Mapping[str, str]) -> str:
        """Start an action; what is not answered is the target's default. Returns the record's id."""
        given: dict[str, Any] = {"Parameters": {key: [value] for key, value in answers.items()}} if answers else {}
        answer = self._client.execute_provisioned_product_service_action(
            ProvisionedProductId=launched, ServiceActionId=action, ExecuteToken=uuid.uuid4().hex, **given
        )
        return answer["RecordDetail"]["RecordId"]
