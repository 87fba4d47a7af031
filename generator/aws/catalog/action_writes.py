"""The writes to service actions."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from generator.aws.catalog import ownership
from generator.aws.catalog.creation import Made
from generator.aws.catalog.writes import Writes, gone_is_done
from generator.aws.errors import code_of, refusals
from generator.aws.waiting import retry
from generator.planning import steps as s
from generator.planning.action_steps import DeleteAction, PutAction


class ActionWrites(Writes):
    """Service actions, and the versions that they are on."""

    @refusals("servicecatalog")
    def create_action(self, write: PutAction) -> str:
        """Create one that says whose it is; returns its id."""

        def create(token: str) -> Made:
            answer = self._client.create_service_action(
                DefinitionType="SSM_AUTOMATION", IdempotencyToken=token, **self._fields(write)
            )
            return Made(answer["ServiceActionDetail"]["ServiceActionSummary"]["Id"])

        return self._creator.create(
            write, create, lambda identity: bool(self._client.describe_service_action(Id=identity))
        )

    @refusals("servicecatalog")
    def update_action(self, action: str, write: PutAction) -> None:
        """Change its words and definition in place."""
        self._client.update_service_action(Id=action, **self._fields(write))

    @refusals("servicecatalog")
    def delete_action(self, action: str, write: DeleteAction) -> None:
        """Delete one that no version has."""
        self._tombstones.bury(s.write_address(write), action)
        # AWS quirk: for a while an action is still on what it was just taken off.
        call = partial(self._client.delete_service_action, Id=action)
        gone_is_done(lambda: retry(call, ("ResourceInUseException",)))

    @refusals("servicecatalog")
    def attach_action(self, action: str, product: str, version: str) -> None:
        """Put it on a version; again is no error."""
        call = partial(
            self._client.associate_service_action_with_provisioning_artifact,
            ServiceActionId=action,
            ProductId=product,
            ProvisioningArtifactId=version,
        )
        try:
            retry(call)
        except ClientError as error:
            if code_of(error) != "DuplicateResourceException":
                raise

    @refusals("servicecatalog")
    def detach_action(self, action: str, product: str, version: str) -> None:
        """Take it off again."""
        gone_is_done(
            lambda: self._client.disassociate_service_action_from_provisioning_artifact(
                ServiceActionId=action, ProductId=product, ProvisioningArtifactId=version
            )
        )

    def _fields(self, write: PutAction) -> Any:
        action = write.action
        words = ownership.action_description(action.words, self._catalog, action.key, action.fingerprint)
        return {"Name": action.title, "Definition": json.loads(action.definition or "{}"), "Description": words}
